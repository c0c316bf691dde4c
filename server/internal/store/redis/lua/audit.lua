local id, remember, entry = unpack(ARGV)
-- Asked again, because the answer was lost: see commit.lua.
if call('EXISTS', root .. 'done:' .. id) == 0 then call('RPUSH', root .. 'audit', entry) end
call('SET', root .. 'done:' .. id, '', 'EX', remember)
return { 'ok' }
