package storetest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

var sinceCases = []testCase{
	{"gives what follows an event", func(t *testing.T, d desk) {
		c := arrival("a")
		c.Events = append(c.Events,
			interaction.Event{N: 2, At: at(1), Data: interaction.OfferMade{Offer: 1}}, interaction.Event{N: 3, At: at(2), Data: interaction.OfferMade{Offer: 2}})
		d.commit(t, c, arrival("b"), note("a", "i/a", 3), note("a", "i/a", 4))
		for _, reopened := range []bool{false, true} {
			if reopened {
				d.Store = d.Reopen(t)
			}
			for _, s := range d.handles(t) {
				all, err := s.Load(t.Context(), "a")
				must(t, err)
				equal(t, "events", len(all), 5)
				for n, last := range append([]interaction.Event{{}}, all...) {
					got, err := s.Since(t.Context(), "a", last)
					must(t, err)
					equal(t, fmt.Sprint("after ", n), append([]interaction.Event{}, got...), all[n:])
				}
			}
		}
	}},
	{"a row is never there before its event", func(t *testing.T, d desk) {
		const notes = 500
		d.commit(t, arrival("a"))
		written := make(chan error, 1)
		go func() {
			var err error
			for n := 1; n <= notes && err == nil; n++ {
				err = d.Store.Commit(context.Background(), note("a", "i/a", n))
			}
			written <- err
		}()
		known, err := d.Store.Load(t.Context(), "a")
		must(t, err)
		for len(known) <= notes {
			rows, err := d.Store.Writes(t.Context(), store.WriteFilter{Interaction: "a"})
			must(t, err)
			more, err := d.Store.Since(t.Context(), "a", known[len(known)-1])
			must(t, err)
			if known = append(known, more...); len(known) < len(rows) {
				t.Fatalf("%d rows of %d events", len(rows), len(known))
			}
		}
		must(t, <-written)
	}},
	{"of what is not there", func(t *testing.T, d desk) {
		_, err := d.Store.Since(t.Context(), "a", interaction.Event{})
		mustBe(t, err, store.ErrNotFound)
	}},
}

// decider of the cases. Its clock stands still: what counts is the order.
var decider = store.Decider{
	Policy: interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: time.Minute, ConnectBy: time.Minute},
	Clock:  clocktest.New(t0.In(zone)),
}

var call = interaction.Start{Started: interaction.Started{Account: account, Channel: interaction.Voice, Direction: interaction.Inbound}}

func addNote(id string) interaction.Command {
	return interaction.AddNote{Note: id, Agent: mia, Text: "hello"}
}

// stateCases are of store.States over the store, as every server has it.
var stateCases = []testCase{
	{"are the log, folded", func(t *testing.T, d desk) {
		s := store.NewStates(d.Store, 0)
		_, err := s.State(t.Context(), "a")
		mustBe(t, err, store.ErrNotFound)
		state, err := decider.Create(t.Context(), s, "a", call, nil)
		must(t, err)
		for n := range 100 {
			folded(t, s, state)
			state, err = decider.Update(t.Context(), s, "a", addNote(fmt.Sprint("note-", n)))
			must(t, err)
		}
		folded(t, s, state)
		folded(t, store.NewStates(d.Store, 0), state)
		folded(t, store.NewStates(d.Reopen(t), 0), state)
	}},
	{"what one has committed the other knows at once", func(t *testing.T, d desk) {
		var all []*store.States
		for _, s := range d.handles(t) {
			all = append(all, store.NewStates(s, 0), store.NewStates(s, 0))
		}
		state, err := decider.Create(t.Context(), all[0], "a", call, nil)
		must(t, err)
		for n := range 50 {
			for _, s := range all {
				folded(t, s, state)
			}
			state, err = decider.Update(t.Context(), all[n%len(all)], "a", addNote(fmt.Sprint("note-", n)))
			must(t, err)
		}
	}},
	{"of many interactions in little room", func(t *testing.T, d desk) {
		s := store.NewStates(d.Store, 8<<10)
		var states []interaction.State
		for i := range 40 {
			state, err := decider.Create(t.Context(), s, interaction.ID(fmt.Sprint("s", i)), call, nil)
			must(t, err)
			states = append(states, state)
		}
		for n := range 200 {
			i := n * 7 % len(states)
			state, err := decider.Update(t.Context(), s, states[i].ID, addNote(fmt.Sprint("note-", n)))
			must(t, err)
			states[i] = state
			folded(t, s, states[n%len(states)])
		}
	}},
	{"are never behind the feed", neverBehind},
	{"after a commit of which nobody knows the outcome", func(t *testing.T, d desk) {
		lossy := &lossy{Store: d.Store}
		s := store.NewStates(lossy, 0)
		state, err := decider.Create(t.Context(), s, "a", call, nil)
		must(t, err)
		for n, took := range []bool{true, false, true, true, false} {
			lossy.lose(took)
			_, err := decider.Update(t.Context(), s, "a", addNote(fmt.Sprint("lost-", n)))
			mustBe(t, err, store.ErrUnavailable)
			if took {
				state, err = s.State(t.Context(), "a")
				must(t, err)
				equal(t, "notes", state.Items.Last().Note, fmt.Sprint("lost-", n))
			}
			folded(t, s, state)
			state, err = decider.Update(t.Context(), s, "a", addNote(fmt.Sprint("next-", n)))
			must(t, err)
			folded(t, s, state)
		}
	}},
	{"of a log that has lost its end", func(t *testing.T, d desk) {
		// Another store with the same interaction, of which less is known and then other things.
		behind := &swapped{Store: d.Store}
		s := store.NewStates(behind, 0)
		_, err := decider.Create(t.Context(), s, "a", call, nil)
		must(t, err)
		_, err = decider.Update(t.Context(), s, "a", addNote("lost"))
		must(t, err)
		behind.lost.Store(true)
		state, err := s.State(t.Context(), "a")
		must(t, err)
		equal(t, "version", state.Version, 1)
	}},
}

