package interaction

import (
	"slices"
	"time"
)

// Assignments say that somebody is wanted, and who got it: one after another, the
// last one being what counts now.
type Assignments struct {
	list  []Assignment
	owner *Agent
}

// Assignment is that somebody is wanted. Before whom it is put are offers.
type Assignment struct {
	N        int
	Purpose  Purpose
	MadeAt   time.Time
	Lost     *Agent      // who had the interaction until this was made; nil: nobody
	Rule     RingRule    // whom it rings for; empty: it does not ring by a rule
	Whom     Whom        // of those
	Since    time.Time   // since when it is for them
	Rung     int         // how many that were when it was said last
	Said     int         // how often it was said by which rule it rings
	Asked    []Asked     // who has had a turn, the first one first
	Rings    []Agent     // of a log that names them: for these, unless they have declined
	Declined []Declining // by whom, until it has come back to them
	Skipped  []SkippedAgent
	Claim    *Claim // the last one; nil: nobody has accepted
	Over     bool   // a transfer that has come to nothing
}

// Purpose of an assignment.
type Purpose string

// Purposes.
const (
	Answer   Purpose = "answer"   // the customer waits
	Transfer Purpose = "transfer" // somebody is to take over
	Consult  Purpose = "consult"  // somebody is to be asked, and does not take over
	Thread   Purpose = "thread"   // somebody is to look after a conversation
)

// Claim on an assignment: one tab of one agent has accepted it. It lapses unless
// the agent comes until Until.
type Claim struct {
	Agent  Agent
	Tab    string
	At     time.Time
	Until  time.Time
	Met    bool // the agent has come
	Lapsed bool // the agent has not come in time
}

// Declining of an assignment by an agent.
type Declining struct {
	Agent string // id
	At    time.Time
}

// declineRest is how long a declined offer rings elsewhere alone. It is short: whoever
// declines because their hands are full has them free again, and the customer still waits.
const declineRest = 30 * time.Second

// DeclinedBy reports whether an agent has declined it, and it has not come back to them.
func (a Assignment) DeclinedBy(id string) bool {
	return slices.ContainsFunc(a.Declined, func(d Declining) bool { return d.Agent == id })
}

// Returns is when it may ring again for an agent who has declined it: after a rest, or
// as soon as they have said, at ready, that calls may ring. Zero: they have not declined.
func (a Assignment) Returns(id string, ready time.Time) time.Time {
	for _, d := range a.Declined {
		switch {
		case d.Agent != id:
		case ready.After(d.At) && ready.Before(d.At.Add(declineRest)):
			return ready
		default:
			return d.At.Add(declineRest)
		}
	}
	return time.Time{}
}

// Claimed reports whether somebody has accepted, and may still come.
func (a Assignment) Claimed() bool { return a.Claim != nil && !a.Claim.Lapsed && !a.Over }

// ClaimedBy reports whether this tab of this agent has accepted.
func (a Assignment) ClaimedBy(agent, tab string) bool {
	return a.Claimed() && a.Claim.Agent.ID == agent && a.Claim.Tab == tab
}

// RingsFor reports whether it is before an agent whom the log names.
func (a Assignment) RingsFor(id string) bool {
	return !a.Claimed() && !a.DeclinedBy(id) && slices.ContainsFunc(a.Rings, func(r Agent) bool { return r.ID == id })
}

// Current assignment; its N is 0 if there was none yet.
func (a Assignments) Current() Assignment {
	if len(a.list) == 0 {
		return Assignment{}
	}
	return a.list[len(a.list)-1]
}

// Owner is who has the interaction, or has just claimed it; nil: nobody.
func (s State) Owner() *Agent { return s.Assignments.owner }

// everClaimed reports whether any agent has ever accepted.
func (a Assignments) everClaimed() bool {
	return a.owner != nil || slices.ContainsFunc(a.list, func(one Assignment) bool { return one.Claim != nil })
}

// LostAgent is who had the call until it began to ring again; nil: nobody, or it
// does not ring.
func (s State) LostAgent() *Agent {
	if s.Call.Phase != Ringing {
		return nil
	}
	return s.Assignments.Current().Lost
}

