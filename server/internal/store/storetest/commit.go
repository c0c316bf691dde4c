package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

var commitCases = []testCase{
	{"gives back what was committed", func(t *testing.T, d desk) {
		c := arrival("a", "call:CA1")
		c.Events = append(c.Events,
			interaction.Event{N: 2, At: at(1), Data: interaction.CallArrived{CallSID: "CA1", From: "+15550100", To: "+15550199"}},
			interaction.Event{N: 3, At: at(2), Data: interaction.OfferMade{Offer: 1}})
		d.commit(t, c)
		got, err := d.Store.Load(t.Context(), "a")
		must(t, err)
		equal(t, "events", got, c.Events)
		_, err = d.Store.Load(t.Context(), "b")
		mustBe(t, err, store.ErrNotFound)
	}},
	{"keeps instants, whatever their zone", func(t *testing.T, d desk) {
		c := arrival("a")
		c.Events[0].At = t0.In(zone)
		d.commit(t, c)
		got, err := d.Store.Load(t.Context(), "a")
		must(t, err)
		equal(t, "time", got[0].At, t0)
	}},
	{"refuses another start of the same interaction", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"))
		d.refuses(t, arrival("a"), store.ErrConflict)
	}},
	{"refuses a decision on an old version", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"), note("a", "i/a", 1))
		d.refuses(t, note("a", "i/a", 1), store.ErrConflict)
	}},
	{"refuses a decision on a version to come", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"))
		d.refuses(t, note("a", "i/a", 2), store.ErrConflict)
		d.refuses(t, note("b", "i/b", 1), store.ErrConflict)
	}},
	{"refuses wrong numbers and nothing at all", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"))
		wrong := note("a", "i/a", 1)
		wrong.Events[0].N = 3
		d.refuses(t, wrong, nil)
		d.refuses(t, store.Commit{Interaction: "a", Account: account, Expect: 1, Lane: "i/a"}, nil)
	}},
	{"references lead to one interaction", func(t *testing.T, d desk) {
		d.commit(t, arrival("a", "call:CA1", "key:1"))
		for _, ref := range []string{"call:CA1", "key:1"} {
			id, err := d.Store.ByRef(t.Context(), ref)
			must(t, err)
			equal(t, ref, id, interaction.ID("a"))
		}
		_, err := d.Store.ByRef(t.Context(), "call:CA2")
		mustBe(t, err, store.ErrNotFound)

		more := note("a", "i/a", 1)
		more.Refs = []string{"call:CA1", "call:CA2"} // the first it has already
		d.commit(t, more)
		id, err := d.Store.ByRef(t.Context(), "call:CA2")
		must(t, err)
		equal(t, "call:CA2", id, interaction.ID("a"))
	}},
	{"a taken reference leaves nothing behind", func(t *testing.T, d desk) {
		d.commit(t, arrival("a", "call:CA1"))
		d.refuses(t, arrival("b", "key:9", "call:CA1"), nil)
		err := d.Store.Commit(t.Context(), arrival("b", "key:9", "call:CA1"))
		var dup *store.DuplicateError
		if !errors.As(err, &dup) || dup.Ref != "call:CA1" || dup.Interaction != "a" {
			t.Fatalf("error %v does not name the reference and its interaction", err)
		}
		_, err = d.Store.ByRef(t.Context(), "key:9")
		mustBe(t, err, store.ErrNotFound)
		_, err = d.Store.Load(t.Context(), "b")
		mustBe(t, err, store.ErrNotFound)
	}},
	{"a lost lease leaves nothing behind", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"))
		l := d.acquire(t, "i/a", "one", t0)
		must(t, d.Store.Release(t.Context(), l))
		c := note("a", "i/a", 1)
		c.Lease = &l
		c.Refs = []string{"call:CA1"}
		d.refuses(t, c, store.ErrFenced)
		_, err := d.Store.ByRef(t.Context(), "call:CA1")
		mustBe(t, err, store.ErrNotFound)
	}},
	{"a context that has ended changes nothing", func(t *testing.T, d desk) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		mustBe(t, d.Store.Commit(ctx, arrival("a")), context.Canceled)
		equal(t, "store", look(t, d.Store), snapshot{})
	}},
	{"fifty writers on one interaction", fiftyWriters},
	{"fifty writers for one reference", fiftyForOneReference},
	{"wakes those who wait", func(t *testing.T, d desk) {
		handles := d.handles(t)
		for i, s := range handles {
			var waiting []<-chan struct{}
			for _, other := range handles {
				waiting = append(waiting, other.Changed())
			}
			must(t, s.Commit(t.Context(), arrival(interaction.ID(fmt.Sprint("w", i)))))
			for _, ch := range waiting {
				<-ch
			}
		}
	}},
}

// refuses proves that a commit is refused (with want, unless nil) and leaves no trace.
func (d desk) refuses(t *testing.T, c store.Commit, want error) {
	t.Helper()
	before := look(t, d.Store)
	err := d.Store.Commit(t.Context(), c)
	if err == nil || want != nil && !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
	equal(t, "store after a refusal", look(t, d.Store), before)
}

// fiftyWriters proves that of those who decided on one version exactly one wins,
// and that by deciding again everybody gets their turn.
func fiftyWriters(t *testing.T, d desk) {
	const writers = 50
	d.commit(t, arrival("a"))
	handles := d.handles(t)
	winners := make(chan int, writers)
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			s := handles[i%len(handles)]
			for try := 0; ; try++ {
				events, err := s.Load(t.Context(), "a")
				if err != nil {
					t.Error(err)
					return
				}
				if try == 0 {
					events = events[:1] // everybody has seen version 1
				}
				c := note("a", "i/a", len(events))
				c.Events[0].Data = interaction.NoteAdded{Note: fmt.Sprint("w", i), Agent: mia, Text: "x"}
				err = s.Commit(t.Context(), c)
				if err == nil {
					if try == 0 {
						winners <- i
					}
					return
				}
				if !errors.Is(err, store.ErrConflict) {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if len(winners) != 1 {
		t.Errorf("%d writers won with version 1", len(winners))
	}
	events, err := d.Store.Load(t.Context(), "a")
	must(t, err)
	seen := map[string]bool{}
	for i, e := range events {
		if e.N != i+1 {
			t.Fatalf("event %d is numbered %d", i+1, e.N)
		}
		if n, ok := e.Data.(interaction.NoteAdded); ok {
			seen[n.Note] = true
		}
	}
	equal(t, "writers heard", len(seen), writers)
	equal(t, "events", len(events), writers+1)
}

// fiftyForOneReference: a call is announced many times; one interaction has it.
func fiftyForOneReference(t *testing.T, d desk) {
	handles := d.handles(t)
	ids := make(chan interaction.ID, 50)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			id := interaction.ID(fmt.Sprint("n", i))
			err := handles[i%len(handles)].Commit(t.Context(), arrival(id, "call:CA1"))
			var dup *store.DuplicateError
			if errors.As(err, &dup) {
				id, err = dup.Interaction, nil
			}
			if err != nil {
				t.Error(err)
			}
			ids <- id
		})
	}
	wg.Wait()
	close(ids)
	winner, err := d.Store.ByRef(t.Context(), "call:CA1")
	must(t, err)
	for id := range ids {
		equal(t, "interaction", id, winner)
	}
	equal(t, "interactions", look(t, d.Store).All, []interaction.ID{winner})
}
