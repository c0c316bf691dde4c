package voice_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
)

// stories are told with callbacks that come, come twice, come late, in another
// order, or not at all. They wait for what must become true in any case.
var stories = map[string]func(r *rig) interaction.ID{
	"a caller hangs up": func(r *rig) interaction.ID {
		id, caller := r.callsIn(street)
		r.takes(id, mia)
		r.pass(30 * time.Second)
		r.hangsUp(caller)
		r.endsAs(id, interaction.OutcomeAnswered, "customer")
		return id
	},
	"an agent hangs up": func(r *rig) interaction.ID {
		id, _ := r.callsIn(street)
		r.takes(id, mia)
		r.pass(30 * time.Second)
		r.do(id, interaction.Hangup{Agent: mia})
		r.endsAs(id, interaction.OutcomeAnswered, "agent")
		return id
	},
	"a caller gives up": func(r *rig) interaction.ID {
		id, caller := r.callsIn(street)
		r.pass(5 * time.Second)
		r.hangsUp(caller)
		r.endsAs(id, interaction.OutcomeAbandoned, "customer")
		return id
	},
	"a tab dies and another agent takes over": func(r *rig) interaction.ID {
		id, caller := r.callsIn(street)
		lost := r.takes(id, mia)
		r.pass(30 * time.Second)
		r.hangsUp(lost)
		r.heals("the next offer", r.phase(id, interaction.Ringing))
		r.takes(id, ben)
		r.pass(30 * time.Second)
		r.hangsUp(caller)
		r.endsAs(id, interaction.OutcomeAnswered, "customer")
		return id
	},
	"a colleague is asked and gets the call": func(r *rig) interaction.ID {
		id, caller, _, colleague := r.consults()
		r.pass(20 * time.Second)
		r.do(id, interaction.CompleteTransfer{Agent: mia})
		r.heals("the colleague to have the caller", func() bool { return r.state(id).Call.AgentSID() == colleague && r.with(caller, "agent-2")() })
		r.pass(30 * time.Second)
		r.hangsUp(caller)
		r.endsAs(id, interaction.OutcomeAnswered, "customer")
		return id
	},
	"a colleague is asked and hangs up": func(r *rig) interaction.ID {
		id, caller, _, colleague := r.consults()
		r.hangsUp(colleague)
		r.heals("the sender to have the caller again", r.with(caller, "agent-1"))
		r.pass(30 * time.Second)
		r.hangsUp(caller)
		r.endsAs(id, interaction.OutcomeAnswered, "customer")
		return id
	},
	"a colleague is asked and the sender's tab dies": func(r *rig) interaction.ID {
		id, caller, sender, _ := r.consults()
		r.hangsUp(sender)
		r.heals("the colleague to have the caller", r.with(caller, "agent-2"))
		r.pass(30 * time.Second)
		r.do(id, interaction.Hangup{Agent: ben})
		r.endsAs(id, interaction.OutcomeAnswered, "agent")
		return id
	},
	"a customer is called": func(r *rig) interaction.ID {
		id, ticket := r.clicksToDial()
		r.connect(ticket)
		r.heals("ringing", func() bool { return len(r.sim.Ringing(callee)) == 1 })
		r.pass(3 * time.Second)
		r.pick(r.rings())
		r.heals("connected", r.phase(id, interaction.Connected))
		r.pass(30 * time.Second)
		r.hangsUp(r.rung()[0].CallSID)
		r.endsAs(id, interaction.OutcomeAnswered, "customer")
		return id
	},
	"a customer is called and soon hangs up": func(r *rig) interaction.ID {
		r.behave(twiliotest.Answer)
		id, ticket := r.clicksToDial()
		r.connect(ticket)
		r.heals("the customer is in the room", func() bool { c := r.rung(); return len(c) == 1 && c[0].InRoom })
		r.tick(2 * time.Second)
		r.hangsUp(r.rung()[0].CallSID)
		r.endsAs(id, interaction.OutcomeAnswered, "customer")
		return id
	},
	"a customer is busy": func(r *rig) interaction.ID {
		r.behave(twiliotest.Busy)
		id, ticket := r.clicksToDial()
		r.connect(ticket)
		r.endsAs(id, interaction.OutcomeBusy, "carrier")
		return id
	},
	"an agent gives up calling": func(r *rig) interaction.ID {
		id, ticket := r.clicksToDial()
		r.connect(ticket)
		r.heals("ringing", func() bool { return len(r.sim.Ringing(callee)) == 1 && r.state(id).Call.CustomerSID() != "" })
		r.do(id, interaction.Hangup{Agent: mia})
		r.heals("the end", r.allOver(id))
		if by := r.state(id).Call.EndedBy; by != "agent" {
			r.t.Errorf("ended by %s", by)
		}
		return id
	},
}

