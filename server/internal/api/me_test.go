package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// What a widget knows of its own agent.
type (
	meState struct {
		Status struct {
			State, Chosen, Reason, Next string
			NextReason                  string `json:"next_reason"`
			Since                       time.Time
		}
		Missed    []struct{ Interaction, Who, Reason, Text string }
		Abilities *struct {
			Queues, Languages []string
			Group             int
		}
	}
	told struct {
		Kind        string
		Ping        int
		Me          *meState
		Interaction *interactionView
	}
)

// widget is a page whose script answers pings, until it freezes.
type widget struct {
	*page
	tab    string
	status string                     // of its agent, as it was told last
	seen   map[string]interactionView // as they were told last
}

func (e *edge) widget(token, tab string) *widget {
	e.t.Helper()
	return &widget{page: e.connect("?tab="+tab, token), tab: tab, seen: map[string]interactionView{}}
}

// hear the next message that is no ping; pings are answered.
func (w *widget) hear() told {
	w.e.t.Helper()
	for {
		_, raw, err := w.conn.Read(patience(w.e.t))
		w.e.must(err)
		var m told
		w.e.must(json.Unmarshal(raw, &m))
		if m.Me != nil {
			w.status = m.Me.Status.State
		}
		if m.Interaction != nil {
			w.seen[m.Interaction.ID] = *m.Interaction
		}
		if m.Kind != "ping" {
			return m
		}
		w.answers(m.Ping)
	}
}

func (w *widget) answers(ping int) {
	w.e.t.Helper()
	raw, err := json.Marshal(map[string]any{"kind": "pong", "ping": ping})
	w.e.must(err)
	w.e.must(w.conn.Write(patience(w.e.t), websocket.MessageText, raw))
}

// me is told, in the end, what done wants.
func (w *widget) me(done func(meState) bool) meState {
	w.e.t.Helper()
	for {
		if m := w.hear(); m.Me != nil && done(*m.Me) {
			return *m.Me
		}
	}
}

func (w *widget) is(state string) meState {
	w.e.t.Helper()
	return w.me(func(m meState) bool { return m.Status.State == state })
}

// sees an interaction, in the end, as done wants.
func (w *widget) sees(id string, done func(interactionView) bool) interactionView {
	w.e.t.Helper()
	for {
		if m := w.hear(); m.Interaction != nil && m.Interaction.ID == id && done(*m.Interaction) {
			return *m.Interaction
		}
	}
}

// rings for its agent, by the offer's rule and by what the server says of the agent.
func (w *widget) ringing(id string) bool {
	v := w.seen[id]
	return v.State == "ringing" && v.Offer != nil && v.Offer.Rule == "available" && (w.status == "available" || v.Offer.Lost != "")
}

// rings, in the end.
func (w *widget) rings(id string) interactionView {
	w.e.t.Helper()
	for !w.ringing(id) {
		w.hear()
	}
	return w.seen[id]
}

// A status that is chosen in one page is told to all of them, holds for calls, and
// is there after a reload.
func TestStatusIsOneForAllPages(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	one, two, bob := e.widget(ann, "tab-00001"), e.widget(ann, "tab-00002"), e.widget(e.agent("support", "bob"), "tab-bob-1")
	for _, w := range []*widget{one, two, bob} {
		w.is("available")
	}
	var now meState
	e.ask(http.StatusOK, "PUT", "/v1/me/status", ann, map[string]any{"status": "away", "reason": " Lunch "}, &now)
	if now.Status.State != "away" || now.Status.Reason != "Lunch" || !now.Status.Since.Equal(e.clock.Now()) {
		t.Errorf("%+v", now)
	}
	for _, w := range []*widget{one, two} {
		if m := w.is("away"); m.Status.Reason != "Lunch" {
			t.Errorf("%+v", m)
		}
	}
	id := e.ring(callSID(1), "+15550101234")
	bob.rings(id)
	one.sees(id, func(v interactionView) bool { return v.Offer != nil && v.Offer.Rule != "" })
	if one.ringing(id) {
		t.Error("it rings for somebody who is away")
	}
	e.want(e.send(request{method: "POST", path: "/v1/interactions/" + id + "/accept", token: e.agent("support", "bob"), body: map[string]any{"offer": 1, "tab": "tab-bob-1"}}), http.StatusOK, "")
	bob.is("busy")
	missed := two.me(func(m meState) bool { return len(m.Missed) > 0 }).Missed[0]
	if missed.Interaction != id || missed.Who != "+1 555-010-1234" || missed.Reason != "away" || missed.Text != "Lunch" {
		t.Errorf("%+v", missed)
	}
	// A page that is loaded now gets the same by asking and by its socket.
	e.ask(http.StatusOK, "GET", "/v1/me", ann, nil, &now)
	three := e.widget(ann, "tab-00003").is("away")
	if now.Status.Reason != "Lunch" || len(now.Missed) != 1 || three.Status != now.Status || three.Missed[0] != now.Missed[0] {
		t.Errorf("asked %+v, told %+v", now, three)
	}
	// Only who is away says why.
	now = meState{}
	e.ask(http.StatusOK, "PUT", "/v1/me/status", ann, map[string]any{"status": "available", "reason": "ignored"}, &now)
	if now.Status.Chosen != "available" || now.Status.Reason != "" {
		t.Errorf("%+v", now)
	}
}

