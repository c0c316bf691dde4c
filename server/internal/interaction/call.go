package interaction

import (
	"strings"
	"time"
)

// Call is the state of the voice side.
type Call struct {
	Phase       Phase
	From, To    string
	ArrivedAt   time.Time
	AnsweredAt  time.Time
	EndedAt     time.Time
	AnsweredBy  *Agent
	EndedBy     string
	Outcome     CallOutcome
	HangupAsked bool
	OutOfHours  bool      // they came when their queue was closed
	HeardAt     time.Time // when the log last learned something about the call
	OverAt      time.Time // when it learned of the end, by our clock

	// Legs that have been in the conference or were dialled for it, in the order in which
	// they were first heard of.
	Legs []Leg
}

// Phase of a call.
type Phase string

// Phases of a call.
const (
	NoCall    Phase = ""
	Awaited   Phase = "awaited"   // the contact is there, the customer's leg is not yet
	InMenu    Phase = "menu"      // the customer is asked what it is about
	Ringing   Phase = "ringing"   // the customer waits, the widgets ring
	Claimed   Phase = "claimed"   // an agent accepted and is connecting
	Dialling  Phase = "dialling"  // outbound: the agent is there, the customer is being called
	Connected Phase = "connected" // both talk
	Ended     Phase = "ended"
)

// CallOutcome is how a call ended, the same word in the widget, the call log and the CRM.
type CallOutcome string

// Outcomes.
const (
	OutcomeAnswered  CallOutcome = "answered"
	OutcomeAbandoned CallOutcome = "abandoned" // the customer left before anybody answered
	OutcomeClosed    CallOutcome = "closed"    // they came outside the hours of their queue, and nobody answered
	OutcomeNoAnswer  CallOutcome = "no-answer"
	OutcomeBusy      CallOutcome = "busy"
	OutcomeFailed    CallOutcome = "failed"
	OutcomeCancelled CallOutcome = "cancelled" // the agent gave up before the customer answered
	OutcomeVoicemail CallOutcome = "voicemail" // the caller chose to leave a message
)

// EndedByWait: nobody hung up, but nobody had taken the call in the longest time that a
// customer is kept waiting.
const EndedByWait = "wait"

// EndedByHours: nobody hung up; a caller by phone was turned away because their queue was
// closed.
const EndedByHours = "hours"

// EndedByVoicemail: nobody hung up; a caller by phone speaks to a machine.
const EndedByVoicemail = "voicemail"

// ItemCallLog is the record of a finished call.
const ItemCallLog ItemType = "call-log"

var callLogItem = ItemSpec{Type: ItemCallLog, Urgency: always(Statistics), Parts: 1}

var callEvents = events{
	"call_arrived":      CallArrived{},
	"customer_dialled":  CustomerDialled{},
	"customer_answered": CustomerAnswered{},
	"agent_joined":      AgentJoined{},
	"agent_left":        AgentLeft{},
	"hangup_asked":      HangupAsked{},
	"call_ended":        CallEnded{},
}

// CallArrived: the customer's leg has reached us, and waits in the conference or hears a menu.
type CallArrived struct {
	CallSID string `json:"call_sid"`
	From    string `json:"from"`
	To      string `json:"to"`
	Closed  bool   `json:"closed,omitempty"` // outside the hours of the queue
}

// IsBrowser tells of a party of a call whether it is the line of a browser, whose name at
// Twilio says nothing to people.
func IsBrowser(party string) bool { return strings.HasPrefix(party, "client:") }

// CustomerDialled: an outbound leg to the customer has been created.
type CustomerDialled struct {
	CallSID string `json:"call_sid"`
	From    string `json:"from"`
	To      string `json:"to"`
}

// CustomerAnswered: the dialled customer is on the line.
type CustomerAnswered struct {
	CallSID    string    `json:"call_sid"`
	AnsweredAt time.Time `json:"answered_at"` // by the carrier's clock where it told us
}

// AgentJoined: the agent's leg is in the conference.
type AgentJoined struct {
	Agent    Agent     `json:"agent"`
	CallSID  string    `json:"call_sid"`
	JoinedAt time.Time `json:"joined_at"` // by the carrier's clock where it told us
}

// AgentLeft: the agent's leg is gone while the customer is still there.
type AgentLeft struct {
	Agent   Agent     `json:"agent"`
	CallSID string    `json:"call_sid"`
	Reason  string    `json:"reason,omitempty"`
	LeftAt  time.Time `json:"left_at,omitzero"` // by the carrier's clock where it told us
}

// HangupAsked: an agent pressed hang up. The call is over when Twilio says so.
type HangupAsked struct {
	Agent Agent `json:"agent"`
}

// CallEnded absorbs: nothing that is heard of the call afterwards counts.
type CallEnded struct {
	By      string      `json:"by"` // customer, agent, carrier, wait, hours, voicemail
	Outcome CallOutcome `json:"outcome"`
	EndedAt time.Time   `json:"ended_at"` // by the carrier's clock where it told us
}

