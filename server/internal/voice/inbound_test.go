package voice_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/templates"
)

func TestStreetCallHungUpByTheCaller(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	s := r.state(id)
	if s.Call.Phase != interaction.Ringing || s.Customer.Phone != street || s.Line != ours || s.Account != "support" || s.Queue != "default" {
		t.Fatalf("%+v", s)
	}
	r.await("the waiting prompt", func() bool {
		c, _ := r.sim.State(caller)
		return slices.Contains(c.Heard, r.words.Prompt(templates.PromptWait))
	})
	agent := r.answers(id, mia)
	if c, _ := r.sim.State(caller); !slices.Equal(c.With, []string{"agent-1"}) {
		t.Errorf("the caller talks to %v", c.With)
	}
	r.pass(95 * time.Second)
	r.hangsUp(caller)
	r.gone(agent)
	r.ends(id, interaction.OutcomeAnswered, "customer", 95*time.Second)
	if by := r.state(id).Call.AnsweredBy; by == nil || by.ID != mia.ID {
		t.Errorf("answered by %v", by)
	}
}

// A caller whom nobody takes is told so in the end, and not hung up on.
func TestCallerWhoHasWaitedInVainIsTold(t *testing.T) {
	r := newRig(t)
	r.deciding.Policy.LongestWait = 2 * time.Minute
	r.start()
	id, caller := r.callsIn(street)
	r.pass(2*time.Minute + time.Second)
	r.await("words to the caller", func() bool {
		c, _ := r.sim.State(caller)
		return slices.Contains(c.Heard, r.words.Prompt(templates.PromptNobody))
	})
	r.ends(id, interaction.OutcomeNoAnswer, interaction.EndedByWait, 0)
}

// What the carrier gave is kept beside what was made of it.
func TestCallersOfTheInternet(t *testing.T) {
	r := newRig(t).start()
	for from, phone := range map[string]string{
		"sip:+14155550134@carrier.example": "+14155550134", "sip:4155550135@pbx.example": "+14155550135", "sip:rosa.diaz@pbx.example": "", "anonymous": "",
	} {
		id, _ := r.callsIn(from)
		s := r.state(id)
		given := from
		if from == "anonymous" {
			given = ""
		}
		if s.Customer.Phone != phone || s.Call.From != given || s.Line != ours {
			t.Errorf("%s: customer %q, call from %q to %q", from, s.Customer.Phone, s.Call.From, s.Line)
		}
	}
}

func TestStreetCallHungUpByTheAgent(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	agent := r.answers(id, mia)
	r.pass(10 * time.Second)
	r.do(id, interaction.Hangup{Agent: mia})
	r.gone(caller)
	r.gone(agent)
	r.ends(id, interaction.OutcomeAnswered, "agent", 10*time.Second)
}

func TestAgentHangsUpBeforeConnecting(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	ticket := r.accept(id, mia)
	r.do(id, interaction.Hangup{Agent: mia})
	r.gone(caller)
	r.ends(id, interaction.OutcomeAbandoned, "agent", 0)
	r.turnedAway(r.connect(ticket))
}

// A page's own fields say nothing of its call, whether Twilio lets them take the place of
// its own or not: the ticket does.
func TestPageCannotSayWhatItsCallIs(t *testing.T) {
	for _, shadow := range []bool{false, true} {
		r := newRigWhere(t, twiliotest.Unknowns{ParamsShadow: shadow}).start()
		id, caller := r.callsIn(street)
		ticket, err := r.room.Load().ConnectToken(r.accept(id, mia))
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range map[string]string{"From": street, "Caller": street, "To": sales, "Called": sales, "Direction": "outbound-api",
			"CallStatus": "completed", "CallSid": caller, "AccountSid": "AC" + strings.Repeat("9", 32), "ParentCallSid": caller} {
			ticket.Params[k] = v
		}
		agent, err := r.sim.Connect(ticket.Token, ticket.Params)
		if err != nil {
			t.Fatal(err)
		}
		r.awaitPhase(id, interaction.Connected)
		if s, _ := r.sim.State(agent); !s.InRoom {
			t.Errorf("%v: %+v", shadow, s)
		}
		if s := r.state(id); s.Call.AgentSID() != agent || s.Customer.Phone != street {
			t.Errorf("%v: %+v", shadow, s.Call)
		}
	}
}

