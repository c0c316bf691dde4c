local by, lane, token, owner, batch, till, attempt = unpack(ARGV)
if not holds(lane, token, owner) then return { 'fenced' } end

local touched = {}
for _, key in ipairs(call('SMEMBERS', root .. 'sending:' .. lane)) do
	local r = row(key)
	-- By token too: a row may have been moved to another lane meanwhile.
	if r.batch == batch and (r.lane == lane or r.token == token) then
		settle(r, 'waiting', till)
		call('HINCRBY', root .. 'row:' .. key, 'attempts', attempt)
		touched[r.lane] = true
	end
end
refresh_all(touched)
wake(by)
return { 'ok' }
