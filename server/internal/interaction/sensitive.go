package interaction

import "time"

// A sensitive ask is shown as such to both sides. While it is open nothing is recorded, and
// its answer is kept out of the ticket: who asked may see it, until the interaction is closed.

// AnswerFor an agent is what was given for a sensitive ask. Who has left a message has one
// that is closed from the beginning: there it can be seen for as long as it could be given.
func (s State) AnswerFor(ask string, a Agent, at time.Time) (string, error) {
	one, ok := s.Asks.Ask(ask)
	switch {
	case !ok, !one.Sensitive:
		return "", refuse("unknown_ask")
	case one.Agent.ID != a.ID:
		return "", refuse("not_your_ask")
	case !s.Active() && (s.Channel != Message || at.After(one.DoneAt.Add(AskLife))):
		return "", refuse("closed")
	case one.State != AskGiven:
		return "", refuse("nothing_given")
	}
	return one.answer(), nil
}

// sensitive ask that is open: the first of them.
func (a Asks) sensitive() (Ask, bool) {
	for _, one := range a.list {
		if one.Sensitive && one.State == AskOpen {
			return one, true
		}
	}
	return Ask{}, false
}

// Unrecorded says since when nothing is recorded for now, and because of whom: an agent has
// paused it, or a sensitive ask is open. An agent's own pause outlives the ask.
func (s State) Unrecorded() (since time.Time, by Agent, paused bool) {
	if s.Recordings.Paused() {
		return s.Recordings.PausedAt, s.Recordings.PausedBy, true
	}
	one, paused := s.Asks.sensitive()
	return one.At, one.Agent, paused && !s.Call.Over()
}

// RecordedThroughout: nothing has ever paused the recordings.
func (s State) RecordedThroughout() bool {
	for _, one := range s.Asks.list {
		if one.Sensitive {
			return false
		}
	}
	return s.Recordings.ChangedAt.IsZero()
}
