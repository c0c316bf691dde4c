package interaction_test

import (
	"strings"
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

var (
	toBen    = BeginTransfer{Agent: mia, To: TransferTo{Agent: &ben}, Note: "The lamp is broken, and they have the receipt."}
	toOrders = BeginTransfer{Agent: mia, To: TransferTo{Queue: "orders"}}
	benTakes = Accept{Offer: 2, Agent: ben, Tab: "tab9"}
	benJoins = JoinAgent{Offer: 2, CallSID: "CAb"}
	takeBack = TakeBack{Agent: mia}
	talk     = []Command{inbound, arrives, accepts, joins}
)

func after(more ...Command) []Command { return append(append([]Command{}, talk...), more...) }

func TestTransfer(t *testing.T) {
	for _, c := range []struct {
		name string
		way  []Command
		cmd  Command
		want string
	}{
		{"to a colleague", talk, toBen, "transfer_begun offer_rung"},
		{"to a queue", talk, toOrders, "transfer_begun"},
		{"the same once more", after(toBen), toBen, ""},
		{"another meanwhile", after(toBen), toOrders, "!transfer_on"},
		{"to oneself", talk, BeginTransfer{Agent: mia, To: TransferTo{Agent: &mia}}, "!transfer_to_self"},
		{"to nobody", talk, BeginTransfer{Agent: mia}, "!transfer_nowhere"},
		{"with too much to say", talk, BeginTransfer{Agent: mia, To: toBen.To, Note: strings.Repeat("x", MaxTransferNote+1)}, "!transfer_note_too_long"},
		{"of another agent's call", talk, BeginTransfer{Agent: ben, To: TransferTo{Agent: &mia}}, "!not_your_call"},
		{"of a call that nobody has answered", []Command{inbound, arrives}, toBen, "!not_connected"},
		{"of a call that is over", after(goes), toBen, "!call_ended"},
		{"a second one, when the first has failed", after(toBen, takeBack), toOrders, "transfer_begun"},

		{"the receiver accepts", after(toBen), benTakes, "offer_accepted"},
		{"the receiver comes", after(toBen, benTakes), benJoins, "agent_joined transfer_ended"},
		{"one of the queue comes", after(toOrders, benTakes), benJoins, "agent_joined transfer_ended"},
		{"somebody else accepts", after(toBen), Accept{Offer: 2, Agent: Agent{ID: "support/9"}, Tab: "tab8"}, "!transfer_to_another"},
		{"the sender accepts", after(toOrders), Accept{Offer: 2, Agent: mia, Tab: "tab1"}, "!transfer_to_self"},
		{"a second one of the queue accepts", after(toOrders, benTakes), Accept{Offer: 2, Agent: Agent{ID: "support/9"}, Tab: "tab8"}, "!answered_elsewhere"},
		{"the receiver's other page accepts", after(toBen, benTakes), Accept{Offer: 2, Agent: ben, Tab: "tab8"}, "!answered_in_another_tab"},
		{"the first offer is accepted late", after(toBen), Accept{Offer: 1, Agent: ben, Tab: "tab8"}, "!answered_elsewhere"},
		{"the receiver declines", after(toBen), Decline{Offer: 2, Agent: ben}, "offer_declined transfer_ended"},
		{"one of the queue declines", after(toOrders), Decline{Offer: 2, Agent: ben}, "offer_declined"},

		{"the sender takes it back", after(toBen), takeBack, "transfer_ended"},
		{"twice", after(toBen, takeBack), takeBack, ""},
		{"while the receiver comes", after(toBen, benTakes), takeBack, "transfer_ended"},
		{"too late", after(toBen, benTakes, benJoins), takeBack, "!not_your_call"},
		{"the receiver comes after that", after(toBen, benTakes, takeBack), benJoins, "!offer_gone"},
		{"the sender takes them off hold", after(toBen), TakeOffHold{Agent: mia}, "!transfer_on"},

		{"the sender hangs up", after(toBen), hangsUp, "agent_left"},
		{"the sender is lost", after(toBen), leaves, "agent_left"},
		{"the receiver comes to a customer who is alone", after(toBen, leaves, benTakes), benJoins, "agent_joined transfer_ended"},
		{"and declines", after(toBen, leaves), Decline{Offer: 2, Agent: ben}, "offer_declined transfer_ended offer_made"},
		{"and anybody may take it", after(toBen, leaves), Accept{Offer: 2, Agent: Agent{ID: "support/9"}, Tab: "tab8"}, "offer_accepted"},
		{"the receiver is lost", after(toBen, benTakes, benJoins), LeaveAgent{CallSID: "CAb"}, "agent_left offer_made"},
		{"the sender's leg is gone when it was passed on", after(toBen, benTakes, benJoins), leaves, ""},
		{"the receiver hangs up", after(toBen, benTakes, benJoins), Hangup{Agent: ben}, "hangup_asked"},
		{"the customer hangs up while it rings", after(toBen), goes, "call_ended"},
		{"and nobody gets it then", after(toBen, goes), benTakes, "!call_ended"},
		{"and nobody comes then", after(toBen, benTakes, goes), benJoins, "!call_ended"},
		{"routing has no say in whom it is for", after(toBen), Ring{Offer: 2, Rule: RingAvailable, Rung: 3, Said: 1}, ""},
		{"but in a queue", after(toOrders), Ring{Offer: 2, Rule: RingAvailable, Rung: 3}, "offer_rung"},
	} {
		begun := begin(t, c.way...)
		if got := begun.decide(c.cmd); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// The customer hears music until somebody has them: the receiver, or the sender again.
func TestTransferIsAHold(t *testing.T) {
	for name, c := range map[string]struct {
		way  []Command
		hold bool
		has  *Agent
	}{
		"it rings":                  {after(toBen), true, &mia},
		"the receiver comes":        {after(toBen, benTakes), true, &mia},
		"the receiver has come":     {after(toBen, benTakes, benJoins), false, &ben},
		"it was declined":           {after(toBen, Decline{Offer: 2, Agent: ben}), false, &mia},
		"it was taken back":         {after(PutOnHold{Agent: mia}, toBen, takeBack), false, &mia},
		"the sender has gone":       {after(toBen, hangsUp), true, nil},
		"and the receiver accepts":  {after(toBen, hangsUp, benTakes), true, &ben},
		"and declines":              {after(toBen, hangsUp, Decline{Offer: 2, Agent: ben}), true, nil},
		"and the receiver has come": {after(toBen, hangsUp, benTakes, benJoins), false, &ben},
		"the call is over":          {after(toBen, goes), false, &mia},
	} {
		s := begin(t, c.way...).state
		if s.OnHold.On() != c.hold {
			t.Errorf("%s: on hold %t", name, !c.hold)
		}
		equal(t, name, s.Owner(), c.has)
	}
}

// What nobody answers comes back to the sender; of a customer who is alone, to everybody.
func TestTransferInVain(t *testing.T) {
	for _, c := range []struct {
		name string
		way  []Command
		wait time.Duration
		want string
	}{
		{"a colleague", after(toBen), 30 * time.Second, "transfer_ended"},
		{"a queue", after(toOrders), 3 * time.Minute, "transfer_ended"},
		{"a colleague, and the sender has gone", after(toBen, leaves), 30 * time.Second, "transfer_ended offer_made"},
		{"a queue, and the sender has gone", after(toOrders, leaves), time.Hour, ""},
		{"who accepted does not come", after(toBen, benTakes), policy.ClaimLease, "claim_lapsed transfer_ended"},
		{"nor to a customer who is alone", after(toOrders, leaves, benTakes), policy.ClaimLease, "claim_lapsed transfer_ended offer_made"},
	} {
		begun := begin(t, c.way...)
		if got := begun.decide(Expire{}); got != "" {
			t.Errorf("%s, at once: %s", c.name, got)
		}
		if got := begun.later(c.wait).decide(Expire{}); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if last := begun.state.Transfers.Last(); c.want != "" && last.Outcome != TransferUnanswered {
			t.Errorf("%s: %+v", c.name, last)
		}
	}
}

// Who was on the line, and for how long, is what both have of it.
func TestTransferredTalk(t *testing.T) {
	c := begin(t, after(toBen, benTakes, benJoins)...).later(time.Minute).do(goes)
	talks := c.state.Call.Talks()
	if len(talks) != 2 || talks[0].Agent.ID != mia.ID || talks[0].Lost || !talks[0].LeftAt.Equal(talks[1].JoinedAt) || talks[1].Agent.ID != ben.ID {
		t.Errorf("%+v", talks)
	}
	if got, want := c.state.Call.TalkTime(), c.state.Call.EndedAt.Sub(c.state.Call.AnsweredAt); got != want {
		t.Errorf("they talked for %v, want %v", got, want)
	}
	equal(t, "who wraps up", c.state.Owner(), &ben)
	c.expect(AddNote{Note: "n9", Agent: mia, Text: "I promised them a new one."}, "note_added")
}

// What rings for somebody is missed by who did not take it.
func TestTransferMissed(t *testing.T) {
	ready := History{{At: t0}}
	m, missed := Missed(begin(t, after(toBen, takeBack)...).state.Offerings(), ben.ID, Abilities{}, ready)
	if !missed || m.Reason != MissedExpired {
		t.Errorf("taken back: %+v, %t", m, missed)
	}
	if m, missed := Missed(begin(t, after(toBen, benTakes, benJoins)...).state.Offerings(), ben.ID, Abilities{}, ready); missed {
		t.Errorf("taken: %+v", m)
	}
}
