package voice_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/voice"
)

// consults: Mia talks with a caller and asks Ben, who has come; the caller hears music.
func (r *rig) consults() (id interaction.ID, caller, sender, colleague string) {
	r.t.Helper()
	id, caller = r.callsIn(street)
	sender = r.takes(id, mia)
	r.do(id, interaction.BeginTransfer{Agent: mia, To: interaction.TransferTo{Agent: &ben}, Warm: true})
	colleague = r.connect(r.accept(id, ben))
	r.heals("the colleague to be there", r.consulted(id, caller, sender, colleague))
	return id, caller, sender, colleague
}

// consulted: sender and colleague hear each other, and the caller hears music.
func (r *rig) consulted(id interaction.ID, caller, sender, colleague string) func() bool {
	return func() bool {
		s := r.state(id)
		c, _ := r.sim.State(caller)
		return s.Call.AgentSID() == sender && s.Call.ColleagueSID() == colleague && c.Hold && r.talks(sender, "agent-2", "customer") && r.talks(colleague, "agent-1", "customer")
	}
}

// talks reports whether a leg that is not on hold is in the conference with these, and nobody else.
func (r *rig) talks(sid string, labels ...string) bool {
	c, _ := r.sim.State(sid)
	slices.Sort(c.With)
	return !c.Hold && slices.Equal(c.With, labels)
}

// Who is consulted hears the sender alone, then all three each other, then the colleague has the
// caller, and the sender's line is free; whatever is lost on the way.
func TestConsult(t *testing.T) {
	for name, fault := range map[string]func(*rig){
		"":                         func(*rig) {},
		"nothing is told":          func(r *rig) { r.breaks(twiliotest.Drop, -1, "/twilio/conference") },
		"the hang-up is not heard": func(r *rig) { r.breaks(twiliotest.REST500, 2, "/Calls/") },
		"nor the hold":             func(r *rig) { r.breaks(twiliotest.REST500, 2, "/Participants/") },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t).start()
			fault(r)
			id, caller, sender, colleague := r.consults()
			r.pass(2 * time.Minute) // and it lasts for as long as they like
			if !r.consulted(id, caller, sender, colleague)() {
				t.Errorf("they talk no more\n%s", r.log(id))
			}
			r.do(id, interaction.TakeOffHold{Agent: mia})
			r.heals("all three to talk", func() bool { return r.talks(caller, "agent-1", "agent-2") && r.talks(sender, "agent-2", "customer") })
			r.do(id, interaction.PutOnHold{Agent: mia})
			r.heals("the two again", r.consulted(id, caller, sender, colleague))
			r.do(id, interaction.CompleteTransfer{Agent: mia})
			r.heals("the colleague to have the caller", r.with(caller, "agent-2"))
			r.heals("the sender's line to be free", r.isGone(sender))
			r.outcome(id, interaction.TransferAccepted)
			r.pass(time.Minute)
			if s := r.state(id); s.Call.Phase != interaction.Connected || s.Owner().ID != ben.ID || s.Call.AgentSID() != colleague {
				t.Errorf("%s: %+v", s.Call.Phase, s.Owner())
			}
			r.hangsUp(caller)
			r.endsAs(id, interaction.OutcomeAnswered, "customer")
		})
	}
}

// A consultation that comes to nothing leaves the caller with the sender, off hold, and the
// colleague's line free.
func TestConsultComesBack(t *testing.T) {
	for name, c := range map[string]struct {
		ends    func(r *rig, id interaction.ID, colleague string)
		outcome interaction.TransferOutcome
	}{
		"taken back":             {func(r *rig, id interaction.ID, _ string) { r.do(id, interaction.TakeBack{Agent: mia}) }, interaction.TransferTakenBack},
		"the colleague hangs up": {func(r *rig, id interaction.ID, _ string) { r.do(id, interaction.Hangup{Agent: ben}) }, interaction.TransferLeft},
		"the colleague is lost":  {func(r *rig, _ interaction.ID, colleague string) { r.hangsUp(colleague) }, interaction.TransferLeft},
	} {
		for _, told := range []bool{true, false} {
			t.Run(name+", told "+strconv.FormatBool(told), func(t *testing.T) {
				r := newRig(t).start()
				id, caller, sender, colleague := r.consults()
				if !told {
					r.breaks(twiliotest.Drop, -1, "/twilio/conference")
				}
				c.ends(r, id, colleague)
				r.heals("the sender to have the caller again", r.with(caller, "agent-1"))
				r.heals("the colleague's line to be free", r.isGone(colleague))
				r.outcome(id, c.outcome)
				r.heals("who comes again to be sent away", r.isGone(r.intrude(id, "agent-2", "")))
				r.do(id, interaction.BeginTransfer{Agent: mia, To: interaction.TransferTo{Agent: &ben}}) // and now without asking
				receiver := r.connect(r.accept(id, ben))
				r.heals("the receiver to have the caller", func() bool { return r.state(id).Call.AgentSID() == receiver && r.with(caller, "agent-3")() })
				r.heals("the sender's line to be free", r.isGone(sender))
				r.hangsUp(caller)
				r.endsAs(id, interaction.OutcomeAnswered, "customer")
			})
		}
	}
}

