// Package clocktest has a clock that stands still until it is moved.
package clocktest

import (
	"slices"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
)

// Clock is safe for concurrent use.
type Clock struct {
	mu      sync.Mutex
	at      time.Time
	timers  []*timer
	fired   bool          // and nobody has set a timer since
	changed chan struct{} // closed and replaced when a timer is set, or time moves
}

type timer struct {
	at   time.Time
	fire func(time.Time) // does not wait
}

// New makes a clock that shows at.
func New(at time.Time) *Clock { return &Clock{at: at, changed: make(chan struct{})} }

// Now implements clock.Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Timer implements clock.Clock.
func (c *Clock) Timer(d time.Duration) clock.Timer {
	fires := make(chan time.Time, 1)
	return clock.Timer{C: fires, Stop: c.set(d, func(at time.Time) { fires <- at })}
}

// At implements clock.Clock.
func (c *Clock) At(at time.Time) clock.Timer {
	fires := make(chan time.Time, 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	return clock.Timer{C: fires, Stop: c.setAt(at, func(at time.Time) { fires <- at })}
}

// AfterFunc implements clock.Clock.
func (c *Clock) AfterFunc(d time.Duration, f func()) (stop func()) {
	return c.set(d, func(time.Time) { go f() })
}

func (c *Clock) set(d time.Duration, fire func(time.Time)) (stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.setAt(c.at.Add(d), fire)
}

// setAt a moment; c.mu is held.
func (c *Clock) setAt(at time.Time, fire func(time.Time)) (stop func()) {
	c.fired = false
	t := &timer{at, fire}
	if !at.After(c.at) {
		fire(c.at)
	} else {
		c.timers = append(c.timers, t)
	}
	c.tell()
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.timers = slices.DeleteFunc(c.timers, func(o *timer) bool { return o == t })
	}
}

// Advance the clock; what is due by then fires.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.timers = slices.DeleteFunc(c.timers, func(t *timer) bool {
		if t.at.After(c.at) {
			return false
		}
		t.fire(c.at)
		c.fired = true
		return true
	})
	c.tell()
}

// Next is the earliest moment that somebody waits for; zero: nobody waits.
func (c *Clock) Next() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	var next time.Time
	for _, t := range c.timers {
		if next.IsZero() || t.at.Before(next) {
			next = t.at
		}
	}
	return next
}

// Settled reports whether whoever a timer has fired for has gone on and waits again.
func (c *Clock) Settled() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.fired
}

// Changed is closed when somebody next waits for a timer, or time moves.
func (c *Clock) Changed() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changed
}

func (c *Clock) tell() {
	close(c.changed)
	c.changed = make(chan struct{})
}
