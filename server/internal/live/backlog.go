package live

import "github.com/deskside/deskside/server/internal/interaction"

// backlog is what a socket has still to be told, one entry for each interaction,
// in the order in which they began to be out of date.
//
// The number that goes with a view is not that of the view's own newest event but
// the one up to which nothing is left out: the views that are still waiting may
// be older, and whoever resumes after this number must get them.
type backlog struct {
	changes map[interaction.ID]*change
	order   []*change
	upTo    int64 // everything up to here is in the backlog, or was sent
}

// add a change; false: limit interactions wait already.
func (b *backlog) add(c change, limit int) bool {
	if waiting, ok := b.changes[c.id]; ok {
		waiting.last, waiting.view = c.last, c.view
		return true
	}
	if len(b.order) >= limit {
		return false
	}
	if b.changes == nil {
		b.changes = make(map[interaction.ID]*change)
	}
	b.changes[c.id] = &c
	b.order = append(b.order, &c)
	return true
}

// next change to tell, and the number to resume after once it was told.
func (b *backlog) next() (c change, resume int64, ok bool) {
	if len(b.order) == 0 {
		return change{}, 0, false
	}
	c = *b.order[0]
	b.order[0] = nil
	b.order = b.order[1:]
	delete(b.changes, c.id)
	if len(b.order) > 0 {
		return c, b.order[0].first - 1, true
	}
	b.order = nil
	return c, b.upTo, true
}

// skip what somebody else has told up to that number.
func (b *backlog) skip(upTo int64) {
	kept := b.order[:0]
	for _, c := range b.order {
		if c.last <= upTo {
			delete(b.changes, c.id)
			continue
		}
		c.first = max(c.first, upTo+1)
		kept = append(kept, c)
	}
	clear(b.order[len(kept):])
	b.order = kept
	b.upTo = max(b.upTo, upTo)
}
