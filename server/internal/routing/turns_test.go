package routing_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/routing"
)

var (
	ana = interaction.Agent{ID: "support/1", Name: "Ana", CRMID: "1"}
	kim = interaction.Agent{ID: "support/2", Name: "Kim", CRMID: "2"}
)

// ready agents, one second after the other.
func (s *server) ready(agents ...interaction.Agent) {
	s.t.Helper()
	for _, a := range agents {
		s.connects(a, true)
		s.awaitState(a, routing.Available)
		s.chooses(a, to(routing.Away, ""), nothing)
		s.chooses(a, to(routing.Available, ""), nothing)
		s.pass(time.Second)
	}
}

// A queue's call rings for those who have its skills and speak its customer's language.
func TestWhoIsAble(t *testing.T) {
	f := newFloor(t)
	f.rules = routing.Rules{
		Queues: []routing.QueueRule{
			{Name: "repairs", Skills: []string{"tools", "safety"}, Languages: []string{"en", "pt-BR"}},
			{Name: "orders"},
			{Name: "tokyo", Languages: []string{"ja"}},
		},
		Profiles: []routing.Profile{
			{Account: "support", CRMID: "7", Skills: []string{"tools", "safety"}, Languages: []string{"en-GB", "ja"}}, // Mia
			{Account: "support", Email: "ben@acme.example", Skills: []string{"tools"}},
			{Account: "support", CRMID: "1", Skills: []string{"safety", "tools"}, Languages: []string{"pt"}}, // Ana
		}, // and Kim may do everything
	}
	s := f.server("one", false)
	if err := s.room.Met(t.Context(), "support", ben, "Ben@acme.example", nil); err != nil {
		t.Fatal(err)
	}
	s.ready(mia, ben, ana, kim)
	for _, c := range []struct {
		queue, language string
		rings           []interaction.Agent
	}{
		{"orders", "", []interaction.Agent{mia, ben, ana, kim}},
		{"repairs", "", []interaction.Agent{mia, ana, kim}},
		{"repairs", "en-US", []interaction.Agent{mia, kim}},
		{"repairs", "pt-BR", []interaction.Agent{ana, kim}},
		{"repairs", "fr", []interaction.Agent{mia, ana, kim}}, // nobody was asked for who speaks it
		{"tokyo", "", []interaction.Agent{mia, ben, kim}},
	} {
		id := f.callFor(c.queue, c.language)
		f.awaitRings(id, c.rings...)
		for _, a := range []interaction.Agent{mia, ben, ana, kim} {
			if why := f.passed(id, a); !slices.Contains(c.rings, a) && why != "not_able" {
				t.Errorf("%s, %s: why not for %s: %q", c.queue, c.language, a.Name, why)
			}
		}
	}
	// Who is not able has missed nothing.
	f.do(interaction.ID("01jq0000000000000000000004"), accepts(1, ana))
	s.awaitState(ana, routing.Busy)
	if missed := s.room.Me("support", ben.ID).Missed; len(missed) != 0 {
		t.Errorf("Ben has missed %+v", missed)
	}
	me := s.room.Me("support", mia.ID).Abilities
	if !slices.Equal(me.Queues, []string{"repairs"}) || !slices.Equal(me.Languages, []string{"en", "ja"}) || me.Group != 1 {
		t.Errorf("Mia is told %+v", me)
	}
	if me := s.room.Me("support", kim.ID).Abilities; me.Queues != nil || me.Languages != nil || me.Group != 0 {
		t.Errorf("Kim is told %+v", me)
	}
}

// A line that nobody can take holds up no other one.
func TestLinesDoNotHoldUpEachOther(t *testing.T) {
	f := newFloor(t)
	f.rules = routing.Rules{
		Queues:   []routing.QueueRule{{Name: "repairs", Skills: []string{"tools"}}, {Name: "orders"}},
		Profiles: []routing.Profile{{Account: "support", CRMID: "7"}},
	}
	s := f.server("one", false)
	s.ready(mia)
	for range 12 {
		f.callFor("repairs", "")
	}
	f.awaitRings(f.callFor("orders", ""), mia)
}

