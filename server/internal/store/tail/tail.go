// Package tail keeps the newest part of a store's feed in memory, bounded in bytes,
// so that who keeps up with the feed reads and decodes nothing. It is for one store
// to fill and for the same store to ask; it locks nothing.
package tail

import "github.com/deskside/deskside/server/internal/store"

// Feed is a stretch of a feed without gaps, up to the newest entry that is known.
// Its entries are handed out as they are: nothing is written to them again, and what
// is dropped is let go of when nobody holds a page of it any more.
type Feed struct {
	most, bytes int
	head        int64
	entries     []store.FeedEntry
	sizes       []int
}

// New holds no more than so many bytes, about.
func New(bytes int) Feed { return Feed{most: bytes} }

// Head is the number of the newest entry that was appended, 0 if there is none.
func (f *Feed) Head() int64 { return f.head }

// Append entries, which follow each other without gaps, with what each takes in bytes.
// If they do not follow what is there, they begin a new stretch.
func (f *Feed) Append(entries []store.FeedEntry, sizes []int) {
	if len(entries) == 0 {
		return
	}
	if entries[0].Seq != f.head+1 {
		f.Forget()
	}
	f.head = entries[len(entries)-1].Seq
	for _, n := range sizes {
		f.bytes += n
	}
	f.entries, f.sizes = append(f.entries, entries...), append(f.sizes, sizes...)
	drop := 0
	for ; f.bytes > f.most && drop < len(f.entries); drop++ {
		f.bytes -= f.sizes[drop]
	}
	f.entries, f.sizes = f.entries[drop:], f.sizes[drop:]
}

// Forget everything.
func (f *Feed) Forget() { *f = Feed{most: f.most} }

// Since are the entries after a number, at most limit; false: what follows it is not,
// or not all, here.
func (f *Feed) Since(after int64, limit int) ([]store.FeedEntry, bool) {
	from := f.head - int64(len(f.entries)) // everything after it, up to the head, is here
	if f.head == 0 || after < from {
		return nil, false
	}
	if after >= f.head {
		return nil, true
	}
	rest := f.entries[after-from:]
	n := min(limit, len(rest))
	return rest[:n:n], true // so that who appends to a page does not write to the next
}
