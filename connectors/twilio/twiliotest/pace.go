package twiliotest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// bell wakes the one goroutine that waits for it; rung before, it is heard at once.
type bell struct {
	mu   sync.Mutex
	rung bool
	c    chan struct{}
}

func newBell() *bell { return &bell{c: make(chan struct{}, 1)} }

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.rung {
		b.rung = true
		b.c <- struct{}{}
	}
}

// heard makes it ring again for what comes from now on.
func (b *bell) heard() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rung = false
	select {
	case <-b.c: // the wait was cut short
	default:
	}
}

func (b *bell) ringing() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rung
}

// run starts f as a goroutine that Close waits for, and Settle too. Callers hold mu.
func (s *Server) run(f func()) {
	if s.stopped.Err() != nil {
		return
	}
	s.busy++
	s.running.Go(func() {
		defer s.locked(func() {
			s.busy--
			s.touch()
		})
		f()
	})
}

// waits until b rings; false if ctx ended first. Only goroutines of run may.
func (s *Server) waits(ctx context.Context, b *bell) bool {
	w := &waiter{ctx: ctx, bell: b}
	s.locked(func() {
		s.waiting[w] = struct{}{}
		s.touch()
	})
	select {
	case <-b.c:
	case <-ctx.Done():
	}
	s.locked(func() { delete(s.waiting, w) }) // before the bell is quiet: Settle must not take it for one that waits on
	b.heard()
	return ctx.Err() == nil
}

// waiter is a goroutine that waits for a bell.
type waiter struct {
	ctx  context.Context
	bell *bell
}

func (w *waiter) ready() bool { return w.bell.ringing() || w.ctx.Err() != nil }

// alarm rings b once d has passed; over tells whether that was.
func (s *Server) alarm(d time.Duration, b *bell) (over func() bool, cancel func()) {
	if d <= 0 {
		return func() bool { return true }, func() {}
	}
	var rung atomic.Bool
	cancel = s.clock.After(d, func() {
		rung.Store(true)
		b.ring()
	})
	return rung.Load, cancel
}

// pause waits by the clock of the model; false if ctx ended first.
func (s *Server) pause(ctx context.Context, d time.Duration) bool {
	b := newBell()
	over, cancel := s.alarm(d, b)
	defer cancel()
	return over() && ctx.Err() == nil || s.waits(ctx, b)
}

// idle: nothing goes on but waiting for the time, for a key, or for somebody else.
func (s *Server) idle() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy > len(s.waiting) {
		return false
	}
	for w := range s.waiting {
		if w.ready() {
			return false
		}
	}
	v, virtual := s.clock.(*virtualClock)
	return !virtual || v.firing.Load() == 0
}

// Settle returns once all that can happen has happened: every document is fetched,
// every callback told, and whoever is left waits for the time to pass, for a key, or
// for somebody else.
func (s *Server) Settle(ctx context.Context) error { return s.Await(ctx, s.idle) }

// Pass lets so much time of a virtual clock pass, one event after the other: what an
// event sets off has happened before the next is due, so that a menu of many steps
// comes to the same end on any machine. A stand-in by the wall clock panics.
func (s *Server) Pass(ctx context.Context, d time.Duration) error {
	clock := s.clock.(*virtualClock)
	end := clock.Now().Add(d)
	for {
		if err := s.Settle(ctx); err != nil {
			return errors.Join(errors.New("the stand-in does not come to rest"), err)
		}
		next, ok := clock.next()
		if !ok || next.After(end) {
			clock.advance(end.Sub(clock.Now()))
			return s.Settle(ctx)
		}
		clock.advance(next.Sub(clock.Now()))
	}
}
