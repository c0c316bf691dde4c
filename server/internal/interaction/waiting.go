package interaction

import "time"

// mostMessages that a customer may leave in one interaction: enough for what was
// forgotten in the first, and no way to fill a ticket.
const mostMessages = 5

// WaitsSince is since when the customer has been waiting alone for an agent; zero: they
// are not waiting. Who takes the call and does not come has not ended their wait.
func (s State) WaitsSince() time.Time {
	if s.Call.Phase != Ringing && s.Call.Phase != Claimed {
		return time.Time{}
	}
	since := s.Call.ArrivedAt
	if s.Call.AnsweredAt.After(since) && s.Direction == Outbound {
		since = s.Call.AnsweredAt
	}
	for _, l := range s.Call.Legs {
		if l.Role == RoleAgent && l.LeftAt.After(since) {
			since = l.LeftAt
		}
	}
	return since
}

// waitDeadline is when a customer has waited for so long that waiting on is no use.
func (s State) waitDeadline(p Policy) time.Time {
	if s.Call.Phase != Ringing || p.LongestWait <= 0 {
		return time.Time{}
	}
	return s.WaitsSince().Add(p.LongestWait)
}

// endWait ends a call that nobody took.
func (d *decider) endWait() {
	outcome := OutcomeNoAnswer
	if d.Call.OutOfHours {
		outcome = OutcomeClosed
	}
	if !d.Call.AnsweredAt.IsZero() {
		outcome = OutcomeAnswered
	}
	d.add(CallEnded{By: EndedByWait, Outcome: outcome, EndedAt: d.at})
	d.add(Closed{d.nothingToWrapUp()})
}

// LeaveMessage instead of waiting on, or after nobody has come: what the customer
// writes reaches the ticket of their call.
type LeaveMessage struct{ Text string }

func (c LeaveMessage) decide(d *decider) error {
	if d.Message == c.Text {
		return nil
	}
	if err := checkText(c.Text, "message"); err != nil {
		return err
	}
	switch {
	case d.Channel != Voice || d.Direction != Inbound:
		return refuse("not_awaited")
	case d.Call.Phase == Claimed, d.Call.Phase == Connected, len(d.Joining.browsers) > 0 && d.Call.Phase != Ended: // a page beside a phone does not hang it up
		return refuse("call_in_progress")
	case len(d.Joining.browsers) > 0 && !d.Active():
		return refuse("closed")
	case d.Messages() >= mostMessages:
		return refuse("too_many_messages")
	}
	d.add(MessageLeft(c))
	if d.Call.Phase != Ended {
		d.add(CallEnded{By: "customer", Outcome: d.outcome(""), EndedAt: d.at})
		d.add(Closed{CloseMessageLeft})
	}
	return nil
}

// Messages that the customer has left.
func (s State) Messages() int {
	n := 0
	for _, it := range s.Items.All() {
		if it.Type == ItemMessage {
			n++
		}
	}
	return n
}
