package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// zone is far from UTC.
var zone = time.FixedZone("far", 13*60*60+45*60)

var feedCases = []testCase{
	{"is empty at first", func(t *testing.T, d desk) {
		equal(t, "store", look(t, d.Store), snapshot{})
	}},
	{"shows commits in their order, whole", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"), arrival("b"), note("a", "i/a", 1), note("b", "i/b", 1))
		feed, err := d.Store.Feed(t.Context(), 0, 0)
		must(t, err)
		var got []string
		for _, e := range feed {
			got = append(got, fmt.Sprint(e.Interaction, e.Event.N, e.Account))
		}
		equal(t, "feed", got, []string{"a1support", "b1support", "a2support", "b2support"})
		events, err := d.Store.Load(t.Context(), "b")
		must(t, err)
		equal(t, "event", feed[3].Event, events[1])
		head, err := d.Store.Head(t.Context())
		must(t, err)
		equal(t, "head", head, feed[3].Seq)
	}},
	{"resumes where a reader stopped", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"))
		for i := range 9 {
			d.commit(t, note("a", "i/a", i+1))
		}
		var after int64
		var got []int
		for {
			part, err := d.Store.Feed(t.Context(), after, 3)
			must(t, err)
			if len(part) == 0 {
				break
			}
			if len(part) > 3 {
				t.Fatalf("%d entries, limit 3", len(part))
			}
			for _, e := range part {
				got, after = append(got, e.Event.N), e.Seq
			}
		}
		equal(t, "numbers", got, []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
		rest, err := d.Store.Feed(t.Context(), after+1000, 3)
		must(t, err)
		equal(t, "after the head", len(rest), 0)
	}},
	{"goes on in the middle of a commit", func(t *testing.T, d desk) {
		var want []string
		for _, id := range []interaction.ID{"a", "b", "c"} {
			c := arrival(id)
			for n := 2; n <= 5; n++ {
				c.Events = append(c.Events, interaction.Event{N: n, At: at(time.Duration(n)), Data: interaction.OfferMade{Offer: n}})
			}
			d.commit(t, c)
			for _, e := range c.Events {
				want = append(want, fmt.Sprint(id, e.N, e.At, e.Data))
			}
		}
		for _, reopened := range []bool{false, true} {
			if reopened {
				d.Store = d.Reopen(t)
			}
			for limit := 1; limit <= 16; limit++ {
				var got []string
				var after int64
				for {
					page, err := d.Store.Feed(t.Context(), after, limit)
					must(t, err)
					if len(page) < min(limit, len(want)-len(got)) {
						t.Fatalf("%d entries after %d, limit %d", len(page), after, limit)
					}
					for _, e := range page {
						equal(t, "number", e.Seq, after+1)
						got, after = append(got, fmt.Sprint(e.Interaction, e.Event.N, e.Event.At, e.Event.Data)), e.Seq
					}
					if len(page) == 0 {
						break
					}
				}
				equal(t, "feed", got, want)
			}
		}
	}},
	{"a refused commit leaves no gap to stumble over", func(t *testing.T, d desk) {
		d.commit(t, arrival("a", "call:CA1"))
		d.refuses(t, arrival("b", "call:CA1"), nil)
		d.commit(t, note("a", "i/a", 1))
		feed, err := d.Store.Feed(t.Context(), 0, 10)
		must(t, err)
		equal(t, "entries", len(feed), 2)
	}},
	{"a reader beside fifty writers misses nothing", followFifty},
}

// followFifty reads the feed while it grows, waiting by Changed, and must see in
// the end exactly what is there: nothing that it has passed may appear later.
func followFifty(t *testing.T, d desk) {
	const writers, each = 50, 8
	handles := d.handles(t)
	reader := handles[len(handles)-1]
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			s := handles[i%len(handles)]
			id := interaction.ID(fmt.Sprintf("f%02d", i))
			c := arrival(id)
			for n := 1; ; n++ {
				if err := s.Commit(t.Context(), c); err != nil {
					t.Error(err)
					return
				}
				if n == each {
					return
				}
				c = note(id, "i/"+string(id), n)
			}
		})
	}
	var seen []store.FeedEntry
	var after int64
	for len(seen) < writers*each && !t.Failed() {
		changed := reader.Changed() // before the read: what comes after it wakes us
		part, err := reader.Feed(t.Context(), after, 7)
		must(t, err)
		for _, e := range part {
			if e.Seq <= after {
				t.Fatalf("number %d after %d", e.Seq, after)
			}
			seen, after = append(seen, e), e.Seq
		}
		if len(part) == 0 {
			<-changed
		}
	}
	wg.Wait()
	equal(t, "what the reader saw", seen, look(t, reader).Feed)
	last := map[interaction.ID]int{}
	for _, e := range seen {
		if e.Event.N != last[e.Interaction]+1 {
			t.Fatalf("%s: event %d after %d", e.Interaction, e.Event.N, last[e.Interaction])
		}
		last[e.Interaction] = e.Event.N
	}
}

var listCases = []testCase{
	{"newest first, page by page", func(t *testing.T, d desk) {
		// The names are not in order: what counts is when they came.
		for _, id := range []interaction.ID{"m", "z", "a", "k", "b"} {
			d.commit(t, arrival(id))
		}
		d.commit(t, note("m", "i/m", 1)) // more events do not make it newer
		var got []interaction.ID
		f := store.Filter{Limit: 2}
		for {
			page, err := d.Store.List(t.Context(), f)
			must(t, err)
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
			f.Before = page[len(page)-1]
		}
		equal(t, "list", got, []interaction.ID{"b", "k", "a", "z", "m"})
	}},
	{"before one that does not exist", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"))
		_, err := d.Store.List(t.Context(), store.Filter{Before: "nobody"})
		mustBe(t, err, store.ErrNotFound)
	}},
	{"of an account, and what still needs somebody", func(t *testing.T, d desk) {
		sales := arrival("s")
		sales.Account = "sales"
		d.commit(t, arrival("a"), sales, arrival("b"))
		closed := then("a", "i/a", 1, interaction.Closed{Reason: "nobody answered"})
		closed.Active = false
		d.commit(t, closed)
		for _, c := range []struct {
			f    store.Filter
			want []interaction.ID
		}{
			{store.Filter{}, []interaction.ID{"b", "s", "a"}},
			{store.Filter{Active: true}, []interaction.ID{"b", "s"}},
			{store.Filter{Account: "sales"}, []interaction.ID{"s"}},
			{store.Filter{Account: account}, []interaction.ID{"b", "a"}},
			{store.Filter{Account: account, Active: true}, []interaction.ID{"b"}},
			{store.Filter{Account: account, Before: "b"}, []interaction.ID{"a"}},
			{store.Filter{Account: "nobody"}, nil},
		} {
			got, err := d.Store.List(t.Context(), c.f)
			must(t, err)
			equal(t, fmt.Sprintf("%+v", c.f), got, c.want)
		}
	}},
	{"a hundred unless told otherwise", func(t *testing.T, d desk) {
		var wg sync.WaitGroup
		for i := range 101 {
			wg.Go(func() {
				if err := d.Store.Commit(t.Context(), arrival(interaction.ID(fmt.Sprint("h", i)))); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		got, err := d.Store.List(t.Context(), store.Filter{})
		must(t, err)
		equal(t, "length", len(got), 100)
	}},
}
