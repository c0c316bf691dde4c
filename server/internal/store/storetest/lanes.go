package storetest

import (
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

var laneCases = []testCase{
	{"come longest waiting first", func(t *testing.T, d desk) {
		d.commit(t, arrival("z"), arrival("a"), note("z", "i/z", 1), arrival("m"))
		got, err := d.Store.Lanes(t.Context(), t0, 2)
		must(t, err)
		equal(t, "lanes", got, []store.Lane{{Name: "i/z", Account: account}, {Name: "i/a", Account: account}})
		equal(t, "all", d.lanes(t, t0), []string{"i/z", "i/a", "i/m"})
		equal(t, "nothing else to wait for", d.nextDue(t, t0), time.Time{})
	}},
	{"are gone when all has landed", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"), then("a", "i/a", 1, interaction.WriteLanded{Key: contactKey("a"), Receipt: "r", Ticket: "1", At: t0}))
		equal(t, "lanes", len(d.lanes(t, t0)), 0)
		equal(t, "next", d.nextDue(t, t0), time.Time{})
	}},
	{"a held row does not block its lane", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 2)
		d.commit(t, then("a", lane1, 2, interaction.WriteHeld{Key: keys[0]}))
		equal(t, "lanes", d.lanes(t, t0), []string{lane1})
		d.commit(t, then("a", lane1, 3, interaction.WriteHeld{Key: keys[1]}))
		equal(t, "lanes", len(d.lanes(t, t0)), 0)
		equal(t, "next", d.nextDue(t, t0), time.Time{})
	}},
	{"a row that must wait keeps those behind it back", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 1)
		l := d.acquire(t, lane1, "one", t0)
		d.begin(t, l, "b1", t0, keys...)
		must(t, d.Store.Abort(t.Context(), l, "b1", at(5*time.Minute), false))
		must(t, d.Store.Release(t.Context(), l))
		d.commit(t, note("a", lane1, 1))
		equal(t, "before", len(d.lanes(t, at(5*time.Minute-1))), 0)
		equal(t, "next", d.nextDue(t, t0), at(5*time.Minute))
		equal(t, "at that moment", d.lanes(t, at(5*time.Minute)), []string{lane1})
		equal(t, "after it", d.nextDue(t, at(5*time.Minute)), time.Time{})
	}},
	{"are not offered while somebody holds them", func(t *testing.T, d desk) {
		d.inLane1(t, "a", 1)
		l := d.acquire(t, lane1, "one", t0)
		equal(t, "held", len(d.lanes(t, at(time.Minute-1))), 0)
		equal(t, "next", d.nextDue(t, t0), at(time.Minute))
		equal(t, "run out", d.lanes(t, at(time.Minute)), []string{lane1})
		must(t, d.Store.Release(t.Context(), l))
		equal(t, "given back", d.lanes(t, t0), []string{lane1})
	}},
	{"what a dead holder was sending is due when its lease has run out", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 2)
		l := d.acquire(t, lane1, "one", t0)
		d.begin(t, l, "b1", t0, keys[0])
		equal(t, "alive", len(d.lanes(t, at(time.Minute-1))), 0)
		equal(t, "dead", d.lanes(t, at(time.Minute)), []string{lane1})
		equal(t, "next", d.nextDue(t, t0), at(time.Minute))
		got := d.row(t, keys[0])
		equal(t, "the row tells what was tried", []any{got.State, got.Batch, got.SentAt}, []any{store.Sending, "b1", t0})
	}},
	{"what is still being sent waits in its new lane too", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 1)
		l := d.acquire(t, lane1, "one", t0)
		d.begin(t, l, "b1", t0, keys...)
		d.commit(t, then("a", lane2, 1, interaction.TicketChosen{Ticket: interaction.TicketRef{ID: "2"}, Rule: interaction.RulePerson}))
		equal(t, "being sent", len(d.lanes(t, t0)), 0)
		equal(t, "next", d.nextDue(t, t0), at(time.Minute))
		other := d.acquire(t, lane2, "two", t0)
		mustBe(t, d.Store.Begin(t.Context(), other, "b2", keys, t0), store.ErrConflict)
		must(t, d.Store.Release(t.Context(), other))

		must(t, d.Store.Abort(t.Context(), l, "b1", time.Time{}, false)) // its sender still settles it
		equal(t, "settled", d.lanes(t, t0), []string{lane2})
		other = d.acquire(t, lane2, "two", t0)
		d.begin(t, other, "b2", t0, keys...)
	}},
	{"Defer sets the moment of the whole lane", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 3)
		l := d.acquire(t, lane1, "one", t0)
		d.begin(t, l, "b1", t0, keys[0])
		d.commit(t, then("a", lane1, 3, interaction.WriteHeld{Key: keys[2]}))
		must(t, d.Store.Defer(t.Context(), l, at(time.Hour)))
		sending, waiting, held := d.row(t, keys[0]), d.row(t, keys[1]), d.row(t, keys[2])
		equal(t, "sending", []any{sending.State, sending.Batch, sending.NextAt, sending.Attempts}, []any{store.Sending, "b1", at(time.Hour), 0})
		equal(t, "waiting", []any{waiting.State, waiting.NextAt, waiting.Attempts}, []any{store.Waiting, at(time.Hour), 0})
		equal(t, "held", []any{held.State, held.NextAt}, []any{store.Held, time.Time{}})
		must(t, d.Store.Release(t.Context(), l))
		equal(t, "next", d.nextDue(t, t0), at(time.Hour))

		l = d.acquire(t, lane1, "two", t0)
		must(t, d.Store.Defer(t.Context(), l, at(time.Minute))) // sooner is possible too
		must(t, d.Store.Release(t.Context(), l))
		equal(t, "next", d.nextDue(t, t0), at(time.Minute))
		equal(t, "due", d.lanes(t, at(time.Minute)), []string{lane1})
	}},
	{"wake those who wait when rows become due", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 1)
		l := d.acquire(t, lane1, "one", t0)
		d.begin(t, l, "b1", t0, keys...)
		for _, c := range []struct {
			name string
			call func() error
		}{
			{"Abort", func() error { return d.Store.Abort(t.Context(), l, "b1", t0, false) }},
			{"Defer", func() error { return d.Store.Defer(t.Context(), l, t0) }},
			{"Release", func() error { return d.Store.Release(t.Context(), l) }},
		} {
			ch := d.Store.Changed()
			must(t, c.call())
			if !woken(ch) {
				t.Errorf("%s woke nobody", c.name)
			}
		}
	}},
}
