package interaction_test

import (
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

var ann = Agent{ID: "support/9", Name: "Ann", CRMID: "9"}

// An offer is put before agents and taken back; what is so already is not recorded.
func TestRing(t *testing.T) {
	in := begin(t, inbound, arrives)
	in.expect(Ring{Offer: 2, Agents: []Agent{mia}}, "")
	in.expect(Ring{Offer: 1, Agents: []Agent{mia, mia}, Skipped: []SkippedAgent{{Agent: ben, Reason: MissedAway, Text: "Lunch"}, {Agent: mia, Reason: MissedBusy}}},
		"agents_rung agents_passed_over")
	equal(t, "rings", in.state.Assignments.Current().Rings, []Agent{mia})
	equal(t, "passed", in.state.Assignments.Current().Skipped, []SkippedAgent{{Agent: ben, Reason: MissedAway, Text: "Lunch"}})
	in.expect(Ring{Offer: 1, Agents: []Agent{mia}, Skipped: []SkippedAgent{{Agent: ben, Reason: MissedBusy}}}, "") // passed over is passed over
	in.expect(Ring{Offer: 1, Agents: []Agent{ben}, Skipped: []SkippedAgent{{Agent: mia, Reason: MissedFrozen}}}, "agents_rung agents_passed_over")
	equal(t, "for Mia", in.state.Assignments.Current().RingsFor(mia.ID), false)
	equal(t, "for Ben", in.state.Assignments.Current().RingsFor(ben.ID), true)
	in.expect(Decline{Offer: 1, Agent: ben}, "offer_declined")
	equal(t, "for Ben, who declined", in.state.Assignments.Current().RingsFor(ben.ID), false)
	in.expect(Ring{Offer: 1, Agents: []Agent{ben}}, "")
	in.expect(Ring{Offer: 1, Skipped: []SkippedAgent{{Agent: ben, Reason: MissedBusy}}}, "")
	in.expect(accepts, "offer_accepted") // Mia's tab has come back in the same moment
	equal(t, "for Mia, who took it", in.state.Assignments.Current().RingsFor(mia.ID), false)
	in.expect(Ring{Offer: 1, Agents: []Agent{ann}}, "")
}

// An agent whose leg was lost, or never came, is the one the customer was with.
func TestLostAgent(t *testing.T) {
	for _, c := range []struct {
		name string
		way  []Command
		want *Agent
	}{
		{"ringing", []Command{inbound, arrives}, nil},
		{"connected", []Command{inbound, arrives, accepts, joins}, nil},
		{"ringing again", []Command{inbound, arrives, accepts, joins, leaves, Ring{Offer: 2, Agents: []Agent{ben}}}, &mia},
		{"claimed again", []Command{inbound, arrives, accepts, joins, leaves, Accept{Offer: 2, Agent: ben, Tab: "t"}}, nil},
	} {
		equal(t, c.name, begin(t, c.way...).state.LostAgent(), c.want)
	}
	in := begin(t, inbound, arrives, accepts)
	in.later(policy.ClaimLease).do(Expire{})
	equal(t, "never came", in.state.LostAgent(), &mia)
}

// Why an agent did not get a call can be told from the log alone.
func TestMissed(t *testing.T) {
	rings := Ring{Offer: 1, Agents: []Agent{mia, ben}, Skipped: []SkippedAgent{{Agent: ann, Reason: MissedAway, Text: "Lunch"}}}
	again := Ring{Offer: 2, Agents: []Agent{mia, ben, ann}}
	for _, c := range []struct {
		name string
		way  []Command
		want []MissedOffer
	}{
		{"it still rings", []Command{inbound, arrives, rings}, nil},
		{"taken by a colleague", []Command{inbound, arrives, rings, accepts}, []MissedOffer{
			{Agent: ben, Reason: MissedTaken, Text: "Mia"}, {Agent: ann, Reason: MissedAway, Text: "Lunch"},
		}},
		{"nobody took it", []Command{inbound, arrives, rings, Decline{Offer: 1, Agent: ben}, goes}, []MissedOffer{
			{Agent: mia, Reason: MissedExpired}, {Agent: ann, Reason: MissedAway, Text: "Lunch"}, {Agent: ben, Reason: MissedDeclined},
		}},
		{"the tab froze while it rang", []Command{inbound, arrives, rings, Ring{Offer: 1, Skipped: []SkippedAgent{{Agent: ben, Reason: MissedFrozen}}}, accepts}, []MissedOffer{
			{Agent: ann, Reason: MissedAway, Text: "Lunch"}, {Agent: ben, Reason: MissedFrozen},
		}},
		{"back in time", []Command{inbound, arrives, rings, Ring{Offer: 1, Agents: []Agent{ann}}, Accept{Offer: 1, Agent: ann, Tab: "t"}}, []MissedOffer{
			{Agent: mia, Reason: MissedTaken, Text: "Ann"}, {Agent: ben, Reason: MissedTaken, Text: "Ann"},
		}},
		{"who missed it first takes it in the end", []Command{inbound, arrives, rings, accepts, joins, leaves, again, Accept{Offer: 2, Agent: ben, Tab: "t"}}, []MissedOffer{
			{Agent: mia, Reason: MissedTaken, Text: "Ben"}, {Agent: ann, Reason: MissedTaken, Text: "Ben"},
		}},
		{"a log of the time before anybody recorded whom it rings for", []Command{inbound, arrives, Decline{Offer: 1, Agent: ben}, accepts, joins, goes, wrapsUp}, []MissedOffer{
			{Agent: ben, Reason: MissedDeclined},
		}},
		{"outbound", []Command{outbound, joins, dials, answers, goes}, nil},
	} {
		in := begin(t, c.way...)
		got := in.state.Missed()
		for i := range got {
			if got[i].At.IsZero() {
				t.Errorf("%s: no time: %+v", c.name, got[i])
			}
			got[i].At = time.Time{}
		}
		equal(t, c.name, got, c.want)
	}
}
