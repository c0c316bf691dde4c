package api_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/routing"
)

// Each widget is told by which rule a call rings and what its own agent can do, and no more
// is needed to know whose turn it is. Who did not answer in their turn is told so; anybody
// can take it by hand.
func TestTurnsOverTheWire(t *testing.T) {
	e := openBy(t, routing.Rules{
		Queues: []routing.QueueRule{{Name: "default", Skills: []string{"orders"}, Mode: routing.ModeOne, Timeout: 20 * time.Second}},
		Profiles: []routing.Profile{
			{Account: "support", CRMID: "ann", Skills: []string{"orders"}, Languages: []string{"en"}},
			{Account: "support", CRMID: "cas"},
		},
	}, nil)
	widgets := map[string]*widget{}
	for _, name := range []string{"ann", "bob", "cas"} {
		widgets[name] = e.widget(e.agent("support", name), "tab-"+name+"-1")
		widgets[name].is("available")
		for _, status := range []string{"away", "available"} {
			e.ask(http.StatusOK, "PUT", "/v1/me/status", e.agent("support", name), map[string]any{"status": status}, nil)
			widgets[name].is(status)
		}
		e.clock.Advance(time.Second)
	}
	var ann, bob, cas meState
	e.ask(http.StatusOK, "GET", "/v1/me", e.agent("support", "ann"), nil, &ann)
	e.ask(http.StatusOK, "GET", "/v1/me", e.agent("support", "bob"), nil, &bob)
	e.ask(http.StatusOK, "GET", "/v1/me", e.agent("support", "cas"), nil, &cas)
	if a := ann.Abilities; a == nil || !slices.Equal(a.Queues, []string{"default"}) || a.Languages == nil || a.Group != 1 {
		t.Errorf("ann is told %+v", a)
	}
	if bob.Abilities != nil {
		t.Errorf("bob may do everything, and is told %+v", bob.Abilities)
	}
	if a := cas.Abilities; a == nil || a.Queues == nil || len(a.Queues) != 0 || a.Languages == nil {
		t.Errorf("cas is told %+v", a)
	}

	id := e.ring(callSID(1), "+15550101234")
	turn := func(agent string) func(interactionView) bool {
		return func(v interactionView) bool {
			return v.Offer != nil && v.Offer.Rule == "one" && v.Offer.Agent == "support/"+agent
		}
	}
	for _, w := range widgets {
		if v := w.sees(id, turn("ann")); !slices.Equal(v.Offer.Queues, []string{"default"}) {
			t.Errorf("it rings for %+v", v.Offer)
		}
	}
	e.clock.Advance(20 * time.Second)
	widgets["bob"].sees(id, turn("bob"))
	missed := widgets["ann"].me(func(m meState) bool { return len(m.Missed) > 0 }).Missed[0]
	if missed.Interaction != id || missed.Reason != "turn_over" {
		t.Errorf("ann is told %+v", missed)
	}
	var v interactionView
	e.ask(http.StatusOK, "GET", "/v1/interactions/"+id, e.agent("support", "ann"), nil, &v)
	var said []string
	for _, entry := range v.Timeline {
		if entry.Type == "offer_rung" {
			said = append(said, entry.Text)
		}
	}
	if !slices.Equal(said, []string{"It rings for ANN.", "It rings for BOB."}) {
		t.Errorf("the timeline says %q", said)
	}
	var rung struct {
		Offers []struct {
			Rule   string
			Agents []struct{ ID string }
			Passed []struct {
				Agent  struct{ ID string }
				Reason string
			}
		}
	}
	e.ask(http.StatusOK, "GET", "/v1/interactions/"+id+"/rung", e.agent("support", "ann"), nil, &rung)
	if len(rung.Offers) != 1 || len(rung.Offers[0].Agents) != 1 || rung.Offers[0].Agents[0].ID != "support/bob" || len(rung.Offers[0].Passed) != 2 ||
		rung.Offers[0].Passed[0].Reason != "turn_over" || rung.Offers[0].Passed[1].Reason != "not_able" {
		t.Errorf("%+v", rung)
	}
	// Whoever wants to takes it.
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/accept", e.agent("support", "cas"), map[string]any{"offer": 1, "tab": "tab-cas-1"}, nil)
}

// Who comes when their queue is closed is told so, and rings for nobody.
func TestClosedOverTheWire(t *testing.T) {
	e := openBy(t, routing.Rules{Queues: []routing.QueueRule{{Name: "default", Open: func(time.Time) bool { return false }}}}, nil)
	ann := e.widget(e.agent("support", "ann"), "tab-ann-1")
	ann.is("available")
	c := e.waits(1)
	var v contactView
	for ctx := patience(t); v.Waiting == nil || !v.Waiting.Closed; {
		e.ask(http.StatusOK, "GET", "/v1/contact", c.Token, nil, &v)
		if ctx.Err() != nil {
			t.Fatalf("the customer is told %+v", v)
		}
	}
	if v.Waiting.Anybody {
		t.Error("somebody is said to be there")
	}
	e.ask(http.StatusOK, "POST", "/v1/contact/message", c.Token, map[string]any{"text": "The lamp is broken."}, &v)
	if v.Messages != 1 {
		t.Errorf("%+v", v)
	}
}
