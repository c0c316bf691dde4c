//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package media

import "os"

// lock does nothing where files cannot be locked: there, one process alone may
// use the folder.
func lock(*os.File) (bool, error) { return true, nil }
