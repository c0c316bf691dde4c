package interaction

import "time"

// offer the interaction to agents.
func (d *decider) offer() { d.add(OfferMade{Offer: d.Assignments.Current().N + 1}) }

// Accept the offer for one tab of one agent. The first to come wins.
type Accept struct {
	Offer int
	Agent Agent
	Tab   string
}

func (c Accept) decide(d *decider) error {
	one := d.Assignments.Current()
	if one.N == c.Offer && one.ClaimedBy(c.Agent.ID, c.Tab) {
		return nil
	}
	owner, receiver := d.Owner(), d.Receiver()
	switch {
	case d.Call.Phase == Ended:
		return refuse("call_ended")
	case receiver != nil && receiver.ID == c.Agent.ID:
		return refuse("answered_in_another_tab")
	case d.Call.Phase == Connected && d.Rings() && one.N == c.Offer:
		if owner.ID == c.Agent.ID {
			return refuse("transfer_to_self")
		}
		if to := d.Transfers.On().To.Agent; to != nil && to.ID != c.Agent.ID {
			return refuse("transfer_to_another")
		}
	case d.Call.Phase == Claimed, d.Call.Phase == Connected:
		if owner != nil && owner.ID == c.Agent.ID {
			return refuse("answered_in_another_tab")
		}
		return refuse("answered_elsewhere")
	case !d.Rings() || one.N != c.Offer:
		return refuse("offer_gone")
	}
	d.add(OfferAccepted{Offer: c.Offer, Agent: c.Agent, Tab: c.Tab, Until: d.at.Add(d.policy.ClaimLease)})
	return nil
}

// Decline an offer: it rings on in the other widgets, and comes back after a while.
type Decline struct {
	Offer int
	Agent Agent
}

func (c Decline) decide(d *decider) error {
	one := d.Assignments.Current()
	if !d.Rings() || one.N != c.Offer || one.DeclinedBy(c.Agent.ID) {
		return nil
	}
	d.add(OfferDeclined(c))
	if on := d.Transfers.On(); on != nil && on.To.Agent != nil && on.To.Agent.ID == c.Agent.ID {
		d.endTransfer(TransferDeclined, &c.Agent)
	}
	return nil
}

// Return a declined offer to agents for whom it may ring again.
type Return struct {
	Offer  int
	Agents []Agent
	Ready  map[string]time.Time // since when they say that calls may ring, by id
}

func (c Return) decide(d *decider) error {
	one := d.Assignments.Current()
	if !d.Rings() || one.N != c.Offer {
		return nil
	}
	var back []Agent
	for _, a := range c.Agents {
		if one.DeclinedBy(a.ID) && !d.at.Before(one.Returns(a.ID, c.Ready[a.ID])) {
			back = append(back, a)
		}
	}
	if len(back) > 0 {
		d.add(OfferReturned{Offer: c.Offer, Agents: back})
	}
	return nil
}