// takes is answers, for when nobody may tell of it.
func (r *rig) takes(id interaction.ID, a interaction.Agent) string {
	r.t.Helper()
	sid := r.connect(r.accept(id, a))
	r.heals("connected", r.phase(id, interaction.Connected))
	return sid
}

func (r *rig) endsAs(id interaction.ID, outcome interaction.CallOutcome, by string) {
	r.t.Helper()
	r.heals("the end of everything", r.allOver(id))
	if c := r.state(id).Call; c.Outcome != outcome || c.EndedBy != by {
		r.t.Errorf("ended %s by %s, want %s by %s\n%s", c.Outcome, c.EndedBy, outcome, by, r.log(id))
	}
}

// backwards: what is told within a second is told at its end, the last first.
const backwards twiliotest.FaultKind = "backwards"

func TestCallbacksComeAsTheyPlease(t *testing.T) {
	for name, story := range stories {
		t.Run(name, func(t *testing.T) {
			var clean string
			for _, fault := range []twiliotest.FaultKind{"", twiliotest.Duplicate, backwards, twiliotest.Delay, twiliotest.Drop} {
				r := newRig(t).start()
				if fault == backwards {
					r.backwards, fault = true, twiliotest.Drop
				}
				for _, path := range []string{"/twilio/conference", "/twilio/voice/status"} {
					if fault != "" {
						r.breaks(fault, -1, path)
					}
				}
				id := story(r)
				log := r.log(id)
				// Once the conference is being ended, who is told to have left first is open.
				log, told := strings.Replace(log, "hangup_asked agent_left", "hangup_asked", 1), log
				if fault == "" {
					clean = log
				}
				if log != clean {
					t.Errorf("%s: %s\nwant %s", fault, log, clean)
				}
				// Whatever comes after the end changes nothing, nor does the news of
				// the whole call once more, the last first.
				r.sim.Mend()
				r.backwards = false
				r.pass(30 * time.Second)
				for _, d := range slices.Backward(r.sim.Deliveries()) {
					if status, err := r.sim.Redeliver(t.Context(), d); err != nil || status >= 300 {
						t.Fatal(status, err)
					}
				}
				r.pass(30 * time.Second)
				if r.log(id) != told {
					t.Errorf("%s: %s\nafter the end: %s", fault, told, r.log(id))
				}
				if n := len(r.rung()); n > 1 {
					t.Errorf("%s: called %d times", fault, n)
				}
				if n := r.room.Load().Remembered(); n != 0 {
					t.Errorf("%s: %d calls are never forgotten", fault, n)
				}
			}
		})
	}
}

// Trouble with Twilio's API while nobody tells us anything either.
func TestTwilioInTrouble(t *testing.T) {
	for name, story := range stories {
		t.Run(name, func(t *testing.T) {
			for _, fault := range []twiliotest.FaultKind{twiliotest.REST500, twiliotest.LoseAnswer, twiliotest.Late500} {
				r := newRig(t).start()
				for range 12 {
					r.breaks(fault, 1, "/2010-04-01/")
				}
				id := story(r)
				if n := len(r.rung()); n > 1 {
					t.Errorf("%s: called %d times", fault, n)
				}
				r.pass(30 * time.Second)
				if n := r.room.Load().Remembered(); n != 0 {
					t.Errorf("%s: %d calls are never forgotten", fault, n)
				}
				if r.state(id).Call.Phase != interaction.Ended {
					t.Error(fault, r.log(id))
				}
			}
		})
	}
}

