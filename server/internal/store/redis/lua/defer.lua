local by, lane, token, owner, till = unpack(ARGV)
if not holds(lane, token, owner) then return { 'fenced' } end
for _, key in ipairs(call('ZRANGE', root .. 'pending:' .. lane, 0, -1)) do
	call('HSET', root .. 'row:' .. key, 'next', till)
end
refresh(lane)
wake(by)
return { 'ok' }