var assignmentEvents = events{
	"offer_made":         OfferMade{},
	"offer_rung":         OfferRung{},
	"agents_rung":        AgentsRung{},
	"agents_passed_over": AgentsPassedOver{},
	"offer_accepted":     OfferAccepted{},
	"offer_declined":     OfferDeclined{},
	"offer_returned":     OfferReturned{},
	"claim_lapsed":       ClaimLapsed{},
}

// OfferMade: somebody is wanted for the interaction. Before whom it is put,
// OfferRung says.
type OfferMade struct {
	Offer   int     `json:"offer"`
	Purpose Purpose `json:"purpose,omitempty"` // empty: Answer
}

// AgentsRung, of older logs: the offer is before these agents; their widgets ring.
type AgentsRung struct {
	Offer  int     `json:"offer"`
	Agents []Agent `json:"agents"`
}

// AgentsPassedOver, of older logs: the offer is not, or not any more, before these agents.
type AgentsPassedOver struct {
	Offer  int            `json:"offer"`
	Agents []SkippedAgent `json:"agents"`
}

// SkippedAgent is an agent whom an offer does not ring for, and why.
type SkippedAgent struct {
	Agent  Agent      `json:"agent"`
	Reason MissReason `json:"why"`
	Text   string     `json:"text,omitempty"` // away: the agent's own word for it
}

// OfferAccepted: one tab of one agent has claimed the offer. The claim lapses
// unless the agent's leg joins until Until.
type OfferAccepted struct {
	Offer int       `json:"offer"`
	Agent Agent     `json:"agent"`
	Tab   string    `json:"tab"`
	Until time.Time `json:"until"`
}

// OfferDeclined: this agent does not want the call; it rings on elsewhere.
type OfferDeclined struct {
	Offer int   `json:"offer"`
	Agent Agent `json:"agent"`
}

// OfferReturned: the offer is again before these agents, who had declined it.
type OfferReturned struct {
	Offer  int     `json:"offer"`
	Agents []Agent `json:"agents"`
}

// ClaimLapsed: the agent who accepted never came on the line.
type ClaimLapsed struct {
	Offer int   `json:"offer"`
	Agent Agent `json:"agent"`
}

func (a *Assignments) apply(s *State, e Event) {
	switch d := e.Data.(type) {
	case Started:
		a.owner = d.Agent
	case OfferMade:
		purpose := d.Purpose
		if purpose == "" {
			purpose = Answer
		}
		a.list = append(slices.Clip(a.list), Assignment{N: d.Offer, Purpose: purpose, MadeAt: e.At, Lost: s.lost()})
		a.owner = nil
	case TransferBegun: // the sender has it still
		a.list = append(slices.Clip(a.list), Assignment{N: d.Offer, Purpose: Transfer, MadeAt: e.At})
	case ColleagueJoined:
		a.changeClaim(d.Offer, func(c *Claim) { c.Met = true })
	case TransferEnded:
		if d.Outcome != TransferAccepted {
			a.change(d.Offer, func(one *Assignment) { one.Over = true })
		} else if d.By != nil {
			a.owner = d.By
		}
	case AgentLeft:
		if s.Transfers.On() != nil {
			a.owner = nil
			if one := a.Current(); one.Claimed() {
				a.owner = &one.Claim.Agent
			}
		}
	case OfferRung:
		a.change(d.Offer, func(one *Assignment) { one.rung(d, e.At) })
	case OfferReturned:
		a.change(d.Offer, func(one *Assignment) {
			one.Declined = slices.DeleteFunc(slices.Clone(one.Declined), func(by Declining) bool {
				return slices.ContainsFunc(d.Agents, func(a Agent) bool { return a.ID == by.Agent })
			})
		})
	case AgentsRung:
		a.change(d.Offer, func(one *Assignment) { one.ring(d.Agents) })
	case AgentsPassedOver:
		a.change(d.Offer, func(one *Assignment) { one.skip(d.Agents) })
	case OfferAccepted:
		if a.Current().N != d.Offer { // a call that an agent places is theirs from the start
			a.list = append(slices.Clip(a.list), Assignment{N: d.Offer, Purpose: Answer, MadeAt: e.At})
		}
		a.change(d.Offer, func(one *Assignment) { one.Claim = &Claim{Agent: d.Agent, Tab: d.Tab, At: e.At, Until: d.Until} })
		if s.Call.Phase != Connected { // else they come for a call that the sender has until then
			a.owner = &d.Agent
		}
	case OfferDeclined:
		a.change(d.Offer, func(one *Assignment) { one.Declined = append(slices.Clip(one.Declined), Declining{d.Agent.ID, e.At}) })
	case ClaimLapsed:
		a.changeClaim(d.Offer, func(c *Claim) { c.Lapsed = true })
		if s.Call.Phase != Connected {
			a.owner = nil
		}
	case AgentJoined:
		a.changeClaim(a.Current().N, func(c *Claim) { c.Met = true })
		a.owner = &d.Agent
	}
}

