package voice

// AtRest lets tests know whether Run waits with nothing in hand.
func (v *Voice) AtRest(f func(bool)) { v.atRest = f }

// Remembered is how many interactions this process keeps in mind.
func (v *Voice) Remembered() int {
	v.dialled.mu.Lock()
	defer v.dialled.mu.Unlock()
	v.wakeups.mu.Lock()
	defer v.wakeups.mu.Unlock()
	return len(v.dialled.ids) + len(v.wakeups.ids)
}
