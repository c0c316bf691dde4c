package interaction_test

import (
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

// Outcomes of calls, as they stand in the call log.
func TestOutcome(t *testing.T) {
	busy, silent, failed, cancelled := goes, goes, goes, goes
	busy.Status, silent.Status, failed.Status, cancelled.Status = "busy", "no-answer", "failed", "canceled"
	unknown := goes
	unknown.Status = ""
	for _, c := range []struct {
		name    string
		way     []Command
		outcome CallOutcome
		by      string
		active  bool // somebody still has to wrap up
	}{
		{"inbound, answered", []Command{inbound, arrives, accepts, joins, goes}, OutcomeAnswered, "customer", true},
		{"inbound, agent hangs up", []Command{inbound, arrives, accepts, joins, hangsUp, leaves, goes}, OutcomeAnswered, "agent", true},
		{"inbound, nobody answered", []Command{inbound, arrives, goes}, OutcomeAbandoned, "customer", false},
		{"inbound, gone while the agent was connecting", []Command{inbound, arrives, accepts, goes}, OutcomeAbandoned, "customer", false},
		{"inbound, the agent hangs up while connecting", []Command{inbound, arrives, accepts, hangsUp, goes}, OutcomeAbandoned, "agent", false},
		{"inbound, gone after the agent was lost", []Command{inbound, arrives, accepts, joins, leaves, goes}, OutcomeAnswered, "customer", false},
		{"inbound, page closed", []Command{inbound, GiveUp{}}, OutcomeAbandoned, "customer", false},
		{"outbound, answered", []Command{outbound, joins, dials, answers, goes}, OutcomeAnswered, "customer", true},
		{"outbound, agent hangs up", []Command{outbound, joins, dials, answers, hangsUp, goes}, OutcomeAnswered, "agent", true},
		{"outbound, busy", []Command{outbound, joins, dials, busy}, OutcomeBusy, "carrier", true},
		{"outbound, no answer", []Command{outbound, joins, dials, silent}, OutcomeNoAnswer, "carrier", true},
		{"outbound, end of unknown cause", []Command{outbound, joins, dials, unknown}, OutcomeNoAnswer, "carrier", true},
		{"outbound, failed", []Command{outbound, joins, dials, failed}, OutcomeFailed, "carrier", true},
		{"outbound, number refused", []Command{outbound, joins, FailDial{}}, OutcomeFailed, "carrier", true},
		{"outbound, cancelled while it rang", []Command{outbound, joins, dials, hangsUp, cancelled}, OutcomeCancelled, "agent", true},
		{"outbound, cancelled before dialling", []Command{outbound, joins, hangsUp}, OutcomeCancelled, "agent", true},
		{"outbound, tab lost before dialling", []Command{outbound, joins, leaves}, OutcomeCancelled, "agent", true},
		{"outbound, tab lost while it rang", []Command{outbound, joins, dials, leaves, cancelled}, OutcomeCancelled, "agent", true},
		{"outbound, busy although cancelled", []Command{outbound, joins, dials, hangsUp, busy}, OutcomeBusy, "agent", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := begin(t, c.way...)
			equal(t, "phase", in.state.Call.Phase, Ended)
			equal(t, "outcome", in.state.Call.Outcome, c.outcome)
			equal(t, "by", in.state.Call.EndedBy, c.by)
			equal(t, "active", in.state.Active(), c.active)
			equal(t, "deadline", in.state.Deadline(policy), time.Time{})
			in.expect(goes, "") // the same callback once more
		})
	}
}