func (a *Assignments) change(n int, f func(*Assignment)) {
	i := slices.IndexFunc(a.list, func(one Assignment) bool { return one.N == n })
	if i < 0 {
		return
	}
	a.list = slices.Clone(a.list)
	f(&a.list[i])
}

func (a *Assignments) changeClaim(n int, f func(*Claim)) {
	a.change(n, func(one *Assignment) {
		if one.Claim != nil {
			claim := *one.Claim
			f(&claim)
			one.Claim = &claim
		}
	})
}

func (a *Assignment) ring(agents []Agent) {
	rung := map[string]bool{}
	for _, r := range agents {
		rung[r.ID] = true
	}
	a.Rings = slices.DeleteFunc(slices.Clone(a.Rings), func(r Agent) bool { return rung[r.ID] }) // they had declined
	a.Rings = append(a.Rings, agents...)
	a.Declined = slices.DeleteFunc(slices.Clone(a.Declined), func(d Declining) bool { return rung[d.Agent] })
	a.Skipped = slices.DeleteFunc(slices.Clone(a.Skipped), func(p SkippedAgent) bool { return rung[p.Agent.ID] })
}

func (a *Assignment) skip(skipped []SkippedAgent) {
	a.Skipped = append(slices.Clip(a.Skipped), skipped...)
	a.Rings = slices.DeleteFunc(slices.Clone(a.Rings), func(r Agent) bool {
		return slices.ContainsFunc(skipped, func(p SkippedAgent) bool { return p.Agent.ID == r.ID })
	})
}

// lost is who had the interaction by the event before this one, if that took it
// from them.
func (s *State) lost() *Agent {
	if s.Log.Len() < 2 {
		return nil
	}
	switch before := s.Log.At(s.Log.Len() - 2).Data.(type) {
	case AgentLeft:
		return &before.Agent
	case ClaimLapsed:
		return &before.Agent
	}
	return nil
}

// deadline of a claim whose agent has not come.
func (a *Assignments) deadline(s *State, _ Policy) time.Time {
	one := a.Current()
	if one.Claim == nil || one.Claim.Met || one.Over || s.Call.Over() {
		return time.Time{} // or the conference is being ended; nobody is rung again
	}
	return one.Claim.Until
}

func (a *Assignments) expire(d *decider) {
	one := d.Assignments.Current()
	d.add(ClaimLapsed{Offer: one.N, Agent: one.Claim.Agent})
	if d.Transfers.On() != nil {
		d.endTransfer(TransferUnanswered, nil)
		return
	}
	if d.Direction == Outbound && d.Call.AnsweredAt.IsZero() {
		d.endCall(OutcomeFailed, d.at)
		return
	}
	d.offer()
}

// TakenAt is when the owner has accepted it last; zero: they have it without that.
func (a Assignments) TakenAt() time.Time {
	for _, one := range slices.Backward(a.list) {
		if one.Claim != nil && !one.Over && a.owner != nil && one.Claim.Agent.ID == a.owner.ID {
			return one.Claim.At
		}
	}
	return time.Time{}
}

func (OfferMade) event()        {}
func (AgentsRung) event()       {}
func (AgentsPassedOver) event() {}
func (OfferAccepted) event()    {}
func (OfferDeclined) event()    {}
func (OfferReturned) event()    {}
func (ClaimLapsed) event()      {}
