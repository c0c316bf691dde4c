package interaction_test

import (
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

// An offer is put before agents by a rule, once, whatever their number.
func TestRing(t *testing.T) {
	in := begin(t, inbound, arrives)
	in.expect(Ring{Offer: 2, Rule: RingAvailable}, "")
	in.expect(Ring{Offer: 1, Rule: RingAvailable, Rung: 9000, Passed: []MissCount{{Reason: MissedAway, Count: 40}, {Reason: MissedBusy, Count: 200}}, Roster: 7}, "offer_rung")
	now := in.state.Assignments.Current()
	equal(t, "rule", now.Rule, RingAvailable)
	began := in.now
	equal(t, "for how many", now.Rung, 9000)
	equal(t, "what is stored", in.state.Log.Last().Data, Data(OfferRung{
		Offer: 1, Rule: RingAvailable, Rung: 9000, Passed: []MissCount{{Reason: MissedAway, Count: 40}, {Reason: MissedBusy, Count: 200}}, Roster: 7,
	}))
	in.expect(Ring{Offer: 1, Rule: RingAvailable, Rung: 3}, "")
	in.expect(Ring{Offer: 1, Rule: RingAvailable, Passed: []MissCount{{Reason: MissedBusy, Count: 3}}}, "offer_rung") // for nobody any more
	in.expect(Ring{Offer: 1, Rule: RingAvailable}, "")
	in.expect(Ring{Offer: 1, Rule: RingAvailable, Rung: 1}, "offer_rung")
	equal(t, "it began to ring", in.state.Offerings()[0].Rung, began)
	in.expect(accepts, "offer_accepted")
	in.expect(Ring{Offer: 1, Rule: RingAvailable, Rung: 3}, "")
}

// An offer that an older server has put before agents by name rings by the rule from
// when a newer one looks at it.
func TestRingOfAnOlderLog(t *testing.T) {
	in := begin(t, inbound, arrives)
	s := in.state.Apply(Event{N: in.state.Version + 1, At: in.now, Data: AgentsRung{Offer: 1, Agents: []Agent{mia, ben}}})
	s = s.Apply(Event{N: s.Version + 1, At: in.now, Data: AgentsPassedOver{Offer: 1, Agents: []SkippedAgent{{Agent: ben, Reason: MissedFrozen}}}})
	equal(t, "for Mia", s.Assignments.Current().RingsFor(mia.ID), true)
	equal(t, "for Ben", s.Assignments.Current().RingsFor(ben.ID), false)
	d, err := s.Decide(Ring{Offer: 1, Rule: RingAvailable, Rung: 1}, in.now, policy)
	if err != nil || len(d.Events) != 1 {
		t.Fatalf("%+v, %v", d.Events, err)
	}
	why, _, about := d.State.Offerings()[0].Standing(ben.ID, Abilities{}, History{{At: in.now, Reason: ""}}, in.now)
	equal(t, "Ben, who is back", about, true)
	equal(t, "why not for Ben", why, MissReason(""))
	why, _, _ = d.State.Offerings()[0].Standing(ben.ID, Abilities{}, nil, in.now)
	equal(t, "why not for Ben, of whom nothing more is known", why, MissedFrozen)
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
		{"ringing again", []Command{inbound, arrives, accepts, joins, leaves, Ring{Offer: 2, Rule: RingAvailable}}, &mia},
		{"claimed again", []Command{inbound, arrives, accepts, joins, leaves, Accept{Offer: 2, Agent: ben, Tab: "t"}}, nil},
	} {
		equal(t, c.name, begin(t, c.way...).state.LostAgent(), c.want)
	}
	in := begin(t, inbound, arrives, accepts)
	in.later(policy.ClaimLease).do(Expire{})
	equal(t, "never came", in.state.LostAgent(), &mia)
}

