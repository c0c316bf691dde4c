package interaction

import (
	"slices"
	"strings"
	"time"
)

// Land: the CRM holds these writes.
type Land struct {
	Ticket   string
	Receipts map[string]string // write key → the CRM's id
	At       time.Time
	Opened   *TicketChosen     // set when the same request has created the ticket
	Without  map[string]Reason // write key → why the CRM did not take all of it
}

func (c Land) decide(d *decider) error {
	if c.Opened != nil && d.Ticket == nil {
		d.add(*c.Opened)
	}
	elsewhere := false
	for _, it := range d.Items.All() {
		if receipt, ok := c.Receipts[it.Key]; ok && it.Delivery.State != Landed {
			d.add(WriteLanded{Key: it.Key, Receipt: receipt, Ticket: c.Ticket, At: c.At, Without: c.Without[it.Key]})
			elsewhere = elsewhere || it.Target == nil && d.Ticket != nil && d.Ticket.ID != c.Ticket
		}
	}
	if elsewhere {
		// It was on its way to the old ticket when a person moved the interaction.
		d.moveFrom(d.TicketNamed(c.Ticket), true)
	}
	return nil
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
		return refuse("unknown_write")
	case it.Delivery.State == Dropped:
		return nil
	case it.Delivery.State != Held:
		return refuse("not_held")
	case strings.TrimSpace(c.Reason) == "":
		return refuse("no_reason")
	}
	d.add(WriteDropped(c))
	return nil
}

// Delay: these writes are not there yet. Only news is recorded, and only of those
// that wait: a held one goes on needing a person.
type Delay struct {
	Keys   []string
	Kind   string
	Reason Reason
	Until  time.Time
}

func (c Delay) decide(d *decider) error {
	news := false
	var waiting []string
	for _, key := range c.Keys {
		if it, ok := d.State.Item(key); ok && it.Delivery.State == Waiting {
			waiting = append(waiting, key)
			news = news || it.Delivery.Kind != c.Kind || !it.Delivery.Reason.Equal(c.Reason)
		}
	}
	if news {
		d.add(WriteDelayed{Keys: waiting, Kind: c.Kind, Until: c.Until, Why: c.Reason})
	}
	return nil
}

// Hold: this write needs a person.
type Hold struct {
	Keys   []string
	Kind   string
	Reason Reason
	Detail string // the CRM's own words, for an admin
	// Unclear, when set, asks at the same time for another ticket. Whatever waits for
	// that answer is held too, what came a moment ago included: set free together,
	// it keeps its order.
	Unclear *TicketUnclear
}

func (c Hold) decide(d *decider) error {
	for _, it := range d.Items.All() {
		meant := slices.Contains(c.Keys, it.Key) || c.Unclear != nil && it.Target == nil
		if meant && it.Delivery.State == Waiting {
			d.add(WriteHeld{Key: it.Key, Kind: c.Kind, Why: c.Reason, Detail: c.Detail})
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
		return refuse("unknown_write")
	}
	delayed := it.Delivery.State == Waiting && it.Delivery.Kind != ""
	if it.Delivery.State == Held || delayed {
		d.add(WriteRetried(c))
	}
	return nil
}