// Why a call is closed says who was missing: of those that somebody talked in,
// nobody says that they were not answered.
func TestWhyClosed(t *testing.T) {
	for _, c := range []struct {
		name string
		way  []Command
		want string
	}{
		{"nobody took it", []Command{inbound, arrives, goes}, "nobody answered"},
		{"agent lost", []Command{inbound, arrives, accepts, joins, leaves, goes}, "the agent was lost and nobody took the call again"},
		{"gone while connecting", []Command{inbound, arrives, accepts, goes}, "the customer was gone before the agent came on the line"},
		{"agent gave up", []Command{inbound, arrives, accepts, hangsUp, goes}, "the agent hung up before coming on the line"},
		{"outbound, agent lost", []Command{outbound, joins, dials, answers, leaves, goes}, "the agent was lost and nobody took the call again"},
		{"page closed", []Command{inbound, GiveUp{}}, "nobody answered"},
		{"wrapped up", []Command{inbound, arrives, accepts, joins, goes, wrapsUp}, "wrapped up"},
	} {
		in := begin(t, c.way...)
		closed, ok := in.events[len(in.events)-1].Data.(Closed)
		if !ok || string(closed.Reason) != c.want {
			t.Errorf("%s: %+v, want %q", c.name, in.events[len(in.events)-1].Data, c.want)
		}
	}
	in := begin(t, outbound)
	in.later(policy.ClaimLease).do(Expire{})
	equal(t, "never joined", in.events[len(in.events)-1].Data, Data(Closed{"the agent did not come on the line"}))
}

// A wrap-up that nobody does ends by itself, so that the agent is free again; what
// is written later is taken in all the same.
func TestWrapUpThatNobodyDoes(t *testing.T) {
	in := begin(t, inbound, arrives, accepts, joins, goes)
	in.policy.WrapUp = 10 * time.Minute
	equal(t, "deadline", in.state.Deadline(in.policy), in.state.Call.EndedAt.Add(10*time.Minute))
	in.later(9*time.Minute).expect(Expire{}, "")
	in.later(time.Minute).expect(Expire{}, "closed")
	equal(t, "reason", in.events[len(in.events)-1].Data, Data(Closed{"not wrapped up"}))
	equal(t, "deadline", in.state.Deadline(in.policy), time.Time{})
	in.expect(Expire{}, "")
	in.expect(aNote, "note_added")
	in.expect(wrapsUp, "wrap_up_saved")
	in.expect(wrapsUp, "")
}

func TestAgentWhoNeverConnects(t *testing.T) {
	in := begin(t, outbound)
	equal(t, "deadline", in.state.Deadline(policy), in.now.Add(policy.ClaimLease))
	in.later(policy.ClaimLease-2*time.Second).expect(Expire{}, "")
	in.expect(Expire{}, "claim_lapsed call_ended closed")
	equal(t, "outcome", in.state.Call.Outcome, OutcomeFailed)
	in.expect(joins, "!call_ended")
}

func TestClaimLapsesAndIsOfferedAgain(t *testing.T) {
	in := begin(t, inbound, arrives, Decline{Offer: 1, Agent: ben}, accepts)
	equal(t, "deadline", in.state.Deadline(policy), in.now.Add(policy.ClaimLease))
	in.later(policy.ClaimLease-2*time.Second).expect(Expire{}, "")
	in.expect(Expire{}, "claim_lapsed offer_made")
	if o := in.state.Assignments.Current(); o.N != 2 || o.Claimed() || in.state.Owner() != nil || len(o.Declined) != 0 {
		t.Errorf("offer %+v, agent %v", o, in.state.Owner())
	}
	in.expect(Expire{}, "")
	in.expect(joins, "!offer_gone") // too late
	in.expect(accepts, "!offer_gone")
	in.expect(Accept{Offer: 2, Agent: ben, Tab: "tab9"}, "offer_accepted")
	in.expect(joins, "!offer_gone")
	in.expect(JoinAgent{Offer: 2, CallSID: "CAb"}, "agent_joined")
	equal(t, "answered by", in.state.Call.AnsweredBy.ID, ben.ID)
}

func TestClaimOfACallThatIsBeingEnded(t *testing.T) {
	in := begin(t, inbound, arrives, accepts, hangsUp)
	equal(t, "deadline", in.state.Deadline(policy), time.Time{})
	in.later(time.Hour).expect(Expire{}, "")
}

func TestContactWhoseCallNeverComes(t *testing.T) {
	in := begin(t, inbound)
	equal(t, "deadline", in.state.Deadline(policy), in.now.Add(policy.ConnectBy))
	in.later(policy.ConnectBy).expect(Expire{}, "call_ended closed")
	equal(t, "outcome", in.state.Call.Outcome, OutcomeAbandoned)
	in.expect(arrives, "!not_awaited")
}

