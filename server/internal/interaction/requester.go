package interaction

// ItemRequester says who the customer is, in an agent's word, and makes the ticket theirs.
const ItemRequester ItemType = "requester"

var requesterItem = ItemSpec{Type: ItemRequester, Urgency: always(Urgent), Parts: 1}

var requesterEvents = events{
	"requester_chosen": RequesterChosen{},
}

// RequesterChosen: an agent has said who the customer is.
type RequesterChosen struct {
	Requester Requester `json:"requester"`
	By        Agent     `json:"by"`
	Made      bool      `json:"made,omitempty"` // for this, in the CRM
}

// Values of the sentence that tells of it.
func (d RequesterChosen) Values() []string {
	return []string{"agent", d.By.Name, "name", d.Requester.Name}
}

// requesterPart takes in who the customer is; it stands with the ticket.
type requesterPart struct{ timeless }

func (requesterPart) apply(s *State, e Event) {
	d, ok := e.Data.(RequesterChosen)
	if !ok {
		return
	}
	s.Ticketing.said(d, e)
	s.addItem(ItemRequester, e, func(it *Item) { it.Agent, it.Requester = &d.By, &d.Requester })
}

// said by an agent: it decides between several people who share a number.
func (t *Ticketing) said(d RequesterChosen, e Event) {
	t.Requester, t.SaidBy = &d.Requester, &d.By
	if t.Unclear != nil && t.Unclear.Code == severalRequesters {
		t.Unclear = nil
	}
	t.decided(ticketDecided{n: e.N, at: e.At, ticket: t.Ticket})
	t.expedited = e.N
}

// ChooseRequester says who the customer is. A ticket that was opened for the contact, or
// has nobody, becomes theirs; one of somebody else's stays whose it is.
type ChooseRequester struct {
	Requester Requester
	Made      bool
	Agent     Agent
}

func (c ChooseRequester) decide(d *decider) error {
	switch {
	case c.Requester.ID == "":
		return refuse("requester_unknown")
	case d.Requester != nil && d.Requester.ID == c.Requester.ID:
		return nil
	case d.Ticket != nil && d.Rule != RuleNew && d.Requester != nil && d.Requester.ID != "":
		return refuse("ticket_of_another")
	}
	if err := d.roomForAgents(); err != nil {
		return err
	}
	d.add(RequesterChosen{Requester: c.Requester, By: c.Agent, Made: c.Made})
	if d.Unclear == nil {
		d.retryHeld(c.Agent.Name)
	}
	return nil
}

func (RequesterChosen) event() {}

// RequesterSaid: the item's word still holds; nobody has said otherwise since.
func (s State) RequesterSaid(it Item) bool {
	return it.Requester != nil && s.Requester != nil && it.Requester.ID == s.Requester.ID
}
