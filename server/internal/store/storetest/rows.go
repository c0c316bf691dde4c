package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

var rowCases = []testCase{
	{"come with their commit", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"), note("a", "i/a", 1))
		ws, err := d.Store.Writes(t.Context(), store.WriteFilter{})
		must(t, err)
		if len(ws) != 2 || ws[0].Seq >= ws[1].Seq {
			t.Fatalf("rows %+v", ws)
		}
		equal(t, "row", ws[1], store.Write{
			Seq: ws[1].Seq, Key: noteKey("a", 2), Interaction: "a", Account: account, Lane: "i/a",
			Type: interaction.ItemNote, Author: mia.ID, State: store.Waiting, CreatedAt: at(time.Minute),
		})
	}},
	{"a key that is there already is left as it is", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"), then("a", "i/a", 1, interaction.WriteLanded{Key: contactKey("a"), Receipt: "r", Ticket: "1", At: t0}))
		before := d.row(t, contactKey("a"))
		again := note("a", "i/a", 2)
		again.Writes = append([]interaction.Write{{Key: contactKey("a"), Type: interaction.ItemFile, Author: "x"}}, again.Writes...)
		d.commit(t, again)
		equal(t, "row", d.row(t, contactKey("a")), before)
		equal(t, "new row", d.row(t, noteKey("a", 3)).State, store.Waiting)
	}},
	{"the try that settles a row counts", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 3)
		l := d.acquire(t, lane1, "one", t0)
		d.begin(t, l, "b1", t0, keys[:2]...)
		d.commit(t, then("a", lane1, 3, interaction.WriteLanded{Key: keys[0], Receipt: "r", Ticket: "1", At: t0}, interaction.WriteHeld{Key: keys[1]}, interaction.WriteHeld{Key: keys[2]}))
		for i, want := range []int{1, 1, 0} { // the last one was never sent
			equal(t, "attempts", d.row(t, keys[i]).Attempts, want)
		}
		d.commit(t, then("a", lane1, 6, interaction.WriteRetried{Key: keys[1]}))
		equal(t, "attempts after another try was asked for", d.row(t, keys[1]).Attempts, 0)
	}},
	{"landed is for ever", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 2)
		l := d.acquire(t, lane1, "one", t0)
		d.begin(t, l, "b1", t0, keys...)
		d.commit(t, then("a", lane1, 2, interaction.WriteLanded{Key: keys[0], Receipt: "r", Ticket: "1", At: t0}))
		landed := d.row(t, keys[0])
		equal(t, "state", landed.State, store.Landed)
		equal(t, "batch", landed.Batch, "")
		d.commit(t, then("a", lane1, 3, interaction.WriteHeld{Key: keys[0]}, interaction.WriteRetried{Key: keys[0]}))
		must(t, d.Store.Abort(t.Context(), l, "b1", at(time.Hour), false))
		must(t, d.Store.Defer(t.Context(), l, at(time.Hour)))
		d.commit(t, then("a", lane2, 5, interaction.OfferMade{Offer: 2}))
		equal(t, "row", d.row(t, keys[0]), landed)
		mustBe(t, d.Store.Begin(t.Context(), l, "b2", keys[:1], t0), store.ErrConflict)
	}},
	{"held, and tried again when a person asks", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 1)
		l := d.acquire(t, lane1, "one", t0)
		d.begin(t, l, "b1", t0, keys...)
		must(t, d.Store.Abort(t.Context(), l, "b1", t0, false))
		d.begin(t, l, "b2", t0, keys...)
		held := then("a", lane1, 1, interaction.WriteHeld{Key: keys[0], Kind: "rejected", Why: interaction.Because("no")})
		held.Lease = &l
		d.commit(t, held)
		got := d.row(t, keys[0])
		equal(t, "held", []any{got.State, got.Batch, got.SentAt, got.Attempts}, []any{store.Held, "", time.Time{}, 2}) // one that failed, and the one that was refused
		mustBe(t, d.Store.Begin(t.Context(), l, "b3", keys, t0), store.ErrConflict)

		d.commit(t, then("a", lane1, 2, interaction.WriteRetried{Key: keys[0], By: "Mia"}))
		got = d.row(t, keys[0])
		equal(t, "retried", []any{got.State, got.Batch, got.NextAt, got.Attempts}, []any{store.Waiting, "", time.Time{}, 0})
	}},
	{"another try of what waits already keeps its batch", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 3)
		l := d.acquire(t, lane1, "one", t0)
		d.begin(t, l, "b1", t0, keys[0])
		must(t, d.Store.Defer(t.Context(), l, at(time.Hour)))
		must(t, d.Store.Release(t.Context(), l))
		d.commit(t, then("a", lane1, 3, interaction.WriteHeld{Key: keys[2]}))
		equal(t, "waits", len(d.lanes(t, t0)), 0)

		d.commit(t, then("a", lane1, 4, interaction.WriteRetried{Key: keys[1], By: "Mia"}))
		sending, waiting, held := d.row(t, keys[0]), d.row(t, keys[1]), d.row(t, keys[2])
		equal(t, "what stands before it", []any{sending.State, sending.Batch, sending.SentAt, sending.NextAt}, []any{store.Sending, "b1", t0, time.Time{}})
		equal(t, "the row", []any{waiting.State, waiting.NextAt}, []any{store.Waiting, time.Time{}})
		equal(t, "held", held.State, store.Held)
		equal(t, "due", d.lanes(t, t0), []string{lane1})

		l = d.acquire(t, lane1, "two", t0)
		must(t, d.Store.Defer(t.Context(), l, at(time.Hour)))
		must(t, d.Store.Release(t.Context(), l))
		d.commit(t, then("a", lane1, 5, interaction.WriteRetried{Key: keys[0], By: "Mia"}))
		sending = d.row(t, keys[0])
		equal(t, "being sent", []any{sending.State, sending.Batch, sending.SentAt, sending.NextAt}, []any{store.Sending, "b1", t0, time.Time{}})

		l = d.acquire(t, lane1, "one", t0)
		must(t, d.Store.Defer(t.Context(), l, at(time.Hour)))
		must(t, d.Store.Release(t.Context(), l))
		d.commit(t, then("a", lane1, 6, interaction.WriteRetried{Key: keys[2], By: "Mia"}))
		equal(t, "the lane of one that was held", d.lanes(t, t0), []string{lane1})
	}},
	{"dropped, and out of everybody's way", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 2)
		d.commit(t, then("a", lane1, 2, interaction.WriteHeld{Key: keys[0]}, interaction.WriteDropped{Key: keys[0]}))
		equal(t, "state", d.row(t, keys[0]).State, store.Dropped)
		got, err := d.Store.Writes(t.Context(), store.WriteFilter{States: []store.WriteState{store.Dropped}})
		must(t, err)
		equal(t, "dropped", keysOf(got), keys[:1])
		counts, err := d.Store.Counts(t.Context(), account)
		must(t, err)
		equal(t, "counts", counts, map[store.WriteState]int{store.Dropped: 1, store.Waiting: 1})
		equal(t, "lanes", d.lanes(t, t0), []string{lane1})
		l := d.acquire(t, lane1, "one", t0)
		mustBe(t, d.Store.Begin(t.Context(), l, "b1", keys[:1], t0), store.ErrConflict)
		d.begin(t, l, "b1", t0, keys[1])
	}},
	{"events of one commit count in their order", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 1)
		d.commit(t, then("a", lane1, 1, interaction.WriteHeld{Key: keys[0]}, interaction.WriteRetried{Key: keys[0]}))
		equal(t, "state", d.row(t, keys[0]).State, store.Waiting)
		d.commit(t, then("a", lane1, 3, interaction.WriteRetried{Key: keys[0]}, interaction.WriteHeld{Key: keys[0]}))
		equal(t, "state", d.row(t, keys[0]).State, store.Held)
	}},
	{"an event changes no row of another interaction", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"), arrival("b"))
		d.commit(t, then("b", "i/b", 1, interaction.WriteHeld{Key: contactKey("a")}, interaction.WriteHeld{Key: "unknown"}))
		equal(t, "state", d.row(t, contactKey("a")).State, store.Waiting)
	}},
	{"move to the ticket's lane, all but the landed", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 4)
		l := d.acquire(t, lane1, "one", t0)
		d.commit(t, arrival("b"))
		d.begin(t, l, "b1", t0, keys[2])
		must(t, d.Store.Defer(t.Context(), l, at(time.Hour)))
		d.commit(t, then("a", lane1, 4,
			interaction.WriteLanded{Key: keys[0], Receipt: "r", Ticket: "1", At: t0}, interaction.WriteHeld{Key: keys[1]}))
		d.commit(t, then("a", lane2, 6, interaction.TicketChosen{Ticket: interaction.TicketRef{ID: "2"}, Rule: interaction.RulePerson}))
		for i, want := range []struct {
			lane  string
			state store.WriteState
			batch string
		}{{lane1, store.Landed, ""}, {lane2, store.Held, ""}, {lane2, store.Sending, "b1"}, {lane2, store.Waiting, ""}} {
			got := d.row(t, keys[i])
			equal(t, keys[i], []any{got.Lane, got.State, got.Batch, got.NextAt}, []any{want.lane, want.state, want.batch, time.Time{}})
		}
		equal(t, "another's row", d.row(t, contactKey("b")).Lane, "i/b")
	}},
	{"keep their moment when they stay in their lane", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 1)
		l := d.acquire(t, lane1, "one", t0)
		must(t, d.Store.Defer(t.Context(), l, at(time.Hour)))
		d.commit(t, note("a", lane1, 1))
		equal(t, "next", d.row(t, keys[0]).NextAt, at(time.Hour))
	}},
	{"keep their order when they move", func(t *testing.T, d desk) {
		first := d.inLane1(t, "a", 1)
		other := arrival("b")
		other.Lane = lane2
		d.commit(t, other, note("a", lane1, 1))
		d.commit(t, then("a", lane2, 2, interaction.TicketChosen{Ticket: interaction.TicketRef{ID: "2"}, Rule: interaction.RulePerson}))
		ws, err := d.Store.Writes(t.Context(), store.WriteFilter{Lane: lane2})
		must(t, err)
		equal(t, "order", keysOf(ws), []string{first[0], contactKey("b"), noteKey("a", 2)})
	}},
	{"can be asked for", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 3)
		sales := arrival("s")
		sales.Account = "sales"
		d.commit(t, sales)
		d.commit(t, then("a", lane1, 3, interaction.WriteHeld{Key: keys[0]},
			interaction.WriteLanded{Key: keys[1], Receipt: "r", Ticket: "1", At: t0}))
		for _, c := range []struct {
			f    store.WriteFilter
			want []string
		}{
			{store.WriteFilter{}, []string{keys[0], keys[1], keys[2], contactKey("s")}},
			{store.WriteFilter{Interaction: "s"}, []string{contactKey("s")}},
			{store.WriteFilter{Account: account, Limit: 2}, keys[:2]},
			{store.WriteFilter{Lane: lane1, States: []store.WriteState{store.Held, store.Waiting}}, []string{keys[0], keys[2]}},
			{store.WriteFilter{Newest: true, Limit: 2}, []string{contactKey("s"), keys[2]}},
			{store.WriteFilter{Account: account, Newest: true}, []string{keys[2], keys[1], keys[0]}},
			{store.WriteFilter{Before: d.row(t, keys[2]).Seq, Newest: true, Limit: 1}, keys[1:2]},
			{store.WriteFilter{Before: d.row(t, keys[2]).Seq}, keys[:2]},
			{store.WriteFilter{Before: d.row(t, keys[2]).Seq, Interaction: "a", Newest: true}, []string{keys[1], keys[0]}},
			{store.WriteFilter{States: []store.WriteState{store.Landed}}, keys[1:2]},
			{store.WriteFilter{States: []store.WriteState{store.Sending}}, nil},
			{store.WriteFilter{Interaction: "s", Lane: lane1}, nil},
		} {
			got, err := d.Store.Writes(t.Context(), c.f)
			must(t, err)
			equal(t, fmt.Sprintf("%+v", c.f), keysOf(got), c.want)
		}
		for acc, want := range map[string]map[store.WriteState]int{
			"":       {store.Held: 1, store.Landed: 1, store.Waiting: 2},
			account:  {store.Held: 1, store.Landed: 1, store.Waiting: 1},
			"sales":  {store.Waiting: 1},
			"nobody": {},
		} {
			got, err := d.Store.Counts(t.Context(), acc)
			must(t, err)
			equal(t, "counts of "+acc, got, want)
		}
	}},
}