func TestDecline(t *testing.T) {
	decline := Decline{Offer: 1, Agent: ben}
	in := begin(t, inbound, arrives)
	in.expect(decline, "offer_declined")
	in.expect(decline, "")
	equal(t, "declined", in.state.Assignments.Current().Declined, []Declining{{Agent: ben.ID, At: in.now.Add(-time.Second)}})
	equal(t, "phase", in.state.Call.Phase, Ringing)
	in.expect(Accept{Offer: 1, Agent: ben, Tab: "t"}, "offer_accepted") // minds may change
}

// Who puts the wrap-up off has closed the interaction, and may still make it.
func TestPutOff(t *testing.T) {
	putOff := PutOffWrapUp{Agent: mia}
	in := begin(t, inbound, arrives, accepts, joins)
	in.expect(putOff, "!call_in_progress")
	in.do(goes)
	in.expect(PutOffWrapUp{Agent: ben}, "!not_your_wrap_up")
	in.expect(putOff, "closed")
	in.expect(putOff, "")
	equal(t, "put off", in.state.PutOff(), true)
	equal(t, "deadline", in.state.Deadline(Policy{WrapUp: time.Minute}), time.Time{})
	in.expect(wrapsUp, "wrap_up_saved")
	equal(t, "put off no more", in.state.PutOff(), false)
}

// Talk time leaves out what the customer waited alone after an agent was lost, however
// the carrier's word on it comes; the times of every leg are kept.
func TestTalkTimeWithoutWaitingAlone(t *testing.T) {
	at := func(minutes int) time.Time { return t0.Add(time.Duration(minutes) * time.Minute) }
	lost := func(minutes int) LeaveAgent { return LeaveAgent{CallSID: "CAa", Reason: "gone", At: at(minutes)} }
	again := []Command{Accept{Offer: 2, Agent: ben, Tab: "t"}, JoinAgent{Offer: 2, CallSID: "CAb", At: at(9)}}
	ends := func(minutes int) Command {
		return DisconnectCustomer{CallSID: "CAc", Status: "completed", At: at(minutes)}
	}
	begins := []Command{inbound, arrives, accepts, JoinAgent{Offer: 1, CallSID: "CAa", At: at(1)}}
	for _, c := range []struct {
		name string
		way  []Command
		talk time.Duration
		legs int
	}{
		{"one agent", []Command{ends(11)}, 10 * time.Minute, 0},
		{"lost, and taken again", append([]Command{lost(4)}, append(again, ends(11))...), 5 * time.Minute, 2},
		{"lost, and nobody came again", []Command{lost(4), ends(11)}, 3 * time.Minute, 1},
		{"the agent hangs up and goes first", []Command{hangsUp, LeaveAgent{CallSID: "CAa", At: at(10)}, ends(11)}, 10 * time.Minute, 0},
	} {
		in := begin(t, append(append([]Command{}, begins...), c.way...)...)
		equal(t, c.name+": talk", in.state.Call.TalkTime(), c.talk)
		equal(t, c.name+": legs", len(in.state.Call.Talks()), c.legs)
	}
	in := begin(t, append(append(begins, lost(4)), append(again, ends(11))...)...)
	first, second := in.state.Call.Talks()[0], in.state.Call.Talks()[1]
	equal(t, "times", []time.Time{first.JoinedAt, first.LeftAt, second.JoinedAt, second.LeftAt}, []time.Time{at(1), at(4), at(9), at(11)})
}

