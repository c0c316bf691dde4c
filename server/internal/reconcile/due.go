package reconcile

import (
	"container/heap"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// due are interactions and when each is to be looked at, the next one first. There may be
// thousands, of which an event wakes one.
type due struct {
	of    map[interaction.ID]*moment
	order moments
	sets  int64
}

// moment at which an interaction is to be looked at.
type moment struct {
	id    interaction.ID
	at    time.Time
	turn  int64 // among those of one time: who was set first
	place int   // in the order
}

func newDue() due { return due{of: map[interaction.ID]*moment{}} }

// set when an interaction is to be looked at, whatever was set before.
func (d *due) set(id interaction.ID, at time.Time) {
	d.sets++
	if m := d.of[id]; m != nil {
		m.at, m.turn = at, d.sets
		heap.Fix(&d.order, m.place)
		return
	}
	m := &moment{id: id, at: at, turn: d.sets}
	d.of[id] = m
	heap.Push(&d.order, m)
}

// next interaction to be looked at; nil: there is none.
func (d *due) next() *moment {
	if len(d.order) == 0 {
		return nil
	}
	return d.order[0]
}

// take the next interaction out.
func (d *due) take() *moment {
	m := heap.Pop(&d.order).(*moment)
	delete(d.of, m.id)
	return m
}

// moments implement heap.Interface.
type moments []*moment

func (m moments) Len() int { return len(m) }
func (m moments) Less(i, j int) bool {
	if c := m[i].at.Compare(m[j].at); c != 0 {
		return c < 0
	}
	return m[i].turn < m[j].turn
}

func (m moments) Swap(i, j int) {
	m[i], m[j] = m[j], m[i]
	m[i].place, m[j].place = i, j
}

func (m *moments) Push(x any) {
	one := x.(*moment)
	one.place = len(*m)
	*m = append(*m, one)
}

func (m *moments) Pop() any {
	last := len(*m) - 1
	one := (*m)[last]
	(*m)[last] = nil
	*m = (*m)[:last]
	return one
}
