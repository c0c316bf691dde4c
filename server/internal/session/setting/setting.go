// Package setting keeps a server up to date with what all servers of a store share.
package setting

import (
	"context"
	"time"

	"github.com/deskside/deskside/clock"
)

// Store of settings. A PutSetting that does not expect the newest version fails with
// store.ErrConflict. Changed closes with the next change of anything in the store.
type Store interface {
	Setting(ctx context.Context, name string) (value []byte, version int64, err error)
	PutSetting(ctx context.Context, name string, value []byte, expect int64) error
	Changed() <-chan struct{}
}

const (
	// pace at which the store is asked while it changes.
	pace = 250 * time.Millisecond
	// again after it failed.
	again = time.Second
)

// Follower of a store.
type Follower struct {
	Store   Store
	Clock   clock.Clock
	Refresh func(context.Context) error // reads anew what may have changed
	Failed  func(error)                 // to refresh; it is tried again
}

// Run until ctx ends: it refreshes at once and after every change of the store, of which
// those that come together count as one.
func (f Follower) Run(ctx context.Context) error {
	for {
		changed, wait := f.Store.Changed(), pace
		if err := f.Refresh(ctx); err != nil && ctx.Err() == nil {
			f.Failed(err)
			changed, wait = nil, again
		}
		timer := f.Clock.Timer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
		if changed == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
	}
}
