package redis

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// gate bounds how many changes are on their way and how many wait for that.
type gate struct {
	places chan struct{}
	queue  int64
	queued atomic.Int64

	mu     sync.Mutex
	closed bool
	inside sync.WaitGroup
}

func newGate(places, queue int) *gate {
	return &gate{places: make(chan struct{}, places), queue: int64(queue)}
}

// enter waits for a place, for at most so long.
func (g *gate) enter(ctx context.Context, patience time.Duration) (leave func(), err error) {
	done, err := g.visit()
	if err != nil {
		return nil, err
	}
	leave = func() { <-g.places; done() }
	select {
	case g.places <- struct{}{}:
		return leave, nil
	default:
	}
	defer g.queued.Add(-1)
	if g.queued.Add(1) > g.queue {
		done()
		return nil, store.ErrBusy
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case g.places <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		err = store.ErrBusy
	}
	done()
	return nil, err
}

// visit without a place: for reading.
func (g *gate) visit() (leave func(), err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, ErrClosed
	}
	g.inside.Add(1)
	return g.inside.Done, nil
}

// close waits until everybody has left; false: it was closed already.
func (g *gate) close() bool {
	g.mu.Lock()
	first := !g.closed
	g.closed = true
	g.mu.Unlock()
	g.inside.Wait()
	return first
}
