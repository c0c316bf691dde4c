package live

import (
	"context"
	"errors"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
)

// follow the feed from its head. Trouble with the store is waited out: the cursor
// stays, and what was missed follows.
func (h *Hub) follow(ctx context.Context) {
	for started := false; ctx.Err() == nil; {
		changed := h.o.Store.Changed() // before reading, so that nothing falls in between
		again, err := false, error(nil)
		if !started {
			err = h.begin(ctx)
			started = err == nil
			again = started
		} else {
			again, err = h.step(ctx)
		}
		switch {
		case again:
			continue
		case err != nil && ctx.Err() == nil:
			h.o.Log.Error("live: the feed cannot be followed", "error", err)
			select {
			case <-ctx.Done():
			case <-h.retry:
			}
		default:
			select {
			case <-ctx.Done():
			case <-changed:
			}
		}
	}
}

func (h *Hub) begin(ctx context.Context) error {
	cursor := reconcile.Cursor{Feed: h.o.Store}
	if err := cursor.Start(ctx); err != nil {
		return err
	}
	h.mu.Lock()
	h.cursor = cursor
	h.mu.Unlock()
	close(h.ready)
	return nil
}

// change of one interaction within a stretch of the feed.
type change struct {
	id          interaction.ID
	account     string
	first, last int64
	since       int   // the version before the first of them
	view        *view // nil: not loaded yet
}

// step hands one page of the feed to the sockets; again: there may be more.
func (h *Hub) step(ctx context.Context) (again bool, err error) {
	entries, again, err := h.cursor.Next(ctx)
	if err != nil || len(entries) == 0 {
		return false, err
	}
	upTo := entries[len(entries)-1].Seq
	changes := collapse(entries)

	// Nobody is held up while the changes load. A socket that comes meanwhile reads
	// this page of the feed by itself: it was committed before.
	for i := range changes {
		c := &changes[i]
		h.mu.Lock()
		watched := h.sockets.watching(c.account, c.id)
		h.mu.Unlock()
		if !watched {
			continue
		}
		if c.view, err = h.load(ctx, c.id); err != nil {
			return false, err
		}
	}

	h.mu.Lock()
	defer h.mu.Unlock()
	news := make(map[*socket][]*change)
	for i := range changes {
		c := &changes[i]
		if c.view == nil {
			continue
		}
		for s := range h.sockets.of(c.account, c.id) {
			news[s] = append(news[s], c)
		}
	}
	for s := range h.sockets.all {
		s.enqueue(news[s], upTo)
	}
	h.cursor.Done(entries)
	return again, nil
}

// collapse the entries into one change for each interaction, by first entry.
func collapse(entries []store.FeedEntry) []change {
	var changes []change
	at := make(map[interaction.ID]int)
	for _, e := range entries {
		i, ok := at[e.Interaction]
		if !ok {
			i = len(changes)
			at[e.Interaction] = i
			changes = append(changes, change{id: e.Interaction, account: e.Account, first: e.Seq, since: e.Event.N - 1})
		}
		changes[i].last = e.Seq
	}
	return changes
}

// load an interaction. No view: it cannot be read although the store is well,
// which must not keep the others from anybody.
func (h *Hub) load(ctx context.Context, id interaction.ID) (*view, error) {
	state, err := h.o.Store.State(ctx, id)
	if err == nil {
		return &view{state: state, render: h.o.Render}, nil
	}
	if _, trouble := h.o.Store.Head(ctx); trouble != nil {
		return nil, errors.Join(err, trouble)
	}
	h.o.Log.Error("live: an interaction cannot be read", "interaction", id, "error", err)
	return nil, nil
}
