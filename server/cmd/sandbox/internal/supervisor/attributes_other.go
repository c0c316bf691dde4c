//go:build !linux

package supervisor

import "syscall"

// attributes: only Linux can tie a child's life to ours. Elsewhere a supervisor
// that is killed leaves its child behind.
func attributes() *syscall.SysProcAttr { return nil }
