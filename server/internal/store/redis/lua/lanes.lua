-- soon is the moment after now.
local soon, limit, many = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local out = {}

local function add(lane)
	local key = call('ZRANGE', root .. 'pending:' .. lane, 0, 0)[1]
	out[#out + 1] = { lane, call('HGET', root .. 'row:' .. key, 'account') }
end

if call('ZLEXCOUNT', root .. 'due', '-', '(' .. soon) <= many then
	local heads = {}
	for _, entry in ipairs(call('ZRANGEBYLEX', root .. 'due', '-', '(' .. soon)) do
		heads[#heads + 1] = string.sub(entry, 20)
	end
	table.sort(heads)
	for i = 1, math.min(limit, #heads) do add(string.sub(heads[i], 17)) end
	return out
end

-- When so many are due, the first of them are found soon by going through all in order.
local from = 0
while #out < limit do
	local lanes = call('ZRANGE', root .. 'heads', from, from + many - 1)
	if #lanes == 0 then break end
	from = from + #lanes
	for _, lane in ipairs(lanes) do
		if #out == limit then break end
		if string.sub(call('HGET', root .. 'lanes', lane), 1, 19) < soon then add(lane) end
	end
end
return out
