//go:build linux || darwin

package doctor

import "syscall"

// room is what an ordinary user may still write below dir, in bytes.
func room(dir string) (free uint64, known bool, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, false, err
	}
	return s.Bavail * uint64(s.Bsize), true, nil //nolint:gosec // a block's size is positive
}
