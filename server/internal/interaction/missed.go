package interaction

import (
	"slices"
	"time"
)

// Miss is why an agent did not get a call: the closed set of answers to "why did
// it not ring", and "why is it gone".
type Miss string

// Reasons. An agent is passed over for the first five; the others become of an
// offer that did ring.
const (
	MissedAway         Miss = "away"
	MissedBusy         Miss = "busy"          // on another call
	MissedWrapUp       Miss = "wrap_up"       // of another call
	MissedFrozen       Miss = "tab_frozen"    // the page was there, its script did not answer
	MissedNotConnected Miss = "not_connected" // no page was there
	MissedDeclined     Miss = "declined"
	MissedTaken        Miss = "taken"   // a colleague was faster
	MissedExpired      Miss = "expired" // nobody took it
)

// Missed is an offer that an agent could have had and did not take.
type Missed struct {
	Agent Agent
	At    time.Time // when it was over for everybody
	Why   Miss
	Text  string // away: the agent's own word for it; taken: who took it
}

// Missed offers of this interaction, the last one of each agent, in the order in
// which they were over. Who takes the call in the end has missed nothing.
func (s State) Missed() []Missed {
	var m missing
	for _, e := range s.Log {
		switch d := e.Data.(type) {
		case OfferMade:
			m.standing = nil
		case AgentsRung:
			for _, a := range d.Agents {
				m.stand(Missed{Agent: a})
			}
		case AgentsPassedOver:
			for _, p := range d.Agents {
				m.stand(Missed{Agent: p.Agent, Why: p.Why, Text: p.Text})
			}
		case OfferDeclined:
			m.stand(Missed{Agent: d.Agent, Why: MissedDeclined})
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
	standing []Missed
	missed   []Missed
}

func (m *missing) stand(now Missed) {
	m.standing = append(without(m.standing, now.Agent.ID), now)
}

func (m *missing) drop(id string) {
	m.standing, m.missed = without(m.standing, id), without(m.missed, id)
}

// over: what has rung until now does so no more, for that reason.
func (m *missing) over(at time.Time, why Miss, text string) {
	for _, now := range m.standing {
		now.At = at
		if now.Why == "" {
			now.Why, now.Text = why, text
		}
		m.missed = append(without(m.missed, now.Agent.ID), now)
	}
	m.standing = nil
}

func without(missed []Missed, id string) []Missed {
	return slices.DeleteFunc(missed, func(m Missed) bool { return m.Agent.ID == id })
}