// Why an agent did not get a call follows from its log and from what they were while
// it rang. Each story begins to ring at second 0; steps are ten seconds apart.
func TestMissed(t *testing.T) {
	at := func(second int, why MissReason, text ...string) StatusChange {
		c := StatusChange{At: t0.Add(time.Duration(second) * time.Second), Reason: why}
		if len(text) > 0 {
			c.Text = text[0]
		}
		return c
	}
	available := History{at(-60, "")}
	ring, again := Ring{Offer: 1, Rule: RingAvailable}, Ring{Offer: 2, Rule: RingAvailable}
	acceptsAgain := Accept{Offer: 2, Agent: ben, Tab: "t"}
	none := MissedOffer{}
	for _, c := range []struct {
		name string
		way  []Command
		was  History
		ben  MissedOffer
	}{
		{"it still rings", []Command{ring}, available, none},
		{"nobody knows of it yet", []Command{accepts}, available, none},
		{"taken by a colleague", []Command{ring, accepts}, available, MissedOffer{Reason: MissedTaken, Text: "Mia"}},
		{"nobody took it", []Command{ring, goes}, available, MissedOffer{Reason: MissedExpired}},
		{"taken by Ben", []Command{ring, Accept{Offer: 1, Agent: ben, Tab: "t"}}, available, none},
		{"declined", []Command{ring, Decline{Offer: 1, Agent: ben}, goes}, available, MissedOffer{Reason: MissedDeclined}},
		{"declined, and then away", []Command{ring, Decline{Offer: 1, Agent: ben}, goes}, History{at(-60, ""), at(15, MissedAway)}, MissedOffer{Reason: MissedDeclined}},
		{"away all the time", []Command{ring, accepts}, History{at(-60, MissedAway, "Lunch")}, MissedOffer{Reason: MissedAway, Text: "Lunch"}},
		{"away until then", []Command{ring, accepts}, History{at(-60, MissedAway, "Lunch"), at(-1, "")}, MissedOffer{Reason: MissedTaken, Text: "Mia"}},
		{"away afterwards", []Command{ring, accepts}, History{at(-60, ""), at(60, MissedAway)}, MissedOffer{Reason: MissedTaken, Text: "Mia"}},
		{"the tab froze while it rang", []Command{ring, accepts}, History{at(-60, ""), at(5, MissedFrozen)}, MissedOffer{Reason: MissedFrozen}},
		{"the tab froze, and was closed", []Command{ring, accepts}, History{at(-60, ""), at(5, MissedFrozen), at(6, MissedNotConnected)}, MissedOffer{Reason: MissedFrozen}},
		{"the tab froze for a moment", []Command{ring, accepts}, History{at(-60, ""), at(5, MissedFrozen), at(6, "")}, MissedOffer{Reason: MissedTaken, Text: "Mia"}},
		{"on a call until it was over", []Command{ring, accepts}, History{at(-60, MissedBusy), at(5, MissedWrapUp)}, MissedOffer{Reason: MissedBusy}},
		{"came while it rang", []Command{ring, goes}, History{at(5, "")}, MissedOffer{Reason: MissedExpired}},
		{"came when it was over", []Command{ring, goes}, History{at(50, "")}, none},
		{"had gone home", []Command{ring, goes}, History{at(-900, MissedNotConnected), at(-60, Gone)}, none},
		{"went home meanwhile", []Command{ring, goes}, History{at(-60, MissedNotConnected), at(5, Gone)}, MissedOffer{Reason: MissedNotConnected}},
		{"nothing is known", []Command{ring, goes}, nil, none},
		{"missed first, taken in the end", []Command{ring, accepts, joins, leaves, again, acceptsAgain}, available, none},
		{"missed twice", []Command{ring, accepts, joins, leaves, again, goes}, History{at(-60, ""), at(15, MissedAway)}, MissedOffer{Reason: MissedAway}},
		{"outbound", []Command{}, available, none},
	} {
		in := begin(t, inbound, arrives)
		if c.name == "outbound" {
			in = begin(t, outbound, joins, dials, answers, goes)
		}
		in.later(t0.Sub(in.now))
		for _, cmd := range c.way {
			in.do(cmd)
			in.later(10 * time.Second)
		}
		got, missed := Missed(in.state.Offerings(), ben.ID, Abilities{}, c.was)
		if missed != !got.At.IsZero() || missed != (c.ben.Reason != "") {
			t.Errorf("%s: missed %t, %+v", c.name, missed, got)
		}
		got.At = time.Time{}
		equal(t, c.name, got, c.ben)
	}
}

// Who was parted from a customer is rung whatever they have chosen, if they can be.
func TestMissedByWhoHadIt(t *testing.T) {
	for why, want := range map[MissReason]MissReason{MissedAway: MissedTaken, MissedBusy: MissedTaken, "": MissedTaken, MissedFrozen: MissedFrozen, MissedNotConnected: MissedNotConnected} {
		in := begin(t, inbound, arrives, accepts, joins, leaves, Ring{Offer: 2, Rule: RingAvailable}, Accept{Offer: 2, Agent: ben, Tab: "t"})
		got, _ := Missed(in.state.Offerings(), mia.ID, Abilities{}, History{{At: t0.Add(-time.Hour), Reason: why}})
		equal(t, "Mia, who was "+string(why), got.Reason, want)
	}
}
