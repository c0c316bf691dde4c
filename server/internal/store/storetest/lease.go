package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

var leaseCases = []testCase{
	{"one holder at a time", func(t *testing.T, d desk) {
		l := d.acquire(t, lane1, "one", t0)
		equal(t, "lease", []any{l.Lane, l.Owner, l.Until}, []any{lane1, "one", at(time.Minute)})
		for _, s := range d.handles(t) {
			_, err := s.Acquire(t.Context(), lane1, "two", at(time.Minute-1), time.Minute)
			mustBe(t, err, store.ErrFenced)
		}
		if other := d.acquire(t, lane2, "two", t0); other.Token == 0 {
			t.Fatal("a lease without a token")
		}
	}},
	{"the holder extends it and keeps the token", func(t *testing.T, d desk) {
		l := d.acquire(t, lane1, "one", t0)
		more := d.acquire(t, lane1, "one", at(30*time.Second))
		equal(t, "token", more.Token, l.Token)
		equal(t, "until", more.Until, at(90*time.Second))
		_, err := d.Store.Acquire(t.Context(), lane1, "two", at(time.Minute), time.Minute)
		mustBe(t, err, store.ErrFenced)
		late := d.acquire(t, lane1, "one", at(time.Hour)) // nobody came between
		equal(t, "token", late.Token, l.Token)
	}},
	{"each new holder's token is higher", func(t *testing.T, d desk) {
		var last int64
		now := t0
		for i := range 6 {
			l := d.acquire(t, lane1, fmt.Sprint("owner", i%2), now)
			if l.Token <= last {
				t.Fatalf("token %d after %d", l.Token, last)
			}
			last = l.Token
			if i%3 == 0 {
				must(t, d.Store.Release(t.Context(), l))
			} else {
				now = l.Until
			}
		}
		l := d.acquire(t, lane1, "owner1", now)
		must(t, d.Store.Release(t.Context(), l))
		again := d.acquire(t, lane1, "owner1", now) // after giving it back, the same owner is a new holder
		if again.Token <= l.Token {
			t.Fatalf("token %d after %d", again.Token, l.Token)
		}
	}},
	{"fifty want one lane", func(t *testing.T, d desk) {
		handles := d.handles(t)
		got := make(chan store.Lease, 50)
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				l, err := handles[i%len(handles)].Acquire(t.Context(), lane1, fmt.Sprint("owner", i), t0, time.Minute)
				if err == nil {
					got <- l
				} else if !errors.Is(err, store.ErrFenced) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		equal(t, "holders", len(got), 1)
	}},
	{"a lost lease can do nothing", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 2)
		old := d.acquire(t, lane1, "one", t0)
		d.begin(t, old, "b1", t0, keys[0])
		l := d.acquire(t, lane1, "two", at(time.Minute))

		before := look(t, d.Store)
		mustBe(t, d.Store.Begin(t.Context(), old, "b2", keys[1:], at(time.Minute)), store.ErrFenced)
		mustBe(t, d.Store.Abort(t.Context(), old, "b1", t0, false), store.ErrFenced)
		mustBe(t, d.Store.Defer(t.Context(), old, t0), store.ErrFenced)
		c := then("a", lane1, 2, interaction.WriteLanded{Key: keys[0], Receipt: "r", Ticket: "1", At: t0})
		c.Lease = &old
		mustBe(t, d.Store.Commit(t.Context(), c), store.ErrFenced)
		c.Expect = 7 // being fenced comes before everything else
		c.Events[0].N = 8
		mustBe(t, d.Store.Commit(t.Context(), c), store.ErrFenced)
		must(t, d.Store.Release(t.Context(), old)) // no error, and the new holder keeps it
		equal(t, "store", look(t, d.Store), before)
		_, err := d.Store.Acquire(t.Context(), lane1, "three", at(time.Minute), time.Minute)
		mustBe(t, err, store.ErrFenced)

		d.begin(t, l, "b3", at(time.Minute), keys...) // what the dead one was sending is now the new one's
		c = then("a", lane1, 2, interaction.WriteLanded{Key: keys[0], Receipt: "r", Ticket: "1", At: t0})
		c.Lease = &l
		d.commit(t, c)
		equal(t, "landed", d.row(t, keys[0]).State, store.Landed)
	}},
	{"a lease of another lane does not count", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 1)
		l := d.acquire(t, lane2, "one", t0)
		mustBe(t, d.Store.Begin(t.Context(), l, "b1", keys, t0), store.ErrConflict)
		l.Lane = lane1
		mustBe(t, d.Store.Begin(t.Context(), l, "b1", keys, t0), store.ErrFenced)
		mustBe(t, d.Store.Defer(t.Context(), l, t0), store.ErrFenced)
		equal(t, "state", d.row(t, keys[0]).State, store.Waiting)
	}},
	{"nothing begins when the time has run out, but an outcome still counts", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 2)
		l := d.acquire(t, lane1, "one", t0)
		d.begin(t, l, "b1", at(time.Minute-1), keys[0])
		mustBe(t, d.Store.Begin(t.Context(), l, "b2", keys[1:], at(time.Minute)), store.ErrFenced)
		c := then("a", lane1, 2, interaction.WriteLanded{Key: keys[0], Receipt: "r", Ticket: "1", At: t0})
		c.Lease = &l
		d.commit(t, c) // nobody has taken the lane: what it knows is still the truth
	}},
	{"Begin marks all of its rows or none", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 2)
		d.commit(t, arrival("b"))
		l := d.acquire(t, lane1, "one", t0)
		for _, bad := range []string{"unknown", contactKey("b")} {
			mustBe(t, d.Store.Begin(t.Context(), l, "b1", []string{keys[0], bad, keys[1]}, t0), store.ErrConflict)
			equal(t, "state", d.row(t, keys[0]).State, store.Waiting)
		}
		d.begin(t, l, "b1", at(1), keys...)
		for _, key := range keys {
			got := d.row(t, key)
			equal(t, key, []any{got.State, got.Batch, got.SentAt, got.Attempts}, []any{store.Sending, "b1", at(1), 0})
		}
		d.begin(t, l, "b2", at(2), keys[0]) // after a look: sent once more, under a new name
		equal(t, "batch", d.row(t, keys[0]).Batch, "b2")
		equal(t, "batch", d.row(t, keys[1]).Batch, "b1")
	}},
	{"Abort lets a batch wait and counts the attempt", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 3)
		l := d.acquire(t, lane1, "one", t0)
		d.begin(t, l, "b1", t0, keys[:2]...)
		d.begin(t, l, "b2", t0, keys[2])
		must(t, d.Store.Abort(t.Context(), l, "b1", at(time.Hour), false))
		for _, key := range keys[:2] {
			got := d.row(t, key)
			equal(t, key, []any{got.State, got.Batch, got.SentAt, got.NextAt, got.Attempts}, []any{store.Waiting, "", time.Time{}, at(time.Hour), 1})
		}
		equal(t, "another batch", d.row(t, keys[2]).State, store.Sending)
		must(t, d.Store.Abort(t.Context(), l, "b1", at(2*time.Hour), false)) // once more changes nothing
		equal(t, "attempts", d.row(t, keys[0]).Attempts, 1)
		equal(t, "next", d.row(t, keys[0]).NextAt, at(time.Hour))

		must(t, d.Store.Abort(t.Context(), l, "b2", at(time.Hour), true))
		equal(t, "a free attempt", d.row(t, keys[2]).Attempts, 0)
		d.begin(t, l, "b3", t0, keys[0])
		equal(t, "begun again", d.row(t, keys[0]).NextAt, time.Time{})
		must(t, d.Store.Abort(t.Context(), l, "b3", time.Time{}, false))
		equal(t, "attempts", d.row(t, keys[0]).Attempts, 2)
	}},
	{"a new holder aborts what the dead one began", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 1)
		d.begin(t, d.acquire(t, lane1, "one", t0), "b1", t0, keys...)
		l := d.acquire(t, lane1, "two", at(time.Minute))
		must(t, d.Store.Abort(t.Context(), l, "b1", t0, false))
		equal(t, "state", d.row(t, keys[0]).State, store.Waiting)
	}},
}
