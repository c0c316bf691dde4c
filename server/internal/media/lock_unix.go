//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package media

import (
	"errors"
	"os"
	"syscall"
)

// lock a file for as long as it is open. False: another process has it open and
// locked. A lock dies with its process.
func lock(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}
