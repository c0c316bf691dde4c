package tail_test

import (
	"testing"

	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/tail"
)

func entries(from, to int64) (out []store.FeedEntry, sizes []int) {
	for seq := from; seq <= to; seq++ {
		out, sizes = append(out, store.FeedEntry{Seq: seq}), append(sizes, 10)
	}
	return out, sizes
}

func TestSince(t *testing.T) {
	f := tail.New(100)
	if _, ok := f.Since(0, 10); ok {
		t.Error("an empty one knows what there is")
	}
	f.Append(entries(5, 7))
	f.Append(entries(8, 8))
	for _, c := range []struct {
		after       int64
		limit       int
		first, last int64 // 0: none
		here        bool
	}{
		{0, 10, 0, 0, false}, {3, 10, 0, 0, false}, {4, 10, 5, 8, true}, {4, 2, 5, 6, true}, {6, 2, 7, 8, true}, {7, 10, 8, 8, true}, {8, 10, 0, 0, true}, {99, 10, 0, 0, true},
	} {
		page, here := f.Since(c.after, c.limit)
		var first, last int64
		if len(page) > 0 {
			first, last = page[0].Seq, page[len(page)-1].Seq
		}
		if here != c.here || first != c.first || last != c.last {
			t.Errorf("after %d, at most %d: %d to %d, %v", c.after, c.limit, first, last, here)
		}
	}
	f.Append(entries(20, 21)) // a gap: what was there is no part of the stretch
	if _, ok := f.Since(8, 10); ok {
		t.Error("a gap is not seen")
	}
	if page, ok := f.Since(19, 10); !ok || len(page) != 2 {
		t.Errorf("%v, %v", page, ok)
	}
}

// The bound is kept, and pages that were handed out stay as they are.
func TestBound(t *testing.T) {
	const most = 1000 // entries
	f := tail.New(10 * most)
	pages := map[int64][]store.FeedEntry{}
	for seq := int64(1); seq < 5000; seq += 3 {
		f.Append(entries(seq, seq+2))
		if _, ok := f.Since(f.Head()-most-1, most); ok {
			t.Fatalf("more is kept than fits, at %d", seq)
		}
		for _, back := range []int64{10, most / 2} {
			after := max(f.Head()-back, 0)
			page, ok := f.Since(after, 300)
			if want := min(f.Head()-after, 300); !ok || int64(len(page)) != want {
				t.Fatalf("%d of %d entries after %d, %v", len(page), want, after, ok)
			}
			pages[after] = append(page, store.FeedEntry{Seq: -1}) // as a careless reader might
		}
	}
	for after, page := range pages {
		for i, e := range page[:len(page)-1] {
			if e.Seq != after+int64(i)+1 {
				t.Fatalf("entry %d of the page after %d was written to: %v", i, after, e)
			}
		}
	}
}
