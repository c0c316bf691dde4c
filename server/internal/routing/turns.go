package routing

import (
	"maps"
	"slices"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// crew of a call: the agents whom it is for, and what they are to offers now.
type crew struct {
	whom      interaction.Whom
	ready     []string                       // of those whom it is for, by id: calls ring for them
	passed    map[interaction.MissReason]int // the others of the account, but for those who are gone
	reachable bool                           // one of those whom it is for is ready, or works
	groups    []int                          // of those whom it is for, the first one first
}

// manned is a crew's name while one plan is made.
type manned struct {
	demand    demand
	overflows bool
}

// planning of the waiting calls of an account at one moment; r.mu is held throughout.
type planning struct {
	*Routing
	account string
	now     time.Time
	crews   map[manned]*crew
	held    map[string]interaction.ID // agents who have a turn, and with which call
}

func (r *Routing) planning(account string) *planning {
	return &planning{Routing: r, account: account, now: r.Clock.Now(), crews: map[manned]*crew{}, held: map[string]interaction.ID{}}
}

// crew of a demand, with or without the queue that helps out.
func (p *planning) crew(d demand, overflows bool) *crew {
	name := manned{d, overflows}
	if c := p.crews[name]; c != nil {
		return c
	}
	c := &crew{whom: p.rules.whom(d, overflows), passed: map[interaction.MissReason]int{}}
	for id, e := range p.accounts[p.account].roster {
		able := p.rules.abilities(p.account, id, e)
		why := p.why(p.account, id, nil)
		switch {
		case why == interaction.Gone:
			continue
		case interaction.RingAvailable.Passes(c.whom, id, able) != "":
			c.passed[interaction.MissedNotAble]++
			continue
		case why == "":
			c.ready = append(c.ready, id)
		default:
			c.passed[why]++
		}
		c.reachable = c.reachable || why == "" || why == interaction.MissedBusy || why == interaction.MissedWrapUp
		if g := max(able.Group, 1); !slices.Contains(c.groups, g) {
			c.groups = append(c.groups, g)
		}
	}
	slices.Sort(c.ready)
	slices.Sort(c.groups)
	p.crews[name] = c
	return c
}

// crewOf a call: with the queue that helps out when nobody of its own is to be had, or the
// customer has waited for long; and from then on for this offer.
func (p *planning) crewOf(c call) *crew {
	own := p.crew(c.demand, false)
	q := p.rules.queues[c.demand.queue]
	if q.Overflow == "" {
		return own
	}
	since := c.started.Add(q.OverflowAfter)
	helped := c.offer.Rule != "" && !slices.Equal(c.offer.Whom.Queues, own.whom.Queues)
	if helped || !own.reachable || !p.now.Before(since) {
		return p.crew(c.demand, true)
	}
	p.due(since)
	return own
}

// due: the calls of the account are to be looked at again then, at the latest.
func (p *planning) due(at time.Time) { p.next[p.account] = earlier(p.next[p.account], at) }

// lost: who was parted from the customer can be rung.
func (p *planning) lost(c call) bool {
	return c.lost != nil && p.why(p.account, c.lost.ID, c.lost) == ""
}

// goesOn: the turn that stands is not over.
func (p *planning) goesOn(c call) bool {
	a := c.offer.Agent()
	return c.offer.Rule == interaction.RingOne && a != "" && p.held[a] == "" && !c.offer.DeclinedBy(a) &&
		p.now.Before(c.offer.Since.Add(p.rules.queues[c.demand.queue].Timeout)) && p.why(p.account, a, c.lost) == ""
}

// hold those whose turns go on, of two turns of one agent that of the call that comes first:
// two servers may have given them in the same moment.
func (p *planning) hold(heads []call) {
	for _, c := range heads {
		if p.goesOn(c) {
			p.held[c.offer.Agent()] = c.id
		}
	}
}

// rule by which a call is to ring now, and for whom.
func (p *planning) rule(c call, crew *crew) (interaction.RingRule, interaction.Whom) {
	whom := crew.whom
	if c.offer.Rule == interaction.RingAvailable {
		return c.offer.Rule, whom // all at once, and so it stays
	}
	switch q := p.rules.queues[c.demand.queue]; q.Mode {
	case ModeOne:
		if a := c.offer.Agent(); a != "" && p.held[a] == c.id {
			p.due(c.offer.Since.Add(q.Timeout))
			return c.offer.Rule, c.offer.Whom
		}
		next, all := p.nextAgent(c, crew)
		if all {
			return interaction.RingAvailable, whom
		}
		if next != "" {
			p.held[next] = c.id
			agent := p.accounts[p.account].roster[next].Agent
			whom.Agent = &agent
			p.due(p.now.Add(q.Timeout))
		}
		return interaction.RingOne, whom
	case ModeWidening:
		if g := p.nextGroup(c, crew, q.Timeout); g > 0 {
			whom.Group = g
			return interaction.RingGroup, whom
		}
	case ModeAll, "":
	}
	return interaction.RingAvailable, whom
}

// nextAgent whose turn it is: who was parted from the customer, who spoke with them last,
// and then who has been idle longest, of those who have no other turn. all: everybody who is
// ready has been asked, or as many as are asked one by one.
func (p *planning) nextAgent(c call, crew *crew) (agent string, all bool) {
	asked := func(id string) bool {
		return slices.ContainsFunc(c.offer.Asked, func(a interaction.Asked) bool { return a.Agent == id })
	}
	if len(c.offer.Asked) >= mostTurns {
		return "", true
	}
	if p.lost(c) && !asked(c.lost.ID) && p.held[c.lost.ID] == "" {
		return c.lost.ID, false
	}
	var best time.Time
	all = len(c.offer.Asked) > 0
	for _, id := range crew.ready {
		if asked(id) || c.offer.DeclinedBy(id) {
			continue
		}
		all = false
		if p.held[id] != "" {
			continue
		}
		if id == p.last[c.id] {
			return id, false
		}
		if since := p.idleSince(person{p.account, id}); agent == "" || since.Before(best) {
			agent, best = id, since
		}
	}
	return agent, all
}

// idleSince is since when an agent who is ready has had nothing to do, and no turn.
func (p *planning) idleSince(who person) time.Time {
	chosen := p.accounts[who.account].roster[who.id].Choice.Since
	return later(later(chosen, p.calls.freeSince[who]), p.calls.askedLast[who])
}

// nextGroup up to which a call rings; 0: for all. A group in which nobody is to be had is
// not waited for, unless nobody is in any.
func (p *planning) nextGroup(c call, crew *crew, timeout time.Duration) int {
	if len(crew.groups) < 2 {
		return 0
	}
	at := max(0, slices.Index(crew.groups, c.offer.Whom.Group))
	if c.offer.Rule == interaction.RingGroup && c.offer.Rung > 0 {
		if over := c.offer.Since.Add(timeout); p.now.Before(over) {
			p.due(over)
		} else {
			at++
		}
	}
	rings := func(at int) bool {
		return slices.ContainsFunc(crew.ready, func(id string) bool {
			return !c.offer.DeclinedBy(id) && max(p.abilities(person{p.account, id}).Group, 1) <= crew.groups[at]
		})
	}
	last := len(crew.groups) - 1
	if at < last && !p.lost(c) && rings(last) {
		for at < last && !rings(at) {
			at++
		}
	}
	if at >= last {
		return 0
	}
	return crew.groups[at]
}

// rings for anybody, by a rule; back has those who get it back.
func (p *planning) rings(c call, crew *crew, rule interaction.RingRule, whom interaction.Whom, back map[string]time.Time) bool {
	wanted := func(id string) bool { return !declines(c, id, back) }
	return p.lost(c) && wanted(c.lost.ID) || slices.ContainsFunc(crew.ready, func(id string) bool {
		return wanted(id) && rule.Passes(whom, id, p.abilities(person{p.account, id})) == ""
	})
}

// counts of agents for whom a call rings by a rule, and of those for whom it does not, by
// reason; back has those who get it back.
func (p *planning) counts(c call, crew *crew, rule interaction.RingRule, whom interaction.Whom, back map[string]time.Time) (rung int, passed []interaction.MissCount) {
	by := maps.Clone(crew.passed)
	declined := func(id string) bool { return declines(c, id, back) }
	for _, id := range crew.ready {
		why := rule.Passes(whom, id, p.abilities(person{p.account, id}))
		if declined(id) {
			why = interaction.MissedDeclined
		}
		by[why]++
	}
	if p.lost(c) && !declined(c.lost.ID) {
		if was := p.passedFor(c.lost.ID, crew, rule, whom); was != "" {
			by[was]--
			by[""]++
		}
	}
	for _, d := range c.offer.Declined {
		if was := p.why(p.account, d.Agent, nil); was != "" && was != interaction.Gone && declined(d.Agent) {
			by[p.passedFor(d.Agent, crew, rule, whom)]--
			by[interaction.MissedDeclined]++
		}
	}
	rung = by[""]
	delete(by, "")
	for _, why := range slices.Sorted(maps.Keys(by)) {
		if by[why] > 0 {
			passed = append(passed, interaction.MissCount{Reason: why, Count: by[why]})
		}
	}
	return rung, passed
}

// declines: an agent has declined a call, and does not get it back now.
func declines(c call, id string, back map[string]time.Time) bool {
	_, returns := back[id]
	return c.offer.DeclinedBy(id) && !returns
}

// passedFor is the reason for which counts has counted an agent who has declined nothing.
func (p *planning) passedFor(id string, crew *crew, rule interaction.RingRule, whom interaction.Whom) interaction.MissReason {
	able := p.abilities(person{p.account, id})
	if interaction.RingAvailable.Passes(crew.whom, id, able) != "" {
		return interaction.MissedNotAble
	}
	if why := p.why(p.account, id, nil); why != "" {
		return why
	}
	return rule.Passes(whom, id, able)
}
