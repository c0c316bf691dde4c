package delivery

// Wake makes Run look at its work list again, for tests that move the clock.
func (d *Delivery) Wake() { d.wake() }
