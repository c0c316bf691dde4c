package interaction

import "time"

// A warm transfer begins as a consultation: who has accepted comes on the line as a colleague of
// the sender, who has the call until they hand it over, are lost, or hang up. The customer
// hears music, unless the sender lets all three talk.

var consultEvents = events{
	"colleague_joined": ColleagueJoined{},
	"colleague_left":   ColleagueLeft{},
}

// ColleagueJoined: the leg of who has accepted a warm transfer is in the conference, and the
// sender is still there. Nothing changes for the customer.
type ColleagueJoined struct {
	Offer    int       `json:"offer"`
	Agent    Agent     `json:"agent"`
	CallSID  string    `json:"call_sid"`
	JoinedAt time.Time `json:"joined_at"` // by the carrier's clock where it told us
}

// ColleagueLeft: the leg of who was consulted is gone, and the sender is still there. With it
// the transfer has failed.
type ColleagueLeft struct {
	Offer   int       `json:"offer"`
	Agent   Agent     `json:"agent"`
	CallSID string    `json:"call_sid"`
	Reason  string    `json:"reason,omitempty"`
	LeftAt  time.Time `json:"left_at"` // by the carrier's clock where it told us
}

// Values of the sentence that tells of it.
func (d ColleagueJoined) Values() []string { return []string{"agent", d.Agent.Name} }

// Values of the sentence that tells of it.
func (d ColleagueLeft) Values() []string { return []string{"agent", d.Agent.Name} }

// leftConsult is why the leg of a colleague has gone who has hung up.
const leftConsult = "hung up"

// consults reports whether an agent is the colleague who is consulted now.
func (s State) consults(a Agent) bool {
	on := s.Transfers.On()
	return on != nil && s.Call.ColleagueSID() != "" && on.Colleague.ID == a.ID
}

// leaveConsult: the colleague is gone; the sender has the customer again.
func (d *decider) leaveConsult(reason string, at time.Time) {
	on := d.Transfers.On()
	d.add(ColleagueLeft{Offer: on.Offer, Agent: *on.Colleague, CallSID: d.Call.ColleagueSID(), Reason: reason, LeftAt: at})
	d.endTransfer(TransferLeft, on.Colleague)
}

// CompleteTransfer hands the call over to the colleague who is consulted. A second time changes
// nothing.
type CompleteTransfer struct{ Agent Agent }

func (c CompleteTransfer) decide(d *decider) error {
	if last := d.Transfers.Last(); last != nil && last.Outcome == TransferAccepted && last.From.ID == c.Agent.ID {
		return nil
	}
	if err := d.inTalk(c.Agent); err != nil {
		return err
	}
	if d.Call.ColleagueSID() == "" {
		return refuse("colleague_not_there")
	}
	d.goOnWithout()
	return nil
}

func (ColleagueJoined) event() {}
func (ColleagueLeft) event()   {}
