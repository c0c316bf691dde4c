package voice_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio"
	. "github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/voice"
)

// after folds what follows from commands, a second apart.
func after(t *testing.T, cmds ...Command) State {
	t.Helper()
	s := State{ID: "01c"}
	for i, cmd := range cmds {
		d, err := s.Decide(cmd, begin.Add(time.Duration(i)*time.Second), policy)
		if err != nil {
			t.Fatalf("%T: %v", cmd, err)
		}
		s = d.State
	}
	return s
}

var (
	contact  = Start{Started: Started{Account: "support", Channel: Voice, Direction: Inbound}}
	dialling = Start{Started: Started{
		Account: "support", Channel: Voice, Direction: Outbound, Agent: &mia, Line: ours, Customer: Customer{Phone: callee},
	}, Tab: "tab"}
	arrives = Arrive{CallSID: "CAc"}
	accepts = Accept{Offer: 1, Agent: mia, Tab: "tab"}
	joins   = JoinAgent{Offer: 1, CallSID: "CAa"}
	leaves  = LeaveAgent{CallSID: "CAa"}
	dials   = DialCustomer{CallSID: "CAc", From: ours, To: callee}
	answers = ConnectCustomer{CallSID: "CAc"}
	holds   = PutOnHold{Agent: mia}
	resumes = TakeOffHold{Agent: mia}
	hangsUp = Hangup{Agent: mia}
	goes    = DisconnectCustomer{CallSID: "CAc"}
	comes   = JoinAgent{Offer: 2, CallSID: "CAb"}

	asked = []Command{
		contact, arrives, accepts, joins, BeginTransfer{Agent: mia, To: TransferTo{Agent: &ben}, Warm: true}, Accept{Offer: 2, Agent: ben, Tab: "tab9"},
	}
	consulted = append(slices.Clip(asked), comes)
)

func room(status string, in ...twilio.Participant) voice.Snapshot {
	return voice.Snapshot{Found: true, Room: twilio.Conference{SID: "CF", Status: status, Participants: in}}
}

func customer(status string) twilio.Participant {
	return twilio.Participant{CallSID: "CAc", Label: "customer", Status: status}
}

var heldCustomer = twilio.Participant{CallSID: "CAc", Label: "customer", Status: "connected", Hold: true}

func agent(sid, label string) twilio.Participant {
	return twilio.Participant{CallSID: sid, Label: label, Status: "connected"}
}

func (s seen) withCustomer(c twilio.Call) voice.Snapshot { s.Customer = &c; return voice.Snapshot(s) }
func (s seen) withColleague(c twilio.Call) voice.Snapshot {
	s.Colleague = &c
	return voice.Snapshot(s)
}
func (s seen) withAgent(c twilio.Call) voice.Snapshot { s.Agent = &c; return voice.Snapshot(s) }

type seen voice.Snapshot