// A declined offer comes back: after a rest, or as soon as the agent says that calls may
// ring. Until then it rings for nobody who has declined, whatever routing thinks.
func TestDeclinedOfferComesBack(t *testing.T) {
	back := func(ready time.Time) Return {
		return Return{Offer: 1, Agents: []Agent{ben, mia}, Ready: map[string]time.Time{ben.ID: ready}}
	}
	in := begin(t, inbound, arrives, Ring{Offer: 1, Rule: RingAvailable, Rung: 1}, Decline{Offer: 1, Agent: ben})
	declined := in.now
	equal(t, "comes back", in.state.Assignments.Current().Returns(ben.ID, time.Time{}), declined.Add(30*time.Second))
	equal(t, "for others", in.state.Assignments.Current().Returns(mia.ID, time.Time{}), time.Time{})
	in.expect(back(time.Time{}), "")
	in.expect(back(declined.Add(-time.Hour)), "") // as they were when they declined
	in.expect(Return{Offer: 2, Agents: []Agent{ben}}, "")
	in.expect(back(declined.Add(time.Second)), "offer_returned")
	equal(t, "declined", len(in.state.Assignments.Current().Declined), 0)
	equal(t, "returned to", in.state.Log.Last().Data, Data(OfferReturned{Offer: 1, Agents: []Agent{ben}}))
	in.expect(back(time.Time{}), "")
	in.expect(Decline{Offer: 1, Agent: ben}, "offer_declined")
	in.later(30*time.Second).expect(back(time.Time{}), "offer_returned")
	got, _ := Missed(in.do(goes).state.Offerings(), ben.ID, Abilities{}, History{{At: t0.Add(-time.Hour)}})
	equal(t, "why in the end", got.Reason, MissedExpired)
}

// A tab that crashes in the middle of a call costs neither the customer nor the log.
func TestAgentTabCrashes(t *testing.T) {
	in := begin(t, inbound, arrives, accepts, joins)
	answered := in.state.Call.AnsweredAt
	in.expect(leaves, "agent_left offer_made")
	equal(t, "phase", in.state.Call.Phase, Ringing)
	in.expect(leaves, "")
	in.do(Accept{Offer: 2, Agent: mia, Tab: "tab1"}, JoinAgent{Offer: 2, CallSID: "CAa2"})
	equal(t, "answered at", in.state.Call.AnsweredAt, answered)
	in.expect(leaves, "") // the old leg's end, told late, is not the new leg's
	in.expect(joins, "!offer_gone")
	in.do(goes)
	equal(t, "agent", in.state.Owner().ID, mia.ID)
}

func TestTalkTime(t *testing.T) {
	in := begin(t, inbound, arrives, accepts)
	join := joins
	join.At = in.now.Add(10 * time.Second)
	end := goes
	end.At = join.At.Add(95 * time.Second)
	in.do(join, end)
	equal(t, "talk", in.state.Call.TalkTime(), 95*time.Second)

	equal(t, "not answered", begin(t, inbound, arrives, goes).state.Call.TalkTime(), time.Duration(0))

	// A carrier's clock that runs behind ours does not make a call of less than nothing.
	in = begin(t, outbound, joins, dials, answers)
	end.At = in.state.Call.AnsweredAt.Add(-time.Minute)
	in.do(end)
	equal(t, "ended", in.state.Call.EndedAt, in.now)
	if in.state.Call.TalkTime() <= 0 {
		t.Errorf("talk %v", in.state.Call.TalkTime())
	}
}

func TestStart(t *testing.T) {
	var nobody State
	for _, c := range commands {
		if c.name == "start" {
			continue
		}
		in := &contact{t: t, state: nobody, now: t0, policy: policy}
		in.expect(c.cmd, "!unknown_interaction")
	}
	lonely := outbound
	lonely.Started.Agent = nil
	(&contact{t: t, now: t0, policy: policy}).expect(lonely, "!no_agent")

	in := begin(t, inbound)
	equal(t, "events", names(in.events), "started packet_received")
	equal(t, "opening is fixed at the start", in.state.OpenOn, OnArrival)
	equal(t, "packet", in.state.Packet, *inbound.Packet)

	in = begin(t, message)
	equal(t, "events", names(in.events), "started message_left closed")
	equal(t, "writes", in.kinds(), "contact message")
	equal(t, "active", in.state.Active(), false)
	equal(t, "message", in.last().Text, message.Message)

	in = begin(t, outbound)
	equal(t, "events", names(in.events), "started offer_accepted")
	equal(t, "tab", in.state.Assignments.Current().Claim.Tab, "tab1")
}

func TestRooms(t *testing.T) {
	if id, ok := ByConference(ID("01c").Conference()); !ok || id != "01c" {
		t.Error(id, ok)
	}
	for _, room := range []string{"", "c_", "01c", "x_01c"} {
		if id, ok := ByConference(room); ok {
			t.Errorf("%q is the room of %q", room, id)
		}
	}
}
