local by, id, name, value, expect, remember = unpack(ARGV)
local done, key = root .. 'done:' .. id, root .. 'setting:' .. name
if call('EXISTS', done) == 1 then -- asked again: see commit.lua
	call('SET', done, '', 'EX', remember)
	return { 'ok' }
end
local version = call('HGET', key, 'version') or '0'
if version ~= expect then return { 'conflict' } end
call('HSET', key, 'value', value, 'version', digits(tonumber(version) + 1))
call('SET', done, '', 'EX', remember)
wake(by)
return { 'ok' }
