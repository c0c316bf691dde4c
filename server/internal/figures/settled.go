package figures

import (
	"iter"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Settled is what the wait of a customer in a queue came to.
type Settled struct {
	Interaction interaction.ID
	Account     string
	Queue       string
	Answered    bool          // by an agent; else they left without an answer
	At          time.Time     // when
	Wait        time.Duration // from when somebody was first wanted for them
}

// settles: with such an event a call may be settled.
func settles(d interaction.Data) bool {
	switch d.(type) {
	case interaction.AgentJoined, interaction.CallEnded:
		return true
	}
	return false
}

// SettledOf an interaction; false: it is not settled, or nobody waited in a queue. Calls that
// agents place, callers who hang up in a menu, and those who come outside the hours and are
// not answered, are not counted: nothing of it was up to an agent.
func SettledOf(s interaction.State) (Settled, bool) { return settled(s.ID, s.Log.All()) }

// settled by the first that happens: an agent on the line, or the call's end. What comes
// later, as a second agent, changes nothing.
func settled(id interaction.ID, events iter.Seq2[int, interaction.Event]) (Settled, bool) {
	out := Settled{Interaction: id}
	var since time.Time
	for _, e := range events {
		switch d := e.Data.(type) {
		case interaction.Started:
			if d.Channel != interaction.Voice || d.Direction != interaction.Inbound {
				return Settled{}, false
			}
			out.Account, out.Queue = d.Account, d.Queue
		case interaction.MenuLeft:
			if d.Queue != "" {
				out.Queue = d.Queue
			}
		case interaction.OfferMade:
			if since.IsZero() {
				since = e.At
			}
		case interaction.AgentJoined:
			out.Answered = true
			return out.at(d.JoinedAt, since)
		case interaction.CallEnded:
			if since.IsZero() || d.Outcome == interaction.OutcomeClosed {
				return Settled{}, false
			}
			return out.at(d.EndedAt, since)
		}
	}
	return Settled{}, false
}

// at a moment of the carrier's clock, which may be a little before ours.
func (s Settled) at(when, since time.Time) (Settled, bool) {
	s.At, s.Wait = when, max(when.Sub(since), 0)
	return s, !since.IsZero()
}
