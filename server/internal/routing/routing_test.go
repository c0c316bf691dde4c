package routing_test

import (
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/routing"
)

func accepts(offer int, a interaction.Agent) interaction.Accept {
	return interaction.Accept{Offer: offer, Agent: a, Tab: "tab-" + a.Name}
}

// An offer rings for those who are free and can be reached, and for each of the
// others the log says why it did not.
func TestWhoIsRung(t *testing.T) {
	f := newFloor(t)
	s := f.server("one", false)
	s.connects(mia, true)
	s.connects(ben, true)
	s.connects(eve, true)
	s.awaitState(mia, routing.Available)
	s.awaitState(ben, routing.Available)
	s.chooses(ben, to(routing.Away, "Lunch"), nothing)
	first := f.call("support")
	f.awaitRings(first, mia)
	f.awaitPassed(first, ben, "awayLunch")
	if f.passed(first, eve) != "" {
		t.Error("an agent of another account was thought of")
	}

	// Mia has it: the next call does not ring for her.
	f.do(first, accepts(1, mia))
	s.awaitState(mia, routing.Busy)
	second := f.call("support")
	f.awaitPassed(second, mia, "busy")
	f.do(first, interaction.JoinAgent{Offer: 1, CallSID: "CAa"})
	f.do(first, interaction.DisconnectCustomer{CallSID: "CA1", Status: "completed"})
	s.awaitState(mia, routing.WrapUp)
	third := f.call("support")
	f.awaitPassed(third, mia, "wrap_up")
	f.awaitRings(second)

	// Wrapped up, and both that have waited ring at once.
	f.do(first, interaction.SaveWrapUp{Agent: mia, Disposition: "Resolved"})
	f.awaitRings(second, mia)
	f.awaitRings(third, mia)
	s.awaitState(mia, routing.Available)
}

// An agent in wrap-up knows until when, and rings at once after putting it off.
func TestWrapUpPutOff(t *testing.T) {
	f := newFloor(t)
	s := f.server("one", false)
	s.connects(mia, true)
	first := f.call("support")
	f.awaitRings(first, mia)
	f.do(first, accepts(1, mia))
	f.do(first, interaction.JoinAgent{Offer: 1, CallSID: "CAa"})
	f.do(first, interaction.DisconnectCustomer{CallSID: "CA1", Status: "completed"})
	s.awaitState(mia, routing.WrapUp)
	if until := s.room.Me("support", mia.ID).Status.Until; !until.Equal(begin.Add(10 * time.Minute)) {
		t.Errorf("until %v", until)
	}
	second := f.call("support")
	f.awaitPassed(second, mia, "wrap_up")
	f.do(first, interaction.PutOffWrapUp{Agent: mia})
	f.awaitRings(second, mia)
	if until := s.room.Me("support", mia.ID).Status.Until; !until.IsZero() {
		t.Errorf("still until %v", until)
	}
}

// A customer for whom nobody is to be had waits, and it rings as soon as somebody is,
// without time passing.
func TestNobodyIsToBeHad(t *testing.T) {
	f := newFloor(t)
	s := f.server("one", false)
	id := f.call("support")
	s.connects(mia, true)
	f.awaitRings(id, mia)
	s.chooses(mia, to(routing.Away, ""), nothing)
	f.awaitRings(id)
	f.awaitPassed(id, mia, "away")
	s.chooses(mia, to(routing.Available, ""), nothing)
	f.awaitRings(id, mia)
	if f.clock.Now() != begin {
		t.Error("it took time")
	}
}

// The only agent declines: it rings for her again after a while, without anybody doing
// anything; at once when she says that she is ready; and not because her page reloads.
func TestDeclinedComesBack(t *testing.T) {
	f := newFloor(t)
	s := f.server("one", false)
	s.connects(mia, true)
	id := f.call("support")
	f.awaitRings(id, mia)
	f.do(id, interaction.Decline{Offer: 1, Agent: mia})
	f.pass(29 * time.Second)
	if len(f.rung(id).Agents) != 0 {
		t.Error("it came back at once")
	}
	f.clock.Advance(time.Second) // and nothing else happens
	f.awaitRings(id, mia)

	f.do(id, interaction.Decline{Offer: 1, Agent: mia})
	f.pass(time.Second)
	s.chooses(mia, to(routing.Away, ""), nothing)
	f.pass(time.Second)
	s.chooses(mia, to(routing.Available, ""), nothing)
	f.awaitRings(id, mia)

	f.do(id, interaction.Decline{Offer: 1, Agent: mia})
	s.leaves(mia) // reloads
	s.connects(mia, true)
	f.pass(time.Second)
	if len(f.rung(id).Agents) != 0 {
		t.Error("it came back with a reload")
	}
	f.pass(30 * time.Second)
	f.awaitRings(id, mia)
}

