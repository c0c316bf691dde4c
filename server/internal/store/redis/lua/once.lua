local key, id, now, till = unpack(ARGV)
local all, order = root .. 'once', root .. 'onces'

-- What has run out goes, a few at a time: more than come in.
local old = call('ZRANGEBYLEX', order, '-', '[' .. now .. '~', 'LIMIT', 0, 8)
for _, member in ipairs(old) do
	local gone = string.sub(member, 21)
	if string.sub(call('HGET', all, gone) or '', 1, 19) == string.sub(member, 1, 19) then call('HDEL', all, gone) end
	call('ZREM', order, member)
end

local had = call('HGET', all, key)
if had and string.sub(had, 1, 19) > now then
	local first = string.sub(had, 21)
	-- Written again, so that a wait for the disk on this connection covers the first time.
	if first == id then call('HSET', all, key, had) end
	return { 'ok', first }
end
call('HSET', all, key, till .. ' ' .. id)
call('ZADD', order, 0, till .. ' ' .. key)
return { 'ok', id }
