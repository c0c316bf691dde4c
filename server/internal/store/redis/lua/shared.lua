-- What the scripts share; it stands in front of each of them.
--
-- Every key begins with KEYS[1], a hash tag: on a cluster all of them are in one
-- slot, so a script can touch them together. (root):
--   seq, rows, tokens     counters: of the feed, of rows, of leases
--   identity              which Redis this is, to the marks of servers; no script knows it
--   pulse                 counts what wakes those who wait; "changed" is the channel
--   feed                  stream: one entry per event, its id is the number in the feed
--   events:I              list: the events of interaction I; event n is element n-1
--   interaction:I         hash: version, account, active, lane, seq
--   started[:A], active[:A]  sorted sets of interactions (of account A) by start
--   refs                  hash: reference to interaction
--   refsof:I              set of references that lead to interaction I
--   refsof                set when all interactions have theirs: an older version made none
--   row:K                 hash: the row of write K
--   rows:A:S              sorted set of keys by seq: rows of account A (empty: all) in state S
--   of:I, lane:L          sorted sets of keys by seq: rows of an interaction, of a lane
--   pending:L             the same: those of a lane that wait or are being sent
--   sending:L             set of keys that are being sent and are in lane L or were begun under its lease
--   lease:L               hash: token, owner, until
--   heads                 sorted set: lanes with pending rows by the seq of the first
--   due                   sorted set in the order of its members: moment, seq and lane of each head
--   lanes                 hash: lane to its member of due
--   setting:N             hash: value and version of a setting
--   once                  hash: what may happen once, to the call that came first and until when
--   onces                 sorted set in the order of its members: until when, and the key in once
--   audit                 list: who changed what; entry n is element n-1
--   doc:I                 hash: at, account and terms of interaction I, as it is found; written behind its commits
--   terms, docs           sorted sets in the order of their members: a term, or the start, then seq and interaction
--   indexed               the last event of the feed that these three know of
--   statuses:A:G          list: what agent G of account A was to offers, and since when
--   agents:A              sorted set in the order of its members: agents of account A who have one
--   done:C                commits, settings put, statuses and entries of the record that took place lately
--
-- A moment is nanoseconds since 1970 in 19 digits: Lua and scores know only
-- doubles, which cannot hold it, but digits compare as text. Zero is no moment.

local root = KEYS[1] .. ':'
local call = redis.call
local never = '0000000000000000000'

local function digits(n) return string.format('%.0f', n) end

local function later(a, b)
	if a > b then return a end
	return b
end

local function wake(by)
	call('INCR', root .. 'pulse')
	call('PUBLISH', root .. 'changed', by)
end

local function holds(lane, token, owner)
	local l = call('HMGET', root .. 'lease:' .. lane, 'token', 'owner')
	return l[1] == token and l[2] == owner
end

-- leased_until is when the lease on a lane runs out; with a token: if it is still that one.
local function leased_until(lane, token)
	local l = call('HMGET', root .. 'lease:' .. lane, 'token', 'until')
	if l[1] and (not token or l[1] == token) then return l[2] end
	return never
end

-- refresh brings what Lanes and NextDue read in line with the first pending row
-- of a lane: it may be sent not before its own moment, nor while somebody holds
-- the lane or is still sending the row under a lease on the lane it came from.
local function refresh(lane)
	local key = call('ZRANGE', root .. 'pending:' .. lane, 0, 0)[1]
	local entry, seq
	if key then
		local r = call('HMGET', root .. 'row:' .. key, 'seq', 'next', 'token', 'under')
		local due = later(r[2], leased_until(lane))
		if r[3] ~= '' then due = later(due, leased_until(r[4], r[3])) end
		seq = r[1]
		entry = due .. string.format('%016.0f', seq) .. lane
	end
	local old = call('HGET', root .. 'lanes', lane)
	if old == (entry or false) then return end
	if old then call('ZREM', root .. 'due', old) end
	if entry then
		call('ZADD', root .. 'due', 0, entry)
		call('ZADD', root .. 'heads', seq, lane)
		call('HSET', root .. 'lanes', lane, entry)
	else
		call('ZREM', root .. 'heads', lane)
		call('HDEL', root .. 'lanes', lane)
	end
end

local function refresh_all(lanes)
	for lane in pairs(lanes) do refresh(lane) end
end

-- lease_changed: rows that have left the lane while they were being sent wait for its lease too.
local function lease_changed(lane)
	local lanes = { [lane] = true }
	for _, key in ipairs(call('SMEMBERS', root .. 'sending:' .. lane)) do
		lanes[call('HGET', root .. 'row:' .. key, 'lane')] = true
	end
	refresh_all(lanes)
end

local function row(key)
	local r = call('HMGET', root .. 'row:' .. key, 'seq', 'interaction', 'account', 'lane', 'state', 'batch', 'token', 'under')
	if not r[1] then return nil end
	return { key = key, seq = r[1], interaction = r[2], account = r[3], lane = r[4], state = r[5], batch = r[6], token = r[7], under = r[8] }
end

local function pending(state) return state == 'waiting' or state == 'sending' end

-- index puts a row's key where its state belongs; the caller writes the row itself.
local function index(r, state)
	if r.state then
		call('ZREM', root .. 'rows:' .. r.account .. ':' .. r.state, r.key)
		call('ZREM', root .. 'rows::' .. r.state, r.key)
	end
	call('ZADD', root .. 'rows:' .. r.account .. ':' .. state, r.seq, r.key)
	call('ZADD', root .. 'rows::' .. state, r.seq, r.key)
	if pending(state) then
		call('ZADD', root .. 'pending:' .. r.lane, r.seq, r.key)
	else
		call('ZREM', root .. 'pending:' .. r.lane, r.key)
	end
	if r.state == 'sending' then
		call('SREM', root .. 'sending:' .. r.lane, r.key)
		call('SREM', root .. 'sending:' .. r.under, r.key)
	end
	if state == 'sending' then call('SADD', root .. 'sending:' .. r.lane, r.key) end
end

-- settle takes a row out of its batch, into another state.
local function settle(r, state, next)
	index(r, state)
	call('HSET', root .. 'row:' .. r.key, 'state', state, 'batch', '', 'token', '', 'under', '', 'sent', never, 'next', next)
end
