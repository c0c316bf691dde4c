local after, upto = ARGV[1], ARGV[2]
-- Asked again after a lost answer, it is as if somebody else had been faster.
if (call('GET', root .. 'indexed') or '0') ~= after then return { 'conflict' } end
for i = 3, #ARGV, 3 do
	local id, at, terms = unpack(ARGV, i, i + 2)
	local of = call('HMGET', root .. 'interaction:' .. id, 'seq', 'account')
	local had = call('HGET', root .. 'doc:' .. id, 'terms') or ''
	if of[1] and had ~= terms then
		local place = string.format('%016.0f', of[1]) .. id
		for term in string.gmatch(had, '[^\n]+\n') do
			if not string.find(terms, '\n' .. term, 1, true) then call('ZREM', root .. 'terms', term .. place) end
		end
		for term in string.gmatch(terms, '[^\n]+\n') do
			if not string.find(had, '\n' .. term, 1, true) then call('ZADD', root .. 'terms', 0, term .. place) end
		end
		if had == '' then call('ZADD', root .. 'docs', 0, at .. place) end
		call('HSET', root .. 'doc:' .. id, 'at', at, 'account', of[2], 'terms', terms)
	end
end
call('SET', root .. 'indexed', upto)
return { 'ok' }
