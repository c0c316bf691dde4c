package app

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// unheard is how long a connection that has been accepted may take to ask something.
const unheard = time.Second

// callers are the connections on which somebody asks, or is about to. A server of
// net/http that shuts down drops a request whose head it has not read yet, so one that
// is followed by another lets them finish first.
type callers struct {
	mu      sync.Mutex
	asking  map[net.Conn]bool
	changed chan struct{} // closed when there are none; nil: nobody waits
}

// note is a ConnState of http.Server.
func (c *callers) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asking == nil {
		c.asking = map[net.Conn]bool{}
	}
	switch state {
	case http.StateNew, http.StateActive:
		c.asking[conn] = true
	case http.StateIdle, http.StateHijacked, http.StateClosed:
		delete(c.asking, conn)
	}
	if len(c.asking) == 0 && c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
}

// settle returns when nobody asks any more, or after some time.
func (c *callers) settle(ctx context.Context) {
	c.mu.Lock()
	if len(c.asking) == 0 {
		c.mu.Unlock()
		return
	}
	none := make(chan struct{})
	c.changed = none
	c.mu.Unlock()
	late := time.NewTimer(unheard)
	defer late.Stop()
	select {
	case <-none:
	case <-late.C:
	case <-ctx.Done():
	}
}
