local lane, token, owner, now, batch = unpack(ARGV, 1, 5)
if not holds(lane, token, owner) or leased_until(lane) <= now then return { 'fenced' } end

local begun = {}
for i = 6, #ARGV do
	local r = row(ARGV[i])
	if not r or r.lane ~= lane or not pending(r.state) then return { 'conflict' } end
	if r.state == 'sending' and r.token ~= token and leased_until(r.under, r.token) > now then return { 'conflict' } end
	begun[#begun + 1] = r
end
for _, r in ipairs(begun) do
	index(r, 'sending')
	call('HSET', root .. 'row:' .. r.key, 'state', 'sending', 'batch', batch, 'token', token, 'under', lane, 'sent', now, 'next', never)
end
refresh(lane)
return { 'ok' }
