package voice

// Remembered is how many interactions this process keeps in mind.
func (v *Voice) Remembered() int {
	v.dialled.mu.Lock()
	defer v.dialled.mu.Unlock()
	v.one.mu.Lock()
	defer v.one.mu.Unlock()
	return len(v.dialled.ids) + len(v.one.busy)
}
