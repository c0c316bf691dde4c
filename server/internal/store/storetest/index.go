package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// found by a filter.
func (d desk) found(t *testing.T, f store.TermFilter) []interaction.ID {
	t.Helper()
	ids, err := d.Store.Find(t.Context(), f)
	must(t, err)
	return ids
}

func words(all ...string) (out [][]string) {
	for _, w := range all {
		out = append(out, []string{w})
	}
	return out
}

func terms(id interaction.ID, started time.Duration, all ...string) store.Terms {
	d := store.Terms{Interaction: id, At: at(started)}
	for _, term := range all {
		d.Terms = append(d.Terms, term+"\n")
	}
	return d
}

var indexCases = []testCase{
	{"finds by the beginning of a term, the newest first, in pages", func(t *testing.T, d desk) {
		for i, id := range []interaction.ID{"a", "b", "c", "s1"} {
			c := arrival(id)
			if i == 3 {
				c.Account = "sales"
			}
			d.commit(t, c)
		}
		must(t, d.Store.Index(t.Context(), 0, 4, []store.Terms{
			terms("b", time.Hour, "w:zoë", "w:müller", "t:47"),
			terms("a", 0, "w:anna", "w:müller", "t:4711"),
			terms("c", 2*time.Hour, "w:山田太郎", "w:田太郎", "w:太郎", "w:郎", "p:0010555"),
			terms("s1", 3*time.Hour, "w:anna", "w:müllerin"),
		}))
		upTo, err := d.Store.Indexed(t.Context())
		must(t, err)
		equal(t, "indexed", upTo, int64(4))
		for _, c := range []struct {
			what string
			f    store.TermFilter
			want []interaction.ID
		}{
			{"a word", store.TermFilter{Words: words("w:müller")}, []interaction.ID{"s1", "b", "a"}},
			{"a whole term", store.TermFilter{Words: words("w:müller\n")}, []interaction.ID{"b", "a"}},
			{"both words", store.TermFilter{Words: words("w:mü", "w:an")}, []interaction.ID{"s1", "a"}},
			{"an account's", store.TermFilter{Account: account, Words: words("w:mü", "w:an")}, []interaction.ID{"a"}},
			{"either", store.TermFilter{Words: [][]string{{"w:zo", "t:4711"}}}, []interaction.ID{"b", "a"}},
			{"twice the same", store.TermFilter{Words: [][]string{{"w:a", "w:an"}}}, []interaction.ID{"s1", "a"}},
			{"a ticket", store.TermFilter{Words: words("t:47\n")}, []interaction.ID{"b"}},
			{"the middle of a name", store.TermFilter{Words: words("w:太郎")}, []interaction.ID{"c"}},
			{"a time", store.TermFilter{From: at(time.Hour), To: at(3 * time.Hour)}, []interaction.ID{"c", "b"}},
			{"a word of a time", store.TermFilter{Words: words("w:mü"), From: at(time.Nanosecond), To: at(time.Hour + 1)}, []interaction.ID{"b"}},
			{"before", store.TermFilter{Words: words("w:mü"), Before: "s1", Limit: 1}, []interaction.ID{"b"}},
			{"nothing", store.TermFilter{Words: words("w:müllers")}, nil},
			{"no pattern", store.TermFilter{Words: words("w:%")}, nil},
		} {
			equal(t, c.what, d.found(t, c.f), c.want)
		}
		_, err = d.Store.Find(t.Context(), store.TermFilter{Words: words("w:a"), Before: "nobody"})
		mustBe(t, err, store.ErrNotFound)
	}},
	{"forgets what an interaction is not found by any more", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"))
		must(t, d.Store.Index(t.Context(), 0, 1, []store.Terms{terms("a", 0, "w:anna", "t:1", "t:12")}))
		must(t, d.Store.Index(t.Context(), 1, 2, []store.Terms{terms("a", 0, "w:anna", "t:2", "t:12")}))
		equal(t, "old", d.found(t, store.TermFilter{Words: words("t:1\n")}), []interaction.ID(nil))
		equal(t, "new", d.found(t, store.TermFilter{Words: words("t:2\n")}), []interaction.ID{"a"})
		equal(t, "kept", d.found(t, store.TermFilter{Words: words("t:12\n")}), []interaction.ID{"a"})
		must(t, d.Store.Index(t.Context(), 2, 3, []store.Terms{terms("nobody", 0, "w:anna")}))
		equal(t, "who is not there", d.found(t, store.TermFilter{Words: words("w:anna")}), []interaction.ID{"a"})
	}},
	{"is brought forward by one at a time, and is there after a restart", func(t *testing.T, d desk) {
		d.commit(t, arrival("a"), arrival("b"))
		for _, s := range d.handles(t) {
			upTo, err := s.Indexed(t.Context())
			must(t, err)
			must(t, s.Index(t.Context(), upTo, upTo+1, []store.Terms{terms("a", 0, fmt.Sprint("w:", upTo))}))
		}
		mustBe(t, d.Store.Index(t.Context(), 0, 9, []store.Terms{terms("b", 0, "w:b")}), store.ErrConflict)
		equal(t, "refused", d.found(t, store.TermFilter{Words: words("w:b")}), []interaction.ID(nil))
		upTo, err := d.Store.Indexed(t.Context())
		must(t, err)
		d.Store = d.Reopen(t)
		after, err := d.Store.Indexed(t.Context())
		must(t, err)
		equal(t, "indexed", after, upTo)
		equal(t, "found", d.found(t, store.TermFilter{Words: words(fmt.Sprint("w:", upTo-1))}), []interaction.ID{"a"})
	}},
	{"finds the newest of many", func(t *testing.T, d desk) {
		var docs []store.Terms
		for n := range 1_200 { // more than a store reads at once
			id := interaction.ID(fmt.Sprintf("%04d", n*7%1_200))
			d.commit(t, arrival(id))
			docs = append(docs, terms(id, time.Duration(n)*time.Minute, fmt.Sprintf("w:name%d", n%3)))
		}
		must(t, d.Store.Index(t.Context(), 0, 1_200, docs))
		var want []interaction.ID
		for n := 1_199; len(want) < 500; n-- {
			want = append(want, docs[n].Interaction)
		}
		var got []interaction.ID
		for f := (store.TermFilter{Words: words("w:name"), Limit: 250}); len(got) < 500; f.Before = got[len(got)-1] {
			got = append(got, d.found(t, f)...)
		}
		equal(t, "names", got, want)
	}},
}
