package interaction

// IfTicketUnchanged carries its command out unless it was decided anew which ticket the
// interaction belongs to, since State.TicketDecidedAt was looked at: what the old
// ticket has answered says nothing of the new one, and a person's choice stands.
type IfTicketUnchanged struct {
	Decision int
	Command
}

func (c IfTicketUnchanged) decide(d *decider) error {
	if d.TicketDecidedAt() != c.Decision {
		return nil
	}
	return c.Command.decide(d)
}

// UseTicket: the ticket rule, or the opening of a new ticket, has decided.
type UseTicket struct{ TicketChosen }

func (c UseTicket) decide(d *decider) error {
	if d.Ticket != nil {
		return nil
	}
	d.add(c.TicketChosen)
	return nil
}

// FollowTicket: the ticket lives on in another one, where everything goes from now on.
type FollowTicket struct{ TicketChosen }

func (c FollowTicket) decide(d *decider) error {
	if d.Ticket != nil && d.Ticket.ID == c.Ticket.ID {
		return nil
	}
	d.add(c.TicketChosen)
	return nil
}

// PickTicket: a person chose where the interaction belongs. Everything goes there:
// what has not landed yet, what was held, and once more what stands on another
// ticket, where a pointer is left.
type PickTicket struct {
	Ticket    TicketRef  // empty ID: open a new one, for Requester
	Requester *Requester // of the ticket, where the CRM tells
	Agent     Agent
}

func (c PickTicket) decide(d *decider) error {
	if d.Ticket != nil && d.Ticket.ID == c.Ticket.ID && d.Unclear == nil {
		return nil
	}
	if c.Ticket.ID == "" && d.newTicketOnItsWay(c.Requester) {
		return nil
	}
	from, takesNothing := d.Ticket, d.Unclear != nil
	if c.Ticket.ID == "" {
		d.add(NewTicketAsked{Requester: c.Requester, By: c.Agent})
	} else {
		d.add(TicketChosen{Ticket: c.Ticket, Rule: RulePerson, By: &c.Agent, Requester: c.Requester})
	}
	d.retryHeld(c.Agent.Name)
	if from != nil {
		d.moveFrom(*from, !takesNothing)
	}
	return nil
}

// moveFrom a ticket whatever stands on it, and leave a pointer there, once. A
// ticket that takes nothing any more gets none.
func (d *decider) moveFrom(ticket TicketRef, pointer bool) {
	var keys []string
	pointed := false
	for _, it := range d.Items.All() {
		switch {
		case it.Type == ItemPointer:
			pointed = pointed || it.Target.ID == ticket.ID
		case it.Delivery.State == Landed && it.Delivery.Ticket == ticket.ID:
			keys = append(keys, it.Key)
		}
	}
	if len(keys) > 0 {
		d.add(WritesRehomed{From: ticket, Keys: keys, Pointer: pointer && !pointed})
	}
}

// newTicketOnItsWay: the same wish was heard before, and fulfilled or about to be.
// Without this a repeated request would open a second ticket.
func (d *decider) newTicketOnItsWay(r *Requester) bool {
	same := r == nil || d.Requester != nil && r.ID == d.Requester.ID
	return d.WantsNew && d.Unclear == nil && (d.Ticket == nil && same || d.Ticket != nil && d.Rule == RuleNew)
}

func (d *decider) retryHeld(by string) {
	for _, it := range d.Items.All() {
		if it.Delivery.State == Held {
			d.add(WriteRetried{Key: it.Key, By: by})
		}
	}
}