// A customer for whom nobody is there waits, and it rings within a second of
// somebody becoming available.
func TestRingsAsSoonAsSomebodyIsThere(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	w := e.widget(ann, "tab-00001")
	w.is("available")
	e.ask(http.StatusOK, "PUT", "/v1/me/status", ann, map[string]any{"status": "away"}, nil)
	id := e.ring(callSID(1), "+15550101234")
	w.is("away")
	w.sees(id, func(v interactionView) bool { return v.Offer != nil && v.Offer.Rule != "" })
	if w.ringing(id) {
		t.Error("it rings for somebody who is away")
	}
	start := time.Now()
	e.ask(http.StatusOK, "PUT", "/v1/me/status", ann, map[string]any{"status": "available"}, nil)
	w.rings(id)
	t.Logf("rang %v after the choice", time.Since(start).Round(time.Microsecond))
}

// What is for later is kept while the agent talks, and holds after the wrap-up.
func TestNextStatusOverTheWire(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	w := e.widget(ann, "tab-00001")
	w.is("available")
	id := e.ring(callSID(1), "+15550101234")
	w.rings(id)
	at := "/v1/interactions/" + id
	e.ask(http.StatusOK, "POST", at+"/accept", ann, map[string]any{"offer": 1, "tab": w.tab}, nil)
	w.is("busy")
	e.join(id, callSID(9))
	var now meState
	e.ask(http.StatusOK, "PUT", "/v1/me/status", ann, map[string]any{"status": "available", "next": "away", "next_reason": "Training"}, &now)
	if now.Status.State != "busy" || now.Status.Next != "away" || now.Status.NextReason != "Training" {
		t.Errorf("%+v", now)
	}
	e.gone(callSID(1))
	w.is("wrap_up")
	e.want(e.send(request{method: "POST", path: at + "/wrap-up/put-off", token: e.agent("support", "bob")}), http.StatusConflict, "not_your_wrap_up")
	var off struct {
		State  string
		PutOff bool `json:"put_off"`
	}
	e.ask(http.StatusOK, "POST", at+"/wrap-up/put-off", ann, nil, &off)
	if off.State != "closed" || !off.PutOff {
		t.Errorf("put off: %+v", off)
	}
	e.ask(http.StatusOK, "POST", at+"/wrap-up", ann, map[string]any{"disposition": "Resolved"}, nil)
	if m := w.is("away"); m.Status.Reason != "Training" || m.Status.Next != "" {
		t.Errorf("%+v", m)
	}
}

