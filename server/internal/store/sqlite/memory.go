package sqlite

import (
	"sync"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/tail"
)

// memory is what need not be asked of the database: where interactions stand and
// the newest part of the feed. The writer fills it after each COMMIT, in its order,
// and empties it when it does not know whether a COMMIT took place; since nobody
// else writes to the database, it is as true as the tables are. It is bounded, and
// what is not in it is read.
type memory struct {
	mu    sync.RWMutex
	feed  tail.Feed
	heads heads
}

// retract what a transaction is about to change. From here until it is published,
// readers are sent to the tables: there COMMIT shows the rows of an event before
// anybody could tell memory of it, and no row may be seen before its event.
func (m *memory) retract(d *draft) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id := range d.heads {
		m.heads.drop(id)
	}
	for id := range d.removed {
		m.heads.drop(id)
	}
}

// publish what a transaction has changed.
func (m *memory) publish(d *draft) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, h := range d.heads {
		m.heads.put(id, h)
	}
	m.feed.Append(d.entries, d.sizes)
	if len(d.removed) > 0 {
		m.feed.Forget() // some of it may be gone
	}
}

func (m *memory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.heads = heads{most: m.heads.most}
	m.feed.Forget()
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
	return m.feed.Since(after, limit)
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

func (h *heads) drop(id interaction.ID) {
	delete(h.young, id)
	delete(h.old, id)
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
