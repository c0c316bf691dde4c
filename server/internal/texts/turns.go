package texts

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
)

// turns of those who come at once with the same key: one after the other, at this server and
// at all others.
type turns struct {
	mu   sync.Mutex
	held map[string]*turn
}

type turn struct {
	free    chan struct{} // holds one token while nobody has the turn
	wanting int
}

const (
	// turnLease is how long a turn may take at another server.
	turnLease = 10 * time.Second
	// turnPatience is how long another server's turn is waited for; then the cloud comes again.
	turnPatience = 8 * time.Second
	turnAgain    = 50 * time.Millisecond
)

// alone calls f in its turn.
func (u *turns) alone(ctx context.Context, t *Texts, key string, f func() error) error {
	mine := u.want(key)
	defer u.leave(key, mine)
	select {
	case <-mine.free:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { mine.free <- struct{}{} }()
	for end := t.Decider.Now().Add(turnPatience); ; {
		err := t.leases.Alone(ctx, "n/"+key, turnLease, f, func(error) bool { return false })
		if !errors.Is(err, reconcile.ErrElsewhere) {
			return err
		}
		if t.Decider.Now().After(end) || !clock.Sleep(ctx, t.Decider.Clock, turnAgain) {
			return store.ErrBusy
		}
	}
}

func (u *turns) want(key string) *turn {
	u.mu.Lock()
	defer u.mu.Unlock()
	one := u.held[key]
	if one == nil {
		one = &turn{free: make(chan struct{}, 1)}
		one.free <- struct{}{}
		u.held[key] = one
	}
	one.wanting++
	return one
}

func (u *turns) leave(key string, one *turn) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if one.wanting--; one.wanting == 0 {
		delete(u.held, key)
	}
}
