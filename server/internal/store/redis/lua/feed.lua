local after, limit = unpack(ARGV)
local accounts = {}
local out = {}
for _, entry in ipairs(call('XRANGE', root .. 'feed', '(' .. after .. '-0', '+', 'COUNT', limit)) do
	local interaction, n = entry[2][2], entry[2][4]
	if not accounts[interaction] then accounts[interaction] = call('HGET', root .. 'interaction:' .. interaction, 'account') end
	out[#out + 1] = {
		string.match(entry[1], '^%d+'), interaction, accounts[interaction], n,
		call('LINDEX', root .. 'events:' .. interaction, tonumber(n) - 1),
	}
end
return out
