package figures

// SetMost calls that are kept, until restore.
func SetMost(n int) (restore func()) {
	before := most
	most = n
	return func() { most = before }
}