// A tab that freezes does not ring, the others are told why, and the agent is not
// reachable when it was the only one.
func TestFrozenTabIsPassedOver(t *testing.T) {
	e := open(t, nil)
	ann, bob := e.widget(e.agent("support", "ann"), "tab-00001"), e.widget(e.agent("support", "bob"), "tab-bob-1")
	ann.is("available")
	bob.is("available")
	for range 4 { // bob answers, ann's script stands still
		e.clock.Advance(5 * time.Second)
		bob.answersOne()
		ann.pinged()
	}
	for _, status := range []string{"away", "available"} { // told, so it has been looked at who is there
		e.ask(http.StatusOK, "PUT", "/v1/me/status", e.agent("support", "bob"), map[string]any{"status": status}, nil)
		bob.is(status)
	}
	e.clock.Advance(5 * time.Second)
	id := e.ring(callSID(1), "+15550101234")
	bob.rings(id)
	told := func(text string) {
		t.Helper()
		if entries := e.interaction(id).Timeline; !slices.ContainsFunc(entries, func(t timelineEntry) bool { return t.Type == "offer_rung" && t.Text == text }) {
			t.Errorf("the timeline does not say %q: %+v", text, entries)
		}
	}
	told("It rings for BOB. It does not ring for ANN (their tab was frozen).")
	var o struct {
		Agents []struct {
			Agent     struct{ ID string }
			Reachable bool
			Status    struct{ State, Chosen string }
		}
	}
	e.ask(http.StatusOK, "GET", "/v1/admin/overview", e.admin(), nil, &o)
	if len(o.Agents) != 2 || o.Agents[0].Agent.ID != "support/ann" || o.Agents[0].Reachable || o.Agents[0].Status.State != "unreachable" ||
		o.Agents[0].Status.Chosen != "available" || !o.Agents[1].Reachable || o.Agents[1].Status.State != "available" {
		t.Errorf("%+v", o.Agents)
	}
	e.want(e.send(request{method: "POST", path: "/v1/interactions/" + id + "/accept", token: e.agent("support", "bob"), body: map[string]any{"offer": 1, "tab": "tab-bob-1"}}), http.StatusOK, "")
	// Why, in the record for good: of all, and of one.
	told("It rings for BOB. It does not ring for ANN (their tab was frozen).")
	for _, c := range []struct{ token, query string }{{e.agent("support", "bob"), ""}, {e.admin(), ""}, {e.admin(), "?agent=support%2Fann"}} {
		var rung struct {
			Offers []struct {
				N, Roster int
				Rule      string
				TakenBy   struct{ ID string } `json:"taken_by"`
				OverAt    time.Time           `json:"over_at"`
				Agents    []struct{ ID string }
				Passed    []struct {
					Agent  struct{ ID string }
					Reason string
				}
			}
		}
		e.ask(http.StatusOK, "GET", "/v1/interactions/"+id+"/rung"+c.query, c.token, nil, &rung)
		if len(rung.Offers) != 1 {
			t.Fatalf("%+v", rung)
		}
		o := rung.Offers[0]
		if o.N != 1 || o.Roster == 0 || o.Rule != "available" || o.TakenBy.ID != "support/bob" || o.OverAt.IsZero() ||
			len(o.Passed) != 1 || o.Passed[0].Agent.ID != "support/ann" || o.Passed[0].Reason != "tab_frozen" ||
			(c.query == "") != (len(o.Agents) == 1 && o.Agents[0].ID == "support/bob") {
			t.Errorf("%+v", o)
		}
	}
	missed := ann.me(func(m meState) bool { return len(m.Missed) > 0 }).Missed[0] // the tab wakes
	if missed.Reason != "tab_frozen" || missed.Interaction != id {
		t.Errorf("%+v", missed)
	}
}

// answersOne reads on to the next ping and answers it.
func (w *widget) answersOne() {
	w.e.t.Helper()
	w.answers(w.pinged())
}

// pinged reads up to the next ping: the network takes it, whether script answers or not.
func (w *widget) pinged() int {
	w.e.t.Helper()
	for {
		_, raw, err := w.conn.Read(patience(w.e.t))
		w.e.must(err)
		var m told
		w.e.must(json.Unmarshal(raw, &m))
		if m.Kind == "ping" {
			return m.Ping
		}
	}
}

func TestStatusThatIsNone(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	head := e.head()
	for _, body := range []map[string]any{
		{}, {"status": "busy"}, {"status": "unreachable"}, {"status": "away", "reason": strings.Repeat("x", 81)}, {"status": "away", "next": "lunch"}, {"status": 1},
	} {
		e.want(e.send(request{method: "PUT", path: "/v1/me/status", token: ann, body: body}), http.StatusBadRequest, "invalid_request")
	}
	e.want(e.send(request{method: "PUT", path: "/v1/me/status", token: e.admin(), body: map[string]any{"status": "away"}}), http.StatusConflict, "no_account")
	var me meState
	e.ask(http.StatusOK, "GET", "/v1/me", ann, nil, &me)
	if me.Status.Chosen != "available" || e.head() != head {
		t.Errorf("%+v", me)
	}
}

// join the agent's leg, as the conference tells of it.
func (e *edge) join(id, sid string) {
	e.t.Helper()
	e.want(e.conference("participant-join", id, sid, "agent-1"), http.StatusNoContent, "")
}

func (e *edge) gone(sid string) {
	e.t.Helper()
	e.want(e.webhook("/twilio/voice/status", map[string][]string{"CallSid": {sid}, "CallStatus": {"completed"}, "AccountSid": {accountSID}}), http.StatusNoContent, "")
}

func (e *edge) conference(event, id, sid, label string) answer {
	e.t.Helper()
	return e.webhook("/twilio/conference", map[string][]string{
		"StatusCallbackEvent": {event}, "FriendlyName": {"c_" + id}, "ConferenceSid": {"CF00000000000000000000000000000001"}, "AccountSid": {accountSID},
		"CallSid": {sid}, "ParticipantLabel": {label}, "SequenceNumber": {"1"}, "Timestamp": {e.clock.Now().Format(time.RFC1123Z)},
	})
}
