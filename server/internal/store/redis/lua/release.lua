local by, lane, token, owner = unpack(ARGV)
if holds(lane, token, owner) then
	call('DEL', root .. 'lease:' .. lane)
	lease_changed(lane)
	wake(by)
end
return { 'ok' }