// Late news of the whole call in any order, while it is still going on.
func TestOldNewsDuringACall(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	r.hangsUp(r.answers(id, mia))
	r.awaitPhase(id, interaction.Ringing)
	r.answers(id, ben)
	before := r.log(id)
	for _, d := range slices.Backward(r.sim.Deliveries()) {
		if _, err := r.sim.Redeliver(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	r.pass(20 * time.Second)
	if s, _ := r.sim.State(caller); r.log(id) != before || !slices.Equal(s.With, []string{"agent-2"}) {
		t.Errorf("%v %s\nwant %s", s.With, r.log(id), before)
	}
}

// A page's and a conference's callbacks that are not ours.
func TestStrangersNews(t *testing.T) {
	r := newRig(t).start()
	id, _ := r.callsIn(street)
	before := r.log(id)
	for _, path := range []string{"/twilio/conference", "/twilio/voice/status"} {
		for _, form := range []map[string][]string{
			{},
			{"ConferenceSid": {"CF00000000000000000000000000000001"}, "FriendlyName": {"lobby"}, "StatusCallbackEvent": {"participant-leave"}, "ParticipantLabel": {"customer"}},
			{"ConferenceSid": {"CF00000000000000000000000000000001"}, "FriendlyName": {"c_01jqnobody"}, "StatusCallbackEvent": {"participant-join"}, "ParticipantLabel": {"agent-1"}, "CallSid": {"CA00000000000000000000000000000001"}},
			{"ConferenceSid": {"CF00000000000000000000000000000001"}, "FriendlyName": {"c_01jqnobody"}, "StatusCallbackEvent": {"participant-leave"}, "ParticipantLabel": {"customer"}, "CallSid": {"CA00000000000000000000000000000001"}},
			{"ConferenceSid": {"CF00000000000000000000000000000001"}, "FriendlyName": {"c_01jqnobody"}, "StatusCallbackEvent": {"conference-end"}},
			{"ConferenceSid": {"CF00000000000000000000000000000001"}, "FriendlyName": {id.Conference()}, "StatusCallbackEvent": {"participant-join"}, "ParticipantLabel": {"agent-x"}, "CallSid": {"CA00000000000000000000000000000001"}},
			{"ConferenceSid": {"CF00000000000000000000000000000001"}, "FriendlyName": {id.Conference()}, "StatusCallbackEvent": {"participant-leave"}, "ParticipantLabel": {"customer"}, "CallSid": {"CA00000000000000000000000000000001"}},
			{"CallSid": {"CA00000000000000000000000000000001"}, "CallStatus": {"completed"}},
		} {
			if len(form) > 0 {
				form["AccountSid"] = []string{accountSID}
			}
			if status, err := r.sim.Send(t.Context(), r.hooks.URL+path, form, "t"); err != nil || status != 204 {
				t.Errorf("%s %v: %d %v", path, form, status, err)
			}
		}
	}
	if status, err := r.sim.Send(t.Context(), r.hooks.URL+"/twilio/voice", nil, "t"); err != nil || status != 200 {
		t.Errorf("a voice webhook without a call: %d %v", status, err)
	}
	r.pass(20 * time.Second)
	if r.log(id) != before {
		t.Errorf("%s\nwant %s", r.log(id), before)
	}
	if n := r.room.Load().Remembered(); n != 0 {
		t.Errorf("%d strangers are remembered", n)
	}
}

// Any one callback of the last ones is enough to learn of the end at once, and
// for how long the customer talked: nothing else was told since it rang.
func TestOneCallbackTellsTheEnd(t *testing.T) {
	last := []string{"/twilio/voice/status completed", "/twilio/conference participant-leave", "/twilio/conference conference-end"}
	for _, told := range last {
		r := newRig(t).start()
		id, _, customer := r.ringing()
		r.pass(3 * time.Second) // it has just been looked at
		for _, lost := range append([]string{"participant-join", "in-progress", "conference-start"}, last...) {
			if _, event, _ := strings.Cut(lost, " "); lost != told {
				r.breaks(twiliotest.Drop, -1, cmp.Or(event, lost))
			}
		}
		r.pick(customer)
		r.tick(2 * time.Second)
		r.hangsUp(customer)
		r.awaitPhase(id, interaction.Ended)
		if c := r.state(id).Call; c.Outcome != interaction.OutcomeAnswered || c.EndedBy != "customer" || c.TalkTime() != 2*time.Second {
			t.Errorf("told by %s: %s by %s after %v\n%s", told, c.Outcome, c.EndedBy, c.TalkTime(), r.log(id))
		}
	}
}