// One after the other: who has been idle longest first, each for the time of a turn, a
// decline goes to the next at once; then all of them.
func TestOneAfterTheOther(t *testing.T) {
	f := newFloor(t)
	f.rules = routing.Rules{Queues: []routing.QueueRule{{Name: "orders", Mode: routing.ModeOne, Timeout: 20 * time.Second}}}
	s := f.server("one", false)
	s.ready(mia, ben, ana)
	id := f.callFor("orders", "")
	f.awaitRings(id, mia)
	if why := f.passed(id, ben); why != "others_turn" {
		t.Errorf("why not for Ben: %q", why)
	}
	second := f.callFor("orders", "")
	f.awaitRings(second, ben) // nobody has two turns
	f.pass(19 * time.Second)
	f.awaitRings(id, mia)
	f.do(second, accepts(1, ben))
	f.pass(time.Second)
	f.awaitRings(id, ana)
	f.await("Mia told", func() bool {
		missed := s.room.Me("support", mia.ID).Missed
		return len(missed) == 1 && missed[0].Reason == interaction.MissedTurnOver && missed[0].Interaction == id
	})
	f.do(id, interaction.Decline{Offer: 1, Agent: ana})
	f.awaitRings(id, mia) // all of them, without time passing: Ana comes back later
	if rule := f.state(id).Assignments.Current().Rule; rule != interaction.RingAvailable {
		t.Errorf("it rings by %s", rule)
	}
	f.pass(30 * time.Second)
	f.awaitRings(id, mia, ana)
	f.do(id, accepts(1, mia))
	s.awaitState(mia, routing.Busy)
	if missed := s.room.Me("support", mia.ID).Missed; len(missed) != 0 {
		t.Errorf("Mia took it in the end, and has missed %+v", missed)
	}
}

// Who spoke with the customer last comes first; when they cannot be reached, it is as if
// they were not known.
func TestLastAgentFirst(t *testing.T) {
	f := newFloor(t)
	f.rules = routing.Rules{Queues: []routing.QueueRule{{Name: "orders", Mode: routing.ModeOne, Timeout: 20 * time.Second}}}
	f.last = func(context.Context, interaction.State) (string, error) { return ana.ID, nil }
	s := f.server("one", false)
	s.ready(mia, ben, ana)
	id := f.callFor("orders", "")
	f.awaitRings(id, ana)
	s.leaves(ana)
	f.pass(4 * time.Second)
	f.awaitRings(id, mia)
	f.awaitRings(f.callFor("orders", ""), ben)
}

// Nobody is to be had: it waits, and it is somebody's turn as soon as there is somebody.
func TestNobodysTurn(t *testing.T) {
	f := newFloor(t)
	f.rules = routing.Rules{Queues: []routing.QueueRule{{Name: "orders", Mode: routing.ModeOne, Timeout: 20 * time.Second}}}
	s := f.server("one", false)
	s.connects(mia, true)
	s.chooses(mia, to(routing.Away, "Lunch"), nothing)
	id := f.callFor("orders", "")
	f.awaitPassed(id, mia, "awayLunch")
	f.pass(10 * time.Minute)
	if asked := f.state(id).Assignments.Current().Asked; len(asked) != 0 {
		t.Errorf("asked was %+v", asked)
	}
	s.chooses(mia, to(routing.Available, ""), nothing)
	f.awaitRings(id, mia)
}

// After ten in vain all are asked: the log of a call stays short, however many there are.
func TestTenTurns(t *testing.T) {
	f := newFloor(t)
	f.rules = routing.Rules{Queues: []routing.QueueRule{{Name: "orders", Mode: routing.ModeOne, Timeout: 5 * time.Second}}}
	s := f.server("one", false)
	var all []interaction.Agent
	for n := range 14 {
		all = append(all, interaction.Agent{ID: "support/2" + itoa(n), Name: "Agent " + itoa(n)})
	}
	s.ready(all...)
	id := f.callFor("orders", "")
	for n := range 10 {
		f.awaitRings(id, all[n])
		f.pass(5 * time.Second)
	}
	f.awaitRings(id, all...)
	if n := f.state(id).Log.Len(); n > 15 {
		t.Errorf("the log has %d events", n)
	}
}

// Groups are rung one after the other; one in which nobody is to be had is not waited for,
// nor is one in which everybody has declined.
func TestWidening(t *testing.T) {
	f := newFloor(t)
	f.rules = routing.Rules{
		Queues: []routing.QueueRule{{Name: "orders", Mode: routing.ModeWidening, Timeout: 20 * time.Second}},
		Profiles: []routing.Profile{
			{Account: "support", CRMID: "8", Group: 2}, // Ben
			{Account: "support", CRMID: "1", Group: 5}, // Ana
		},
	}
	s := f.server("one", false)
	s.ready(mia, ben, ana)
	id := f.callFor("orders", "")
	f.awaitRings(id, mia)
	f.pass(20 * time.Second)
	f.awaitRings(id, mia, ben)
	f.pass(20 * time.Second)
	f.awaitRings(id, mia, ben, ana)

	next := f.callFor("orders", "")
	f.awaitRings(next, mia)
	f.do(next, interaction.Decline{Offer: 1, Agent: mia})
	f.awaitRings(next, ben)

	s.chooses(mia, to(routing.Away, ""), nothing)
	f.awaitRings(f.callFor("orders", ""), ben)
	s.chooses(ben, to(routing.Away, ""), nothing)
	f.awaitRings(f.callFor("orders", ""), ana)
}