// The customer's leaving takes the agent out of the conference. That is not an agent who
// is lost, even if it is the first or the only thing that we are told.
func TestEndOfTheRoomIsNoLostAgent(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	agent := r.answers(id, mia)
	r.pass(20 * time.Second)
	r.breaks(twiliotest.Drop, -1, "")
	r.hangsUp(caller)
	r.gone(agent)
	for _, d := range r.sim.Deliveries() {
		if d.Form.Get("StatusCallbackEvent") == "participant-leave" && d.Form.Get("ParticipantLabel") == "agent-1" {
			if _, err := r.sim.Redeliver(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}
	}
	r.awaitPhase(id, interaction.Ended)
	r.ends(id, interaction.OutcomeAnswered, "customer", 20*time.Second)
	if got := r.log(id); got != "started call_arrived offer_made offer_accepted agent_joined call_ended" {
		t.Error(got)
	}
	if s := r.state(id); s.Owner() == nil || !s.Active() {
		t.Error("nobody is asked to wrap up")
	}
}

func TestAbandoned(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	r.pass(7 * time.Second)
	r.hangsUp(caller)
	r.ends(id, interaction.OutcomeAbandoned, "customer", 0)
	if r.state(id).Active() {
		t.Error("nobody has to wrap up a call that nobody took")
	}
}

func TestWithheldNumber(t *testing.T) {
	r := newRig(t).start()
	id, _ := r.callsIn("anonymous")
	if s := r.state(id); s.Customer.Phone != "" || s.Call.From != "" || s.Call.Phase != interaction.Ringing {
		t.Errorf("%+v", s.Call)
	}
}

// Talk time is the carrier's, however late we are told.
func TestTalkTimeOfLateCallbacks(t *testing.T) {
	for late, least := range map[time.Duration]time.Duration{
		2 * time.Second:  40 * time.Second, // told before it was found by looking, every 3 s
		20 * time.Second: 37 * time.Second,
	} {
		r := newRig(t).start()
		id, caller := r.callsIn(street)
		ticket := r.accept(id, mia)
		r.await("rest", r.quiet)
		if err := r.sim.Break(twiliotest.Fault{Kind: twiliotest.Delay, Times: -1, DelayMS: int(late.Milliseconds())}); err != nil {
			t.Fatal(err)
		}
		agent := r.connect(ticket)
		r.inRoom(agent)
		r.pass(40 * time.Second)
		r.hangsUp(caller)
		r.heals("the end", r.phase(id, interaction.Ended))
		talk := r.state(id).Call.TalkTime()
		if talk > 40*time.Second || talk < least {
			t.Errorf("told %v late: talked for %v", late, talk)
		}
		r.pass(30 * time.Second) // the rest of the callbacks
		r.ends(id, interaction.OutcomeAnswered, "customer", talk)
	}
}

// The tab that talks dies: the customer stays, and somebody else takes over.
func TestAgentTabDies(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	lost := r.answers(id, mia)
	r.pass(30 * time.Second)
	r.hangsUp(lost)
	r.awaitPhase(id, interaction.Ringing)
	if s, _ := r.sim.State(caller); !s.InRoom {
		t.Fatal("the customer is gone too")
	}
	if s := r.state(id); s.Assignments.Current().N != 2 || s.Assignments.Current().Claimed() {
		t.Errorf("%+v", s.Assignments.Current())
	}
	r.pass(5 * time.Second)
	second := r.answers(id, ben)
	if s, _ := r.sim.State(caller); !slices.Equal(s.With, []string{"agent-2"}) {
		t.Errorf("the customer talks to %v", s.With)
	}
	r.pass(5 * time.Second)
	r.do(id, interaction.Hangup{Agent: ben})
	r.gone(second)
	r.ends(id, interaction.OutcomeAnswered, "agent", 35*time.Second) // without the five that they waited alone
}

// A call may be longer than the four hours after which Twilio cuts it unless told otherwise.
func TestNoCallIsCutAtFourHours(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	agent := r.answers(id, mia)
	r.await("rest", r.quiet)
	r.tick(5 * time.Hour)
	r.await("rest", r.quiet)
	for _, leg := range []string{caller, agent} {
		if c, _ := r.sim.State(leg); !c.InRoom {
			t.Errorf("%s was cut", c.Label)
		}
	}
}

// A page can come back to its call as long as that lasts: its token outlives it.
func TestTokenOutlivesItsCall(t *testing.T) {
	r := newRig(t).start()
	id, _ := r.awaitsApp()
	given, err := r.room.Load().ConnectToken(session.ConnectToken{Interaction: id, Role: session.Customer})
	if err != nil {
		t.Fatal(err)
	}
	r.tick(22 * time.Hour)
	if _, err := r.sim.Connect(given.Token, nil); err != nil {
		t.Errorf("after 22 hours: %v", err)
	}
	r.tick(2 * time.Hour)
	if _, err := r.sim.Connect(given.Token, nil); err == nil {
		t.Error("a day later it is still good")
	}
}

func TestClaimLapsesAndALateLegIsHungUp(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	late := r.accept(id, mia)
	signed, _, err := r.keeper.IssueConnect(late)
	if err != nil {
		t.Fatal(err)
	}
	r.pass(14 * time.Second)
	if r.state(id).Assignments.Current().N != 1 {
		t.Fatal("lapsed too early")
	}
	r.pass(2 * time.Second)
	r.await("the next offer", func() bool { return r.state(id).Assignments.Current().N == 2 })
	if r.log(id) != "started call_arrived offer_made offer_accepted claim_lapsed offer_made" {
		t.Error(r.log(id))
	}
	r.turnedAway(r.connect(late))

	// This one had its TwiML before the claim lapsed, and comes into the conference after.
	stale := r.intrude(id, "agent-1", signed)
	r.gone(stale)
	if s, _ := r.sim.State(caller); !s.InRoom || r.state(id).Call.Phase != interaction.Ringing {
		t.Errorf("the customer: %+v", s)
	}
	r.answers(id, ben)
}

// The agent is in the conference; only nobody has told us by the end of the lease.
func TestClaimDoesNotLapseUnderAnAgentInTheRoom(t *testing.T) {
	r := newRig(t)
	slow := &tap{}
	r.wrap = slow.on
	r.start()
	id, caller := r.callsIn(street)
	ticket := r.accept(id, mia)
	r.await("rest", r.quiet)
	r.breaks(twiliotest.Drop, -1, "")
	slow.silence(7) // looks, 2 s apart: for most of the lease
	agent := r.connect(ticket)
	r.inRoom(agent)
	for range 15 {
		r.tick(time.Second)
		r.await("rest", r.quiet)
	}
	r.heals("connected", r.phase(id, interaction.Connected))
	if r.log(id) != "started call_arrived offer_made offer_accepted agent_joined" {
		t.Error(r.log(id))
	}
	r.pass(60 * time.Second)
	if s, _ := r.sim.State(caller); !slices.Equal(s.With, []string{"agent-1"}) {
		t.Errorf("the customer talks to %v", s.With)
	}
}

// A customer does not wait for an agent who is not there because Twilio is silent.
func TestClaimLapsesAlthoughTwilioIsSilent(t *testing.T) {
	r := newRig(t).start()
	id, _ := r.callsIn(street)
	r.accept(id, mia)
	r.breaks(twiliotest.REST500, -1, "GET")
	r.pass(20 * time.Second)
	if r.state(id).Assignments.Current().N != 1 {
		t.Error("lapsed while Twilio might still have been asked")
	}
	r.heals("the next offer", func() bool { return r.state(id).Assignments.Current().N == 2 })
	if d := r.clock.Now().Sub(begin); d > 30*time.Second {
		t.Errorf("only after %v", d)
	}
	r.sim.Mend()
	r.answers(id, ben)
}

// Nor because Twilio takes for ever to answer.
func TestClaimLapsesAlthoughTwilioNeverAnswers(t *testing.T) {
	r := newRig(t)
	hanging := &tap{held: make(chan struct{}, 100)}
	r.wrap = hanging.on
	r.start()
	id, _ := r.callsIn(street)
	r.accept(id, mia)
	r.await("rest", r.quiet)
	hanging.hang()
	r.tick(14 * time.Second)
	r.awaitChan("Twilio to be asked", hanging.held)
	asked := r.clock.Now()
	r.tick(10 * time.Second)
	r.await("the claim's end to wait for Twilio", func() bool { return r.clock.Next().Equal(asked.Add(11 * time.Second)) })
	if n := r.state(id).Assignments.Current().N; n != 1 {
		t.Error("lapsed while Twilio might still have answered")
	}
	r.tick(time.Second)
	r.await("the next offer", func() bool { return r.state(id).Assignments.Current().N == 2 })
}

// awaitsApp: a customer has asked for a call in the app and not connected yet.
func (r *rig) awaitsApp() (interaction.ID, session.ConnectToken) {
	r.t.Helper()
	id := r.newID()
	_, err := r.deciding.Create(r.t.Context(), r.store, id, interaction.Start{Started: interaction.Started{
		Account: "sales", App: "boutique", Queue: "default", Channel: interaction.Voice, Direction: interaction.Inbound,
	}}, nil)
	if err != nil {
		r.t.Error(err)
	}
	return id, session.ConnectToken{Interaction: id, Role: session.Customer}
}

func TestContactWhoseCallNeverComes(t *testing.T) {
	r := newRig(t).start()
	id, ticket := r.awaitsApp()
	r.pass(59 * time.Second)
	if r.state(id).Call.Phase != interaction.Awaited {
		t.Fatal("given up too early")
	}
	r.pass(2 * time.Second)
	r.ends(id, interaction.OutcomeAbandoned, "customer", 0)
	r.turnedAway(r.connect(ticket))
	if got := r.log(id); got != "started call_ended closed" {
		t.Error(got)
	}
	if n := len(r.sim.Requests()); n > 2 {
		t.Errorf("Twilio was asked %d times about nobody", n)
	}
}

// A call that ends before it was in the conference has no conference to tell of it.
func TestCallerGoneBeforeTheRoom(t *testing.T) {
	for _, lost := range []bool{false, true} {
		r := newRig(t).start()
		if lost {
			r.breaks(twiliotest.Drop, -1, "")
		}
		r.breaks(twiliotest.Webhook500, -1, "/twilio/voice ") // we have answered, and Twilio has not heard it
		if _, err := r.sim.PhoneCall(street, ours); err != nil {
			t.Fatal(err)
		}
		var id interaction.ID
		r.await("the contact", func() bool {
			calls := r.sim.Calls()
			var err error
			id, err = r.store.ByRef(t.Context(), "call:"+calls[0].CallSID)
			return err == nil
		})
		r.ends(id, interaction.OutcomeAbandoned, "customer", 0)
		if got := r.log(id); got != "started call_arrived offer_made call_ended closed" {
			t.Error(got) // asked six times, and still one contact
		}
	}
}

// A request that is repeated after the call was given up does not open it again,
// nor does the request of a leg that the end of its conference has set free.
func TestNobodyIsLetIntoARoomThatIsOver(t *testing.T) {
	r := newRig(t).start()
	phone, caller := r.callsIn(street)
	app, ticket := r.awaitsApp()
	browser := r.connect(ticket)
	r.inRoom(browser)
	r.answers(phone, mia)
	r.do(phone, interaction.Hangup{Agent: mia})
	r.hangsUp(browser)
	r.ends(phone, interaction.OutcomeAnswered, "agent", 0)
	r.ends(app, interaction.OutcomeAbandoned, "customer", 0)
	before := r.log(phone) + r.log(app)
	for _, sid := range []string{caller, browser} {
		asked := false
		for _, d := range r.sim.Deliveries() {
			if d.About != sid || !strings.HasSuffix(d.URL, "/twilio/voice") {
				continue
			}
			asked = true
			doc, err := r.room.Load().VoiceForm(t.Context(), d.Form)
			if err != nil || doc != twilio.Hangup() {
				t.Errorf("%v %s", err, doc)
			}
		}
		if !asked {
			t.Error("nobody asked")
		}
	}
	if after := r.log(phone) + r.log(app); after != before {
		t.Errorf("%s\nwant %s", after, before)
	}
}
