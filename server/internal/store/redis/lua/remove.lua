local interaction, version = unpack(ARGV)
local hash, of = root .. 'interaction:' .. interaction, root .. 'of:' .. interaction
local had = call('HMGET', hash, 'version', 'account', 'active', 'seq')
if not had[1] then return { 'missing' } end
if had[1] ~= version or had[3] == '1' then return { 'conflict' } end
-- The index is made from the feed, whose oldest part goes too.
if tonumber(call('GET', root .. 'indexed') or '0') < tonumber(had[4]) then return { 'conflict' } end
local rows = {}
for _, key in ipairs(call('ZRANGE', of, 0, -1)) do
	local r = row(key)
	if r.state ~= 'landed' and r.state ~= 'dropped' then return { 'conflict' } end
	rows[#rows + 1] = r
end

for _, r in ipairs(rows) do
	call('ZREM', root .. 'rows:' .. r.account .. ':' .. r.state, r.key)
	call('ZREM', root .. 'rows::' .. r.state, r.key)
	call('ZREM', root .. 'lane:' .. r.lane, r.key)
	call('DEL', root .. 'row:' .. r.key)
end

local doc = call('HMGET', root .. 'doc:' .. interaction, 'at', 'terms')
if doc[1] then
	local place = string.format('%016.0f', had[4]) .. interaction
	for term in string.gmatch(doc[2], '[^\n]+\n') do call('ZREM', root .. 'terms', term .. place) end
	call('ZREM', root .. 'docs', doc[1] .. place)
end

for _, ref in ipairs(call('SMEMBERS', root .. 'refsof:' .. interaction)) do
	if call('HGET', root .. 'refs', ref) == interaction then call('HDEL', root .. 'refs', ref) end
end

for _, set in ipairs({ 'started', 'started:' .. had[2] }) do call('ZREM', root .. set, interaction) end
call('DEL', hash, of, root .. 'events:' .. interaction, root .. 'doc:' .. interaction, root .. 'refsof:' .. interaction,
	root .. 'lease:i/' .. interaction)

-- What stands in the feed before its start is older than what is removed. An entry behind
-- it, of something that is not there any more, is passed over, and goes later. So many at
-- once is more than any has.
call('XTRIM', root .. 'feed', 'MINID', '~', had[4] .. '-0', 'LIMIT', 1000)
return { 'ok' }
