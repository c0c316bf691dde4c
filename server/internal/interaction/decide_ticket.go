package interaction

import (
	"slices"
	"strings"
	"time"
)

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

// AskTicket: no rule decided. Repeating the same question changes nothing.
type AskTicket struct{ TicketUnclear }

func (c AskTicket) decide(d *decider) error {
	if d.Unclear != nil && d.Unclear.Code == c.Code {
		return nil
	}
	d.add(c.TicketUnclear)
	return nil
}

// PickTicket: a person chose where the interaction belongs. Everything goes there:
// what has not landed yet, what was held, and once more what stands on another
// ticket, where a pointer is left.
type PickTicket struct {
	Ticket    TicketRef // empty ID: open a new one, for Requester
	Requester *Requester
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
		d.add(TicketChosen{Ticket: c.Ticket, Rule: RulePerson, By: &c.Agent})
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
	for _, it := range d.Items {
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
	for _, it := range d.Items {
		if it.Delivery.State == Held {
			d.add(WriteRetried{Key: it.Key, By: by})
		}
	}
}

// Land: the CRM holds these writes.
type Land struct {
	Ticket   string
	Receipts map[string]string // write key → the CRM's id
	At       time.Time
	Opened   *TicketChosen // set when the same request has created the ticket
}

func (c Land) decide(d *decider) error {
	if c.Opened != nil && d.Ticket == nil {
		d.add(*c.Opened)
	}
	elsewhere := false
	for _, it := range d.Items {
		if receipt, ok := c.Receipts[it.Key]; ok && it.Delivery.State != Landed {
			d.add(WriteLanded{Key: it.Key, Receipt: receipt, Ticket: c.Ticket, At: c.At})
			elsewhere = elsewhere || it.Target == nil && d.Ticket != nil && d.Ticket.ID != c.Ticket
		}
	}
	if elsewhere {
		// It was on its way to the old ticket when a person moved the interaction.
		d.moveFrom(d.ticketOnce(c.Ticket), true)
	}
	return nil
}

// ticketOnce is a ticket that was the interaction's at some time, as it was known
// then.
func (d *decider) ticketOnce(id string) TicketRef {
	for _, e := range d.Log {
		if chosen, ok := e.Data.(TicketChosen); ok && chosen.Ticket.ID == id {
			return chosen.Ticket
		}
	}
	return TicketRef{ID: id, Number: id}
}

// Drop a held write for good. The reason is part of the record.
type Drop struct {
	Key    string
	Reason string
	By     string
}

func (c Drop) decide(d *decider) error {
	it, ok := d.State.Item(c.Key)
	switch {
	case !ok:
		return refuse("unknown_write", "There is no such write.")
	case it.Delivery.State == Dropped:
		return nil
	case it.Delivery.State != Held:
		return refuse("not_held", "Only a write that needs somebody can be dropped.")
	case strings.TrimSpace(c.Reason) == "":
		return refuse("no_reason", "Say why it is dropped.")
	}
	d.add(WriteDropped(c))
	return nil
}

// Delay: these writes are not there yet. Only news is recorded, and only of those
// that wait: a held one goes on needing a person.
type Delay struct {
	Keys   []string
	Kind   string
	Reason string
	Until  time.Time
}

func (c Delay) decide(d *decider) error {
	news := false
	var waiting []string
	for _, key := range c.Keys {
		if it, ok := d.State.Item(key); ok && it.Delivery.State == Waiting {
			waiting = append(waiting, key)
			news = news || it.Delivery.Kind != c.Kind || it.Delivery.Reason != c.Reason
		}
	}
	if news {
		c.Keys = waiting
		d.add(WriteDelayed(c))
	}
	return nil
}

// Hold: this write needs a person.
type Hold struct {
	Keys   []string
	Kind   string
	Reason string
	// Unclear, when set, asks at the same time for another ticket. Whatever waits for
	// that answer is held too, what came a moment ago included: set free together,
	// it keeps its order.
	Unclear *TicketUnclear
}

func (c Hold) decide(d *decider) error {
	for _, it := range d.Items {
		meant := slices.Contains(c.Keys, it.Key) || c.Unclear != nil && it.Target == nil
		if meant && it.Delivery.State == Waiting {
			d.add(WriteHeld{Key: it.Key, Kind: c.Kind, Reason: c.Reason})
		}
	}
	if c.Unclear != nil && (d.Unclear == nil || d.Unclear.Code != c.Unclear.Code) {
		d.add(*c.Unclear)
	}
	return nil
}

// Retry a held write, or all of them when Key is empty. One that is named is tried
// at once also when it waits for a better moment.
type Retry struct {
	Key string
	By  string
}

func (c Retry) decide(d *decider) error {
	if c.Key == "" {
		d.retryHeld(c.By)
		return nil
	}
	it, ok := d.State.Item(c.Key)
	if !ok {
		return refuse("unknown_write", "There is no such write.")
	}
	delayed := it.Delivery.State == Waiting && it.Delivery.Kind != ""
	if it.Delivery.State == Held || delayed {
		d.add(WriteRetried(c))
	}
	return nil
}
