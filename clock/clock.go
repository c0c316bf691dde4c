// Package clock is how time comes into the server: one value, the same everywhere, so
// that a test can stand still and move on as it likes (clocktest, or a testing/synctest
// bubble with Real).
package clock

import (
	"context"
	"time"
)

// Clock tells the time and wakes.
type Clock interface {
	Now() time.Time
	// Timer fires once after d. Who does not wait for it any more stops it.
	Timer(d time.Duration) Timer
	// At is a Timer that fires at a moment: unlike one whose wait was reckoned from a time
	// that was read before, it is not late when the clock has moved meanwhile.
	At(at time.Time) Timer
	// AfterFunc calls f once after d, in a goroutine of its own. stop prevents a call that
	// has not begun, and does not wait for one that has.
	AfterFunc(d time.Duration, f func()) (stop func())
}

// Timer of a Clock.
type Timer struct {
	C    <-chan time.Time
	Stop func()
}

// Real is the machine's clock.
var Real Clock = machine{}

type machine struct{}

func (machine) Now() time.Time { return time.Now() }

func (m machine) At(at time.Time) Timer { return m.Timer(time.Until(at)) }

func (machine) AfterFunc(d time.Duration, f func()) (stop func()) {
	t := time.AfterFunc(d, f)
	return func() { t.Stop() }
}

func (machine) Timer(d time.Duration) Timer {
	t := time.NewTimer(d)
	return Timer{C: t.C, Stop: func() { t.Stop() }}
}

// Sleep waits for d, or for the end of ctx: then it is false.
func Sleep(ctx context.Context, c Clock, d time.Duration) bool {
	t := c.Timer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return ctx.Err() == nil
	}
}

// WithDeadline is context.WithDeadline by a clock, but for Context.Deadline, which others
// take for the machine's time. The cause of the end is context.DeadlineExceeded.
func WithDeadline(ctx context.Context, c Clock, at time.Time) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := c.Timer(at.Sub(c.Now()))
	go func() {
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel(context.DeadlineExceeded)
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(context.Canceled) }
}
