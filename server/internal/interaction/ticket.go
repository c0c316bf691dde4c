package interaction

import "time"

// Ticketing is which ticket the interaction belongs to, and why.
type Ticketing struct {
	Ticket     *TicketRef
	Rule       Rule
	Considered []Candidate
	ChosenBy   *Agent
	Unclear    *TicketUnclear
	Requester  *Requester
	SaidBy     *Agent     // the agent who has said who the requester is
	WantsNew   bool       // a person asked for a new ticket
	FollowUp   *TicketRef // the closed ticket that the interaction's own goes on with
	Without    []Reason   // what the CRM refused of it

	decisions []ticketDecided
	expedited int // the last event by which a person wants things written elsewhere
	timeless
}

// ticketDecided is one answer to which ticket it is; a nil ticket: a new one was
// asked for.
type ticketDecided struct {
	n      int // of the event
	at     time.Time
	ticket *TicketRef
}

// TicketRef names a ticket as agents know it.
type TicketRef struct {
	ID     string `json:"id"`
	Number string `json:"number,omitempty"`
	URL    string `json:"url,omitempty"`
}

// Requester is the customer as the CRM knows them.
type Requester struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Candidate is a ticket that was looked at while deciding.
type Candidate struct {
	TicketRef
	Subject   string    `json:"subject,omitempty"`
	State     string    `json:"state"` // open, solved, closed, merged, deleted
	Status    string    `json:"status,omitempty"`
	IssuePath string    `json:"issue_path,omitempty"` // as the CRM gives it back: a slug
	Channel   string    `json:"channel,omitempty"`
	Requester Requester `json:"requester,omitzero"`
	MergedIn  string    `json:"merged_into,omitempty"`
	// FollowUp: it is closed, and the CRM makes new ones that go on with it.
	FollowUp  bool      `json:"-"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`
}

var ticketEvents = events{
	"ticket_chosen":    TicketChosen{},
	"ticket_unclear":   TicketUnclear{},
	"new_ticket_asked": NewTicketAsked{},
}

// TicketChosen: from here on everything is written to this ticket. Rule and Saw
// are the answer to "why this ticket".
type TicketChosen struct {
	Ticket     TicketRef   `json:"ticket"`
	Rule       Rule        `json:"rule"`
	Considered []Candidate `json:"saw,omitempty"`
	By         *Agent      `json:"by,omitempty"` // set when a person chose
	Requester  *Requester  `json:"requester,omitempty"`
	FollowUp   *TicketRef  `json:"follow_up,omitempty"` // of a new one: the closed ticket that it goes on with
	Without    []Reason    `json:"without,omitempty"`   // of a new one: what the CRM would not take, and agents should know
}

// TicketUnclear: no rule decided; a person chooses, and until then writes wait.
type TicketUnclear struct {
	Said       string      `json:"reason,omitempty"` // a sentence, in logs of the time before values
	Code       string      `json:"code"`             // several_requesters, ticket_unknown, ticket_closed, ticket_merged, ticket_deleted
	Candidates []Candidate `json:"candidates,omitempty"`
	Requester  *Requester  `json:"requester,omitempty"`
	Number     string      `json:"number,omitempty"` // of the ticket that was meant
}

// Reason is why it is unclear.
func (u TicketUnclear) Reason() Reason {
	r := Because(u.Code)
	if u.Number != "" {
		r = Because(u.Code+"_number", "number", u.Number)
	}
	r.Text = u.Said
	return r
}

// NewTicketAsked: a person wants a new ticket instead of any there is.
type NewTicketAsked struct {
	Requester *Requester `json:"requester,omitempty"` // for whom; nil: as the contact says
	By        Agent      `json:"by"`
}

func (t *Ticketing) apply(_ *State, e Event) {
	switch d := e.Data.(type) {
	case TicketChosen:
		ref := d.Ticket
		t.Ticket, t.Rule, t.Considered, t.ChosenBy, t.Unclear = &ref, d.Rule, d.Considered, d.By, nil
		t.FollowUp, t.Without = d.FollowUp, d.Without
		if d.By != nil {
			t.SaidBy = nil
		}
		if t.SaidBy == nil { // an agent knows better than a number does
			t.wants(d.Requester)
		}
		t.decided(ticketDecided{n: e.N, at: e.At, ticket: &ref})
		if d.By != nil {
			t.expedited = e.N
		}
	case NewTicketAsked:
		t.Ticket, t.Unclear, t.WantsNew = nil, nil, true
		t.wants(d.Requester)
		t.decided(ticketDecided{n: e.N, at: e.At})
		t.expedited = e.N
	case WritesRehomed:
		t.expedited = e.N
	case TicketUnclear:
		t.Unclear = &d
	}
}

func (t *Ticketing) wants(r *Requester) {
	if r != nil {
		t.Requester = r
	}
}

func (t *Ticketing) decided(d ticketDecided) {
	t.decisions = append(t.decisions[:len(t.decisions):len(t.decisions)], d)
}

// TicketAt is the id of the ticket that the interaction belonged to at that
// moment; empty if there was none.
func (t Ticketing) TicketAt(at time.Time) string {
	id := ""
	for _, d := range t.decisions {
		switch {
		case d.at.After(at):
			return id
		case d.ticket == nil:
			id = ""
		default:
			id = d.ticket.ID
		}
	}
	return id
}

// PreviousTicket is the id of the ticket that the interaction belonged to last; empty
// if there was none.
func (t Ticketing) PreviousTicket() string {
	for i := len(t.decisions) - 1; i >= 0; i-- {
		if d := t.decisions[i]; d.ticket != nil {
			return d.ticket.ID
		}
	}
	return ""
}

// TicketDecidedAt is the number of the event that last decided which ticket the
// interaction belongs to; 0: none has.
func (t Ticketing) TicketDecidedAt() int {
	if len(t.decisions) == 0 {
		return 0
	}
	return t.decisions[len(t.decisions)-1].n
}

// Expedited reports whether a person waits for the item to be written: they have asked
// for another try, or for another ticket since it came.
func (s State) Expedited(it Item) bool { return it.Pushed || s.expedited >= it.N }

// TicketNamed is a ticket as it was called when it was last chosen for the interaction.
func (t Ticketing) TicketNamed(id string) TicketRef {
	for i := len(t.decisions) - 1; i >= 0; i-- {
		if d := t.decisions[i]; d.ticket != nil && d.ticket.ID == id {
			return *d.ticket
		}
	}
	return TicketRef{ID: id, Number: id}
}

func (TicketChosen) event()   {}
func (TicketUnclear) event()  {}
func (NewTicketAsked) event() {}
