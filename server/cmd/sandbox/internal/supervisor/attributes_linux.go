package supervisor

import "syscall"

// attributes: the child dies with us, however we die, and has a process group
// of its own, so that Ctrl-C reaches us alone and we stop it in good order.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
