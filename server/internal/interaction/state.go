package interaction

import (
	"slices"
	"time"
)

// State is what an interaction's events add up to. It is a value: Fold and Apply
// never share memory that is written to later.
type State struct {
	ID      ID
	Version int // number of the last event; 0: nothing has happened yet

	Account   string
	App       string
	Queue     string
	Channel   Channel
	Direction Direction
	Customer  Customer
	IssuePath []string
	Line      string
	Record    string
	OpenOn    OpenOn
	StartedAt time.Time

	Packet  Packet
	Message string

	Call  Call
	Offer Offer
	// Agent who answers or has claimed; nil while nobody has.
	Agent *Agent

	Ticket     *TicketRef
	Rule       Rule
	Considered []Candidate
	ChosenBy   *Agent
	Unclear    *TicketUnclear
	Requester  *Requester
	WantsNew   bool // a person asked for a new ticket

	// Opened: from here on items are written to the CRM (Policy.OpenOn).
	Opened   bool
	Items    []Item
	WrapUp   *WrapUpSaved
	WrapUps  int
	ClosedAt time.Time

	// Log is everything that has happened, for timelines.
	Log []Event

	exclusive bool // Items belong to this state alone
}

// Phase of a call.
type Phase string

// Phases of a call.
const (
	NoCall    Phase = ""
	Awaited   Phase = "awaited"   // the contact is there, the customer's leg is not yet
	Ringing   Phase = "ringing"   // the customer waits, the widgets ring
	Claimed   Phase = "claimed"   // an agent accepted and is connecting
	Dialling  Phase = "dialling"  // outbound: the agent is there, the customer is being called
	Connected Phase = "connected" // both talk
	Ended     Phase = "ended"
)

// Call is the state of the voice side.
type Call struct {
	Phase       Phase
	CustomerSID string
	AgentSID    string
	From, To    string
	ArrivedAt   time.Time
	AnsweredAt  time.Time
	EndedAt     time.Time
	AnsweredBy  *Agent
	EndedBy     string
	Outcome     CallOutcome
	HangupAsked bool
}

// TalkTime is the time from answer to end.
func (c Call) TalkTime() time.Duration {
	if c.AnsweredAt.IsZero() || c.EndedAt.Before(c.AnsweredAt) {
		return 0
	}
	return c.EndedAt.Sub(c.AnsweredAt)
}

// LostAgent is who had the call until it began to ring again; nil: nobody, or it
// does not ring.
func (s State) LostAgent() *Agent {
	if s.Call.Phase != Ringing {
		return nil
	}
	for i, e := range slices.Backward(s.Log) {
		if _, ok := e.Data.(OfferMade); !ok || i == 0 {
			continue
		}
		switch before := s.Log[i-1].Data.(type) {
		case AgentLeft:
			return &before.Agent
		case ClaimLapsed:
			return &before.Agent
		}
		return nil
	}
	return nil
}

// Offer of a call to agents.
type Offer struct {
	N        int
	Claimed  bool
	Tab      string
	Until    time.Time
	Declined []string // agent ids; they are not rung again for this offer
	Rings    []Agent  // for these, unless they have declined
	Skipped  []SkippedAgent
}

// RingsFor reports whether the offer is before an agent.
func (o Offer) RingsFor(id string) bool {
	return !o.Claimed && !slices.Contains(o.Declined, id) && slices.ContainsFunc(o.Rings, func(a Agent) bool { return a.ID == id })
}

func (o Offer) ring(agents []Agent) Offer {
	o.Rings = append(slices.Clip(o.Rings), agents...)
	o.Skipped = slices.DeleteFunc(slices.Clone(o.Skipped), func(p SkippedAgent) bool {
		return slices.ContainsFunc(agents, func(a Agent) bool { return a.ID == p.Agent.ID })
	})
	return o
}

func (o Offer) skip(passed []SkippedAgent) Offer {
	o.Skipped = append(slices.Clip(o.Skipped), passed...)
	o.Rings = slices.DeleteFunc(slices.Clone(o.Rings), func(a Agent) bool {
		return slices.ContainsFunc(passed, func(p SkippedAgent) bool { return p.Agent.ID == a.ID })
	})
	return o
}

