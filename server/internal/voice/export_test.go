package voice

// Remembered is how many interactions this process keeps in mind.
func (v *Voice) Remembered() int {
	v.dialled.mu.Lock()
	defer v.dialled.mu.Unlock()
	return len(v.dialled.ids)
}
