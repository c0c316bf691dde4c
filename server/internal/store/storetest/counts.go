package storetest

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

var countCases = []testCase{
	{"are those of the rows, whatever happens to them", func(t *testing.T, d desk) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		w := worker{desk: d, t: t, random: rand.New(rand.NewPCG(seed, 0)), version: map[interaction.ID]int{}, lane: map[interaction.ID]string{}}
		for range 150 {
			w.step()
			counted(t, d.Store)
		}
	}},
}

// counted proves that the counts are those of the rows.
func counted(t *testing.T, s store.Store) {
	t.Helper()
	rows, err := s.Writes(t.Context(), store.WriteFilter{Limit: 100_000})
	must(t, err)
	want := map[string]map[store.WriteState]int{"": {}, account: {}, "sales": {}}
	for _, r := range rows {
		want[""][r.State]++
		want[r.Account][r.State]++
	}
	for of, counts := range want {
		got, err := s.Counts(t.Context(), of)
		must(t, err)
		equal(t, "counts of "+of, got, counts)
	}
}

// worker does to rows whatever can be done to them, in any order.
type worker struct {
	desk
	t       *testing.T
	random  *rand.Rand
	version map[interaction.ID]int
	lane    map[interaction.ID]string
	batches int
}

// ids of which those that begin with s are another account's.
var ids = []interaction.ID{"a", "b", "s1"}

func (w *worker) step() {
	id := ids[w.random.IntN(len(ids))]
	now := at(time.Duration(w.version["a"]+w.batches) * time.Minute) // leases run out
	switch n := w.version[id]; {
	case n == 0:
		c := arrival(id)
		if id[0] == 's' {
			c.Account = "sales"
		}
		w.add(c)
	case w.random.IntN(4) == 0:
		w.add(note(id, w.lane[id], n))
	case w.random.IntN(3) == 0:
		w.send(w.lane[id], now)
	default:
		w.tell(id, n)
	}
}

func (w *worker) add(c store.Commit) {
	if c.Interaction[0] == 's' {
		c.Account = "sales"
	}
	w.commit(w.t, c)
	w.version[c.Interaction], w.lane[c.Interaction] = c.Expect+len(c.Events), c.Lane
}

// tell what has become of a row, or move it with all others of its interaction. Each
// account has its own lanes.
func (w *worker) tell(id interaction.ID, n int) {
	rows, err := w.Store.Writes(w.t.Context(), store.WriteFilter{Interaction: id})
	must(w.t, err)
	key, lane := rows[w.random.IntN(len(rows))].Key, w.lane[id]
	happened := []interaction.Data{
		interaction.WriteLanded{Key: key, Receipt: "r", Ticket: "1", At: t0}, interaction.WriteHeld{Key: key},
		interaction.WriteDropped{Key: key}, interaction.WriteRetried{Key: key}, interaction.WriteHeld{Key: "unknown"},
		interaction.TicketChosen{Ticket: interaction.TicketRef{ID: "1"}, Rule: interaction.RulePerson},
	}[w.random.IntN(6)]
	if _, moves := happened.(interaction.TicketChosen); moves {
		lane = []string{"1", "2"}[w.random.IntN(2)] + string(id[:1])
	}
	w.add(then(id, lane, n, happened))
}

// send a lane's first rows, and perhaps take that back.
func (w *worker) send(lane string, now time.Time) {
	l, err := w.Store.Acquire(w.t.Context(), lane, "one", now, time.Minute)
	must(w.t, err)
	rows, err := w.Store.Writes(w.t.Context(), store.WriteFilter{Lane: lane, States: []store.WriteState{store.Waiting, store.Sending}, Limit: 2})
	must(w.t, err)
	if len(rows) == 0 {
		return
	}
	w.batches++
	batch := rows[0].Key + "-b"
	err = w.Store.Begin(w.t.Context(), l, batch, keysOf(rows), now)
	if err == nil && w.random.IntN(2) == 0 {
		err = w.Store.Abort(w.t.Context(), l, batch, now, false)
	}
	if err == nil && w.random.IntN(2) == 0 {
		err = w.Store.Release(w.t.Context(), l)
	}
	if !errors.Is(err, store.ErrConflict) { // being sent under a lease on another lane
		must(w.t, err)
	}
}
