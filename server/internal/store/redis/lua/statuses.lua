local id, remember, account = unpack(ARGV)
-- Asked again, because the answer was lost: see commit.lua.
if call('EXISTS', root .. 'done:' .. id) == 0 then
	for i = 4, #ARGV, 2 do
		call('RPUSH', root .. 'statuses:' .. account .. ':' .. ARGV[i], ARGV[i + 1])
		call('ZADD', root .. 'agents:' .. account, 0, ARGV[i])
	end
end
call('SET', root .. 'done:' .. id, '', 'EX', remember)
return { 'ok' }
