package interaction_test

import (
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

// turnOf an agent, as the next thing that is said of an offer.
func turnOf(s State, a *Agent) Ring {
	rung := 0
	if a != nil {
		rung = 1
	}
	one := s.Assignments.Current()
	return Ring{Offer: one.N, Rule: RingOne, Rung: rung, Whom: Whom{Agent: a}, Said: one.Said}
}

// It is one agent's turn, and then another's; who plans by what was said before the last
// turn changes nothing.
func TestTurns(t *testing.T) {
	in := begin(t, inbound, arrives)
	in.expect(turnOf(in.state, &mia), "offer_rung")
	stale, first := in.state, in.state.At
	in.expect(turnOf(in.state, &mia), "") // it is their turn already
	in.later(20 * time.Second)
	in.expect(turnOf(in.state, &ben), "offer_rung")
	in.expect(turnOf(stale, nil), "")
	one := in.state.Assignments.Current()
	equal(t, "whose turn", one.Agent(), ben.ID)
	equal(t, "since when", one.Since, in.state.At)
	equal(t, "asked", one.Asked, []Asked{{mia.ID, first}, {ben.ID, in.state.At}})
	in.expect(turnOf(in.state, nil), "offer_rung")
	equal(t, "asked of nobody's turn", len(in.state.Assignments.Current().Asked), 2)
	in.expect(Ring{Offer: 1, Rule: RingAvailable, Rung: 2, Said: 3}, "offer_rung")
	equal(t, "whose turn, of all", in.state.Assignments.Current().Agent(), "")
	equal(t, "since when it rings", in.state.Offerings()[0].Rung, in.state.Log.At(in.state.Offerings()[0].Event-1).At)
}

// Whom a rule passes over, whatever they are to offers.
func TestPasses(t *testing.T) {
	orders := Abilities{Queues: []string{"orders"}, Languages: []string{"en"}, Group: 2}
	for _, c := range []struct {
		name string
		rule RingRule
		whom Whom
		able Abilities
		want MissReason
	}{
		{"all", RingAvailable, Whom{}, orders, ""},
		{"a queue of theirs", RingAvailable, Whom{Queues: []string{"repairs", "orders"}}, orders, ""},
		{"another queue", RingAvailable, Whom{Queues: []string{"repairs"}}, orders, MissedNotAble},
		{"another queue, of who may do everything", RingAvailable, Whom{Queues: []string{"repairs"}, Language: "ja"}, Abilities{}, ""},
		{"no queue's skills", RingAvailable, Whom{Queues: []string{"repairs"}}, Abilities{Queues: []string{}}, MissedNotAble},
		{"another language", RingAvailable, Whom{Queues: []string{"orders"}, Language: "ja"}, orders, MissedNotAble},
		{"their turn", RingOne, Whom{Agent: &mia}, orders, ""},
		{"another's turn", RingOne, Whom{Agent: &ben}, orders, MissedOthersTurn},
		{"nobody's turn", RingOne, Whom{}, orders, MissedOthersTurn},
		{"the first group", RingGroup, Whom{Group: 1}, orders, MissedOthersTurn},
		{"the second group", RingGroup, Whom{Group: 2}, orders, ""},
		{"the first group, of who has none", RingGroup, Whom{Group: 1}, Abilities{}, ""},
	} {
		equal(t, c.name, c.rule.Passes(c.whom, mia.ID, c.able), c.want)
	}
}

// What an agent has missed of calls that rang by turns: their own turn, and nothing of
// others'.
func TestMissedTurns(t *testing.T) {
	available := History{{At: t0.Add(-time.Minute)}}
	away := History{{At: t0.Add(-time.Minute), Reason: MissedAway}}
	repairs := Whom{Queues: []string{"repairs"}}
	for _, c := range []struct {
		name string
		way  func(*contact)
		able Abilities
		was  History
		want MissReason
	}{
		{"my turn", func(in *contact) { in.do(turnOf(in.state, &ben)) }, Abilities{}, available, ""},
		{"my turn is over, and it still rings", func(in *contact) { in.do(turnOf(in.state, &ben)); in.do(turnOf(in.state, &mia)) }, Abilities{}, available, MissedTurnOver},
		{"my turn is over, and a colleague took it", func(in *contact) { in.do(turnOf(in.state, &ben)); in.do(turnOf(in.state, &mia)); in.do(accepts) }, Abilities{}, available, MissedTurnOver},
		{"my turn is over, and I took it", func(in *contact) {
			in.do(turnOf(in.state, &ben))
			in.do(turnOf(in.state, &mia))
			in.do(Accept{Offer: 1, Agent: ben, Tab: "t"})
		}, Abilities{}, available, ""},
		{"my turn is over, and it rings for me again", func(in *contact) {
			in.do(turnOf(in.state, &ben))
			in.do(turnOf(in.state, &mia))
			in.do(Ring{Offer: 1, Rule: RingAvailable, Rung: 2, Said: 2})
		}, Abilities{}, available, ""},
		{"and a colleague took it then", func(in *contact) {
			in.do(turnOf(in.state, &ben))
			in.do(turnOf(in.state, &mia))
			in.do(Ring{Offer: 1, Rule: RingAvailable, Rung: 2, Said: 2})
			in.do(accepts)
		}, Abilities{}, available, MissedTaken},
		{"another's turn", func(in *contact) { in.do(turnOf(in.state, &mia)); in.do(accepts) }, Abilities{}, available, ""},
		{"another's turn, while away", func(in *contact) { in.do(turnOf(in.state, &mia)); in.do(accepts) }, Abilities{}, away, ""},
		{"nobody's turn, while away", func(in *contact) { in.do(turnOf(in.state, nil)); in.do(goes) }, Abilities{}, away, MissedAway},
		{"nobody's turn, while another call was theirs", func(in *contact) { in.do(turnOf(in.state, nil)); in.do(goes) }, Abilities{}, available, ""},
		{"declined in my turn", func(in *contact) {
			in.do(turnOf(in.state, &ben))
			in.do(Decline{Offer: 1, Agent: ben})
			in.do(turnOf(in.state, &mia))
			in.do(accepts)
		}, Abilities{}, available, MissedDeclined},
		{"not able", func(in *contact) { in.do(Ring{Offer: 1, Rule: RingAvailable, Rung: 1, Whom: repairs}); in.do(accepts) }, Abilities{Queues: []string{"orders"}}, available, ""},
		{"able", func(in *contact) { in.do(Ring{Offer: 1, Rule: RingAvailable, Rung: 1, Whom: repairs}); in.do(accepts) }, Abilities{Queues: []string{"repairs"}}, available, MissedTaken},
		{"a later group", func(in *contact) {
			in.do(Ring{Offer: 1, Rule: RingGroup, Rung: 1, Whom: Whom{Group: 1}})
			in.do(accepts)
		}, Abilities{Group: 2}, available, ""},
		{"a later group, which was rung", func(in *contact) {
			in.do(Ring{Offer: 1, Rule: RingGroup, Rung: 1, Whom: Whom{Group: 1}})
			in.do(Ring{Offer: 1, Rule: RingGroup, Rung: 2, Whom: Whom{Group: 2}, Said: 1})
			in.do(accepts)
		}, Abilities{Group: 2}, available, MissedTaken},
	} {
		in := begin(t, inbound, arrives)
		in.later(t0.Sub(in.now))
		c.way(in)
		got, missed := Missed(in.state.Offerings(), ben.ID, c.able, c.was)
		if got.Reason != c.want || missed != (c.want != "") {
			t.Errorf("%s: missed %t, %+v, want %q", c.name, missed, got, c.want)
		}
	}
}
