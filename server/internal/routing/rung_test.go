package routing_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/routing"
)

// What a call stores does not grow with the agents it rings for. Whom it rang for, and
// why not for another, is known all the same, of each of them and for good.
func TestWhatACallStores(t *testing.T) {
	stored := func(n int) []byte {
		f := newFloor(t)
		s := f.server("one", false)
		s.connects(mia, true)
		s.awaitState(mia, routing.Available)
		s.chooses(mia, to(routing.Away, "Lunch"), nothing)
		agent := func(i int) interaction.Agent {
			return interaction.Agent{ID: fmt.Sprintf("support/%04d", 1000+i), Name: fmt.Sprint("Agent ", i)}
		}
		s.senses(func(at map[string]live.Present) {
			for i := range n {
				at[agent(i).ID] = live.Present{Agent: agent(i), Account: "support", Reachable: true}
			}
		})
		for i := range n {
			s.awaitState(agent(i), routing.Available)
		}
		s.connects(agent(3), false)
		f.pass(4 * time.Second) // not on the way back
		s.awaitState(agent(3), routing.Unreachable)
		id := f.call("support")
		f.await("a rule", func() bool { return f.state(id).Assignments.Current().Rule != "" })
		state := f.do(id, accepts(1, agent(0)))
		var data []byte
		events := 0
		for _, e := range state.Log.All() {
			if rung, ok := e.Data.(interaction.OfferRung); ok {
				events++
				if rung.Rung != n-1 || len(rung.Passed) != 2 || rung.Passed[0] != (interaction.MissCount{Reason: interaction.MissedAway, Count: 1}) || rung.Passed[1].Reason != interaction.MissedFrozen {
					t.Errorf("%d agents: %+v", n, rung)
				}
				_, data, _ = interaction.Encode(rung)
			}
		}
		if events != 1 {
			t.Errorf("it is said %d times", events)
		}
		s.awaitState(agent(0), routing.Busy)
		s.stop()
		later := f.server("two", false) // which has the store and nothing else
		f.pass(2 * 24 * time.Hour)
		offer := state.Offerings()[0]
		for who, want := range map[string]interaction.MissReason{mia.ID: interaction.MissedAway, agent(3).ID: interaction.MissedFrozen, agent(0).ID: "", agent(n - 1).ID: ""} {
			r, err := later.room.Rung(t.Context(), "support", offer, interaction.OfferRung{}, who, 9)
			if err != nil || want == "" && (len(r.Agents) != 1 || r.Agents[0].ID != who) || want != "" && (len(r.Skipped) != 1 || r.Skipped[0].Agent.ID != who || r.Skipped[0].Reason != want) {
				t.Errorf("%s: %+v, %v", who, r, err)
			}
		}
		r, err := later.room.Rung(t.Context(), "support", offer, interaction.OfferRung{Rung: n - 1}, "", 2)
		if err != nil || len(r.Agents) != 2 || len(r.Agents)+r.MoreAgents != n-1 || len(r.Skipped) != 2 || r.MorePassed != 0 {
			t.Errorf("of %d: %+v, %v", n, r, err)
		}
		return data
	}
	few, many := stored(10), stored(700)
	if len(many) > len(few)+4 {
		t.Errorf("10 agents are %d bytes, 700 are %d:\n%s", len(few), len(many), many)
	}
}
