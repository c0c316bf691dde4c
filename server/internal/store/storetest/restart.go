package storetest

import (
	"bytes"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

var restartCases = []testCase{
	{"everything is there again", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 4)
		d.commit(t, arrival("b", "call:CA1"))
		closed := then("b", "i/b", 1, interaction.Closed{Reason: "nobody answered"})
		closed.Active = false
		d.commit(t, closed)
		l := d.acquire(t, lane1, "one", t0)
		d.begin(t, l, "b1", t0, keys[0])
		must(t, d.Store.Abort(t.Context(), l, "b1", at(time.Hour), false))
		d.begin(t, l, "b2", t0, keys[1])
		d.commit(t, then("a", lane1, 4, interaction.WriteHeld{Key: keys[2]},
			interaction.WriteLanded{Key: keys[3], Receipt: "r", Ticket: "1", At: t0}))
		before := look(t, d.Store)

		d.Store = d.Reopen(t)
		equal(t, "store", look(t, d.Store), before)
		id, err := d.Store.ByRef(t.Context(), "call:CA1")
		must(t, err)
		equal(t, "reference", id, interaction.ID("b"))

		_, err = d.Store.Acquire(t.Context(), lane1, "two", at(time.Minute-1), time.Minute)
		mustBe(t, err, store.ErrFenced) // the lease too
		next := d.acquire(t, lane1, "two", at(time.Minute))
		if next.Token <= l.Token {
			t.Fatalf("token %d after %d", next.Token, l.Token)
		}
		d.commit(t, note("a", lane1, 6))
		if after := look(t, d.Store); after.Head <= before.Head {
			t.Fatalf("head %d after %d", after.Head, before.Head)
		}
	}},
	{"tokens grow although no lease is left", func(t *testing.T, d desk) {
		l := d.acquire(t, lane1, "one", t0)
		must(t, d.Store.Release(t.Context(), l))
		d.Store = d.Reopen(t)
		if next := d.acquire(t, lane1, "one", t0); next.Token <= l.Token {
			t.Fatalf("token %d after %d", next.Token, l.Token)
		}
	}},
	{"secrets are made once", func(t *testing.T, d desk) {
		var first [][]byte
		for _, s := range d.handles(t) {
			for _, name := range []string{"customers", "agents"} {
				secret, err := s.Secret(t.Context(), name)
				must(t, err)
				first = append(first, secret)
			}
		}
		for i, secret := range first {
			if len(secret) != 32 || !bytes.Equal(secret, first[i%2]) {
				t.Fatal("not 32 bytes, or not the same for everybody")
			}
		}
		if bytes.Equal(first[0], first[1]) {
			t.Fatal("two names, one secret")
		}
		d.Store = d.Reopen(t)
		again, err := d.Store.Secret(t.Context(), "customers")
		must(t, err)
		equal(t, "secret", again, first[0])
	}},
}