// Item is one thing the customer or an agent gave us that must reach the CRM.
type Item struct {
	Key      string
	Revision int // counts up each time it is written to another ticket
	Type     ItemType
	N        int // the event that brought it
	At       time.Time
	Agent    *Agent // nil: the customer or Deskside itself
	Note     string // the widget's id of a note
	Text     string
	File     *File
	From     string
	// RemovedAt: the file's bytes are not here any more; zero: they are.
	RemovedAt  time.Time
	Target     *TicketRef // pointers: the ticket they are left on; nil: the interaction's
	Delivery   Delivery
	Placements []Placement // wherever it has landed, oldest first
}

// Placement is one ticket on which an item stands.
type Placement struct {
	Key      string
	Delivery Delivery
}

// ItemType of an item, and of the write that carries it.
type ItemType string

// Kinds of items.
const (
	ItemContact ItemType = "contact" // who came, why, with what packet; always the first
	ItemMessage ItemType = "message"
	ItemFile    ItemType = "file"
	ItemNote    ItemType = "note"
	ItemCallLog ItemType = "call-log"
	ItemWrapUp  ItemType = "wrap-up"
	ItemPointer ItemType = "pointer" // left on a ticket that the interaction has been moved away from
)

// ItemTypes lists the closed set, for tests that prove a template exists for each.
func ItemTypes() []ItemType {
	return []ItemType{ItemContact, ItemMessage, ItemFile, ItemNote, ItemCallLog, ItemWrapUp, ItemPointer}
}

// Delivery says where an item stands.
type Delivery struct {
	State   DeliveryState
	Since   time.Time
	Kind    string // error kind while waiting or held
	Reason  string
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

// Active reports whether the interaction still needs a customer, an agent or a timer.
func (s State) Active() bool { return s.Version > 0 && s.ClosedAt.IsZero() }

// Settled reports whether everything has landed, but for what a person has dropped.
func (s State) Settled() bool {
	for _, it := range s.Items {
		if it.Delivery.State != Landed && it.Delivery.State != Dropped {
			return false
		}
	}
	return true
}

// TicketAt is the id of the ticket that the interaction belonged to at that
// moment; empty if there was none.
func (s State) TicketAt(at time.Time) string {
	id := ""
	for _, e := range s.Log {
		if e.At.After(at) {
			break
		}
		switch d := e.Data.(type) {
		case TicketChosen:
			id = d.Ticket.ID
		case NewTicketAsked:
			id = ""
		}
	}
	return id
}

// TicketDecidedAt is the number of the event that last decided which ticket the
// interaction belongs to; 0: none has.
func (s State) TicketDecidedAt() int {
	for _, e := range slices.Backward(s.Log) {
		switch e.Data.(type) {
		case TicketChosen, NewTicketAsked:
			return e.N
		}
	}
	return 0
}

// Item returns the item with that key.
func (s State) Item(key string) (Item, bool) {
	for _, it := range s.Items {
		if it.Key == key {
			return it, true
		}
	}
	return Item{}, false
}

// TicketNamed is a ticket as it was called when it was chosen for the interaction.
func (s State) TicketNamed(id string) TicketRef {
	for _, e := range slices.Backward(s.Log) {
		if d, ok := e.Data.(TicketChosen); ok && d.Ticket.ID == id {
			return d.Ticket
		}
	}
	return TicketRef{ID: id, Number: id}
}

// Deadline is the moment at which Lapse has something to decide; zero: never.
func (s State) Deadline(p Policy) time.Time {
	switch s.Call.Phase {
	case Awaited:
		if s.Direction == Outbound {
			return s.Offer.Until
		}
		return s.StartedAt.Add(p.ConnectBy)
	case Claimed:
		if s.Call.HangupAsked {
			return time.Time{} // the conference is being ended; nobody is rung again
		}
		return s.Offer.Until
	case Ended:
		if s.Active() && p.WrapUp > 0 {
			return s.Call.EndedAt.Add(p.WrapUp)
		}
	case NoCall, Ringing, Dialling, Connected:
	}
	return time.Time{}
}
