local name, fresh = unpack(ARGV)
call('SET', root .. 'secret:' .. name, fresh, 'NX')
return { 'ok', call('GET', root .. 'secret:' .. name) }
