package voice_test

import (
	"slices"
	"sync"
	"time"
)

// clock stands still until it is moved. It also knows whether the reconciler is at
// rest, so that time passes only when there is nothing left to do.
type clock struct {
	mu      sync.Mutex
	at      time.Time
	timers  []*timer
	resting bool
	changed chan struct{} // closed and replaced when resting changes
}

type timer struct {
	at    time.Time
	fires chan time.Time
}

func newClock(at time.Time) *clock { return &clock{at: at, changed: make(chan struct{})} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) timer(d time.Duration) (<-chan time.Time, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &timer{at: c.at.Add(d), fires: make(chan time.Time, 1)}
	c.timers = append(c.timers, t)
	return t.fires, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.timers = slices.DeleteFunc(c.timers, func(o *timer) bool { return o == t })
	}
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.timers = slices.DeleteFunc(c.timers, func(t *timer) bool {
		if t.at.After(c.at) {
			return false
		}
		c.rest(false)
		t.fires <- c.at
		return true
	})
}

// atRest is told by the reconciler.
func (c *clock) atRest(resting bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rest(resting)
}

func (c *clock) rest(resting bool) {
	c.resting = resting
	close(c.changed)
	c.changed = make(chan struct{})
}

func (c *clock) rests() (bool, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.resting, c.changed
}
