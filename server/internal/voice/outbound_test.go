package voice_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
)

// placing is in the line of every request that places a call, and of no other.
const placing = "/Conferences/c_"

// ringing: the customer's phone rings for an agent who is on the line.
func (r *rig) ringing() (id interaction.ID, agent, customer string) {
	r.t.Helper()
	id, ticket := r.clicksToDial()
	agent = r.connect(ticket)
	customer = r.rings()
	r.await("the log to know the leg", func() bool { return r.state(id).Call.CustomerSID() == customer })
	return id, agent, customer
}

func (r *rig) rings() string {
	r.t.Helper()
	r.await("ringing", func() bool { return len(r.sim.Ringing(callee)) == 1 })
	return r.sim.Ringing(callee)[0].CallSID
}

// talking: the customer has picked up.
func (r *rig) talking() (id interaction.ID, agent, customer string) {
	r.t.Helper()
	id, agent, customer = r.ringing()
	r.pass(4 * time.Second)
	r.pick(customer)
	r.awaitPhase(id, interaction.Connected)
	return id, agent, customer
}

func (r *rig) pick(sid string) {
	r.t.Helper()
	if err := r.sim.Pick(sid); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) hangsUp(sid string) {
	r.t.Helper()
	if err := r.sim.HangUp(sid); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) dialledOnce() {
	r.t.Helper()
	if n := len(r.rung()); n != 1 {
		r.t.Errorf("the customer was called %d times", n)
	}
}

func TestDialAnswered(t *testing.T) {
	for _, by := range []string{"customer", "agent"} {
		r := newRig(t).start()
		id, agent, customer := r.talking()
		if c := r.rung()[0]; c.From != ours || c.To != callee || c.Label != "customer" {
			t.Errorf("%+v", c)
		}
		r.pass(20 * time.Second)
		if by == "customer" {
			r.hangsUp(customer)
		} else {
			r.do(id, interaction.Hangup{Agent: mia})
		}
		r.gone(agent)
		r.ends(id, interaction.OutcomeAnswered, by, 20*time.Second)
		r.dialledOnce()
	}
}

func TestDialNotAnswered(t *testing.T) {
	for does, want := range map[twiliotest.Doing]interaction.CallOutcome{
		twiliotest.Busy: interaction.OutcomeBusy, twiliotest.NoAnswer: interaction.OutcomeNoAnswer,
		twiliotest.Unreachable: interaction.OutcomeFailed, twiliotest.Invalid: interaction.OutcomeFailed,
	} {
		r := newRig(t).start()
		r.behave(does)
		id, ticket := r.clicksToDial()
		agent := r.connect(ticket)
		r.ends(id, want, "carrier", 0)
		r.gone(agent)
		if n := len(r.rung()); n != 1 && does != twiliotest.Invalid {
			t.Errorf("%s: called %d times", does, n)
		}
	}
}

func TestAgentHangsUpWhileItRings(t *testing.T) {
	for _, tabDies := range []bool{false, true} {
		r := newRig(t).start()
		id, agent, customer := r.ringing()
		if tabDies {
			r.hangsUp(agent)
		} else {
			r.do(id, interaction.Hangup{Agent: mia})
		}
		r.gone(customer)
		if s, _ := r.sim.State(customer); s.Status != "canceled" {
			t.Errorf("the phone is %s", s.Status)
		}
		r.ends(id, interaction.OutcomeCancelled, "agent", 0)
		r.dialledOnce()
	}
}

// An agent who leaves a customer that was called leaves them to the others.
func TestAgentLostDuringAnOutgoingCall(t *testing.T) {
	r := newRig(t).start()
	id, agent, customer := r.talking()
	r.pass(10 * time.Second)
	r.hangsUp(agent)
	r.awaitPhase(id, interaction.Ringing)
	r.answers(id, ben)
	r.pass(10 * time.Second)
	r.hangsUp(customer)
	r.ends(id, interaction.OutcomeAnswered, "customer", 20*time.Second)
	r.dialledOnce()
}

func TestAgentWhoNeverConnects(t *testing.T) {
	r := newRig(t).start()
	id, ticket := r.clicksToDial()
	r.pass(16 * time.Second)
	r.ends(id, interaction.OutcomeFailed, "carrier", 0)
	r.turnedAway(r.connect(ticket))

	// TwiML that was given before the lease ran out.
	signed, _, err := r.keeper.IssueConnect(ticket)
	if err != nil {
		t.Fatal(err)
	}
	r.pass(60 * time.Second) // nobody looks at it any more
	r.gone(r.intrude(id, "agent-1", signed))
	if len(r.rung()) != 0 {
		t.Error("the customer was called for nobody")
	}
}

