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

// processCases are what two servers on the same data do to each other. A store
// for one process plays both.
var processCases = []testCase{
	{"a lane that its holder has left behind is taken over", func(t *testing.T, d desk) {
		keys := d.inLane1(t, "a", 2)
		handles := d.handles(t)
		one, two := handles[0], handles[len(handles)-1]
		old, err := one.Acquire(t.Context(), lane1, "one", t0, time.Minute)
		must(t, err)
		must(t, one.Begin(t.Context(), old, "b1", keys, t0))

		due, err := two.NextDue(t.Context(), t0)
		must(t, err)
		equal(t, "due", due, at(time.Minute))
		lanes, err := two.Lanes(t.Context(), due, 0)
		must(t, err)
		equal(t, "lanes", lanes, []store.Lane{{Name: lane1, Account: account}})
		l, err := two.Acquire(t.Context(), lane1, "two", due, time.Minute)
		must(t, err)
		rows, err := two.Writes(t.Context(), store.WriteFilter{Lane: lane1, States: []store.WriteState{store.Waiting, store.Sending}})
		must(t, err)
		equal(t, "what it finds", []any{len(rows), rows[0].State, rows[0].Batch}, []any{2, store.Sending, "b1"})

		landed := then("a", lane1, 2, interaction.WriteLanded{Key: keys[0], Receipt: "r", Ticket: "1", At: t0})
		landed.Lease = &old
		mustBe(t, one.Commit(t.Context(), landed), store.ErrFenced)
		mustBe(t, one.Abort(t.Context(), old, "b1", t0, false), store.ErrFenced)
		landed.Lease = &l
		must(t, two.Commit(t.Context(), landed))
		must(t, two.Abort(t.Context(), l, "b1", at(time.Hour), false))
		equal(t, "left", []any{d.row(t, keys[0]).State, d.row(t, keys[1]).State}, []any{store.Landed, store.Waiting})
	}},
	{"everybody reads the same feed", func(t *testing.T, d desk) {
		const writers, each = 20, 10
		handles := d.handles(t)
		feeds := make([][]store.FeedEntry, len(handles))
		var wg sync.WaitGroup
		for i, s := range handles {
			wg.Go(func() {
				var after int64
				for len(feeds[i]) < writers*each && !t.Failed() {
					changed := s.Changed()
					part, err := s.Feed(t.Context(), after, 13)
					if err != nil {
						t.Error(err)
						return
					}
					for _, e := range part {
						feeds[i], after = append(feeds[i], e), e.Seq
					}
					if len(part) == 0 {
						<-changed
					}
				}
			})
		}
		for i := range writers {
			id := interaction.ID(fmt.Sprint("p", i))
			wg.Go(func() {
				c := arrival(id)
				for n := 1; n <= each; n++ {
					// Each event by another process than the one before it.
					if err := handles[n%len(handles)].Commit(t.Context(), c); err != nil {
						t.Error(err)
						return
					}
					c = note(id, "i/"+string(id), n)
				}
			})
		}
		wg.Wait()
		for _, feed := range feeds[1:] {
			equal(t, "feed", feed, feeds[0])
		}
	}},
	{"what one has committed the other finds at once", func(t *testing.T, d desk) {
		handles := d.handles(t)
		one, two := handles[0], handles[len(handles)-1]
		must(t, one.Commit(t.Context(), arrival("a", "call:CA1")))
		id, err := two.ByRef(t.Context(), "call:CA1")
		must(t, err)
		var dup *store.DuplicateError
		if err := two.Commit(t.Context(), arrival("b", "call:CA1")); !errors.As(err, &dup) || dup.Interaction != id {
			t.Errorf("the same call again: %v", err)
		}
		must(t, two.Commit(t.Context(), note("a", "i/a", 1)))
		mustBe(t, one.Commit(t.Context(), note("a", "i/a", 1)), store.ErrConflict)
		equal(t, "stores", look(t, one), look(t, two))
	}},
}
