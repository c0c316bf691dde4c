local limit, newest, below, interaction, account, lane = tonumber(ARGV[1]), ARGV[2] == '1', ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local wanted, all_pending = {}, true
for i = 7, #ARGV do
	wanted[ARGV[i]] = true
	all_pending = all_pending and pending(ARGV[i])
end

local keys = {}
if interaction == '' and lane == '' then
	-- The sets are what is asked for: the first of each are enough.
	local rows = {}
	for state in pairs(wanted) do
		local set = root .. 'rows:' .. account .. ':' .. state
		local got
		if newest then
			got = call('ZREVRANGEBYSCORE', set, below, '-inf', 'WITHSCORES', 'LIMIT', 0, limit)
		else
			got = call('ZRANGEBYSCORE', set, '-inf', below, 'WITHSCORES', 'LIMIT', 0, limit)
		end
		for i = 1, #got, 2 do rows[#rows + 1] = { got[i], tonumber(got[i + 1]) } end
	end
	table.sort(rows, function(a, b)
		if newest then return a[2] > b[2] end
		return a[2] < b[2]
	end)
	for i = 1, math.min(limit, #rows) do keys[i] = rows[i][1] end
else
	local set = root .. 'lane:' .. lane
	if interaction ~= '' then
		set = root .. 'of:' .. interaction
	elseif all_pending then
		set = root .. 'pending:' .. lane
	end
	if newest then
		keys = call('ZREVRANGEBYSCORE', set, below, '-inf')
	else
		keys = call('ZRANGEBYSCORE', set, '-inf', below)
	end
end

local out = {}
for _, key in ipairs(keys) do
	if #out == limit then break end
	local r = call('HMGET', root .. 'row:' .. key, 'seq', 'interaction', 'account', 'lane', 'kind', 'author', 'state',
		'batch', 'sent', 'attempts', 'next', 'made')
	if wanted[r[7]] and (account == '' or r[3] == account) and (lane == '' or r[4] == lane) then
		r[13] = key
		out[#out + 1] = r
	end
end
return out
