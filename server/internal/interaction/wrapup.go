package interaction

import "time"

// WrapUp is the work on a call or message after it.
type WrapUp struct {
	Saved *WrapUpSaved // the last one; nil: none
	Times int
}

// ItemWrapUp is a disposition, with a closing note.
const ItemWrapUp ItemType = "wrap-up"

var wrapUpItem = ItemSpec{Type: ItemWrapUp, Urgency: wrapUpUrgency, Signed: true, Parts: 1}

var wrapUpEvents = events{
	"wrap_up_saved": WrapUpSaved{},
}

// WrapUpSaved closes the work on a call or message.
type WrapUpSaved struct {
	Agent       Agent  `json:"agent"`
	Disposition string `json:"disposition"`
	Note        string `json:"note,omitempty"`
	// TicketStatus: what becomes of the ticket; nil: it stays as it is.
	TicketStatus *TicketStatus `json:"ticket_status,omitempty"`
}

// TicketStatus is what an agent has made of a ticket.
type TicketStatus struct {
	Ticket string `json:"ticket"` // its id: of another ticket nothing was said
	Value  string `json:"value"`  // the CRM's own
	Label  string `json:"label"`  // as the agent read it
	Saw    string `json:"saw"`    // how the ticket stood when they chose: what it may be changed from
}

func (w *WrapUp) apply(s *State, e Event) {
	if d, ok := e.Data.(WrapUpSaved); ok {
		w.Saved, w.Times = &d, w.Times+1
		s.addItem(ItemWrapUp, e, func(it *Item) { it.Agent, it.Text = &d.Agent, d.Note })
	}
}

// wrapUpUrgency: somebody may wait for its words, nobody for a disposition.
func wrapUpUrgency(it Item) Urgency {
	if it.Text != "" {
		return Urgent
	}
	return Statistics
}

// wrapUpOf an item; State.WrapUp knows the last one alone.
func (s State) wrapUpOf(it Item) WrapUpSaved {
	if it.N < 1 || it.N > s.Log.Len() {
		return WrapUpSaved{}
	}
	d, _ := s.Log.At(it.N - 1).Data.(WrapUpSaved)
	return d
}

// Disposition that a wrap-up item has set.
func (s State) Disposition(it Item) string { return s.wrapUpOf(it).Disposition }

// StatusOf is what a wrap-up item makes of the ticket; nil: it stays as it is.
func (s State) StatusOf(it Item) *TicketStatus { return s.wrapUpOf(it).TicketStatus }

// StatusSet is what a wrap-up item makes of the ticket with that id, and the statuses that
// it may be changed from: the one the agent saw, and what the interaction's earlier
// wrap-ups have made of it. nil: it stays as it is.
func (s State) StatusSet(it Item, ticket string) (_ *TicketStatus, from []string) {
	set := s.StatusOf(it)
	if set == nil || set.Ticket != ticket {
		return nil, nil
	}
	from = []string{set.Saw}
	for _, other := range s.Items.All() {
		if other.Type != ItemWrapUp || other.N >= it.N {
			continue
		}
		if before := s.StatusOf(other); before != nil && before.Ticket == ticket {
			from = append(from, before.Value)
		}
	}
	return set, from
}

func (w *WrapUp) deadline(s *State, p Policy) time.Time {
	if s.Call.Phase == Ended && s.Active() && p.WrapUp > 0 {
		return s.Call.EndedAt.Add(p.WrapUp)
	}
	return time.Time{}
}

func (w *WrapUp) expire(d *decider) { d.add(Closed{CloseNotWrappedUp}) }

// SaveWrapUp may be repeated: a later one is a new record, never an edit of what
// the CRM already holds.
type SaveWrapUp struct {
	Agent       Agent
	Disposition string
	Note        string

	TicketStatus *TicketStatus
}

func (c SaveWrapUp) decide(d *decider) error {
	if d.Channel == Voice && d.Call.Phase != Ended {
		return refuse("call_in_progress")
	}
	if c.Disposition == "" {
		return refuse("no_disposition")
	}
	if c.Note != "" {
		if err := checkText(c.Note, "closing_note"); err != nil {
			return err
		}
	}
	if w := d.WrapUp.Saved; w != nil && w.Disposition == c.Disposition && w.Note == c.Note && w.Agent.ID == c.Agent.ID && w.TicketStatus.same(c.TicketStatus) {
		return nil
	}
	if c.TicketStatus != nil && (d.Ticket == nil || d.Ticket.ID != c.TicketStatus.Ticket) {
		return refuse("status_of_another_ticket")
	}
	if d.WrapUp.Saved != nil {
		if err := d.roomForAgents(); err != nil {
			return err
		}
	}
	d.add(WrapUpSaved(c))
	if d.Active() {
		d.add(Closed{CloseWrappedUp})
	}
	return nil
}

func (t *TicketStatus) same(o *TicketStatus) bool {
	return t == o || t != nil && o != nil && *t == *o
}

// PutOff: the agent has put the wrap-up off, and has not made it yet.
func (s State) PutOff() bool { return s.CloseReason == ClosePutOff && s.WrapUp.Saved == nil }

// PutOffWrapUp: the agent is ready for calls before they have wrapped up, which they may
// still do.
type PutOffWrapUp struct{ Agent Agent }

func (c PutOffWrapUp) decide(d *decider) error {
	switch owner := d.Owner(); {
	case d.Call.Phase != Ended:
		return refuse("call_in_progress")
	case !d.Active():
		return nil
	case owner == nil || owner.ID != c.Agent.ID:
		return refuse("not_your_wrap_up")
	}
	d.add(Closed{ClosePutOff})
	return nil
}

func (WrapUpSaved) event() {}
