package transport

import (
	"net/http"
	"sync"
	"time"
)

// Clock compares the other side's clock with ours, by the Date of its answers. It
// is safe for concurrent use; a nil Clock hears nothing.
type Clock struct {
	mu    sync.Mutex
	ahead time.Duration
	told  bool
}

// Ahead tells by how much the other side is ahead of us, to a second, as it was
// with the last answer; false: none has told.
func (c *Clock) Ahead() (time.Duration, bool) {
	if c == nil {
		return 0, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ahead, c.told
}

// hear an answer to a request that was sent and answered at these moments. What
// lies between them is no difference: the answer was written in between.
func (c *Clock) hear(h http.Header, sent, answered time.Time) {
	if c == nil {
		return
	}
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	var ahead time.Duration
	switch { // a Date is cut to the second
	case theirs.After(answered):
		ahead = theirs.Sub(answered)
	case theirs.Add(time.Second).Before(sent):
		ahead = theirs.Add(time.Second).Sub(sent)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead, c.told = ahead, true
}