// A tab that freezes stops ringing, and its agent can see why; when it wakes, it
// rings again. One that was frozen before is not rung at all.
func TestFrozenTab(t *testing.T) {
	f := newFloor(t)
	s := f.server("one", false)
	s.connects(mia, true)
	s.connects(ben, true)
	id := f.call("support")
	f.awaitRings(id, mia, ben)
	s.connects(mia, false)
	f.pass(4 * time.Second)
	f.awaitPassed(id, mia, "tab_frozen")
	f.awaitRings(id, ben)
	s.awaitState(mia, routing.Unreachable)
	if me := s.room.Me("support", mia.ID); me.Status.Chosen.Status != routing.Available {
		t.Errorf("the choice was not kept: %+v", me)
	}
	s.connects(mia, true)
	f.awaitRings(id, mia, ben)
	s.connects(mia, false)
	f.pass(4 * time.Second)
	f.awaitPassed(id, mia, "tab_frozen")
	f.do(id, accepts(1, ben))
	f.await("what Mia missed", func() bool {
		missed := s.room.Me("support", mia.ID).Missed
		return len(missed) == 1 && missed[0].Reason == interaction.MissedFrozen && missed[0].Who == "Aiko" && missed[0].Interaction == id
	})
}

// A page that is gone misses what comes for a while; a page that is being reloaded
// misses nothing; who has been gone for long is not thought of any more.
func TestPageThatIsGone(t *testing.T) {
	f := newFloor(t)
	s := f.server("one", false)
	s.connects(mia, true)
	s.connects(ben, true)
	s.awaitState(mia, routing.Available)
	id := f.call("support")
	f.awaitRings(id, mia, ben)
	s.leaves(mia) // reloads
	s.connects(mia, false)
	s.connects(mia, true)
	s.leaves(ben)
	f.pass(4 * time.Second)
	f.awaitPassed(id, ben, "not_connected")
	f.awaitRings(id, mia)
	if was, err := f.store.Statuses(t.Context(), "support", mia.ID, time.Time{}, time.Time{}); err != nil || len(was) != 1 {
		t.Errorf("a reload counted as being gone: %+v, %v", was, err)
	}
	f.pass(11 * time.Minute)
	s.connects(mia, true)
	late := f.call("support")
	f.awaitRings(late, mia)
	if f.passed(late, ben) != "" {
		t.Error("somebody who went home missed a call")
	}
}

// What is chosen for later holds as soon as the agent is free, and not before.
func TestNextStatus(t *testing.T) {
	f := newFloor(t)
	s := f.server("one", false)
	s.connects(mia, true)
	id := f.call("support")
	f.awaitRings(id, mia)
	f.do(id, accepts(1, mia))
	s.awaitState(mia, routing.Busy)
	me := s.chooses(mia, to(routing.Available, ""), to(routing.Away, "Lunch"))
	if me.Status.State != routing.Busy || me.Status.Chosen.Status != routing.Available || me.Status.Next.Status != routing.Away {
		t.Errorf("%+v", me.Status)
	}
	f.do(id, interaction.JoinAgent{Offer: 1, CallSID: "CAa"})
	// The page is reloaded: the customer is still there, and it rings for her again.
	f.do(id, interaction.LeaveAgent{CallSID: "CAa", Reason: "gone"})
	f.awaitRings(id, mia)
	f.do(id, accepts(2, mia))
	f.do(id, interaction.JoinAgent{Offer: 2, CallSID: "CAb"})
	f.do(id, interaction.DisconnectCustomer{CallSID: "CA1"})
	s.awaitState(mia, routing.WrapUp)
	f.pass(time.Second)
	f.do(id, interaction.SaveWrapUp{Agent: mia, Disposition: "Resolved"})
	s.awaitState(mia, routing.Away)
	me = s.room.Me("support", mia.ID)
	if me.Status.Chosen.Reason != "Lunch" || me.Status.Next.Status != "" || !me.Status.Since.Equal(f.clock.Now()) {
		t.Errorf("%+v", me.Status)
	}
	// Of somebody who is free it holds at once.
	if me := s.chooses(mia, to(routing.Away, ""), to(routing.Available, "")); me.Status.Chosen.Status != routing.Available {
		t.Errorf("%+v", me.Status)
	}
}

