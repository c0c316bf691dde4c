local by, id, interaction, account, expect, active, lane, made = unpack(ARGV, 1, 8)
local lease_lane, lease_token, lease_owner = unpack(ARGV, 9, 11)
local remember = ARGV[12]
local events, refs, writes, changes = tonumber(ARGV[13]), tonumber(ARGV[14]), tonumber(ARGV[15]), tonumber(ARGV[16])
local first_event = 16
local first_ref = first_event + events
local first_write = first_ref + refs
local first_change = first_write + 3 * writes

-- Asked again, because the answer was lost. Written again, so that a wait for
-- the disk on this connection covers the first time.
local done = root .. 'done:' .. id
if call('EXISTS', done) == 1 then
	call('SET', done, '', 'EX', remember)
	return { 'ok' }
end

if lease_token ~= '' and not holds(lease_lane, lease_token, lease_owner) then return { 'fenced' } end

local hash = root .. 'interaction:' .. interaction
local had = call('HMGET', hash, 'version', 'account', 'lane', 'seq', 'active')
if (had[1] or '0') ~= expect then return { 'conflict' } end

for i = first_ref + 1, first_ref + refs do
	local has = call('HGET', root .. 'refs', ARGV[i])
	if has and has ~= interaction then return { 'taken', ARGV[i], has } end
end

-- Nothing is refused from here on: Redis takes nothing back.

local n = tonumber(expect)
local seq = call('INCRBY', root .. 'seq', events) - events
for i = 1, events do
	call('XADD', root .. 'feed', digits(seq + i) .. '-0', 'i', interaction, 'n', digits(n + i))
end
local most = 4000 -- arguments of one command: Lua's stack holds 8,000
for i = 1, events, most do
	call('RPUSH', root .. 'events:' .. interaction, unpack(ARGV, first_event + i, first_event + math.min(i + most - 1, events)))
end

local home, since = had[2] or account, had[4] or digits(seq + 1)
if not had[1] then
	call('HSET', hash, 'account', home, 'seq', since)
	call('ZADD', root .. 'started', since, interaction)
	call('ZADD', root .. 'started:' .. home, since, interaction)
end
call('HSET', hash, 'version', digits(n + events), 'lane', lane, 'active', active)
if had[5] ~= active then
	if active == '1' then
		call('ZADD', root .. 'active', since, interaction)
		call('ZADD', root .. 'active:' .. home, since, interaction)
	else
		call('ZREM', root .. 'active', interaction)
		call('ZREM', root .. 'active:' .. home, interaction)
	end
end

for i = first_ref + 1, first_ref + refs do
	if call('HSET', root .. 'refs', ARGV[i], interaction) == 1 then call('SADD', root .. 'refsof:' .. interaction, ARGV[i]) end
end

local touched = {}

for i = first_write + 1, first_change, 3 do
	local key, kind, author = unpack(ARGV, i, i + 2)
	if call('EXISTS', root .. 'row:' .. key) == 0 then
		local r = { key = key, seq = digits(call('INCR', root .. 'rows')), account = account, lane = lane }
		call('HSET', root .. 'row:' .. key, 'seq', r.seq, 'interaction', interaction, 'account', account, 'lane', lane,
			'kind', kind, 'author', author, 'state', 'waiting', 'batch', '', 'token', '', 'under', '',
			'sent', never, 'attempts', '0', 'next', never, 'made', made)
		index(r, 'waiting')
		call('ZADD', root .. 'of:' .. interaction, r.seq, key)
		call('ZADD', root .. 'lane:' .. lane, r.seq, key)
		touched[lane] = true
	end
end

for i = first_change + 1, first_change + 2 * changes, 2 do
	local r, state = row(ARGV[i]), ARGV[i + 1]
	if r and r.interaction == interaction and r.state ~= 'landed' then
		if state ~= 'waiting' or not pending(r.state) then
			if r.state == 'sending' then call('HINCRBY', root .. 'row:' .. r.key, 'attempts', 1) end
			settle(r, state, never)
			if state == 'waiting' then call('HSET', root .. 'row:' .. r.key, 'attempts', '0') end
		end
		-- Another try is wanted: nothing before it in the lane may keep it waiting.
		if state == 'waiting' then
			for _, key in ipairs(call('ZRANGE', root .. 'pending:' .. r.lane, 0, -1)) do
				call('HSET', root .. 'row:' .. key, 'next', never)
			end
		end
		touched[r.lane] = true
	end
end

-- All unlanded rows of an interaction are in its lane, so they move only when it
-- changes. A row that is being sent keeps its batch and the lease it is sent under.
if had[3] and had[3] ~= lane then
	for _, key in ipairs(call('ZRANGE', root .. 'of:' .. interaction, 0, -1)) do
		local r = row(key)
		if r.state ~= 'landed' and r.lane ~= lane then
			call('ZREM', root .. 'lane:' .. r.lane, key)
			call('ZREM', root .. 'pending:' .. r.lane, key)
			call('ZADD', root .. 'lane:' .. lane, r.seq, key)
			if pending(r.state) then call('ZADD', root .. 'pending:' .. lane, r.seq, key) end
			if r.state == 'sending' then
				if r.under ~= r.lane then call('SREM', root .. 'sending:' .. r.lane, key) end
				call('SADD', root .. 'sending:' .. lane, key)
			end
			call('HSET', root .. 'row:' .. key, 'lane', lane, 'next', never)
			touched[r.lane], touched[lane] = true, true
		end
	end
end

refresh_all(touched)
call('SET', done, '', 'EX', remember)
wake(by)
return { 'ok' }
