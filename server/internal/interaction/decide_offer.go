package interaction

import "slices"

// Ring puts an offer before agents, and takes it back from others. Only what
// changes is recorded: an agent who was passed over for one reason and would now
// be for another has still not been rung.
type Ring struct {
	Offer  int
	Agents []Agent
	Passed []PassedOver
}

func (c Ring) decide(d *deciding) error {
	if d.Call.Phase != Ringing || d.Offer.N != c.Offer {
		return nil
	}
	var rung []Agent
	settled := slices.Clone(d.Offer.Declined)
	for _, a := range c.Agents {
		if !slices.Contains(settled, a.ID) && !d.Offer.RingsFor(a.ID) {
			rung = append(rung, a)
		}
		settled = append(settled, a.ID)
	}
	for _, p := range d.Offer.Passed {
		settled = append(settled, p.Agent.ID)
	}
	var passed []PassedOver
	for _, p := range c.Passed {
		if !slices.Contains(settled, p.Agent.ID) {
			passed = append(passed, p)
			settled = append(settled, p.Agent.ID)
		}
	}
	if len(rung) > 0 {
		d.add(AgentsRung{Offer: c.Offer, Agents: rung})
	}
	if len(passed) > 0 {
		d.add(AgentsPassedOver{Offer: c.Offer, Agents: passed})
	}
	return nil
}