// Whoever is left of two has the caller, and of nobody the caller rings for everybody; of a caller
// who hangs up nothing is left.
func TestEndsAtOnce(t *testing.T) {
	for _, told := range []bool{true, false} {
		for name, c := range map[string]struct {
			go1, go2 int // 0: the caller, 1: the sender, 2: the colleague
			over     bool
		}{
			"the sender, then the colleague": {1, 2, false},
			"the colleague, then the sender": {2, 1, false},
			"the caller, then the sender":    {0, 1, true},
			"the sender, then the caller":    {1, 0, true},
			"the colleague, then the caller": {2, 0, true},
			"the caller, then the colleague": {0, 2, true},
		} {
			t.Run(name+", told "+strconv.FormatBool(told), func(t *testing.T) {
				r := newRig(t).start()
				id, caller, sender, colleague := r.consults()
				legs := []string{caller, sender, colleague}
				if !told {
					r.breaks(twiliotest.Drop, -1, "/twilio/conference")
					r.breaks(twiliotest.Drop, -1, "/twilio/voice/status")
				}
				for _, n := range []int{c.go1, c.go2} {
					if !r.isGone(legs[n])() {
						r.hangsUp(legs[n])
					}
				}
				if c.over {
					r.endsAs(id, interaction.OutcomeAnswered, "customer")
					return
				}
				r.heals("it to ring for everybody", r.phase(id, interaction.Ringing))
				if s := r.state(id); s.Transfers.On() != nil || s.LostAgent() == nil {
					t.Errorf("%+v", s.Transfers.Last())
				}
				r.takes(id, ben)
				r.heals("somebody to have the caller", func() bool { c, _ := r.sim.State(caller); return !c.Hold && len(c.With) == 1 })
				r.hangsUp(caller)
				r.endsAs(id, interaction.OutcomeAnswered, "customer")
			})
		}
	}
}

// A server that is killed after any step goes on from there.
func TestConsultAndTheServerIsKilled(t *testing.T) {
	steps := []string{"begun", "accepted", "connected", "all three", "handed over"}
	for n, killed := range steps {
		t.Run(killed, func(t *testing.T) {
			r := newRig(t).start()
			id, caller := r.callsIn(street)
			sender := r.answers(id, mia)
			dies := func(step int) {
				if step == n {
					r.crash()
					r.clock.Advance(time.Second)
					r.start()
				}
			}
			r.do(id, interaction.BeginTransfer{Agent: mia, To: interaction.TransferTo{Agent: &ben}, Warm: true})
			dies(0)
			ticket := r.accept(id, ben)
			dies(1)
			colleague := r.connect(ticket)
			dies(2)
			r.heals("the colleague to be there", r.consulted(id, caller, sender, colleague))
			r.do(id, interaction.TakeOffHold{Agent: mia})
			dies(3)
			r.heals("all three to talk", func() bool { return r.talks(caller, "agent-1", "agent-2") })
			r.do(id, interaction.CompleteTransfer{Agent: mia})
			dies(4)
			r.heals("the colleague to have the caller", r.with(caller, "agent-2"))
			r.heals("the sender's line to be free", r.isGone(sender))
			r.hangsUp(caller)
			r.endsAs(id, interaction.OutcomeAnswered, "customer")
			if n := r.tells(id, "colleague_joined"); n != 1 {
				t.Errorf("they came %d times", n)
			}
		})
	}
}

// A sender who goes before the colleague has come: the call is theirs, as of a cold transfer.
func TestSenderGoesBeforeTheColleagueComes(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	sender := r.answers(id, mia)
	r.do(id, interaction.BeginTransfer{Agent: mia, To: interaction.TransferTo{Queue: "orders"}, Warm: true})
	r.heals("music", r.played(caller, voice.MusicPath))
	ticket := r.accept(id, ben)
	r.do(id, interaction.Hangup{Agent: mia})
	r.heals("the sender to have gone", r.isGone(sender))
	r.connect(ticket)
	r.heals("the receiver to have the caller", r.with(caller, "agent-2"))
	r.outcome(id, interaction.TransferAccepted)
	if s := r.state(id); s.Transfers.Last().Colleague != nil || s.Owner().ID != ben.ID {
		t.Errorf("%+v", s.Transfers.Last())
	}
	r.hangsUp(caller)
	r.endsAs(id, interaction.OutcomeAnswered, "customer")
}

// A call that is consulted about is looked at no more often than one with an agent.
func TestConsultIsSettled(t *testing.T) {
	r := newRig(t).start()
	r.consults()
	r.pass(time.Minute)
	before := len(r.sim.Requests())
	r.pass(2 * time.Minute)
	if asked := len(r.sim.Requests()) - before; asked > 40 {
		t.Errorf("Twilio was asked %d times in two minutes", asked)
	}
}

// That a colleague has gone, of which nobody has told, is seen when all that is under way is.
func TestColleagueIsMissedByRollCall(t *testing.T) {
	r := newRig(t).start()
	id, caller, _, colleague := r.consults()
	r.pass(5 * time.Second)
	r.breaks(twiliotest.Drop, -1, "/twilio/conference")
	r.hangsUp(colleague)
	gone := r.clock.Now()
	r.heals("the sender to have the caller again", r.with(caller, "agent-1"))
	if took := r.clock.Now().Sub(gone); took > 30*time.Second {
		t.Errorf("it took %v\n%s", took, r.log(id))
	}
}
