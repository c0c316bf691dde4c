package interaction

import (
	"slices"
	"time"
)

// Role of a participant.
type Role string

// Roles.
const (
	RoleCustomer   Role = "customer"
	RoleAgent      Role = "agent"
	RoleSupervisor Role = "supervisor"
	RoleBot        Role = "bot"
	RoleGuest      Role = "guest" // somebody outside, brought in by an agent
)

// Leg is one participant's connection to the conference.
type Leg struct {
	Role       Role
	Agent      *Agent // agents and supervisors
	Assignment int    // for which they came; 0: for none
	CallSID    string
	JoinedAt   time.Time // zero: dialled, and not in the conference yet
	LeftAt     time.Time // zero: it has not gone, or went with the end of the call
	LeftBy     string    // why it went, in the carrier's word
	Lost       bool      // an agent's that nobody meant to end: the customer was alone from then on
	Consulted  bool      // an agent's who was asked to help: another has the call, or had it
}

// Live: it has not gone before the end of the call.
func (l Leg) Live() bool { return l.LeftAt.IsZero() }

// CustomerSID is the customer's leg, here or gone; empty: none was heard of yet.
func (c Call) CustomerSID() string {
	for _, l := range slices.Backward(c.Legs) {
		if l.Role == RoleCustomer {
			return l.CallSID
		}
	}
	return ""
}

// AgentSID is the leg of the agent who is on the line and has the call; empty: nobody does.
func (c Call) AgentSID() string { return c.agentSID(false) }

// ColleagueSID is the leg of the colleague whom that agent consults; empty: there is none.
func (c Call) ColleagueSID() string { return c.agentSID(true) }

func (c Call) agentSID(consulted bool) string {
	for _, l := range slices.Backward(c.Legs) {
		if l.Role == RoleAgent && l.Live() && l.Consulted == consulted {
			return l.CallSID
		}
	}
	return ""
}

// handOver to the colleague who is consulted, at that moment, or else to the agent who has
// joined last, when they joined. The legs of others are not wanted any more.
func (c *Call) handOver(at time.Time) {
	next := c.ColleagueSID()
	if next == "" {
		next = c.AgentSID()
		c.changeLeg(RoleAgent, next, func(l *Leg) { at = l.JoinedAt })
	}
	c.changeLeg(RoleAgent, next, func(l *Leg) { l.Consulted = false })
	for _, l := range c.Legs {
		if l.Role == RoleAgent && l.Live() && l.CallSID != next {
			c.leave(RoleAgent, l.CallSID, at, leftByTransfer, false)
		}
	}
}

func (c *Call) addLeg(l Leg) { c.Legs = append(slices.Clip(c.Legs), l) }

func (c *Call) join(role Role, sid string, at time.Time) {
	c.changeLeg(role, sid, func(l *Leg) { l.JoinedAt = at })
}

func (c *Call) leave(role Role, sid string, at time.Time, by string, lost bool) {
	c.changeLeg(role, sid, func(l *Leg) { l.LeftAt, l.LeftBy, l.Lost = at, by, lost })
}

// Talks are the agents' legs of a call that is over, of those who were consulted, too, if there
// was more than one, or if the only one was lost: without that, answer and end say all.
func (c Call) Talks() (out []Leg) {
	lost := false
	for _, l := range c.Legs {
		if l.Role != RoleAgent || l.JoinedAt.IsZero() {
			continue
		}
		if l.LeftAt.IsZero() || l.LeftAt.After(c.EndedAt) {
			l.LeftAt = c.EndedAt
		}
		lost = lost || l.Lost
		out = append(out, l)
	}
	if len(out) < 2 && !lost {
		return nil
	}
	return out
}

// alone is for how long the customer, once answered, waited because an agent was lost.
func (c Call) alone() (d time.Duration) {
	from := time.Time{} // since when they are alone; zero: they are not
	for _, l := range c.Legs {
		if l.Role != RoleAgent || l.JoinedAt.IsZero() || l.Consulted {
			continue
		}
		if !from.IsZero() {
			d += max(l.JoinedAt.Sub(from), 0)
		}
		from = time.Time{}
		if l.Lost && l.LeftAt.Before(c.EndedAt) {
			from = l.LeftAt
		}
	}
	if !from.IsZero() {
		d += c.EndedAt.Sub(from)
	}
	return d
}

// changeLeg changes the last leg of that role and SID.
func (c *Call) changeLeg(role Role, sid string, f func(*Leg)) {
	for i, l := range slices.Backward(c.Legs) {
		if l.Role == role && l.CallSID == sid {
			c.Legs = slices.Clone(c.Legs)
			f(&c.Legs[i])
			return
		}
	}
}
