package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// over is an interaction with a note, both of which have landed, of version 4.
func (d desk) over(t *testing.T, id interaction.ID, refs ...string) {
	t.Helper()
	last := then(id, "i/"+string(id), 2, interaction.WriteLanded{Key: contactKey(id), Receipt: "r", Ticket: "1"}, interaction.WriteDropped{Key: noteKey(id, 2)})
	last.Active = false
	d.commit(t, arrival(id, refs...), note(id, "i/"+string(id), 1), last)
}

func (d desk) indexed(t *testing.T, docs ...store.Terms) {
	t.Helper()
	had, err := d.Store.Indexed(t.Context())
	must(t, err)
	head, err := d.Store.Head(t.Context())
	must(t, err)
	must(t, d.Store.Index(t.Context(), had, head, docs))
}

var removeCases = []testCase{
	{"leaves nothing of it, and all of the others", func(t *testing.T, d desk) {
		d.over(t, "a", "call:a", "contact:a")
		d.over(t, "b", "call:b")
		d.over(t, "c")
		d.indexed(t, terms("a", 0, "w:zoë", "t:4711"), terms("b", 1, "w:zoë"), terms("c", 2, "w:anna"))
		must(t, d.Store.Remove(t.Context(), "a", 4))
		for _, reopened := range []bool{false, true} {
			if reopened {
				d.Store = d.Reopen(t)
			}
			for _, s := range d.handles(t) {
				goneFrom(t, s)
			}
		}
		// The same references begin anew.
		d.commit(t, arrival("d", "call:a", "contact:a"))
		equal(t, "its number", d.feedFrom(t, 0)[8], "13 d 1")
		rows, err := d.Store.Writes(t.Context(), store.WriteFilter{Interaction: "d"})
		must(t, err)
		equal(t, "its row", rows[0].Seq, int64(7))
	}},
	{"is refused while something is to be done", func(t *testing.T, d desk) {
		d.over(t, "old")
		d.commit(t, arrival("active"))
		waiting := arrival("waiting")
		waiting.Active = false
		held := then("held", "i/held", 1, interaction.WriteHeld{Key: contactKey("held")})
		held.Active = false
		d.commit(t, waiting, arrival("held"), held)
		for id, version := range map[interaction.ID]int{"active": 1, "waiting": 1, "held": 2, "old": 3} {
			d.refused(t, id, version, store.ErrConflict)
		}
		d.refused(t, "nobody", 1, store.ErrNotFound)
		d.indexed(t)
		d.refused(t, "old", 5, store.ErrConflict)
		must(t, d.Store.Remove(t.Context(), "old", 4))
		d.refused(t, "old", 4, store.ErrNotFound)
	}},
	{"whoever has its state finds that it is gone", func(t *testing.T, d desk) {
		d.over(t, "a")
		d.over(t, "b")
		d.indexed(t)
		mine, others := store.NewStates(d.Store, 0), store.NewStates(d.Store, 0)
		for _, s := range []*store.States{mine, others} {
			_, err := s.State(t.Context(), "a")
			must(t, err)
		}
		must(t, mine.Remove(t.Context(), "a", 4))
		for _, s := range []*store.States{mine, others} {
			if _, err := s.State(t.Context(), "a"); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("its state: %v", err)
			}
		}
	}},
	{"the end of the feed stays where it was", func(t *testing.T, d desk) {
		d.over(t, "a")
		d.indexed(t)
		must(t, d.Store.Remove(t.Context(), "a", 4))
		for _, reopened := range []bool{false, true} {
			if reopened {
				d.Store = d.Reopen(t)
			}
			head, err := d.Store.Head(t.Context())
			must(t, err)
			equal(t, "head", head, int64(4))
		}
		d.commit(t, arrival("b"))
		equal(t, "feed", d.feedFrom(t, 0), []string{"5 b 1"})
	}},
	{"a page of the feed is full although much is gone", func(t *testing.T, d desk) {
		for i := range 40 {
			d.over(t, interaction.ID(fmt.Sprint("x", i)))
		}
		d.over(t, "last")
		d.indexed(t)
		for i := range 40 {
			must(t, d.Store.Remove(t.Context(), interaction.ID(fmt.Sprint("x", i)), 4))
		}
		page, err := d.Store.Feed(t.Context(), 0, 4)
		must(t, err)
		if len(page) != 4 || page[0].Interaction != "last" {
			t.Errorf("%+v", page)
		}
	}},
	{"lists the oldest first, in pages", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"), arrival("b"), arrival("c"), arrival("d"))
		for _, c := range []struct {
			f    store.Filter
			want []interaction.ID
		}{
			{store.Filter{Oldest: true, Limit: 2}, []interaction.ID{"a", "b"}},
			{store.Filter{Oldest: true, After: "b"}, []interaction.ID{"c", "d"}},
			{store.Filter{Oldest: true, After: "a", Before: "d", Account: account}, []interaction.ID{"b", "c"}},
			{store.Filter{After: "b"}, []interaction.ID{"d", "c"}},
			{store.Filter{Oldest: true, After: "d"}, nil},
		} {
			ids, err := d.Store.List(t.Context(), c.f)
			must(t, err)
			equal(t, fmt.Sprintf("%+v", c.f), ids, c.want)
		}
		if _, err := d.Store.List(t.Context(), store.Filter{After: "nobody"}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("after nobody: %v", err)
		}
	}},
}

func (d desk) refused(t *testing.T, id interaction.ID, version int, want error) {
	t.Helper()
	if err := d.Store.Remove(t.Context(), id, version); !errors.Is(err, want) {
		t.Errorf("remove %s at %d: %v", id, version, err)
	}
}

// feedFrom a number on: number, interaction and event.
func (d desk) feedFrom(t *testing.T, after int64) (out []string) {
	t.Helper()
	page, err := d.Store.Feed(t.Context(), after, 0)
	must(t, err)
	for _, e := range page {
		out = append(out, fmt.Sprint(e.Seq, " ", e.Interaction, " ", e.Event.N))
	}
	return out
}

// goneFrom a store is the first of three that were over.
func goneFrom(t *testing.T, s store.Store) {
	t.Helper()
	ctx := t.Context()
	if _, err := s.Load(ctx, "a"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("its log: %v", err)
	}
	for _, ref := range []string{"call:a", "contact:a"} {
		if _, err := s.ByRef(ctx, ref); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: %v", ref, err)
		}
	}
	id, err := s.ByRef(ctx, "call:b")
	must(t, err)
	equal(t, "another's reference", id, interaction.ID("b"))
	ids, err := s.List(ctx, store.Filter{Account: account})
	must(t, err)
	equal(t, "list", ids, []interaction.ID{"c", "b"})
	ids, err = s.Find(ctx, store.TermFilter{Words: words("w:zoë")})
	must(t, err)
	equal(t, "found", ids, []interaction.ID{"b"})
	ids, err = s.Find(ctx, store.TermFilter{From: at(0), To: at(time.Hour)})
	must(t, err)
	equal(t, "found by day", ids, []interaction.ID{"c", "b"})
	rows, err := s.Writes(ctx, store.WriteFilter{})
	must(t, err)
	equal(t, "rows", len(rows), 4)
	counts, err := s.Counts(ctx, "")
	must(t, err)
	equal(t, "counts", counts, map[store.WriteState]int{store.Landed: 2, store.Dropped: 2})
	page, err := s.Feed(ctx, 0, 0)
	must(t, err)
	equal(t, "the feed begins at", page[0].Seq, int64(5))
	equal(t, "the feed", len(page), 8)
}
