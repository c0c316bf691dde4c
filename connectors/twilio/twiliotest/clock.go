package twiliotest

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// clock is where the stand-in takes the time from.
type clock interface {
	Now() time.Time
	// After calls f once d has passed, unless cancel is called before.
	After(d time.Duration, f func()) (cancel func())
}

type realClock struct{}

func (realClock) Now() time.Time { return time.Now().UTC() }

func (realClock) After(d time.Duration, f func()) func() {
	t := time.AfterFunc(d, f)
	return func() { t.Stop() }
}

// virtualClock stands still between calls of advance.
type virtualClock struct {
	mu     sync.Mutex
	now    time.Time
	alarms []*alarm     // by time, then in the order they were set
	firing atomic.Int64 // alarms that were due at once
}

type alarm struct {
	at time.Time
	f  func()
}

func (c *virtualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *virtualClock) After(d time.Duration, f func()) func() {
	if d <= 0 {
		c.firing.Add(1)
		go func() {
			defer c.firing.Add(-1)
			f()
		}()
		return func() {}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	a := &alarm{at: c.now.Add(d), f: f}
	i, _ := slices.BinarySearchFunc(c.alarms, a, func(x, a *alarm) int {
		if x.at.After(a.at) {
			return 1
		}
		return -1
	})
	c.alarms = slices.Insert(c.alarms, i, a)
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.alarms = slices.DeleteFunc(c.alarms, func(x *alarm) bool { return x == a })
	}
}

// next is when the next alarm is due.
func (c *virtualClock) next() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.alarms) == 0 {
		return time.Time{}, false
	}
	return c.alarms[0].at, true
}

func (c *virtualClock) advance(d time.Duration) {
	c.mu.Lock()
	end := c.now.Add(d)
	for len(c.alarms) > 0 && !c.alarms[0].at.After(end) {
		a := c.alarms[0]
		c.alarms = c.alarms[1:]
		c.now = a.at
		c.mu.Unlock()
		a.f()
		c.mu.Lock()
	}
	c.now = end
	c.mu.Unlock()
}
