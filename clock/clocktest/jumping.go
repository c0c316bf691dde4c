package clocktest

import (
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
)

// Jumping is the machine's clock, which a test can put ahead: what is due by then fires,
// and it goes on ticking. For tests with real sockets. Its zero value shows the machine's
// time. It is safe for concurrent use.
type Jumping struct {
	mu     sync.Mutex
	ahead  time.Duration
	timers map[*jumper]struct{}
}

// jumper is a timer of the machine that a jump may overtake.
type jumper struct {
	at    time.Time
	fire  func()
	timer *time.Timer
}

// Now implements clock.Clock.
func (c *Jumping) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// Timer implements clock.Clock.
func (c *Jumping) Timer(d time.Duration) clock.Timer {
	fires := make(chan time.Time, 1)
	return clock.Timer{C: fires, Stop: c.AfterFunc(d, func() { fires <- c.Now() })}
}

// At implements clock.Clock.
func (c *Jumping) At(at time.Time) clock.Timer { return c.Timer(at.Sub(c.Now())) }

// AfterFunc implements clock.Clock.
func (c *Jumping) AfterFunc(d time.Duration, f func()) (stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	j := &jumper{at: time.Now().Add(c.ahead + d)}
	j.fire = func() {
		if c.drop(j) {
			f()
		}
	}
	if c.timers == nil {
		c.timers = map[*jumper]struct{}{}
	}
	c.timers[j] = struct{}{}
	j.timer = time.AfterFunc(d, j.fire)
	return func() { c.drop(j) }
}

// drop a timer, and report whether it was still to fire.
func (c *Jumping) drop(j *jumper) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, waiting := c.timers[j]
	delete(c.timers, j)
	j.timer.Stop()
	return waiting
}

// Advance the clock by d.
func (c *Jumping) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
	for j := range c.timers {
		if !j.at.After(time.Now().Add(c.ahead)) {
			go j.fire()
		}
	}
}
