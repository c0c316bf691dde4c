package reconcile

import (
	"context"
	"errors"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/store"
)

// ErrElsewhere: another replica has the lease.
var ErrElsewhere = errors.New("another server is at it")

// Leases are for what one replica at a time may do.
type Leases struct {
	Store interface {
		Acquire(ctx context.Context, lane, owner string, now time.Time, ttl time.Duration) (store.Lease, error)
		Release(ctx context.Context, l store.Lease) error
	}
	Owner string // unique to this process
	Clock clock.Clock
}

// Alone calls f under a lease of that name, or gives ErrElsewhere. The lease is given back
// afterwards unless keep says that f's outcome is not known: then it runs out.
func (l Leases) Alone(ctx context.Context, name string, ttl time.Duration, f func() error, keep func(error) bool) error {
	lease, err := l.Store.Acquire(ctx, name, l.Owner, l.Clock.Now(), ttl)
	if errors.Is(err, store.ErrFenced) {
		return ErrElsewhere
	}
	if err != nil {
		return err
	}
	if err = f(); keep(err) {
		return err
	}
	return errors.Join(err, l.Store.Release(ctx, lease))
}
