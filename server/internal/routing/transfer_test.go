package routing_test

import (
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/routing"
)

// passed on to a queue is a call that an agent was on, cold or warm.
func (f *floor) passedOn(from interaction.Agent, to interaction.TransferTo, warm bool) interaction.ID {
	f.t.Helper()
	id := f.callFor("default", "")
	f.do(id, accepts(1, from))
	f.do(id, interaction.JoinAgent{Offer: 1, CallSID: "CAa"})
	f.do(id, interaction.BeginTransfer{Agent: from, To: to, Warm: warm})
	return id
}

// A call that is passed on to a queue rings by that queue's rules, whichever it came to, for
// everybody but who passes it on; for a colleague it rings alone, whatever the rules are.
func TestTurnsOfATransfer(t *testing.T) {
	rules := routing.Rules{
		Queues: []routing.QueueRule{
			{Name: "turns", Mode: routing.ModeOne, Timeout: 20 * time.Second},
			{Name: "groups", Mode: routing.ModeWidening, Timeout: 20 * time.Second},
			{Name: "all"},
		},
		Profiles: []routing.Profile{{Account: "support", CRMID: "1", Group: 2}}, // Ana
	}
	for _, warm := range []bool{false, true} {
		for _, c := range []struct {
			to    interaction.TransferTo
			rings [][]interaction.Agent // for whom, each for the time of a turn
		}{
			{interaction.TransferTo{Queue: "turns"}, [][]interaction.Agent{{ben}, {ana}, {ben, ana}}},
			{interaction.TransferTo{Queue: "groups"}, [][]interaction.Agent{{ben}, {ben, ana}}},
			{interaction.TransferTo{Queue: "all"}, [][]interaction.Agent{{ben, ana}}},
			{interaction.TransferTo{Agent: &ana}, [][]interaction.Agent{{ana}}},
		} {
			f := newFloor(t)
			f.rules = rules
			s := f.server("one", false)
			s.ready(mia, ben, ana)
			id := f.passedOn(mia, c.to, warm)
			for n, rings := range c.rings {
				if n > 0 {
					f.pass(20 * time.Second)
				}
				f.awaitRings(id, rings...)
			}
			s.awaitState(mia, routing.Busy)
			f.do(id, accepts(2, ana))
			s.awaitState(ana, routing.Busy)
			f.do(id, interaction.JoinAgent{Offer: 2, CallSID: "CAb"})
			if warm { // both are on it, until it is handed over or taken back
				f.awaitRings(f.callFor("all", ""), ben)
				s.awaitState(mia, routing.Busy)
				s.awaitState(ana, routing.Busy)
				for _, a := range s.room.Agents("support") {
					if a.Agent.ID != ben.ID && a.Call.Interaction != id {
						t.Errorf("%s is on %+v", a.Agent.Name, a.Call)
					}
				}
				f.do(id, interaction.CompleteTransfer{Agent: mia})
			}
			s.awaitState(mia, routing.Available)
			s.awaitState(ana, routing.Busy)
			f.do(id, interaction.DisconnectCustomer{CallSID: f.state(id).Call.CustomerSID()})
			s.awaitState(ana, routing.WrapUp)
			s.awaitState(mia, routing.Available)
		}
	}
}

// A colleague who is consulted and does not get the call has nothing to wrap up, and is rung
// again at once.
func TestConsultedAndFree(t *testing.T) {
	f := newFloor(t)
	s := f.server("one", false)
	s.ready(mia, ben)
	id := f.passedOn(mia, interaction.TransferTo{Agent: &ben}, true)
	f.do(id, accepts(2, ben))
	f.do(id, interaction.JoinAgent{Offer: 2, CallSID: "CAb"})
	s.awaitState(ben, routing.Busy)
	f.do(id, interaction.TakeBack{Agent: mia})
	s.awaitState(ben, routing.Available)
	f.awaitRings(f.callFor("default", ""), ben)
	s.awaitState(mia, routing.Busy)
}
