local after, limit = ARGV[1], tonumber(ARGV[2])
local accounts = {}
local out = {}
local from = '(' .. after .. '-0'
while #out < limit do
	local entries = call('XRANGE', root .. 'feed', from, '+', 'COUNT', limit - #out)
	if #entries == 0 then break end
	for _, entry in ipairs(entries) do
		local interaction, n = entry[2][2], entry[2][4]
		if accounts[interaction] == nil then accounts[interaction] = call('HGET', root .. 'interaction:' .. interaction, 'account') end
		if accounts[interaction] then -- else it was removed
			out[#out + 1] = {
				string.match(entry[1], '^%d+'), interaction, accounts[interaction], n,
				call('LINDEX', root .. 'events:' .. interaction, tonumber(n) - 1),
			}
		end
	end
	from = '(' .. entries[#entries][1]
end
return out
