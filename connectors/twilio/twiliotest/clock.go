package twiliotest

import (
	"context"
	"slices"
	"sync"
	"time"
)

// clock is where the stand-in takes the time from.
type clock interface {
	Now() time.Time
	// After calls f once d has passed, unless cancel is called before.
	After(d time.Duration, f func()) (cancel func())
}

// pause waits by c; false if ctx ended first.
func pause(ctx context.Context, c clock, d time.Duration) bool { return begin(c, d)(ctx) }

// begin a pause; what it returns waits for its end, false if ctx ended first.
func begin(c clock, d time.Duration) func(context.Context) bool {
	if d <= 0 {
		return func(ctx context.Context) bool { return ctx.Err() == nil }
	}
	done := make(chan struct{})
	cancel := c.After(d, func() { close(done) })
	return func(ctx context.Context) bool {
		defer cancel()
		select {
		case <-done:
			return true
		case <-ctx.Done():
			return false
		}
	}
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
	alarms []*alarm // by time, then in the order they were set
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
		go f()
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
