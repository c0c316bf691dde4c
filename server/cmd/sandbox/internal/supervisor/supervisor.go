// Package supervisor keeps one child process alive: what dies is started again
// after a short pause, until the supervisor is told to stop.
//
// A child never outlives its supervisor: Run stops it before it returns, and
// where the system can, it dies even if the supervisor is killed (see attributes).
//
// A Supervisor is safe for concurrent use; Run is called once.
package supervisor

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"

	"github.com/deskside/deskside/clock"
)

// Pauses before a start, by how many starts in a row did not live for Settled.
const (
	firstPause = 100 * time.Millisecond
	longPause  = 5 * time.Second
	settled    = 10 * time.Second
)

// Options of a supervisor.
type Options struct {
	Command func() *exec.Cmd // made anew for each start
	Output  io.Writer        // where the child's lines go, each with Prefix
	Prefix  string

	Grace time.Duration // from SIGTERM to SIGKILL; 0: 10 s
	Clock clock.Clock   // nil: clock.Real
}

// Status is what is known of the child at one moment.
type Status struct {
	PID    int    `json:"pid"`    // 0: none runs
	Starts int    `json:"starts"` // so far, failed ones included
	Last   string `json:"last"`   // how the child before this one ended
}

// Supervisor of one child.
type Supervisor struct {
	opt Options

	mu      sync.Mutex // guards all below
	changed chan struct{}
	status  Status
	process *os.Process
	paused  int           // by Pause; no child is started while it is above zero
	short   int           // starts in a row that did not live long
	wake    chan struct{} // closed to cut a pause between starts short
}

// New makes a supervisor that has not started anything yet.
func New(opt Options) *Supervisor {
	if opt.Grace == 0 {
		opt.Grace = 10 * time.Second
	}
	if opt.Clock == nil {
		opt.Clock = clock.Real
	}
	return &Supervisor{opt: opt, changed: make(chan struct{}), wake: make(chan struct{})}
}

// Run starts the child again and again until ctx ends, and has stopped it when
// it returns.
func (s *Supervisor) Run(ctx context.Context) {
	// The signal that a parent's death sends follows the thread that started the
	// child (prctl(2), PR_SET_PDEATHSIG), so that thread must live as long as we do.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for s.awaitTurn(ctx) {
		began := s.opt.Clock.Now()
		s.runOnce(ctx)
		s.update(func() {
			s.short++
			if s.opt.Clock.Now().Sub(began) >= settled {
				s.short = 0
			}
		})
	}
}

// awaitTurn returns true when a child should be started.
func (s *Supervisor) awaitTurn(ctx context.Context) bool {
	s.mu.Lock()
	pause := backOff(s.short)
	wake := s.wake
	s.mu.Unlock()
	if pause > 0 {
		over := s.opt.Clock.Timer(pause)
		select {
		case <-over.C:
		case <-wake:
		case <-ctx.Done():
		}
		over.Stop()
	}
	for ctx.Err() == nil {
		s.mu.Lock()
		held, changed := s.paused > 0, s.changed
		s.mu.Unlock()
		if !held {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
	return false
}

func backOff(short int) time.Duration {
	if short == 0 {
		return 0
	}
	return min(firstPause<<min(short-1, 10), longPause)
}

func (s *Supervisor) runOnce(ctx context.Context) {
	cmd := s.opt.Command()
	out := &lines{to: s.opt.Output, prefix: s.opt.Prefix}
	defer out.flush()
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = attributes()
	// A grandchild that holds the pipe open must not keep a dead child from being noticed.
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		s.update(func() { s.status.Starts++; s.status.Last = err.Error() })
		return
	}
	s.update(func() {
		s.status.Starts++
		s.status.PID = cmd.Process.Pid
		s.process = cmd.Process
	})
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-ctx.Done():
			s.terminate(cmd.Process, done)
		case <-done:
		}
	}()
	_ = cmd.Wait() // how it ended stands in ProcessState
	s.update(func() {
		s.status.PID, s.process = 0, nil
		s.status.Last = cmd.ProcessState.String()
	})
}

// terminate asks first and insists after the grace.
func (s *Supervisor) terminate(p *os.Process, done <-chan struct{}) {
	_ = p.Signal(syscall.SIGTERM) // a process that is already gone is what we want
	over := s.opt.Clock.Timer(s.opt.Grace)
	defer over.Stop()
	select {
	case <-done:
	case <-over.C:
		_ = p.Kill()
	}
}

// ErrNotRunning is the answer to Kill when there is no child.
var ErrNotRunning = errors.New("no process is running")

// Kill ends the child as kill -9 does: it gets no chance to tidy up.
func (s *Supervisor) Kill() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return ErrNotRunning
	}
	return s.process.Kill()
}

// Between stops the child, does f while none runs, and lets it be started
// again at once, whatever f says.
func (s *Supervisor) Between(ctx context.Context, f func() error) error {
	var child *os.Process
	s.update(func() {
		s.paused++
		child = s.process
	})
	defer s.update(func() {
		s.paused--
		s.short = 0
		close(s.wake)
		s.wake = make(chan struct{})
	})
	if child != nil {
		done := make(chan struct{})
		defer close(done)
		go s.terminate(child, done)
	}
	if err := s.Await(ctx, func(now Status) bool { return now.PID == 0 }); err != nil {
		return err
	}
	return f()
}

// Status of the child now.
func (s *Supervisor) Status() Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

// Await returns once cond holds; it is asked again at every change.
func (s *Supervisor) Await(ctx context.Context, cond func(Status) bool) error {
	for {
		s.mu.Lock()
		status, changed := s.status, s.changed
		s.mu.Unlock()
		if cond(status) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Supervisor) update(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	close(s.changed)
	s.changed = make(chan struct{})
}
