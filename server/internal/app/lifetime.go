package app

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// lifetime takes interactions out of the store that were closed long ago: those of which
// nothing is to be done any more. It goes through the oldest, a few at a time, and rests
// in between, so that calls wait for nothing. One replica does it at a time; two at once
// would do no harm.
type lifetime struct {
	store   store.Store // not States: what is looked at here is not what others ask for
	clock   clock.Clock
	keep    time.Duration // after the close
	of      []string      // accounts
	owner   string
	log     *slog.Logger
	removed atomic.Int64
}

// kept is how long interactions are kept after their close; 0: for ever. Not less than
// their files, and what of those nobody took: the sweep of files asks the interaction.
func (a *App) kept() time.Duration {
	life := a.cfg.Retention.Interactions
	if life == config.Forever {
		return 0
	}
	return max(time.Duration(life), time.Duration(a.cfg.Retention.Files)+2*lifeQuiet)
}

// lifeLane is the lease of whoever removes.
const lifeLane = "interactions/sweep"

const (
	lifeEach  = time.Hour
	lifePage  = 25
	lifePause = 100 * time.Millisecond
	// lifeQuiet is how long nothing must have happened to an interaction: whoever has just
	// noted something of it, such as that its files go, may still be about that.
	lifeQuiet = 24 * time.Hour
)

func (l *lifetime) run(ctx context.Context) error {
	for {
		if err := l.sweep(ctx); err != nil && ctx.Err() == nil {
			l.log.Error("what was closed long ago cannot be removed", "err", err)
		}
		if !clock.Sleep(ctx, l.clock, lifeEach) {
			return nil
		}
	}
}

func (l *lifetime) sweep(ctx context.Context) error {
	before := l.removed.Load()
	defer func() {
		if n := l.removed.Load() - before; n > 0 {
			l.log.Info("contacts that were closed long ago were removed", "contacts", n)
		}
	}()
	var passed interaction.ID // the last of those that stay
	for {
		// Held until it runs out: then nobody needs to go through them again.
		_, err := l.store.Acquire(ctx, lifeLane, l.owner, l.clock.Now(), lifeEach)
		if errors.Is(err, store.ErrFenced) {
			return nil // another replica does it
		}
		if err != nil {
			return err
		}
		more, err := l.step(ctx, &passed)
		if err != nil {
			return err
		}
		if !more {
			return l.forgetStatuses(ctx)
		}
		if !clock.Sleep(ctx, l.clock, lifePause) {
			return nil
		}
	}
}

// forgetStatuses of agents that no contact asks for any more: whom an offer rang for, and
// why not, is answered by what they were at the time of the oldest that is still there.
func (l *lifetime) forgetStatuses(ctx context.Context) error {
	before := l.clock.Now().Add(-l.keep)
	ids, err := l.store.List(ctx, store.Filter{Oldest: true, Limit: 1})
	if err != nil {
		return err
	}
	for _, id := range ids {
		events, err := l.store.Load(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return nil // gone a moment ago; the next time
		}
		if err != nil {
			return err
		}
		if began := events[0].At; began.Before(before) {
			before = began
		}
	}
	for _, account := range l.of {
		for last, more := "", true; more; more = last != "" {
			if last, err = l.store.ForgetStatuses(ctx, account, last, before); err != nil {
				return err
			}
			if last != "" && !clock.Sleep(ctx, l.clock, lifePause) {
				return nil
			}
		}
	}
	return nil
}

// step looks at one page of the oldest; more: what follows may be old enough, too.
func (l *lifetime) step(ctx context.Context, passed *interaction.ID) (more bool, err error) {
	ids, err := l.store.List(ctx, store.Filter{Oldest: true, After: *passed, Limit: lifePage})
	if errors.Is(err, store.ErrNotFound) {
		return false, nil // another replica has removed it; the next time
	}
	if err != nil {
		return false, err
	}
	now := l.clock.Now()
	for _, id := range ids {
		events, err := l.store.Load(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		state := interaction.State{ID: id}.Advance(events)
		if state.StartedAt.After(now.Add(-l.keep)) {
			return false, nil // and so are all that follow
		}
		err = store.ErrConflict
		if outlived(state, now, l.keep) {
			err = l.store.Remove(ctx, id, state.Version)
		}
		switch {
		case err == nil:
			l.removed.Add(1)
		case errors.Is(err, store.ErrConflict):
			*passed = id
		case !errors.Is(err, store.ErrNotFound):
			return false, err
		}
	}
	return len(ids) == lifePage, nil
}

// outlived: the interaction was closed for so long, and has no file here. Whether all of
// its writes are settled, the store looks for itself.
func outlived(s interaction.State, now time.Time, keep time.Duration) bool {
	if s.Active() || s.ClosedAt.After(now.Add(-keep)) || s.Log.Last().At.After(now.Add(-lifeQuiet)) {
		return false
	}
	for _, it := range s.Items.All() {
		if it.File != nil && it.RemovedAt.IsZero() {
			return false
		}
	}
	return true
}
