package interaction

import "time"

// Arrive: the customer's leg waits in the conference.
type Arrive struct {
	CallSID  string
	From, To string
	Closed   bool // outside the hours of the queue
}

func (c Arrive) decide(d *decider) error {
	if d.Call.CustomerSID() == c.CallSID {
		return nil
	}
	if d.Call.Phase != Awaited || d.Direction != Inbound {
		return refuse("not_awaited")
	}
	d.add(CallArrived(c))
	if d.Call.Phase == InMenu {
		return nil
	}
	if c.Closed && d.App == "" {
		d.turnAway()
		return nil
	}
	d.offer() // a page says itself that it is closed, and takes a message
	return nil
}

// turnAway a caller by phone whose queue is closed: they hear so, and nobody is wanted.
func (d *decider) turnAway() {
	d.add(CallEnded{By: EndedByHours, Outcome: OutcomeClosed, EndedAt: d.at})
	d.add(Closed{CloseOutOfHours})
}

// JoinAgent: the leg that connected for a claimed offer is in the conference.
type JoinAgent struct {
	Offer   int
	CallSID string
	At      time.Time // by the carrier's clock; zero: now
}

func (c JoinAgent) decide(d *decider) error {
	wanted := d.Assignments.Current()
	switch {
	case d.Call.AgentSID() == c.CallSID, d.Call.ColleagueSID() == c.CallSID:
		return nil
	case d.Call.Over():
		// Also a late word of a leg that has come and gone before the end.
		return refuse("call_ended")
	case !d.State.Awaits(c.Offer):
		return refuse("offer_gone")
	}
	on := d.Transfers.On()
	if on != nil && on.Warm && !on.Left {
		d.add(ColleagueJoined{Offer: c.Offer, Agent: wanted.Claim.Agent, CallSID: c.CallSID, JoinedAt: d.orNow(c.At)})
		return nil
	}
	d.add(AgentJoined{Agent: wanted.Claim.Agent, CallSID: c.CallSID, JoinedAt: d.orNow(c.At)})
	if on != nil {
		d.endTransfer(TransferAccepted, &wanted.Claim.Agent)
	}
	return nil
}

// Awaits reports whether the leg of who has accepted an offer is to join: nobody is on the
// line, or who is passes the call on and consults nobody yet.
func (s State) Awaits(offer int) bool {
	one := s.Assignments.Current()
	return one.Claimed() && one.N == offer && s.Call.ColleagueSID() == "" && (s.Call.AgentSID() == "" || s.Transfers.On() != nil)
}

func (d *decider) orNow(at time.Time) time.Time {
	if at.IsZero() {
		return d.at
	}
	return at
}

// LeaveAgent: an agent's leg is gone. A customer who is still there is the colleague's who is
// there, or offered again; an unanswered outbound call is given up.
type LeaveAgent struct {
	CallSID string
	Reason  string
	At      time.Time // by the carrier's clock; zero: now
}

func (c LeaveAgent) decide(d *decider) error {
	if d.Call.Phase == Ended || c.CallSID == "" {
		return nil
	}
	if d.Call.ColleagueSID() == c.CallSID {
		d.leaveConsult(c.Reason, d.orNow(c.At))
		return nil
	}
	if d.Call.AgentSID() != c.CallSID {
		return nil
	}
	owner := *d.Owner()
	d.add(AgentLeft{Agent: owner, CallSID: c.CallSID, Reason: c.Reason, LeftAt: d.orNow(c.At)})
	switch {
	case d.Call.HangupAsked:
		// The conference is being ended; the customer's leg will tell.
	case d.Direction == Outbound && d.Call.AnsweredAt.IsZero():
		d.add(HangupAsked{Agent: owner})
		d.cancelUndialled()
	case d.Transfers.On() != nil:
		d.goOnWithout()
	default:
		d.offer()
	}
	return nil
}

// DialCustomer: the outbound leg exists.
type DialCustomer struct {
	CallSID  string
	From, To string
}

func (c DialCustomer) decide(d *decider) error {
	if d.Call.Phase == Ended || d.Call.CustomerSID() == c.CallSID {
		return nil
	}
	if d.Direction != Outbound || d.Call.CustomerSID() != "" {
		return refuse("already_dialled")
	}
	d.add(CustomerDialled(c))
	return nil
}

// ConnectCustomer: the dialled customer has answered.
type ConnectCustomer struct {
	CallSID string
	At      time.Time // by the carrier's clock; zero: now
}

