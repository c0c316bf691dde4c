package interaction

// Ring puts an offer before agents, and takes it back from others. Only what
// changes is recorded: an agent who was passed over for one reason and would now
// be for another has still not been rung.
type Ring struct {
	Offer   int
	Agents  []Agent
	Skipped []SkippedAgent
}

func (c Ring) decide(d *decider) error {
	if d.Call.Phase != Ringing || d.Offer.N != c.Offer {
		return nil
	}
	settled := map[string]bool{} // by id, for there may be a thousand agents
	for _, id := range d.Offer.Declined {
		settled[id] = true
	}
	before := map[string]bool{}
	for _, a := range d.Offer.Rings {
		before[a.ID] = !d.Offer.Claimed
	}
	var rung []Agent
	for _, a := range c.Agents {
		if !settled[a.ID] && !before[a.ID] {
			rung = append(rung, a)
		}
		settled[a.ID] = true
	}
	for _, p := range d.Offer.Skipped {
		settled[p.Agent.ID] = true
	}
	var passed []SkippedAgent
	for _, p := range c.Skipped {
		if !settled[p.Agent.ID] {
			passed = append(passed, p)
			settled[p.Agent.ID] = true
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
