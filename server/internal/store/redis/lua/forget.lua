local account, agent, over, last = unpack(ARGV)
local key = root .. 'statuses:' .. account .. ':' .. agent
-- Asked again, or beside somebody else, it finds another entry there.
if call('LINDEX', key, tonumber(over) - 1) == last then call('LTRIM', key, over, -1) end
return { 'ok' }
