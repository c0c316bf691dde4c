package sqlite

import (
	"sync"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// memory is what need not be asked of the database: where interactions stand and
// the newest part of the feed. The writer fills it after each COMMIT, in its order,
// and empties it when it does not know whether a COMMIT took place; since nobody
// else writes to the database, it is as true as the tables are. It is bounded, and
// what is not in it is read.
type memory struct {
	mu    sync.RWMutex
	feed  feed
	heads heads
}

// publish what a transaction has changed.
func (m *memory) publish(d *draft) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, h := range d.heads {
		m.heads.put(id, h)
	}
	m.feed.append(d.last.event, d.entries, d.sizes)
}

func (m *memory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.heads, m.feed = heads{most: m.heads.most}, feed{most: m.feed.most}
}

func (m *memory) head(id interaction.ID) (head, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.heads.get(id)
}

// since are the entries after a number, at most limit; false: they are not all here.
func (m *memory) since(after int64, limit int) ([]store.FeedEntry, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.feed.since(after, limit)
}

// heads of the interactions that were changed last: between most and twice as many.
type heads struct {
	most       int
	young, old map[interaction.ID]head
}

func (h *heads) put(id interaction.ID, to head) {
	if _, there := h.young[id]; !there && (h.young == nil || len(h.young) >= h.most) {
		h.young, h.old = map[interaction.ID]head{}, h.young
	}
	h.young[id] = to
}

// get never prefers an old head: an interaction that is in both has its newest
// in the young ones.
func (h *heads) get(id interaction.ID) (head, bool) {
	found, ok := h.young[id]
	if !ok {
		found, ok = h.old[id]
	}
	return found, ok
}

// feed is a stretch of the feed without gaps, up to its newest entry. Its entries
// are handed out as they are, so nothing is written to them again.
type feed struct {
	most, bytes int
	head        int64 // number of the newest entry, kept or not
	entries     []store.FeedEntry
	sizes       []int
}

func (f *feed) append(head int64, entries []store.FeedEntry, sizes []int) {
	if len(entries) == 0 {
		return
	}
	if entries[0].Seq != f.head+1 {
		f.entries, f.sizes, f.bytes = nil, nil, 0
	}
	f.head = head
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

func (f *feed) since(after int64, limit int) ([]store.FeedEntry, bool) {
	from := f.head - int64(len(f.entries)) // everything after it is here
	if after < from || f.head == 0 {
		return nil, false
	}
	if after >= f.head {
		return nil, true
	}
	rest := f.entries[after-from:]
	rest = rest[:min(limit, len(rest))]
	return rest[:len(rest):len(rest)], true
}
