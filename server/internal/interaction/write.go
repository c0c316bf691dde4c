package interaction

import (
	"slices"
	"time"
)

// Write is one thing to put into the interaction's ticket. It says what, not
// how: its body is rendered at send time from the log.
type Write struct {
	Key    string
	Type   ItemType
	Author string // agent id; writes of different authors never share an update
}

// ItemPointer is left on a ticket that the interaction has been moved away from.
const ItemPointer ItemType = "pointer"

var pointerItem = ItemSpec{Type: ItemPointer, Urgency: always(Statistics), Parts: 1}

var writeEvents = events{
	"write_landed":   WriteLanded{},
	"write_delayed":  WriteDelayed{},
	"write_held":     WriteHeld{},
	"write_retried":  WriteRetried{},
	"write_dropped":  WriteDropped{},
	"writes_rehomed": WritesRehomed{},
}

// WriteLanded: the CRM holds it.
type WriteLanded struct {
	Key     string    `json:"key"`
	Receipt string    `json:"receipt"`
	Ticket  string    `json:"ticket"`
	At      time.Time `json:"at"`
	// Without: why the CRM did not take all of it, where a part could stay away.
	Without Reason `json:"without,omitzero"`
}

// WriteDelayed: it has not landed yet, and why. Recorded when the reason
// changes, not at every try.
type WriteDelayed struct {
	Keys  []string  `json:"keys"`
	Kind  string    `json:"kind"`
	Said  string    `json:"reason,omitempty"` // a sentence, in logs of the time before codes
	Until time.Time `json:"until"`
	Why   Reason    `json:"why,omitzero"`
}

// WriteHeld: it will not land unless a person does something.
type WriteHeld struct {
	Key  string `json:"key"`
	Kind string `json:"kind"`
	Said string `json:"reason,omitempty"` // a sentence, in logs of the time before codes
	Why  Reason `json:"why,omitzero"`
	// Detail is the CRM's own code and words, for an admin alone.
	Detail string `json:"detail,omitempty"`
}

// WriteRetried: a person asked for another try of a held write.
type WriteRetried struct {
	Key string `json:"key"`
	By  string `json:"by"`
}

// WriteDropped: a person decided that it shall not be written.
type WriteDropped struct {
	Key    string `json:"key"`
	Reason string `json:"reason"`
	By     string `json:"by"`
}

// WritesRehomed: what stands on one ticket is written once more, to the ticket
// where the interaction belongs now. Pointer leaves word of that on the old one.
type WritesRehomed struct {
	From    TicketRef `json:"from"`
	Keys    []string  `json:"keys"`
	Pointer bool      `json:"pointer,omitempty"`
}

// Delivery says where an item stands.
type Delivery struct {
	State   DeliveryState
	Since   time.Time
	Kind    string // error kind while waiting or held
	Reason  Reason // why it waits, is held or was dropped, or what it has landed without; zero: no more than its kind says
	Until   time.Time
	Receipt string
	Ticket  string
}

// DeliveryState of an item.
type DeliveryState string

// States of an item on its way to the CRM.
const (
	Waiting DeliveryState = "waiting"
	Landed  DeliveryState = "landed"
	Held    DeliveryState = "held"    // needs a person
	Dropped DeliveryState = "dropped" // a person decided against it
)

// Settled reports whether everything has landed, but for what a person has dropped.
func (s State) Settled() bool {
	for _, it := range s.Items.All() {
		if it.Delivery.State != Landed && it.Delivery.State != Dropped {
			return false
		}
	}
	return true
}

// writesPart is how the items stand on their way to the CRM.
type writesPart struct{ timeless }

func (writesPart) apply(s *State, e Event) {
	switch d := e.Data.(type) {
	case WriteLanded:
		s.deliver(d.Key, Delivery{State: Landed, Since: d.At, Receipt: d.Receipt, Ticket: d.Ticket, Reason: d.Without})
	case WriteDelayed:
		for _, key := range d.Keys {
			s.deliver(key, Delivery{State: Waiting, Since: e.At, Kind: d.Kind, Reason: d.Why.or(d.Said), Until: d.Until})
		}
	case WriteHeld:
		s.deliver(d.Key, Delivery{State: Held, Since: e.At, Kind: d.Kind, Reason: d.Why.or(d.Said)})
	case WriteRetried:
		s.changeItem(d.Key, func(it *Item) { it.Pushed = true })
		s.deliver(d.Key, Delivery{State: Waiting, Since: e.At})
	case WriteDropped:
		s.deliver(d.Key, Delivery{State: Dropped, Since: e.At, Reason: Reason{Text: d.Reason}})
	case WritesRehomed:
		s.rehome(d, e)
	}
}

// deliver never takes a landed item back: the CRM holds it.
func (s *State) deliver(key string, d Delivery) {
	s.changeItem(key, func(it *Item) {
		if it.Delivery.State == Landed {
			return
		}
		it.Delivery = d
		if d.State == Landed {
			it.Placements = append(slices.Clip(it.Placements), Placement{it.Key, d})
		}
	})
}

// rehome makes a new write of items, under a new key, unless they stand on the
// interaction's ticket from an earlier time.
func (s *State) rehome(d WritesRehomed, e Event) {
	for _, key := range d.Keys {
		s.changeItem(key, func(it *Item) { it.moveTo(s.ID, s.Ticket, e) })
	}
	if d.Pointer {
		from := d.From
		s.addItem(ItemPointer, e, func(it *Item) { it.Target = &from })
	}
}

func (it *Item) moveTo(id ID, ticket *TicketRef, e Event) {
	for _, p := range it.Placements {
		if ticket != nil && p.Delivery.Ticket == ticket.ID {
			it.Key, it.Delivery = p.Key, p.Delivery
			return
		}
	}
	it.Revision++
	it.Key = itemKey(id, it.Type, it.N, it.Revision)
	it.Delivery = Delivery{State: Waiting, Since: e.At}
}

func (WriteLanded) event()   {}
func (WriteDelayed) event()  {}
func (WriteHeld) event()     {}
func (WriteRetried) event()  {}
func (WriteDropped) event()  {}
func (WritesRehomed) event() {}
