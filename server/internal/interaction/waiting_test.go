package interaction_test

import (
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

// A customer whom nobody takes is not kept for ever, and the log says why it ended.
func TestLongestWait(t *testing.T) {
	kept := Policy{OpenOn: OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute, LongestWait: 30 * time.Minute}
	again := Accept{Offer: 2, Agent: ben, Tab: "tab9"}
	for _, c := range []struct {
		name    string
		way     []Command
		since   int // number of the event from which on they wait
		outcome CallOutcome
		why     CloseReason
	}{
		{"nobody comes", []Command{inbound, arrives}, 3, OutcomeNoAnswer, CloseNobodyAnswered},
		{"who took it never came", []Command{inbound, arrives, accepts, Expire{}}, 3, OutcomeNoAnswer, CloseNobodyAnswered},
		{"the agent was lost", []Command{inbound, arrives, accepts, joins, leaves}, 7, OutcomeAnswered, CloseAgentLost},
		{"the agent of a call of ours was lost", []Command{outbound, joins, dials, answers, leaves}, 6, OutcomeAnswered, CloseAgentLost},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := begin(t)
			in.policy = kept
			for _, cmd := range c.way {
				if _, lapses := cmd.(Expire); lapses {
					in.later(20 * time.Second)
				}
				in.do(cmd)
			}
			since := in.state.Log.At(c.since - 1).At
			equal(t, "waits since", in.state.WaitsSince(), since)
			equal(t, "deadline", in.state.Deadline(kept), since.Add(30*time.Minute))
			in.now = since.Add(30 * time.Minute)
			in.expect(Expire{}, "call_ended closed")
			equal(t, "outcome", in.state.Call.Outcome, c.outcome)
			equal(t, "ended by", in.state.Call.EndedBy, EndedByWait)
			equal(t, "closed", in.state.CloseReason, c.why)
			equal(t, "waits no more", in.state.WaitsSince(), time.Time{})
		})
	}
	in := begin(t)
	in.policy = kept
	in.do(inbound, arrives).later(29 * time.Minute).do(accepts)
	equal(t, "taken in time", in.state.Deadline(kept), in.now.Add(15*time.Second))
	in.do(joins).later(5*time.Hour).expect(Expire{}, "")
	in.do(leaves, again)
}

// Whoever does not want to wait writes instead, on the spot: it is one contact, and
// what was written stands on the ticket of their call.
func TestMessageInsteadOfWaiting(t *testing.T) {
	write := LeaveMessage{Text: "The lamp is broken."}
	in := begin(t, inbound, arrives)
	in.expect(LeaveMessage{Text: "  "}, "!empty_message")
	in.expect(write, "message_left call_ended closed")
	equal(t, "outcome", in.state.Call.Outcome, OutcomeAbandoned)
	equal(t, "closed", in.state.CloseReason, CloseMessageLeft)
	equal(t, "written", in.kinds(), "contact message call-log")
	in.expect(write, "")
	in.expect(LeaveMessage{Text: "It is the walnut one."}, "message_left")
	for _, text := range []string{"3", "4", "5"} {
		in.expect(LeaveMessage{Text: text}, "message_left")
	}
	in.expect(LeaveMessage{Text: "6"}, "!too_many_messages")

	in = begin(t, inbound, arrives, goes) // gave up, or was told that nobody comes
	in.expect(write, "message_left")
	in = begin(t, inbound, arrives, accepts)
	in.expect(write, "!call_in_progress")
	in.do(joins)
	in.expect(write, "!call_in_progress")
	in = begin(t, outbound)
	in.expect(write, "!not_awaited")
}
