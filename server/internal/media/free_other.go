//go:build !(linux || darwin)

package media

// freeBytes is not known here; a full disk shows when it is written to.
func freeBytes(string) (n uint64, known bool) { return 0, false }