// Another queue's agents help out when nobody of its own is about, or after a while.
func TestOverflow(t *testing.T) {
	f := newFloor(t)
	f.rules = routing.Rules{
		Queues: []routing.QueueRule{
			{Name: "repairs", Skills: []string{"tools"}, Overflow: "orders", OverflowAfter: time.Minute},
			{Name: "orders", Skills: []string{"orders"}},
		},
		Profiles: []routing.Profile{
			{Account: "support", CRMID: "7", Skills: []string{"tools"}},
			{Account: "support", CRMID: "8", Skills: []string{"orders"}},
			{Account: "support", CRMID: "1"},
		},
	}
	s := f.server("one", false)
	s.ready(mia, ben, ana)
	id := f.callFor("repairs", "")
	f.awaitRings(id, mia)
	f.pass(59 * time.Second)
	f.awaitRings(id, mia)
	f.pass(time.Second)
	f.awaitRings(id, mia, ben)
	s.leaves(mia)
	f.pass(4 * time.Second)
	f.awaitRings(f.callFor("repairs", ""), ben)
	f.awaitPassed(id, ana, "not_able")
}

// A call that comes when its queue is closed rings for nobody; one that came before goes on.
func TestClosed(t *testing.T) {
	f := newFloor(t)
	closes := begin.Add(time.Minute)
	f.rules = routing.Rules{Queues: []routing.QueueRule{{Name: "repairs", Open: func(at time.Time) bool { return at.Before(closes) }}}}
	s := f.server("one", false)
	s.connects(mia, true)
	early := f.callFor("repairs", "")
	f.awaitRings(early, mia)
	f.pass(time.Minute)
	late, other := f.callFor("repairs", ""), f.callFor("orders", "")
	f.awaitRings(other, mia)
	f.awaitRings(early, mia)
	if rule := f.state(late).Assignments.Current().Rule; rule != "" {
		t.Errorf("it rings by %s", rule)
	}
	if _, anybody, open := s.room.Line("support", late); anybody || open {
		t.Errorf("anybody %t, open %t", anybody, open)
	}
	if _, anybody, open := s.room.Line("support", early); !anybody || !open {
		t.Errorf("before: anybody %t, open %t", anybody, open)
	}
	f.do(late, accepts(1, mia)) // who wants to can take it all the same
}

// What has a head start rings first, and overtakes nobody who has waited for longer than
// that.
func TestPriority(t *testing.T) {
	f := newFloor(t)
	f.rules = routing.Rules{Queues: []routing.QueueRule{
		{Name: "orders", Mode: routing.ModeOne, Timeout: 20 * time.Second},
		{Name: "vip", Mode: routing.ModeOne, Timeout: 20 * time.Second, HeadStart: 5 * time.Minute},
	}}
	s := f.server("one", false)
	old := f.callFor("orders", "")
	f.pass(4 * time.Minute)
	plain := f.callFor("orders", "")
	f.pass(2 * time.Minute)
	vip := f.callFor("vip", "")
	s.connects(mia, true)
	f.awaitRings(old, mia)
	s.connects(ben, true)
	f.awaitRings(vip, ben)
	s.connects(ana, true)
	f.awaitRings(plain, ana)
}

// Two servers give one turn, and go on with it when one of them is gone.
func TestOneTurnOfTwoServers(t *testing.T) {
	f := newFloor(t)
	f.rules = routing.Rules{Queues: []routing.QueueRule{{Name: "orders", Mode: routing.ModeOne, Timeout: 20 * time.Second}}}
	a, b := f.server("a", true), f.server("b", true)
	a.ready(mia)
	b.ready(ben)
	f.pass(time.Second)
	a.awaitState(ben, routing.Available)
	b.awaitState(mia, routing.Available)
	var ids []interaction.ID
	for range 6 {
		ids = append(ids, f.callFor("orders", ""))
	}
	f.awaitRings(ids[0], mia)
	f.awaitRings(ids[1], ben)
	a.stop()
	f.pass(20 * time.Second)
	f.awaitRings(ids[0], ben)
	for _, id := range ids {
		turns := map[string]int{}
		for _, asked := range f.state(id).Assignments.Current().Asked {
			if turns[asked.Agent]++; turns[asked.Agent] > 1 {
				t.Errorf("%s was asked twice of %s", asked.Agent, id)
			}
		}
	}
}
