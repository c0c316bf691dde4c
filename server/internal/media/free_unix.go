//go:build linux || darwin

package media

import "syscall"

// freeBytes of the disk that holds dir, for those who are not its owner.
func freeBytes(dir string) (n uint64, known bool) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, false
	}
	return st.Bavail * uint64(st.Bsize), true //nolint:gosec // a block's size is positive
}
