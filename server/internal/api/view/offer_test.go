package view

import (
	"fmt"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates/words"
)

// The timeline says in words for whom it rang, and why not for others.
func TestSentencesAboutAnOffer(t *testing.T) {
	agent := func(name string) interaction.Agent { return interaction.Agent{ID: "support/" + name, Name: name} }
	var many []interaction.Agent
	for n := range 20 {
		many = append(many, agent(fmt.Sprint("A", n)))
	}
	for want, d := range map[string]interaction.Data{
		"It rings for Mia.":                                        interaction.AgentsRung{Agents: []interaction.Agent{agent("Mia")}},
		"It rings for Mia, Ben and Ann.":                           interaction.AgentsRung{Agents: []interaction.Agent{agent("Mia"), agent("Ben"), agent("Ann")}},
		"It rings for A0, A1, A2, A3, A4, A5, A6, A7 and 12 more.": interaction.AgentsRung{Agents: many},
		"It does not ring for Mia (away: Lunch) and Ben (their tab was frozen).": interaction.AgentsPassedOver{Agents: []interaction.SkippedAgent{
			{Agent: agent("Mia"), Reason: interaction.MissedAway, Text: "Lunch"}, {Agent: agent("Ben"), Reason: interaction.MissedFrozen},
		}},
		"It does not ring for Mia (on another call) and Ben (wrapping up).": interaction.AgentsPassedOver{Agents: []interaction.SkippedAgent{
			{Agent: agent("Mia"), Reason: interaction.MissedBusy}, {Agent: agent("Ben"), Reason: interaction.MissedWrapUp},
		}},
		"It rings for 1 agent.":                     interaction.OfferRung{Rung: 1, Passed: []interaction.MissCount{{Reason: interaction.MissedAway, Count: 1}, {Reason: interaction.MissedBusy, Count: 2}}},
		"It does not ring for Mia (not connected).": interaction.AgentsPassedOver{Agents: []interaction.SkippedAgent{{Agent: agent("Mia"), Reason: interaction.MissedNotConnected}}},
	} {
		if got := eventSaid(d, nil).English(words.Lexicon{}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// An offer names those it rings for now: not those who declined, and nobody once
// it is taken.
func TestWhomAnOfferRingsFor(t *testing.T) {
	mia, ben := interaction.Agent{ID: "support/7", Name: "Mia"}, interaction.Agent{ID: "support/8", Name: "Ben"}
	o := interaction.Assignment{N: 1, Rings: []interaction.Agent{mia, ben}, Declined: []interaction.Declining{{Agent: ben.ID}}}
	if got := *offerView(o).Rings; len(got) != 1 || got[0] != mia.ID {
		t.Errorf("rings for %v", got)
	}
	if o.Rule = interaction.RingAvailable; offerView(o).Rings != nil || *offerView(o).Rule != "available" {
		t.Errorf("by a rule, and named: %+v", offerView(o))
	}
	o.Rule = ""
	o.Claim = &interaction.Claim{Agent: mia}
	if got := *offerView(o).Rings; len(got) != 0 {
		t.Errorf("taken, and rings for %v", got)
	}
}