// Whatever becomes of the answer to our request, the customer is called once.
func TestLostAnswerOfTheDial(t *testing.T) {
	for _, fault := range []twiliotest.FaultKind{twiliotest.LoseAnswer, twiliotest.Late500} {
		for _, does := range []twiliotest.Doing{twiliotest.Manual, twiliotest.Busy} {
			for _, deaf := range []bool{false, true} {
				r := newRig(t).start()
				r.behave(does)
				id, ticket := r.clicksToDial()
				r.breaks(fault, 1, placing)
				if deaf {
					r.breaks(twiliotest.Drop, -1, "/twilio/")
				}
				r.connect(ticket)
				if does == twiliotest.Busy {
					r.ends(id, interaction.OutcomeBusy, "carrier", 0)
				} else {
					r.heals("ringing", func() bool { return len(r.sim.Ringing(callee)) == 1 })
					customer := r.rings()
					r.heals("the leg is found", func() bool { return r.state(id).Call.CustomerSID() == customer })
					r.pick(customer)
					r.heals("connected", r.phase(id, interaction.Connected))
				}
				r.pass(60 * time.Second)
				r.dialledOnce()
			}
		}
	}
}

func TestEventsBeforeTheAnswer(t *testing.T) {
	for _, does := range []twiliotest.Doing{twiliotest.Answer, twiliotest.Busy} {
		r := newRig(t).start()
		r.behave(does)
		id, ticket := r.clicksToDial()
		r.breaks(twiliotest.EarlyEvents, 1, placing)
		r.connect(ticket)
		if does == twiliotest.Busy {
			r.ends(id, interaction.OutcomeBusy, "carrier", 0)
		} else {
			r.awaitPhase(id, interaction.Connected)
		}
		r.pass(30 * time.Second)
		r.dialledOnce()
	}
}

func TestTwilioRefusesForAWhile(t *testing.T) {
	for _, fault := range []twiliotest.FaultKind{twiliotest.REST429, twiliotest.REST500} {
		r := newRig(t)
		r.start()
		id, ticket := r.clicksToDial()
		r.breaks(fault, 3, "POST /2010") // 20 s each, if it says so
		r.connect(ticket)
		r.heals("ringing", func() bool { return len(r.sim.Ringing(callee)) == 1 })
		if passed := r.clock.Now().Sub(begin); fault == twiliotest.REST429 && passed < 60*time.Second {
			t.Errorf("asked again after %v, was told to wait 60 s", passed)
		}
		r.pick(r.rings())
		r.heals("connected", r.phase(id, interaction.Connected))
		r.breaks(fault, 2, "")
		r.do(id, interaction.Hangup{Agent: mia})
		r.heals("the end", r.allOver(id))
		r.dialledOnce()
	}
}

// Somebody else's call to the same customer is not taken for ours.
func TestTwoAgentsDialTheSameCustomer(t *testing.T) {
	r := newRig(t).start()
	first, _, one := r.talking()
	id, ticket := r.clicksToDial()
	r.breaks(twiliotest.REST500, 1, placing) // ours was never placed
	before := r.clock.Now()
	r.connect(ticket)
	r.heals("the second call", func() bool { return len(r.rung()) == 2 })
	r.await("the log", func() bool { return r.state(id).Call.CustomerSID() != "" })
	if sid := r.state(id).Call.CustomerSID(); sid == one || r.state(first).Call.CustomerSID() != one {
		t.Error("took the other's call")
	}
	if d := r.clock.Now().Sub(before); d > 5*time.Second {
		t.Errorf("it took %v", d)
	}
}

// Nor is one that nobody here has placed.
func TestSomebodyElseCallsTheCustomer(t *testing.T) {
	r := newRig(t).start()
	id, ticket := r.clicksToDial()
	other, err := r.client.Dial(t.Context(), twilio.Dial{Conference: "lobby", To: callee, From: ours})
	if err != nil {
		t.Fatal(err)
	}
	r.breaks(twiliotest.REST500, 1, placing)
	r.connect(ticket)
	r.heals("the second call", func() bool { return len(r.rung()) == 2 })
	if d := r.clock.Now().Sub(begin); d < 10*time.Second || d > 15*time.Second {
		t.Errorf("called after %v: not as soon as it was clear that the other call is not ours", d)
	}
	r.await("the log", func() bool { return r.state(id).Call.CustomerSID() != "" })
	if r.state(id).Call.CustomerSID() == other.CallSID {
		t.Error("took the other's call")
	}
}