func (c *Call) apply(s *State, e Event) {
	heard := true
	switch d := e.Data.(type) {
	case Started:
		if d.Channel == Voice {
			c.Phase = Awaited
		}
	case CallArrived:
		c.From, c.To, c.ArrivedAt, c.OutOfHours = d.From, d.To, e.At, d.Closed
		c.addLeg(Leg{Role: RoleCustomer, CallSID: d.CallSID, JoinedAt: e.At})
		if s.Menu.Name != "" {
			c.Phase = InMenu
		}
	case MenuLeft:
		c.OutOfHours = d.Closed
	case MenuAnswered: // only that something was heard of the call
	case CustomerDialled:
		c.From, c.To, c.ArrivedAt = d.From, d.To, e.At
		c.addLeg(Leg{Role: RoleCustomer, CallSID: d.CallSID})
	case OfferMade:
		c.Phase = Ringing
	case TransferBegun: // they are still connected
	case ColleagueJoined:
		a := d.Agent
		c.addLeg(Leg{Role: RoleAgent, Agent: &a, Assignment: d.Offer, CallSID: d.CallSID, JoinedAt: d.JoinedAt, Consulted: true})
	case ColleagueLeft:
		c.leave(RoleAgent, d.CallSID, d.LeftAt, d.Reason, false)
	case TransferEnded:
		if d.Outcome == TransferAccepted {
			c.handOver(e.At)
		} else {
			c.leave(RoleAgent, c.ColleagueSID(), e.At, string(d.Outcome), false)
		}
	case OfferAccepted:
		if c.Phase == Ringing {
			c.Phase = Claimed
		}
	case ClaimLapsed: // its assignment tells
	case CustomerAnswered:
		c.Phase, c.AnsweredAt, c.AnsweredBy = Connected, d.AnsweredAt, s.Owner()
		c.join(RoleCustomer, d.CallSID, d.AnsweredAt)
		s.open()
	case AgentJoined:
		a := d.Agent
		c.addLeg(Leg{Role: RoleAgent, Agent: &a, Assignment: s.Assignments.Current().N, CallSID: d.CallSID, JoinedAt: d.JoinedAt})
		if s.Direction == Outbound && c.AnsweredAt.IsZero() {
			c.Phase = Dialling
			break
		}
		c.Phase = Connected
		s.open()
		if c.AnsweredAt.IsZero() {
			c.AnsweredAt, c.AnsweredBy = d.JoinedAt, &a
		}
	case AgentLeft:
		at := d.LeftAt
		told := !at.IsZero() // logs of older versions do not say; their talk times stand as they were told
		if !told {
			at = e.At
		}
		alone := c.ColleagueSID() == ""
		c.leave(RoleAgent, d.CallSID, at, d.Reason, told && alone && !c.HangupAsked && d.Reason != leftByTransfer)
		if s.Transfers.On() != nil && c.Phase == Connected && alone {
			c.Phase = Ringing // for whom it goes to
			if s.Assignments.Current().Claimed() {
				c.Phase = Claimed
			}
		}
	case HangupAsked:
		c.HangupAsked = true
	case CallEnded:
		c.Phase, c.EndedAt, c.EndedBy, c.Outcome, c.OverAt = Ended, d.EndedAt, d.By, d.Outcome, e.At
		s.open()
		s.addItem(ItemCallLog, e, func(it *Item) { it.Agent = c.AnsweredBy })
	default:
		heard = false
	}
	if heard {
		c.HeardAt = e.At
	}
}

// TalkTime is the time from answer to end, without what the customer waited alone after an
// agent had been lost.
func (c Call) TalkTime() time.Duration {
	if c.AnsweredAt.IsZero() || c.EndedAt.Before(c.AnsweredAt) {
		return 0
	}
	return max(c.EndedAt.Sub(c.AnsweredAt)-c.alone(), 0)
}

// Over: no leg is wanted any more.
func (c Call) Over() bool { return c.Phase == Ended || c.HangupAsked }

// deadline by which the customer's leg must have come, and then an agent's.
func (c *Call) deadline(s *State, p Policy) time.Time {
	if c.Phase == Awaited && s.Direction == Inbound {
		return s.StartedAt.Add(p.ConnectBy)
	}
	return s.waitDeadline(p)
}

func (c *Call) expire(d *decider) {
	if c.Phase == Ringing {
		d.endWait()
		return
	}
	d.endCall(OutcomeAbandoned, d.at)
}

func (CallArrived) event()      {}
func (CustomerDialled) event()  {}
func (CustomerAnswered) event() {}
func (AgentJoined) event()      {}
func (AgentLeft) event()        {}
func (HangupAsked) event()      {}
func (CallEnded) event()        {}
