package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/store"
)

// retention removes customers' files from disk when they have been kept for long
// enough: every interaction that has a file says for itself when that is
// (interaction.RemoveFile), and notes it before the bytes go. One replica does it
// at a time; two at once would do no harm, since each step may be repeated.
type retention struct {
	store    *store.States
	deciding store.Decider
	files    *media.Store
	keep     time.Duration
	owner    string
	log      *slog.Logger
}

// sweepLane is the lease of whoever sweeps.
const sweepLane = "files/sweep"

// Files are looked through this often: a day more or less of a month does not
// matter, a minute of none does.
const (
	sweepEach    = time.Hour
	sweepEachNow = time.Minute // where nothing is kept
)

func (r *retention) run(ctx context.Context) error {
	each := sweepEach
	if r.keep < sweepEach {
		each = sweepEachNow
	}
	for {
		if err := r.sweep(ctx, each); err != nil && ctx.Err() == nil {
			r.log.Error("files cannot be swept", "err", err)
		}
		if !clock.Sleep(ctx, r.deciding.Clock, each) {
			return nil
		}
	}
}

func (r *retention) sweep(ctx context.Context, each time.Duration) error {
	now := r.deciding.Now()
	// Never given back: until it runs out, nobody needs to sweep again.
	_, err := r.store.Acquire(ctx, sweepLane, r.owner, now, each)
	if errors.Is(err, store.ErrFenced) {
		return nil // another replica does it
	}
	if err != nil {
		return err
	}
	return errors.Join(r.files.SweepUploads(now), r.files.SweepFiles(ctx, now, r.keep, r.needs))
}

// needs asks an interaction whether it still needs the bytes of a hash, and has it
// note their removal if not.
func (r *retention) needs(ctx context.Context, id interaction.ID, sum string) (needed, known bool, err error) {
	state, err := r.store.State(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		// Every claim is made for an interaction that is there: this is another
		// store, or an older copy of it. Nothing is removed on its word.
		r.log.Warn("a file belongs to an interaction that the store does not know; it stays", "interaction", id)
		return true, false, nil
	}
	if err != nil {
		return true, false, err
	}
	for _, it := range state.Items.All() {
		known = known || it.File != nil && it.File.SHA256 == sum
	}
	if !known {
		return false, false, nil
	}
	remove := interaction.RemoveFile{SHA256: sum, Before: r.deciding.Now().Add(-r.keep)}
	_, err = r.deciding.Update(ctx, r.store, id, remove)
	if _, refused := errors.AsType[*interaction.Refusal](err); refused {
		return true, true, nil
	}
	return err != nil, true, err
}
