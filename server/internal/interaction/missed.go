package interaction

import (
	"slices"
	"time"
)

// MissReason is why an agent did not get a call: the closed set of answers to "why did
// it not ring", and "why is it gone".
type MissReason string

// Reasons. An agent is passed over for the first five; the others become of an
// offer that did ring.
const (
	MissedAway         MissReason = "away"
	MissedBusy         MissReason = "busy"          // on another call
	MissedWrapUp       MissReason = "wrap_up"       // of another call
	MissedFrozen       MissReason = "tab_frozen"    // the page was there, its script did not answer
	MissedNotConnected MissReason = "not_connected" // no page was there
	MissedDeclined     MissReason = "declined"
	MissedTaken        MissReason = "taken"   // a colleague was faster
	MissedExpired      MissReason = "expired" // nobody took it
)

// MissedOffer is an offer that an agent could have had and did not take.
type MissedOffer struct {
	Agent  Agent
	At     time.Time // when it was over for everybody
	Reason MissReason
	Text   string // away: the agent's own word for it; taken: who took it
}

// Missed offers of this interaction, the last one of each agent, in the order in
// which they were over. Who takes the call in the end has missed nothing.
func (s State) Missed() []MissedOffer {
	var m missing
	for _, e := range s.Log.All() {
		switch d := e.Data.(type) {
		case OfferMade:
			m.standing = nil
		case AgentsRung:
			for _, a := range d.Agents {
				m.stand(MissedOffer{Agent: a})
			}
		case AgentsPassedOver:
			for _, p := range d.Agents {
				m.stand(MissedOffer{Agent: p.Agent, Reason: p.Reason, Text: p.Text})
			}
		case OfferDeclined:
			m.stand(MissedOffer{Agent: d.Agent, Reason: MissedDeclined})
		case OfferAccepted:
			m.drop(d.Agent.ID)
			m.over(e.At, MissedTaken, d.Agent.Name)
		case CallEnded:
			m.over(e.At, MissedExpired, "")
		}
	}
	return m.missed
}

// missing keeps how each agent stands to the present offer; without a reason it
// rings for them.
type missing struct {
	standing []MissedOffer
	missed   []MissedOffer
}

func (m *missing) stand(now MissedOffer) {
	m.standing = append(without(m.standing, now.Agent.ID), now)
}

func (m *missing) drop(id string) {
	m.standing, m.missed = without(m.standing, id), without(m.missed, id)
}

// over: what has rung until now does so no more, for that reason.
func (m *missing) over(at time.Time, why MissReason, text string) {
	for _, now := range m.standing {
		now.At = at
		if now.Reason == "" {
			now.Reason, now.Text = why, text
		}
		m.missed = append(without(m.missed, now.Agent.ID), now)
	}
	m.standing = nil
}

func without(missed []MissedOffer, id string) []MissedOffer {
	return slices.DeleteFunc(missed, func(m MissedOffer) bool { return m.Agent.ID == id })
}
