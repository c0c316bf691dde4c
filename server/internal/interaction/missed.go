package interaction

import (
	"sort"
	"time"
)

// MissReason is why an agent did not get a call: the closed set of answers to "why did
// it not ring", and "why is it gone".
type MissReason string

// Reasons. An agent is passed over for the first seven; the others become of an
// offer that did ring.
const (
	MissedAway         MissReason = "away"
	MissedBusy         MissReason = "busy"          // on another call
	MissedWrapUp       MissReason = "wrap_up"       // of another call
	MissedFrozen       MissReason = "tab_frozen"    // the page was there, its script did not answer
	MissedNotConnected MissReason = "not_connected" // no page was there
	MissedNotAble      MissReason = "not_able"      // a skill or the language is not theirs
	MissedOthersTurn   MissReason = "others_turn"   // it rang for others alone
	MissedDeclined     MissReason = "declined"
	MissedTurnOver     MissReason = "turn_over" // it rang for them alone, and then for the next
	MissedTaken        MissReason = "taken"     // a colleague was faster
	MissedExpired      MissReason = "expired"   // nobody took it
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
	turns []turn    // the first begins with Rung
	// named in the log, by id: all of them in logs of the time before rules, and those
	// who declined. Without a reason it rings for them.
	named map[string]MissedOffer
}

// turn is for whom an offer rang until the next turn, or until it was over.
type turn struct {
	rule RingRule
	whom Whom
	from time.Time
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
		case TransferBegun:
			of(d.Offer)
		case TransferEnded:
			if last := len(all) - 1; last >= 0 && all[last].N == d.Offer && all[last].Over.IsZero() {
				all[last].Over = e.At
			}
		case OfferRung:
			o := of(d.Offer)
			if last := len(o.turns) - 1; last < 0 || o.turns[last].rule != d.Rule || !o.turns[last].whom.Same(d.Whom) {
				o.turns = append(o.turns, turn{d.Rule, d.Whom, e.At})
			}
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

// Standing of an agent to an offer, by what they are able for and what they were while it
// rang, up to a moment if it still rings. No reason: it rings for them, or rang to the end.
// about: they had to do with it at all.
func (o Offering) Standing(agent string, able Abilities, was History, now time.Time) (why MissReason, text string, about bool) {
	s := o.standing(agent, able, was, now)
	return s.why, s.text, s.about
}

// standing of an agent to an offer.
type standing struct {
	why    MissReason
	text   string
	about  bool      // they had to do with it at all
	theirs bool      // it was for them, one time or another
	until  time.Time // when the last time was over that it was
}

func (o Offering) standing(agent string, able Abilities, was History, now time.Time) (s standing) {
	if o.Taken != nil && o.Taken.ID == agent {
		return standing{about: true, theirs: true}
	}
	named, told := o.named[agent]
	if named.Reason == MissedDeclined || o.Rung.IsZero() {
		return standing{why: named.Reason, text: named.Text, about: told, theirs: true}
	}
	end := o.Over
	if end.IsZero() {
		end = now
	}
	for i, one := range o.turns {
		passes, to := one.rule.Passes(one.whom, agent, able), end
		if o.Lost != nil && o.Lost.ID == agent {
			passes = ""
		}
		if i+1 < len(o.turns) {
			to = o.turns[i+1].from
		}
		why, text, about := was.standing(one.from, to)
		if one.rule == RingOne && one.whom.Agent == nil && passes == MissedOthersTurn && why != "" {
			passes = "" // nobody's turn, since nobody was to be had: they neither
		}
		switch {
		case !about:
			continue
		case passes == "" && o.Lost != nil && o.Lost.ID == agent && (why == MissedAway || why == MissedBusy || why == MissedWrapUp):
			why, text = "", "" // it comes back to them whatever they have chosen
		case passes == MissedNotAble || passes != "" && why == "":
			why, text = passes, ""
		}
		switch {
		case passes == "":
			s = standing{why: why, text: text, about: true, theirs: true, until: to}
		case s.theirs && s.why == "":
			s.why = MissedTurnOver // and nobody has asked them again
		case !s.theirs:
			s = standing{why: why, text: text, about: true}
		}
	}
	if !s.about {
		return standing{why: named.Reason, text: named.Text, about: told, theirs: told}
	}
	return s
}

// Missed is what an agent has missed of an interaction, whose offers these are: the
// last one of them that is over, for everybody or for them. What was never for them they
// have not missed, and neither has who takes it in the end.
func Missed(offers []Offering, agent string, able Abilities, was History) (m MissedOffer, missed bool) {
	for _, o := range offers {
		if o.Taken != nil && o.Taken.ID == agent {
			m, missed = MissedOffer{}, false
			continue
		}
		s := o.standing(agent, able, was, o.lastTurn())
		over := o.Over
		switch {
		case !s.about || !s.theirs:
			continue
		case s.why == MissedTurnOver:
			over = s.until
		case over.IsZero():
			continue
		case s.why == "" && o.Taken != nil:
			s.why, s.text = MissedTaken, o.Taken.Name
		case s.why == "":
			s.why = MissedExpired
		}
		m, missed = MissedOffer{At: over, Reason: s.why, Text: s.text}, true
	}
	return m, missed
}

// lastTurn is when the turn that stands began; zero: none has.
func (o Offering) lastTurn() time.Time {
	if len(o.turns) == 0 {
		return time.Time{}
	}
	return o.turns[len(o.turns)-1].from
}

// Ended is when the offer was over for everybody, or, while it rings, when the last turn of
// one agent was; zero: neither.
func (o Offering) Ended() time.Time {
	if o.Over.IsZero() && len(o.turns) > 1 {
		return o.lastTurn()
	}
	return o.Over
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
