package interaction

import (
	"slices"
	"time"
)

// RingRule says for whom an offer rings. Whom it comes to at a moment follows from
// what each agent is then: agents come and go while it rings, and the log of a call
// does not grow with their number.
type RingRule string

// Rules. Each rings, of those it is for, for whoever is available, on no call, in no
// wrap-up, and has a widget that answers; and for who was parted from the customer if a
// widget of theirs answers; not for who has declined.
const (
	RingAvailable RingRule = "available" // every agent of the account who is able
	RingOne       RingRule = "one"       // one of them, whose turn it is; for a moment it may be nobody's
	RingGroup     RingRule = "group"     // those of them in the first groups
)

// Whom a rule is for. Zero fields leave nobody out.
type Whom struct {
	Agent    *Agent   `json:"agent,omitempty"`    // RingOne: whose turn it is; nil: nobody is to be had whom it could be
	Group    int      `json:"group,omitempty"`    // RingGroup: the last group that it is for
	Queues   []string `json:"queues,omitempty"`   // it is for agents who are able for one of these
	Language string   `json:"language,omitempty"` // and who speak this
}

// Abilities of an agent; zero: everything.
type Abilities struct {
	Queues    []string // whose skills they have; nil: all
	Languages []string // of those that queues list; nil: all
	Group     int      // 0: the first
}

// Same reports whether both are the same.
func (a Abilities) Same(b Abilities) bool {
	same := func(x, y []string) bool { return (x == nil) == (y == nil) && slices.Equal(x, y) }
	return same(a.Queues, b.Queues) && same(a.Languages, b.Languages) && a.Group == b.Group
}

// able reports whether an agent of these abilities may do it.
func (w Whom) able(a Abilities) bool {
	return (w.Queues == nil || a.Queues == nil || slices.ContainsFunc(w.Queues, func(q string) bool { return slices.Contains(a.Queues, q) })) &&
		(w.Language == "" || a.Languages == nil || slices.Contains(a.Languages, w.Language))
}

// Passes over an agent, whatever they are to offers: because they are not able, or it is
// the turn of others. Empty: it is for them.
func (r RingRule) Passes(w Whom, agent string, a Abilities) MissReason {
	switch {
	case !w.able(a):
		return MissedNotAble
	case r == RingOne && (w.Agent == nil || w.Agent.ID != agent), r == RingGroup && max(a.Group, 1) > w.Group:
		return MissedOthersTurn
	}
	return ""
}

// Same reports whether both are for the same agents.
func (w Whom) Same(other Whom) bool {
	one, two := "", ""
	if w.Agent != nil {
		one = w.Agent.ID
	}
	if other.Agent != nil {
		two = other.Agent.ID
	}
	return one == two && w.Group == other.Group && w.Language == other.Language && slices.Equal(w.Queues, other.Queues)
}

// Agent whose turn it is, by id; empty: nobody's, or it rings for more than one.
func (a Assignment) Agent() string {
	if a.Rule != RingOne || a.Whom.Agent == nil {
		return ""
	}
	return a.Whom.Agent.ID
}

// Asked is an agent who has had a turn.
type Asked struct {
	Agent string // id
	At    time.Time
}

// OfferRung: the offer rings by a rule. The counts are of this moment; it is said again
// when it rings for nobody any more, or for somebody again, and when it is for others.
// Whom it rang for, and why not for another, is in the agents' own histories.
type OfferRung struct {
	Offer  int         `json:"offer"`
	Rule   RingRule    `json:"rule"`
	Rung   int         `json:"rung"`             // agents it rings for
	Passed []MissCount `json:"passed,omitempty"` // agents it does not ring for, by reason
	Roster int64       `json:"roster"`           // version of the account's roster that was counted
	Whom
}

// MissCount of agents for whom an offer does not ring for the same reason.
type MissCount struct {
	Reason MissReason `json:"why"`
	Count  int        `json:"count"`
}

// rung by a rule from then on.
func (a *Assignment) rung(d OfferRung, at time.Time) {
	if a.Rule != d.Rule || !a.Whom.Same(d.Whom) {
		a.Since = at
		if d.Agent != nil {
			a.Asked = append(slices.Clip(a.Asked), Asked{d.Agent.ID, at})
		}
	}
	a.Rule, a.Rung, a.Whom = d.Rule, d.Rung, d.Whom
	a.Said++
}

// Ring puts an offer before agents by a rule. It goes on by that rule; what is said
// again is whether there is anybody, and whom it is for.
type Ring struct {
	Offer  int
	Rule   RingRule
	Rung   int
	Passed []MissCount
	Roster int64
	Whom
	// Said is how often it had been said by which rule the offer rings when this was
	// planned: of two servers that would give the next turn, one does.
	Said int
}

func (c Ring) decide(d *decider) error {
	one := d.Assignments.Current()
	if on := d.Transfers.On(); !d.Rings() || one.N != c.Offer || on != nil && on.To.Agent != nil {
		return nil
	}
	if one.Rule == c.Rule && one.Whom.Same(c.Whom) {
		if (one.Rung > 0) == (c.Rung > 0) {
			return nil
		}
	} else if one.Said != c.Said {
		return nil
	}
	d.add(OfferRung{Offer: c.Offer, Rule: c.Rule, Rung: c.Rung, Passed: c.Passed, Roster: c.Roster, Whom: c.Whom})
	return nil
}

func (OfferRung) event() {}