func TestPlan(t *testing.T) {
	const live, over = "in-progress", "completed"
	learn := func(cmds ...Command) (out []voice.Action) {
		for _, c := range cmds {
			out = append(out, voice.Action{Record: c})
		}
		return out
	}
	end := begin.Add(time.Minute)
	talked := twilio.Call{SID: "CAc", Status: twilio.Completed, EndTime: end, Duration: 20 * time.Second}
	for _, c := range []struct {
		name string
		log  []Command
		seen voice.Snapshot
		want []voice.Action
	}{
		{"no room yet", []Command{contact, arrives}, voice.Snapshot{}, nil},
		{"waiting", []Command{contact, arrives}, room("init", customer("connected")), nil},
		{"talking", []Command{contact, arrives, accepts, joins}, room(live, customer("connected"), agent("CAa", "agent-1")), nil},
		{"a stranger in the room", []Command{contact, arrives}, room("init", customer("connected"), agent("CAx", "guest")), nil},
		{
			"a join that was not told", []Command{contact, arrives, accepts}, room(live, customer("connected"), agent("CAa", "agent-1")),
			learn(joins),
		},
		{
			"nobody has accepted", []Command{contact, arrives}, room(live, customer("connected"), agent("CAx", "agent-1")),
			[]voice.Action{{Hangup: "CAx"}},
		},
		{
			"a leg of an older offer", []Command{contact, arrives, accepts, joins, leaves}, room(live, customer("connected"), agent("CAx", "agent-1")),
			[]voice.Action{{Hangup: "CAx"}},
		},
		{
			"a second leg", []Command{contact, arrives, accepts, joins}, room(live, customer("connected"), agent("CAa", "agent-1"), agent("CAx", "agent-0")),
			[]voice.Action{{Hangup: "CAx"}},
		},
		{
			"agent not listed, and their leg lives", []Command{contact, arrives, accepts, joins},
			seen(room(live, customer("connected"))).withAgent(twilio.Call{Status: twilio.InProgress}), nil,
		},
		{"agent not listed, and nothing is known", []Command{contact, arrives, accepts, joins}, room(live, customer("connected")), nil},
		{
			"agent's leg is over", []Command{contact, arrives, accepts, joins},
			seen(room(live, customer("connected"))).withAgent(twilio.Call{Status: twilio.Completed}),
			learn(LeaveAgent{CallSID: "CAa", Reason: "not in the room"}),
		},
		{
			"customer's leg is on its way", []Command{contact, arrives},
			seen(voice.Snapshot{}).withCustomer(twilio.Call{Status: twilio.Ringing}), nil,
		},
		{
			"customer's leg is over", []Command{contact, arrives}, seen(room(over)).withCustomer(talked),
			learn(DisconnectCustomer{CallSID: "CAc", Status: "completed", At: end}),
		},
		{
			"both are gone: it was the customer", []Command{contact, arrives, accepts, joins},
			voice.Snapshot{Found: true, Room: twilio.Conference{Status: over}, Customer: &talked, Agent: &twilio.Call{Status: twilio.Completed}},
			learn(DisconnectCustomer{CallSID: "CAc", Status: "completed", At: end}, LeaveAgent{CallSID: "CAa", Reason: "not in the room"}),
		},
		{
			"both have left the room, the customer's leg is not over yet", []Command{contact, arrives, accepts, joins},
			voice.Snapshot{Found: true, Room: twilio.Conference{Status: over}, Customer: &twilio.Call{Status: twilio.InProgress}, Agent: &twilio.Call{Status: twilio.Completed}},
			nil,
		},

		{"dial: agent not there", []Command{dialling}, voice.Snapshot{}, nil},
		{"dial: agent is there and not told of", []Command{dialling}, room("init", agent("CAa", "agent-1")), learn(joins)},
		{"dial", []Command{dialling, joins}, room("init", agent("CAa", "agent-1")), []voice.Action{{Dial: true}}},
		{"dial: the agent is not in the room", []Command{dialling, joins}, room("init"), nil},
		{"dial: a room that is over", []Command{dialling, joins}, room(over), nil},
		{"dialled, not heard of", []Command{dialling, joins}, room("init", agent("CAa", "agent-1"), customer("ringing")), learn(dials)},
		{
			"answered, not heard of at all", []Command{dialling, joins}, room(live, agent("CAa", "agent-1"), customer("connected")),
			learn(dials, answers),
		},
		{"ringing", []Command{dialling, joins, dials}, room("init", agent("CAa", "agent-1"), customer("ringing")), nil},
		{"answered", []Command{dialling, joins, dials}, room(live, agent("CAa", "agent-1"), customer("connected")), learn(answers)},
		{"answered and told", []Command{dialling, joins, dials, answers}, room(live, agent("CAa", "agent-1"), customer("connected")), nil},
		{
			"answered and over, neither told", []Command{dialling, joins, dials}, seen(room(over)).withCustomer(talked),
			learn(ConnectCustomer{CallSID: "CAc", At: end.Add(-20 * time.Second)}, DisconnectCustomer{CallSID: "CAc", Status: "completed", At: end}),
		},
		{
			"busy", []Command{dialling, joins, dials},
			seen(room("init", agent("CAa", "agent-1"))).withCustomer(twilio.Call{Status: twilio.Busy, EndTime: end}),
			learn(DisconnectCustomer{CallSID: "CAc", Status: "busy", At: end}),
		},

		{"hang up", []Command{contact, arrives, accepts, joins, hangsUp}, room(live, customer("connected"), agent("CAa", "agent-1")), []voice.Action{{End: true}}},
		{
			"hang up, the customer is not in the room yet", []Command{contact, arrives, accepts, hangsUp},
			seen(voice.Snapshot{}).withCustomer(twilio.Call{Status: twilio.InProgress}), []voice.Action{{Hangup: "CAc"}},
		},
		{
			"hung up", []Command{contact, arrives, accepts, joins, hangsUp}, seen(room(over)).withCustomer(talked),
			learn(DisconnectCustomer{CallSID: "CAc", Status: "completed", At: end}),
		},
		{
			"on hold", []Command{contact, arrives, accepts, joins, holds}, room(live, customer("connected"), agent("CAa", "agent-1")),
			[]voice.Action{{Hold: &voice.Hold{Conference: "CF", CallSID: "CAc", On: true}}},
		},
		{"on hold already", []Command{contact, arrives, accepts, joins, holds}, room(live, heldCustomer, agent("CAa", "agent-1")), nil},
		{
			"off hold", []Command{contact, arrives, accepts, joins, holds, resumes}, room(live, heldCustomer, agent("CAa", "agent-1")),
			[]voice.Action{{Hold: &voice.Hold{Conference: "CF", CallSID: "CAc"}}},
		},
		{"on hold, and the agent is lost", []Command{contact, arrives, accepts, joins, holds, leaves}, room(live, heldCustomer), nil},
		{"on hold, and hung up", []Command{contact, arrives, accepts, joins, holds, hangsUp}, room(live, heldCustomer, agent("CAa", "agent-1")), []voice.Action{{End: true}}},

		{"asked, and nobody has come", asked, room(live, heldCustomer, agent("CAa", "agent-1")), nil},
		{"the colleague's joining was not told", asked, room(live, heldCustomer, agent("CAa", "agent-1"), agent("CAb", "agent-2")), learn(comes)},
		{"consulted", consulted, room(live, heldCustomer, agent("CAa", "agent-1"), agent("CAb", "agent-2")), nil},
		{
			"all three", append(slices.Clip(consulted), resumes), room(live, heldCustomer, agent("CAa", "agent-1"), agent("CAb", "agent-2")),
			[]voice.Action{{Hold: &voice.Hold{Conference: "CF", CallSID: "CAc"}}},
		},
		{
			"the colleague is not listed, and their leg lives", consulted,
			seen(room(live, heldCustomer, agent("CAa", "agent-1"))).withColleague(twilio.Call{Status: twilio.InProgress}), nil,
		},
		{
			"the colleague's leg is over", consulted,
			seen(room(live, heldCustomer, agent("CAa", "agent-1"))).withColleague(twilio.Call{Status: twilio.Completed}),
			learn(LeaveAgent{CallSID: "CAb", Reason: "not in the room"}),
		},
		{
			"both are gone, the colleague first", consulted,
			voice.Snapshot{Found: true, Room: twilio.Conference{Status: live, Participants: []twilio.Participant{heldCustomer}}, Agent: &twilio.Call{Status: twilio.Completed, EndTime: end}, Colleague: &twilio.Call{Status: twilio.Completed, EndTime: begin}},
			learn(LeaveAgent{CallSID: "CAb", Reason: "not in the room", At: begin}, LeaveAgent{CallSID: "CAa", Reason: "not in the room", At: end}),
		},
		{
			"both are gone, the sender first", consulted,
			voice.Snapshot{Found: true, Room: twilio.Conference{Status: live, Participants: []twilio.Participant{heldCustomer}}, Agent: &twilio.Call{Status: twilio.Completed, EndTime: begin}, Colleague: &twilio.Call{Status: twilio.Completed, EndTime: end}},
			learn(LeaveAgent{CallSID: "CAa", Reason: "not in the room", At: begin}, LeaveAgent{CallSID: "CAb", Reason: "not in the room", At: end}),
		},
		{
			"handed over", append(slices.Clip(consulted), CompleteTransfer{Agent: mia}), room(live, heldCustomer, agent("CAa", "agent-1"), agent("CAb", "agent-2")),
			[]voice.Action{{Hold: &voice.Hold{Conference: "CF", CallSID: "CAc"}}, {Hangup: "CAa"}},
		},
		{
			"taken back", append(slices.Clip(consulted), TakeBack{Agent: mia}), room(live, heldCustomer, agent("CAa", "agent-1"), agent("CAb", "agent-2")),
			[]voice.Action{{Hold: &voice.Hold{Conference: "CF", CallSID: "CAc"}}, {Hangup: "CAb"}},
		},
		{"the customer has gone from all", append(slices.Clip(consulted), goes), room(live, agent("CAa", "agent-1"), agent("CAb", "agent-2")), []voice.Action{{End: true}}},

		{"ended", []Command{contact, arrives, goes}, seen(room(over)).withCustomer(talked), nil},
		{"ended, never at Twilio", []Command{dialling, joins, hangsUp}, voice.Snapshot{}, nil},
		{"ended, an agent is left", []Command{contact, arrives, goes}, seen(room(live, agent("CAx", "agent-1"))).withCustomer(talked), []voice.Action{{End: true}}},
		{
			"ended, the phone rings", []Command{dialling, joins, hangsUp}, room("init", agent("CAa", "agent-1"), customer("ringing")),
			[]voice.Action{{End: true}},
		},
		{
			"ended, the customer's leg lives", []Command{contact, arrives, goes},
			seen(room(over)).withCustomer(twilio.Call{Status: twilio.InProgress}), []voice.Action{{Hangup: "CAc"}},
		},
	} {
		if got := voice.Plan(after(t, c.log...), c.seen); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, c.want)
		}
	}
}
