// Package tail keeps the newest part of a store's feed in memory, bounded in bytes,
// so that who keeps up with the feed reads and decodes nothing. It is for one store
// to fill and for the same store to ask; it locks nothing.
package tail

import "github.com/deskside/deskside/server/internal/store"

// chunk is how many entries stand together, and are dropped together.
const chunk = 256

// Feed is a stretch of a feed without gaps, up to the newest entry that is known.
// Its entries are handed out as they are: nothing is written to them again.
type Feed struct {
	most, bytes int
	head        int64
	chunks      [][]store.FeedEntry // all but the last are full
	sizes       []int               // of the chunks
}

// New holds no more than so many bytes, about.
func New(bytes int) Feed { return Feed{most: bytes} }

// Head is the number of the newest entry that was appended, 0 if there is none.
func (f *Feed) Head() int64 { return f.head }

// Append entries, which follow each other without gaps, with what each takes in bytes.
// If they do not follow what is there, they begin a new stretch.
func (f *Feed) Append(entries []store.FeedEntry, sizes []int) {
	if len(entries) > 0 && entries[0].Seq != f.head+1 {
		f.Forget()
	}
	for i, e := range entries {
		last := len(f.chunks) - 1
		if last < 0 || len(f.chunks[last]) == chunk {
			f.chunks, f.sizes = append(f.chunks, make([]store.FeedEntry, 0, chunk)), append(f.sizes, 0)
			last++
		}
		f.chunks[last] = append(f.chunks[last], e)
		f.sizes[last] += sizes[i]
		f.bytes += sizes[i]
		f.head = e.Seq
	}
	drop := 0
	for ; f.bytes > f.most && drop < len(f.chunks); drop++ {
		f.bytes -= f.sizes[drop]
		f.chunks[drop] = nil
	}
	f.chunks, f.sizes = f.chunks[drop:], f.sizes[drop:]
}

// Forget everything.
func (f *Feed) Forget() { *f = Feed{most: f.most} }

// Since are the entries after a number, at most limit; false: what follows it is not,
// or not all, here.
func (f *Feed) Since(after int64, limit int) ([]store.FeedEntry, bool) {
	if f.head == 0 || after < f.from() {
		return nil, false
	}
	at, n := int(after-f.from()), int(min(f.head-after, int64(limit)))
	if n <= 0 {
		return nil, true
	}
	first := f.chunks[at/chunk][at%chunk:]
	if len(first) >= n {
		return first[:n:n], true // so that who appends to a page does not write to the next
	}
	page := append(make([]store.FeedEntry, 0, n), first...)
	for i := at/chunk + 1; len(page) < n; i++ {
		next := f.chunks[i]
		page = append(page, next[:min(len(next), n-len(page))]...)
	}
	return page, true
}

// from that number on, not included, everything is here.
func (f *Feed) from() int64 {
	if len(f.chunks) == 0 {
		return f.head
	}
	return f.chunks[0][0].Seq - 1
}