// An agent whose page was lost in the middle of a call gets the call back, also
// when they had chosen to be away after it.
func TestLostCallComesBack(t *testing.T) {
	f := newFloor(t)
	s := f.server("one", false)
	s.connects(mia, true)
	s.connects(ben, true)
	id := f.call("support")
	f.awaitRings(id, mia, ben)
	f.do(id, accepts(1, mia))
	f.do(id, interaction.JoinAgent{Offer: 1, CallSID: "CAa"})
	s.chooses(mia, to(routing.Away, ""), nothing)
	s.chooses(ben, to(routing.Away, ""), nothing)
	f.do(id, interaction.LeaveAgent{CallSID: "CAa"})
	f.awaitRings(id, mia)
	f.awaitPassed(id, ben, "away")
}

// What agents have chosen and missed is there after a restart.
func TestRestart(t *testing.T) {
	f := newFloor(t)
	s := f.server("one", false)
	s.connects(mia, true)
	s.connects(ben, true)
	s.awaitState(ben, routing.Available)
	s.chooses(mia, to(routing.Away, "Training"), nothing)
	id := f.call("support")
	f.awaitRings(id, ben)
	f.do(id, accepts(1, ben))
	s.stop()

	s = f.server("two", false)
	s.connects(mia, true)
	s.connects(ben, true)
	s.awaitState(mia, routing.Away)
	s.awaitState(ben, routing.Busy)
	me := s.room.Me("support", mia.ID)
	if me.Status.Chosen.Reason != "Training" || !me.Status.Since.Equal(begin) || len(me.Missed) != 1 || me.Missed[0].Reason != interaction.MissedAway || me.Missed[0].Text != "Training" {
		t.Errorf("%+v", me)
	}
}

// Bounds: nobody keeps more than twenty missed offers, none older than a day, and no
// more than ten calls ring at once.
func TestBounds(t *testing.T) {
	f := newFloor(t)
	s := f.server("one", false)
	s.connects(mia, true)
	s.connects(ben, true)
	s.awaitState(ben, routing.Available)
	s.chooses(mia, to(routing.Away, ""), nothing)
	var ids []interaction.ID
	for range 12 {
		f.pass(time.Second)
		ids = append(ids, f.call("support"))
	}
	f.awaitRings(ids[9], ben)
	f.do(ids[0], interaction.DisconnectCustomer{CallSID: "CA1"})
	f.awaitRings(ids[10], ben) // one has gone, one has moved up
	if rule := f.state(ids[11]).Assignments.Current().Rule; rule != "" {
		t.Errorf("the last one rings by %q", rule)
	}
	for n := 1; n < 12; n++ {
		f.awaitRings(ids[n], ben)
		f.do(ids[n], interaction.DisconnectCustomer{CallSID: callOf(n)})
	}
	for range 15 {
		f.pass(time.Second)
		id := f.call("support")
		f.awaitRings(id, ben)
		f.do(id, interaction.DisconnectCustomer{CallSID: callOf(f.ids - 1)})
		ids = append(ids, id)
	}
	last := ids[len(ids)-1]
	f.await("the newest of 20", func() bool {
		missed := s.room.Me("support", mia.ID).Missed
		return len(missed) == 20 && missed[0].Interaction == last && missed[0].At.After(missed[19].At)
	})
	f.pass(25 * time.Hour)
	if missed := s.room.Me("support", mia.ID).Missed; len(missed) != 0 {
		t.Errorf("a day later: %+v", missed)
	}
}

func callOf(n int) string { return "CA" + itoa(n+1) }
