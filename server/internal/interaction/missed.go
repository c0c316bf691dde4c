package interaction

import (
	"sort"
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
	At     time.Time // when it was over for everybody
	Reason MissReason
	Text   string // away: the agent's own word for it; taken: who took it
}

// Offering is an offer from the moment at which it begins to ring until it is over
// for everybody.
type Offering struct {
	N     int
	Event int       // that first says by which rule it rings; 0: none does
	Rung  time.Time // since when it rings by a rule; zero: it does not
	Over  time.Time // zero: not yet
	Taken *Agent    // who accepted it; nil: nobody has
	Lost  *Agent    // whom the customer was parted from
	// named in the log, by id: all of them in logs of the time before rules, and those
	// who declined. Without a reason it rings for them.
	named map[string]MissedOffer
}

// Offerings of this interaction, the first one first.
func (s State) Offerings() []Offering {
	var all []Offering
	of := func(n int) *Offering {
		if len(all) == 0 || all[len(all)-1].N < n || !all[len(all)-1].Over.IsZero() {
			all = append(all, Offering{N: n, named: map[string]MissedOffer{}})
		}
		return &all[len(all)-1]
	}
	for _, e := range s.Log.All() {
		switch d := e.Data.(type) {
		case OfferMade:
			of(d.Offer)
		case OfferRung:
			o := of(d.Offer)
			if o.Event > 0 {
				continue
			}
			o.Event, o.Rung = e.N, e.At
			for _, a := range s.Assignments.list {
				if a.N == d.Offer {
					o.Lost = a.Lost
				}
			}
		case AgentsRung:
			for _, a := range d.Agents {
				of(d.Offer).named[a.ID] = MissedOffer{}
			}
		case AgentsPassedOver:
			for _, p := range d.Agents {
				of(d.Offer).named[p.Agent.ID] = MissedOffer{Reason: p.Reason, Text: p.Text}
			}
		case OfferDeclined:
			of(d.Offer).named[d.Agent.ID] = MissedOffer{Reason: MissedDeclined}
		case OfferReturned:
			for _, a := range d.Agents {
				of(d.Offer).named[a.ID] = MissedOffer{}
			}
		case OfferAccepted:
			o := of(d.Offer)
			o.Over, o.Taken = e.At, &d.Agent
		case CallEnded:
			if len(all) > 0 && all[len(all)-1].Over.IsZero() {
				all[len(all)-1].Over = e.At
			}
		}
	}
	return all
}

// Standing of an agent to an offer, by what they were while it rang, up to a moment if
// it still rings. No reason: it rings for them, or rang to the end. about: they had
// to do with it at all.
func (o Offering) Standing(agent string, was History, now time.Time) (why MissReason, text string, about bool) {
	if o.Taken != nil && o.Taken.ID == agent {
		return "", "", true
	}
	named, told := o.named[agent]
	if named.Reason == MissedDeclined || o.Rung.IsZero() {
		return named.Reason, named.Text, told
	}
	to := o.Over
	if to.IsZero() {
		to = now
	}
	why, text, about = was.standing(o.Rung, to)
	switch {
	case !about:
		return named.Reason, named.Text, told
	case o.Lost != nil && o.Lost.ID == agent && (why == MissedAway || why == MissedBusy || why == MissedWrapUp):
		return "", "", true // it comes back to them whatever they have chosen
	}
	return why, text, true
}

// Missed is what an agent has missed of an interaction, whose offers these are: the
// last one of them that is over. Who takes it in the end has missed nothing.
func Missed(offers []Offering, agent string, was History) (m MissedOffer, missed bool) {
	for _, o := range offers {
		if o.Over.IsZero() {
			continue
		}
		if o.Taken != nil && o.Taken.ID == agent {
			m, missed = MissedOffer{}, false
			continue
		}
		why, text, about := o.Standing(agent, was, o.Over)
		switch {
		case !about:
			continue
		case why == "" && o.Taken != nil:
			why, text = MissedTaken, o.Taken.Name
		case why == "":
			why = MissedExpired
		}
		m, missed = MissedOffer{At: o.Over, Reason: why, Text: text}, true
	}
	return m, missed
}

// History of an agent: what they were to offers, and since when, oldest first.
type History []StatusChange

// StatusChange of an agent. Without a reason, offers ring for them from then on.
type StatusChange struct {
	At     time.Time
	Reason MissReason // or Gone
	Text   string     // away: the agent's own word for it
}

// Gone is who is not about any more and misses nothing.
const Gone = "gone"

// standing to what rang from one moment to another. Who was passed over for one reason
// and would then have been for another has still not been rung, and who has gone since
// has missed it all the same.
func (h History) standing(from, to time.Time) (why MissReason, text string, about bool) {
	since := sort.Search(len(h), func(i int) bool { return h[i].At.After(from) })
	if since > 0 && h[since-1].Reason != Gone {
		why, text, about = h[since-1].Reason, h[since-1].Text, true
	}
	for _, c := range h[since:] {
		if c.At.After(to) {
			break
		}
		if c.Reason != Gone && (!about || why == "" || c.Reason == "") {
			why, text, about = c.Reason, c.Text, true
		}
	}
	return why, text, about
}
