package voice_test

import (
	"slices"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/voice"
)

// passedOn: Mia talks with a caller and passes them on to Ben; the caller hears music.
func passedOn(r *rig, to interaction.TransferTo) (id interaction.ID, caller, sender string) {
	r.t.Helper()
	id, caller = r.callsIn(street)
	sender = r.answers(id, mia)
	r.do(id, interaction.BeginTransfer{Agent: mia, To: to, Note: "They know their number."})
	r.await("music", r.played(caller, voice.MusicPath)) // in no time: the receiver is rung for half a minute alone
	return id, caller, sender
}

// with reports whether a caller hears these alone, and they the caller.
func (r *rig) with(caller string, labels ...string) func() bool {
	return func() bool {
		c, _ := r.sim.State(caller)
		return !c.Hold && slices.Equal(c.With, labels)
	}
}

func (r *rig) outcome(id interaction.ID, want interaction.TransferOutcome) {
	r.t.Helper()
	if last := r.state(id).Transfers.Last(); last == nil || last.Outcome != want {
		r.t.Errorf("the transfer: %+v, want %s", last, want)
	}
}

// The receiver has the caller, and the sender's line is free; whatever is lost on the way.
func TestTransfer(t *testing.T) {
	for name, fault := range map[string]func(*rig){
		"":                         func(*rig) {},
		"nothing is told":          func(r *rig) { r.breaks(twiliotest.Drop, -1, "/twilio/conference") },
		"the hang-up is not heard": func(r *rig) { r.breaks(twiliotest.REST500, 2, "/Calls/") },
		"nor the hold":             func(r *rig) { r.breaks(twiliotest.REST500, 2, "/Participants/") },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t).start()
			id, caller, sender := passedOn(r, interaction.TransferTo{Agent: &ben})
			if c, _ := r.sim.State(sender); !c.InRoom {
				t.Errorf("the sender: %+v", c)
			}
			fault(r)
			receiver := r.connect(r.accept(id, ben))
			r.heals("the receiver to have the caller", func() bool { return r.state(id).Call.AgentSID() == receiver && r.with(caller, "agent-2")() })
			r.heals("the sender's line to be free", r.isGone(sender))
			r.outcome(id, interaction.TransferAccepted)
			r.pass(time.Minute)
			if s := r.state(id); s.Call.Phase != interaction.Connected || s.Owner().ID != ben.ID {
				t.Errorf("%s: %+v", s.Call.Phase, s.Owner())
			}
			r.hangsUp(caller)
			r.endsAs(id, interaction.OutcomeAnswered, "customer")
		})
	}
}

// What nobody takes, or is taken back, comes back to the sender, and who comes too late is sent away.
func TestTransferComesBack(t *testing.T) {
	r := newRig(t).start()
	id, caller, sender := passedOn(r, interaction.TransferTo{Agent: &ben})
	r.pass(30 * time.Second)
	r.heals("the sender to have the caller again", r.with(caller, "agent-1"))
	r.outcome(id, interaction.TransferUnanswered)

	r.do(id, interaction.BeginTransfer{Agent: mia, To: interaction.TransferTo{Queue: "orders"}})
	ticket := r.accept(id, ben)
	r.do(id, interaction.TakeBack{Agent: mia})
	late := r.connect(ticket)
	r.heals("who comes too late to be sent away", r.isGone(late))
	r.heals("the sender to have the caller again", r.with(caller, "agent-1"))
	r.outcome(id, interaction.TransferTakenBack)
	if c, _ := r.sim.State(sender); !c.InRoom {
		t.Errorf("the sender: %+v", c)
	}
	r.hangsUp(caller)
	r.endsAs(id, interaction.OutcomeAnswered, "customer")
}

// A caller whose sender has gone, by a word or by a crash of everything, hears music until
// somebody has them.
func TestTransferOutlivesItsSender(t *testing.T) {
	for _, crash := range []bool{false, true} {
		r := newRig(t).start()
		id, caller, sender := passedOn(r, interaction.TransferTo{Agent: &ben})
		if crash {
			r.crash()
			r.hangsUp(sender)
			r.start()
		} else {
			r.do(id, interaction.Hangup{Agent: mia})
		}
		r.heals("the sender to have gone", func() bool { return r.isGone(sender)() && r.state(id).Call.Phase == interaction.Ringing })
		r.pass(31 * time.Second)
		if s, c := r.state(id), func() twiliotest.CallState { c, _ := r.sim.State(caller); return c }(); !c.Hold || s.Transfers.On() != nil || s.Assignments.Current().N != 3 {
			t.Errorf("%+v, %+v", c, s.Transfers.Last())
		}
		r.answers(id, ben)
		r.heals("somebody to have the caller", r.with(caller, "agent-3"))
		r.hangsUp(caller)
		r.endsAs(id, interaction.OutcomeAnswered, "customer")
	}
}

// A caller who hangs up meanwhile is gone for everybody.
func TestCallerHangsUpWhilePassedOn(t *testing.T) {
	for _, accepted := range []bool{false, true} {
		r := newRig(t).start()
		id, caller, sender := passedOn(r, interaction.TransferTo{Queue: "orders"})
		if accepted {
			r.accept(id, ben)
		}
		r.hangsUp(caller)
		r.endsAs(id, interaction.OutcomeAnswered, "customer")
		r.gone(sender)
		r.outcome(id, interaction.TransferCallEnded)
		if r.state(id).Rings() {
			t.Error("it rings on")
		}
	}
}