// folded: a state is what the log says, and what States gives.
func folded(t *testing.T, s *store.States, want interaction.State) {
	t.Helper()
	events, err := s.Load(t.Context(), want.ID)
	must(t, err)
	got, err := s.State(t.Context(), want.ID)
	must(t, err)
	if fold := (interaction.State{ID: want.ID}).Advance(events); !reflect.DeepEqual(fold, want) || !reflect.DeepEqual(got, want) {
		t.Fatalf("the log folds to\n%+v\nkept is\n%+v\nwant\n%+v", fold, got, want)
	}
}

// neverBehind: who has seen an event in the feed finds it in the state, in the middle
// of many who decide on the same few interactions; and nobody decides twice.
func neverBehind(t *testing.T, d desk) {
	const writers, each, calls = 8, 20, 3
	var all []*store.States
	for _, s := range d.handles(t) {
		all = append(all, store.NewStates(s, 24<<10))
	}
	id := func(i int) interaction.ID { return interaction.ID(fmt.Sprint("c", i%calls)) }
	for i := range calls {
		_, err := decider.Create(t.Context(), all[0], id(i), call, nil)
		must(t, err)
	}
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				s, own := all[(w+n)%len(all)], fmt.Sprintf("note-%d-%d", w, n)
				state, err := decider.Update(t.Context(), s, id(w+n), addNote(own))
				if err != nil || state.Items.Last().Note != own {
					t.Errorf("%s: %v, last is %+v", own, err, state.Items.Last())
					return
				}
				// Own words are found by everybody, on each replica.
				seen, err := all[n%len(all)].State(t.Context(), state.ID)
				if err != nil || seen.Version < state.Version {
					t.Errorf("version %d is known, %d is there, %v", seen.Version, state.Version, err)
					return
				}
			}
		})
	}
	for _, s := range all {
		wg.Go(func() {
			var after int64
			for after < calls+writers*each && !t.Failed() {
				changed := s.Changed()
				entries, err := s.Feed(t.Context(), after, 5)
				if err != nil {
					t.Error(err)
					return
				}
				for _, e := range entries {
					after = e.Seq
					state, err := s.State(t.Context(), e.Interaction)
					if err != nil || state.Version < e.Event.N || !reflect.DeepEqual(state.Log.At(e.Event.N-1), e.Event) {
						t.Errorf("event %d of %s is in the feed; the state is of %d, %v", e.Event.N, e.Interaction, state.Version, err)
						return
					}
				}
				if len(entries) == 0 {
					<-changed
				}
			}
		})
	}
	wg.Wait()
	notes := 0
	for i := range calls {
		state, err := all[0].State(t.Context(), id(i))
		must(t, err)
		folded(t, all[len(all)-1], state)
		notes += state.Items.Len() - 1
	}
	equal(t, "notes", notes, writers*each)
}

// lossy loses the answer to a commit.
type lossy struct {
	store.Store
	losing, took bool
}

func (l *lossy) lose(took bool) { l.losing, l.took = true, took }

func (l *lossy) Commit(ctx context.Context, c store.Commit) error {
	if !l.losing {
		return l.Store.Commit(ctx, c)
	}
	l.losing = false
	if l.took {
		c.Then = nil // it is not told
		if err := l.Store.Commit(ctx, c); err != nil {
			return err
		}
	}
	return errors.Join(store.ErrUnavailable, errors.New("the answer is lost"))
}

// swapped gives the log as it was before its last events, once it has lost them.
type swapped struct {
	store.Store
	lost atomic.Bool
}

func (s *swapped) Since(ctx context.Context, id interaction.ID, last interaction.Event) ([]interaction.Event, error) {
	events, err := s.Store.Since(ctx, id, last)
	if err != nil || !s.lost.Load() {
		return events, err
	}
	if last.N > 1 {
		return nil, store.ErrConflict
	}
	return events[:1], nil
}
