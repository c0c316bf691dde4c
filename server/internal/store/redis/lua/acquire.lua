local lane, owner, now, till = unpack(ARGV)
local key = root .. 'lease:' .. lane
local l = call('HMGET', key, 'token', 'owner', 'until')
local token = l[1]
if not token or l[2] ~= owner then
	if token and l[3] > now then return { 'fenced' } end
	token = digits(call('INCR', root .. 'tokens'))
end
call('HSET', key, 'token', token, 'owner', owner, 'until', till)
lease_changed(lane)
return { 'ok', token }
