package reconcile

import (
	"cmp"
	"container/heap"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// schedule of the interactions that are looked at or waited for, the next one first.
// There may be thousands, of which an event wakes one. Whatever is neither is
// forgotten.
type schedule struct {
	items   map[interaction.ID]*item
	order   order // those that are waited for
	running int
	turns   int64
}

// item is an interaction in the schedule.
type item struct {
	id       interaction.ID
	at       time.Time // when it is to be looked at
	turn     int64     // among those of one moment: who came first
	place    int       // in the order
	running  bool
	woken    bool // since the look has begun
	failures int  // in a row
	// asked want to know what comes of the next look, told of the one that is going on.
	asked, told []chan<- error
}

func (it *item) compare(other *item) int {
	return cmp.Or(it.at.Compare(other.at), cmp.Compare(it.turn, other.turn))
}

func newSchedule() schedule { return schedule{items: map[interaction.ID]*item{}} }

// wake an interaction at a moment, or when it was to be looked at anyway if that is
// earlier: whoever waits for their turn keeps it. One that is being looked at is woken
// afterwards.
func (s *schedule) wake(id interaction.ID, at time.Time, asked ...chan<- error) {
	it := s.items[id]
	if it == nil {
		it = &item{id: id, asked: asked}
		s.items[id] = it
		s.queue(it, at)
		return
	}
	it.asked = append(it.asked, asked...)
	switch {
	case it.running:
		it.woken = true
	case at.Before(it.at):
		heap.Remove(&s.order, it.place)
		s.queue(it, at)
	}
}

func (s *schedule) queue(it *item, at time.Time) {
	s.turns++
	it.at, it.turn = at, s.turns
	heap.Push(&s.order, it)
}

// next to be looked at; nil: there is none.
func (s *schedule) next() *item {
	if len(s.order) == 0 {
		return nil
	}
	return s.order[0]
}

// take the next one whose time has come, to look at it; nil: there is none.
func (s *schedule) take(now time.Time) *item {
	it := s.next()
	if it == nil || it.at.After(now) {
		return nil
	}
	heap.Pop(&s.order)
	it.running, it.woken = true, false
	it.asked, it.told = nil, it.asked
	s.running++
	return it
}

// done looking at an interaction, which is to be looked at again at next; zero: not by
// itself.
func (s *schedule) done(it *item, next, now time.Time) {
	s.running--
	it.running, it.told = false, nil
	if it.woken {
		next = now
	}
	if next.IsZero() {
		delete(s.items, it.id)
		return
	}
	s.queue(it, next)
}

// again at once: the look has come to nothing, which is not what anybody wants to be told.
func (s *schedule) again(it *item, now time.Time) {
	it.asked, it.woken = append(it.told, it.asked...), true
	s.done(it, now, now)
}

// due is how many wait for their turn.
func (s *schedule) due(now time.Time) int {
	n := 0
	for _, it := range s.order {
		if !it.at.After(now) {
			n++
		}
	}
	return n
}

// order implements heap.Interface.
type order []*item

func (o order) Len() int           { return len(o) }
func (o order) Less(i, j int) bool { return o[i].compare(o[j]) < 0 }

func (o order) Swap(i, j int) {
	o[i], o[j] = o[j], o[i]
	o[i].place, o[j].place = i, j
}

func (o *order) Push(x any) {
	it := x.(*item)
	it.place = len(*o)
	*o = append(*o, it)
}

func (o *order) Pop() any {
	last := len(*o) - 1
	it := (*o)[last]
	(*o)[last] = nil
	*o = (*o)[:last]
	return it
}