// The server dies at each point of an outgoing call; a new one goes on with what
// the store and Twilio hold.
func TestCrashDuringAnOutgoingCall(t *testing.T) {
	ringOn := func(r *rig, id interaction.ID) { // after the restart: it rings, is answered, the customer hangs up
		r.heals("the log knows the leg", func() bool { return r.state(id).Call.CustomerSID() != "" })
		r.pick(r.rings())
		r.heals("connected", r.phase(id, interaction.Connected))
		r.pass(10 * time.Second)
		r.hangsUp(r.state(id).Call.CustomerSID())
		r.ends(id, interaction.OutcomeAnswered, "customer", 10*time.Second)
	}
	for name, story := range map[string]func(r *rig){
		"after the start": func(r *rig) {
			id, ticket := r.start().clicksToDial()
			r.crash()
			r.tick(3 * time.Second)
			r.start().connect(ticket)
			r.awaitPhase(id, interaction.Dialling)
			ringOn(r, id)
		},
		"after the start, and back too late": func(r *rig) {
			id, _ := r.start().clicksToDial()
			r.crash()
			r.tick(60 * time.Second)
			r.start()
			r.ends(id, interaction.OutcomeFailed, "carrier", 0)
			if len(r.rung()) != 0 {
				r.t.Error("the customer was called for nobody")
			}
		},
		"when the agent was joining": func(r *rig) { // the callback meets nobody
			id, ticket := r.start().clicksToDial()
			agent := r.connectAndCrash(ticket)
			r.tick(5 * time.Second)
			r.start()
			ringOn(r, id)
			r.gone(agent)
		},
		"when the agent was joining, and back too late": func(r *rig) { // the agent has waited in the conference
			id, ticket := r.start().clicksToDial()
			r.connectAndCrash(ticket)
			r.tick(40 * time.Second)
			r.start()
			ringOn(r, id)
		},
		"when the agent had joined": func(r *rig) {
			r.breaks(twiliotest.REST500, -1, placing)
			id, ticket := r.start().clicksToDial()
			r.connect(ticket)
			r.awaitPhase(id, interaction.Dialling)
			r.crash()
			r.sim.Mend()
			r.start()
			ringOn(r, id)
		},
		"between Twilio's commit and ours": func(r *rig) {
			id := r.crashInDial()
			r.start()
			ringOn(r, id)
		},
		"between Twilio's commit and ours, and the phone was busy": func(r *rig) {
			r.behave(twiliotest.Busy)
			id := r.crashInDial()
			r.await("busy", func() bool { c := r.rung(); return len(c) == 1 && c[0].Status == "busy" })
			r.tick(20 * time.Second)
			r.start()
			r.ends(id, interaction.OutcomeBusy, "carrier", 0)
		},
		"while it rings": func(r *rig) {
			id, _, _ := r.start().ringing()
			r.crash()
			r.tick(5 * time.Second)
			r.start()
			ringOn(r, id)
		},
		"while it rings, and it was answered and over": func(r *rig) {
			id, _, customer := r.start().ringing()
			r.crash()
			r.tick(5 * time.Second)
			r.pick(customer)
			r.tick(33 * time.Second)
			r.hangsUp(customer)
			r.await("calls to be told to nobody", r.sim.Quiet)
			r.tick(5 * time.Second)
			r.start()
			r.ends(id, interaction.OutcomeAnswered, "customer", 33*time.Second)
		},
		"while they talk": func(r *rig) {
			id, agent, customer := r.start().talking()
			r.crash()
			r.tick(30 * time.Second)
			r.start()
			r.pass(30 * time.Second)
			if r.state(id).Call.Phase != interaction.Connected || r.isGone(agent)() {
				r.t.Error("the call was touched")
			}
			r.hangsUp(customer)
			r.ends(id, interaction.OutcomeAnswered, "customer", 60*time.Second)
		},
		"after the agent hung up": func(r *rig) {
			id, _, _ := r.start().talking()
			r.pass(10 * time.Second)
			r.crash()
			r.do(id, interaction.Hangup{Agent: mia})
			r.start()
			r.ends(id, interaction.OutcomeAnswered, "agent", 10*time.Second)
		},
		"after the customer left, told to nobody": func(r *rig) {
			id, agent, customer := r.start().talking()
			r.pass(10 * time.Second)
			r.crash()
			r.breaks(twiliotest.Drop, -1, "")
			r.hangsUp(customer)
			r.gone(customer)
			r.tick(90 * time.Second)
			r.start()
			r.ends(id, interaction.OutcomeAnswered, "customer", 10*time.Second)
			r.gone(agent)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			story(r)
			r.pass(60 * time.Second)
			if n := len(r.rung()); n > 1 {
				t.Errorf("the customer was called %d times", n)
			}
		})
	}
}

// connectAndCrash: the agent's leg has its TwiML, and the server dies before it
// is told of the join.
func (r *rig) connectAndCrash(ticket session.ConnectToken) string {
	r.t.Helper()
	r.breaks(twiliotest.Drop, -1, "/twilio/conference")
	r.breaks(twiliotest.REST500, -1, "GET")
	agent := r.connect(ticket)
	r.inRoom(agent)
	r.crash()
	r.sim.Mend()
	return agent
}

// crashInDial: Twilio has placed the call, and the server dies with the answer.
func (r *rig) crashInDial() interaction.ID {
	r.t.Helper()
	died := make(chan struct{})
	plain, dying := r.wrap, &tap{afterDial: func(ctx context.Context) error {
		close(died)
		<-ctx.Done()
		return errors.New("the process is gone")
	}}
	r.wrap = dying.on
	id, ticket := r.start().clicksToDial()
	agent := r.connect(ticket)
	r.inRoom(agent)
	r.breaks(twiliotest.Drop, -1, "/twilio/") // to whom
	r.awaitChan("the dial", died)
	r.crash()
	r.wrap = plain
	r.sim.Mend()
	return id
}

func (r *rig) awaitChan(what string, c <-chan struct{}) {
	r.t.Helper()
	select {
	case <-c:
	case <-time.After(20 * time.Second):
		r.fail("waiting for " + what)
	}
}
