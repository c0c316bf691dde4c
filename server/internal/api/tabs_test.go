package api_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// An offer that is accepted in one tab stops ringing in all others: the next thing
// that any of them hears to have become of the call is who has it.
func TestAcceptStopsTheRingEverywhere(t *testing.T) {
	e := open(t, nil)
	ann, bob := e.agent("support", "ann"), e.agent("support", "bob")
	tabs := []*widget{e.widget(ann, "tab-00001"), e.widget(ann, "tab-00002"), e.widget(bob, "tab-bob-1"), e.widget(bob, "tab-bob-2")}
	for _, w := range tabs {
		w.is("available")
	}
	id := e.ring(callSID(1), "+15550101234")
	version := 0
	for _, w := range tabs {
		version = w.rings(id).Version
	}
	start := time.Now()
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/accept", ann, map[string]any{"offer": 1, "tab": "tab-00001"}, nil)
	for _, w := range tabs {
		v := w.sees(id, func(v interactionView) bool { return v.Version > version })
		if v.State != "claimed" || v.Agent == nil || v.Agent.ID != "support/ann" || v.Offer.Tab != "tab-00001" || w.ringing(id) {
			t.Errorf("%s hears next: %+v", w.tab, v)
		}
	}
	t.Logf("silent in %d tabs %v after the click", len(tabs), time.Since(start).Round(time.Microsecond))
}

// Two tabs of one agent take a call in the same moment: one has it, the other is
// told that it was this agent's own other window. Every tab hears which one won.
func TestTwoTabsAcceptAtOnce(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	tabs := []*widget{e.widget(ann, "tab-00001"), e.widget(ann, "tab-00002")}
	for _, w := range tabs {
		w.is("available")
	}
	for n := range 5 {
		id := e.ring(callSID(n), "+15550101234")
		for _, w := range tabs {
			w.rings(id)
		}
		var wg sync.WaitGroup
		answers := make([]answer, len(tabs))
		for i, w := range tabs {
			wg.Go(func() {
				answers[i] = e.send(request{method: "POST", path: "/v1/interactions/" + id + "/accept", token: ann, body: map[string]any{"offer": 1, "tab": w.tab}})
			})
		}
		wg.Wait()
		won := 0
		if answers[1].StatusCode == http.StatusOK {
			won = 1
		}
		e.want(answers[won], http.StatusOK, "")
		e.want(answers[1-won], http.StatusConflict, "answered_in_another_tab")
		for _, w := range tabs {
			if v := w.sees(id, func(v interactionView) bool { return v.State == "claimed" }); v.Offer.Tab != tabs[won].tab {
				t.Errorf("%s is told that %s has it, and %s was answered", w.tab, v.Offer.Tab, tabs[won].tab)
			}
		}
		e.gone(callSID(n)) // before the agent was on the line: nothing to wrap up
	}
}

// A page that is reloaded at any moment of a call finds the call as it was, and the
// reload has changed nothing about it.
func TestReloadAtAnyMoment(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	w := e.widget(ann, "tab-00001")
	w.is("available")
	id := ""
	reload := func(state, status string) {
		t.Helper()
		before := e.interaction(id)
		e.must(w.conn.CloseNow())
		var list struct {
			Seq          int64
			Interactions []interactionView
		}
		e.ask(http.StatusOK, "GET", "/v1/interactions?active=true", ann, nil, &list)
		w = e.widget(ann, "tab-000"+state[:2])
		i := slices.IndexFunc(list.Interactions, func(v interactionView) bool { return v.ID == id })
		if i < 0 || list.Interactions[i].State != state {
			t.Fatalf("reloaded while it was %s: %+v", state, list.Interactions)
		}
		w.is(status)
		if after := e.interaction(id); after.Version != before.Version {
			t.Errorf("a reload while it was %s was recorded: %+v", state, after.Timeline[before.Version:])
		}
	}
	id = e.ring(callSID(1), "+15550101234")
	w.rings(id)
	reload("ringing", "available")
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/accept", ann, map[string]any{"offer": 1, "tab": w.tab}, nil)
	reload("claimed", "busy")
	e.join(id, callSID(9))
	reload("connected", "busy")
	// The voice went with the page: the customer stays, and it rings for her again.
	e.want(e.conference("participant-leave", id, callSID(9), "agent-1"), http.StatusNoContent, "")
	if v := w.rings(id); v.Offer.N != 2 {
		t.Errorf("%+v", v.Offer)
	}
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/accept", ann, map[string]any{"offer": 2, "tab": w.tab}, nil)
	e.want(e.conference("participant-join", id, callSID(10), "agent-2"), http.StatusNoContent, "")
	e.gone(callSID(1))
	reload("wrap_up", "wrap_up")
}
