package interaction

import (
	"strconv"
	"strings"
	"time"
)

// Item is one thing the customer or an agent gave us that must reach the CRM.
type Item struct {
	Key       string
	Revision  int // counts up each time it is written to another ticket
	Type      ItemType
	N         int // the event that brought it
	Changed   int // the event that changed it last
	At        time.Time
	Agent     *Agent // nil: the customer or Deskside itself
	Note      string // the widget's id of a note
	Text      string
	File      *File
	Ask       string     // a file: the ask that it came for
	Late      bool       // it came after that had ended
	Requester *Requester // who the customer is, in an agent's word
	From      string
	// RemovedAt: the file's bytes are not here any more; zero: they are.
	RemovedAt  time.Time
	Target     *TicketRef // pointers: the ticket they are left on; nil: the interaction's
	Delivery   Delivery
	Pushed     bool        // a person has asked for another try of this revision
	Placements []Placement // wherever it has landed, oldest first
}

// Placement is one ticket on which an item stands.
type Placement struct {
	Key      string
	Delivery Delivery
}

// ItemType says what an item is, and with it the write that carries it.
type ItemType string

// ItemSpec is what is to be known of a type of items. The domain goes by it, and so
// do those who put items into words and who bring them to the CRM.
type ItemSpec struct {
	Type    ItemType
	Urgency func(Item) Urgency
	// Signed: a person wrote it, under whose name it stands in the CRM. Items of two
	// people never travel together.
	Signed bool
	// Parts is how many things it becomes in the CRM: a file is one, and the note that
	// goes with it another.
	Parts int
}

// Urgency of a write: what somebody waits for goes before what only fills a record.
type Urgency int

// Urgencies, the most urgent first.
const (
	Urgent Urgency = iota
	Media
	Statistics
)

func always(u Urgency) func(Item) Urgency { return func(Item) Urgency { return u } }

// ItemTypes lists the closed set, for tests that prove a table complete.
func ItemTypes() []ItemType {
	all := make([]ItemType, len(itemSpecs))
	for i, spec := range itemSpecs {
		all[i] = spec.Type
	}
	return all
}

// Spec of a type; the zero ItemSpec for one that is not known.
func (t ItemType) Spec() ItemSpec {
	for _, spec := range itemSpecs {
		if spec.Type == t {
			return spec
		}
	}
	return ItemSpec{Urgency: always(Statistics), Parts: 1}
}

// Writer is the person whose words the item holds; nil for what Deskside itself
// writes down, such as what a customer sent.
func (it Item) Writer() *Agent {
	if it.Type.Spec().Signed {
		return it.Agent
	}
	return nil
}

// Urgency of the item's write.
func (it Item) Urgency() Urgency { return it.Type.Spec().Urgency(it) }

func (s *State) addItem(t ItemType, e Event, fill func(*Item)) {
	it := Item{Key: itemKey(s.ID, t, e.N, 1), Revision: 1, Type: t, N: e.N, Changed: e.N, At: e.At, Delivery: Delivery{State: Waiting, Since: e.At}}
	if fill != nil {
		fill(&it)
	}
	s.Items.add(it, s.exclusive)
}

func itemKey(id ID, t ItemType, n, revision int) string {
	return id.Key(string(t)+"-"+strconv.Itoa(n), revision)
}

// eventOf is the number of the event that a key's item came with; 0: it is no key.
func eventOf(key string) int {
	rest := key[:max(strings.LastIndexByte(key, '-'), 0)]
	n, err := strconv.Atoi(rest[strings.LastIndexByte(rest, '-')+1:])
	if err != nil {
		return 0
	}
	return n
}

// itemAt is the place of the item with that key, or -1. Items stand in the order of
// the events that brought them, at most two to an event.
func (s *State) itemAt(key string) int {
	n := eventOf(key)
	lo, hi := 0, s.Items.Len()
	for lo < hi {
		if mid := (lo + hi) / 2; s.Items.at(mid).N < n {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for ; lo < s.Items.Len() && s.Items.at(lo).N == n; lo++ {
		if s.Items.at(lo).Key == key {
			return lo
		}
	}
	return -1
}

func (s *State) changeItem(key string, f func(*Item)) {
	if i := s.itemAt(key); i >= 0 {
		s.changeItemAt(i, f)
	}
}

func (s *State) changeItemAt(i int, f func(*Item)) {
	s.Items.change(i, s.exclusive, func(it *Item) {
		f(it)
		it.Changed = s.Version
	})
}

// Item returns the item with that key.
func (s State) Item(key string) (Item, bool) {
	if i := s.itemAt(key); i >= 0 {
		return s.Items.At(i), true
	}
	return Item{}, false
}