func (c ConnectCustomer) decide(d *decider) error {
	if d.Direction != Outbound || d.Call.Phase != Dialling || d.Call.CustomerSID() != c.CallSID {
		return nil
	}
	d.add(CustomerAnswered{CallSID: c.CallSID, AnsweredAt: d.orNow(c.At)})
	return nil
}

// DisconnectCustomer: the customer's leg is over, whoever ended it. Status is the
// carrier's last word on the leg; empty when it is not known.
type DisconnectCustomer struct {
	CallSID string
	Status  string
	At      time.Time // by the carrier's clock; zero: now
}

func (c DisconnectCustomer) decide(d *decider) error {
	if d.Call.Phase == Ended || d.Call.Phase == NoCall || d.Call.CustomerSID() != c.CallSID {
		return nil
	}
	d.endCall(d.outcome(c.Status), c.At)
	return nil
}

func (d *decider) outcome(status string) CallOutcome {
	if !d.Call.AnsweredAt.IsZero() {
		return OutcomeAnswered
	}
	if d.Call.OutOfHours && !d.Call.HangupAsked {
		return OutcomeClosed
	}
	if d.Direction == Inbound {
		return OutcomeAbandoned
	}
	switch status {
	case "busy":
		return OutcomeBusy
	case "no-answer":
		return OutcomeNoAnswer
	case "failed":
		return OutcomeFailed
	}
	if d.Call.HangupAsked {
		return OutcomeCancelled
	}
	return OutcomeNoAnswer
}

func (d *decider) endCall(outcome CallOutcome, at time.Time) {
	if at.IsZero() || at.Before(d.Call.AnsweredAt) {
		at = d.at
	}
	if d.Call.Phase == InMenu {
		d.leaveMenu("", false)
	}
	by := "customer"
	switch {
	case d.Call.HangupAsked:
		by = "agent"
	case outcome == OutcomeBusy, outcome == OutcomeNoAnswer, outcome == OutcomeFailed:
		by = "carrier"
	}
	d.add(CallEnded{By: by, Outcome: outcome, EndedAt: at})
	if why := d.nothingToWrapUp(); why != "" {
		d.add(Closed{why})
	}
}

// nothingToWrapUp says why a call that is over needs nobody any more; empty: an
// agent is to wrap it up.
func (d *decider) nothingToWrapUp() CloseReason {
	answered := !d.Call.AnsweredAt.IsZero()
	switch {
	case d.Owner() == nil && answered:
		return CloseAgentLost
	case d.Owner() == nil && d.Direction == Outbound:
		return CloseAgentAbsent
	case d.Menu.HungUp:
		return CloseInMenu
	case d.Owner() == nil:
		return CloseNobodyAnswered
	case d.Direction == Outbound || answered:
		return ""
	case d.Call.HangupAsked:
		return CloseAgentHungUp
	}
	return CloseCustomerGone
}

// FailDial: the carrier refuses to call this number.
type FailDial struct{}

func (FailDial) decide(d *decider) error {
	if d.Direction == Outbound && d.Call.CustomerSID() == "" && d.Call.Phase != Ended {
		d.endCall(OutcomeFailed, d.at)
	}
	return nil
}

// Hangup by an agent. Who passes the call on leaves it to those whom it goes to; who is
// consulted leaves it to who has asked them.
type Hangup struct{ Agent Agent }

func (c Hangup) decide(d *decider) error {
	if d.Call.Phase == Ended || d.Call.Phase == NoCall || d.Call.HangupAsked {
		return nil
	}
	if d.consults(c.Agent) {
		d.leaveConsult(leftConsult, d.at)
		return nil
	}
	if owner := d.Owner(); owner == nil || owner.ID != c.Agent.ID {
		return refuse("not_yours")
	}
	if d.Transfers.On() != nil && d.Call.Phase == Connected {
		d.leaveToTransfer(c.Agent)
		return nil
	}
	d.add(HangupAsked(c))
	d.cancelUndialled()
	return nil
}

// cancelUndialled ends a call for which nobody was called yet: there is no leg
// whose end we would hear of.
func (d *decider) cancelUndialled() {
	if d.Direction == Outbound && d.Call.CustomerSID() == "" {
		d.endCall(OutcomeCancelled, d.at)
	}
}

// GiveUp: the customer of a voice contact closed the page before the call began.
type GiveUp struct{}

func (GiveUp) decide(d *decider) error {
	if d.Call.Phase == Awaited && d.Direction == Inbound {
		d.endCall(OutcomeAbandoned, d.at)
	}
	return nil
}
