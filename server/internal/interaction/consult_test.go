package interaction_test

import (
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

var (
	asksBen    = BeginTransfer{Agent: mia, To: TransferTo{Agent: &ben}, Note: "They want their money back.", Warm: true}
	asksOrders = BeginTransfer{Agent: mia, To: TransferTo{Queue: "orders"}, Warm: true}
	consult    = after(asksBen, benTakes, benJoins)
	allThree   = after(asksBen, benTakes, benJoins, TakeOffHold{Agent: mia})
	completes  = CompleteTransfer{Agent: mia}
	benLeaves  = LeaveAgent{CallSID: "CAb", Reason: "tab closed"}
)

func and(way []Command, more ...Command) []Command {
	return append(append([]Command{}, way...), more...)
}

func TestConsult(t *testing.T) {
	for _, c := range []struct {
		name string
		way  []Command
		cmd  Command
		want string
	}{
		{"a colleague is asked", talk, asksBen, "transfer_begun offer_rung"},
		{"the same once more", after(asksBen), asksBen, ""},
		{"to pass it on unasked, meanwhile", after(asksBen), BeginTransfer{Agent: mia, To: asksBen.To, Note: asksBen.Note}, "!transfer_on"},
		{"they come", after(asksBen, benTakes), benJoins, "colleague_joined"},
		{"one of the queue comes", after(asksOrders, benTakes), benJoins, "colleague_joined"},
		{"it is told twice that they came", consult, benJoins, ""},
		{"another leg of theirs", consult, JoinAgent{Offer: 2, CallSID: "CAx"}, "!offer_gone"},
		{"late word of the sender's leg", consult, joins, ""},
		{"a third agent accepts", consult, Accept{Offer: 2, Agent: Agent{ID: "support/9"}, Tab: "tab8"}, "!answered_elsewhere"},
		{"the colleague's other page", consult, Accept{Offer: 2, Agent: ben, Tab: "tab8"}, "!answered_in_another_tab"},
		{"another transfer meanwhile", consult, toOrders, "!transfer_on"},
		{"the colleague transfers", consult, BeginTransfer{Agent: ben, To: TransferTo{Queue: "orders"}}, "!not_your_call"},
		{"the colleague hands it over", consult, CompleteTransfer{Agent: ben}, "!not_your_call"},
		{"the colleague takes it back", consult, TakeBack{Agent: ben}, "!not_your_call"},
		{"the colleague takes the customer off hold", consult, TakeOffHold{Agent: ben}, "!not_your_call"},

		{"all three", consult, TakeOffHold{Agent: mia}, "customer_taken_off_hold"},
		{"all three, while it rings", after(asksBen, benTakes), TakeOffHold{Agent: mia}, "!transfer_on"},
		{"the two again", allThree, PutOnHold{Agent: mia}, "customer_put_on_hold"},

		{"handed over", consult, completes, "transfer_ended"},
		{"handed over by all three", allThree, completes, "transfer_ended"},
		{"handed over twice", and(consult, completes), completes, ""},
		{"handed over before they came", after(asksBen, benTakes), completes, "!colleague_not_there"},
		{"handed over to nobody", talk, completes, "!colleague_not_there"},
		{"handed over by hanging up", consult, hangsUp, "agent_left transfer_ended"},
		{"handed over when the sender is lost", consult, leaves, "agent_left transfer_ended"},
		{"late word that the sender has gone", and(consult, completes), leaves, ""},
		{"late word that they came", and(consult, completes), benJoins, ""},
		{"taken back when it was handed over", and(consult, completes), takeBack, "!not_your_call"},

		{"taken back", consult, takeBack, "transfer_ended"},
		{"late word that the colleague has gone", and(consult, takeBack), benLeaves, ""},
		{"late word that they came, then", and(consult, takeBack), benJoins, "!offer_gone"},
		{"handed over when it was taken back", and(consult, takeBack), completes, "!colleague_not_there"},
		{"asked again", and(consult, takeBack), asksBen, "transfer_begun offer_rung"},
		{"passed on unasked, then", and(consult, takeBack), toOrders, "transfer_begun"},

		{"the colleague hangs up", consult, Hangup{Agent: ben}, "colleague_left transfer_ended"},
		{"twice", and(consult, Hangup{Agent: ben}), Hangup{Agent: ben}, "!not_yours"},
		{"the colleague is lost", consult, benLeaves, "colleague_left transfer_ended"},
		{"and the sender after them", and(consult, benLeaves), leaves, "agent_left offer_made"},
		{"the sender is lost, and the colleague after them", and(consult, leaves), benLeaves, "agent_left offer_made"},
		{"the colleague has it and hangs up", and(consult, completes), Hangup{Agent: ben}, "hangup_asked"},
		{"the customer hangs up", consult, goes, "call_ended"},
		{"late word that the colleague has gone, too", and(consult, goes), benLeaves, ""},

		{"the sender has gone before they came", after(asksBen, benTakes, hangsUp), benJoins, "agent_joined transfer_ended"},
		{"the sender was lost before anybody accepted", after(asksBen, leaves, benTakes), benJoins, "agent_joined transfer_ended"},
	} {
		if got := begin(t, c.way...).decide(c.cmd); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Who has come has come, however long they talk.
func TestConsultLasts(t *testing.T) {
	in := begin(t, consult...)
	if at := in.state.Deadline(policy); !at.IsZero() {
		t.Errorf("it ends at %v", at)
	}
	in.later(time.Hour).expect(Expire{}, "")
}

// Who has the call, who is on the line besides, and whether the customer hears music.
func TestWhoHasTheCall(t *testing.T) {
	for _, c := range []struct {
		name      string
		way       []Command
		hold      bool
		has       *Agent
		leg       string
		colleague string
		outcome   TransferOutcome
	}{
		{"they talk", consult, true, &mia, "CAa", "CAb", ""},
		{"all three talk", allThree, false, &mia, "CAa", "CAb", ""},
		{"the two again", and(allThree, PutOnHold{Agent: mia}), true, &mia, "CAa", "CAb", ""},
		{"handed over", and(consult, completes), false, &ben, "CAb", "", TransferAccepted},
		{"handed over by all three", and(allThree, completes), false, &ben, "CAb", "", TransferAccepted},
		{"the sender hangs up", and(consult, hangsUp), false, &ben, "CAb", "", TransferAccepted},
		{"the sender is lost", and(allThree, leaves), false, &ben, "CAb", "", TransferAccepted},
		{"taken back", and(consult, takeBack), false, &mia, "CAa", "", TransferTakenBack},
		{"the colleague hangs up", and(consult, Hangup{Agent: ben}), false, &mia, "CAa", "", TransferLeft},
		{"the colleague is lost", and(allThree, benLeaves), false, &mia, "CAa", "", TransferLeft},
		{"the call is over", and(consult, goes), false, &mia, "CAa", "CAb", TransferCallEnded},
	} {
		s := begin(t, c.way...).state
		if s.OnHold.On() != c.hold || s.Call.AgentSID() != c.leg || s.Call.ColleagueSID() != c.colleague || s.Transfers.Last().Outcome != c.outcome {
			t.Errorf("%s: on hold %t, %s and %s, %s", c.name, s.OnHold.On(), s.Call.AgentSID(), s.Call.ColleagueSID(), s.Transfers.Last().Outcome)
		}
		equal(t, c.name, s.Owner(), c.has)
		if s.Rings() || s.Call.Phase == Connected != (c.outcome != TransferCallEnded) {
			t.Errorf("%s: it rings %t, %s", c.name, s.Rings(), s.Call.Phase)
		}
	}
}

// What is told of the legs: of who was consulted, when; and a customer who had somebody all the
// time has not been alone.
func TestConsultedLegs(t *testing.T) {
	for _, c := range []struct {
		name      string
		way       []Command
		legs      int
		consulted []bool
		alone     time.Duration
	}{
		{"taken back", and(consult, takeBack), 2, []bool{false, true}, 0},
		{"handed over", and(consult, completes), 2, []bool{false, false}, 0},
		{"the colleague is lost", and(consult, benLeaves), 2, []bool{false, true}, 0},
		{"the sender is lost", and(consult, leaves), 2, []bool{false, false}, 0},
		{"the customer hangs up", consult, 2, []bool{false, true}, 0},
		{"the sender is lost long after", and(consult, takeBack, leaves), 2, []bool{false, true}, time.Minute},
		{"both are lost", and(consult, benLeaves, leaves), 2, []bool{false, true}, time.Minute},
		{"both are lost, the sender first", and(consult, leaves, benLeaves), 2, []bool{false, false}, time.Minute},
	} {
		in := begin(t, c.way...).later(time.Minute - time.Second).do(goes)
		call := in.state.Call
		talks := call.Talks()
		if len(talks) != c.legs {
			t.Fatalf("%s: %+v", c.name, talks)
		}
		for i, l := range talks {
			if l.Consulted != c.consulted[i] {
				t.Errorf("%s: %s was consulted: %t", c.name, l.Agent.Name, l.Consulted)
			}
		}
		if got := call.EndedAt.Sub(call.AnsweredAt) - call.TalkTime(); got != c.alone {
			t.Errorf("%s: alone for %v, want %v", c.name, got, c.alone)
		}
		one := in.state.Transfers.Last()
		if one.Colleague == nil || one.Colleague.ID != ben.ID || one.ConsultsAt.IsZero() || one.EndedAt.IsZero() {
			t.Errorf("%s: %+v", c.name, one)
		}
	}
}

// Whoever had it to the end wraps it up.
func TestWhoWrapsUpAConsultedCall(t *testing.T) {
	for name, c := range map[string]struct {
		way  []Command
		want *Agent
	}{
		"asked only":  {consult, &mia},
		"left":        {and(consult, benLeaves), &mia},
		"handed over": {and(consult, completes), &ben},
	} {
		in := begin(t, c.way...).do(goes)
		equal(t, name, in.state.Owner(), c.want)
		in.expect(PutOffWrapUp{Agent: *c.want}, "closed")
	}
}
