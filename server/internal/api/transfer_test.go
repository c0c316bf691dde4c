package api_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/interaction"
)

// A call is passed on by who is on it, to who can be rung, and to nobody else; it can be taken back,
// and what the receiver reads before they accept is what the sender has written.
func TestTransferOverTheWire(t *testing.T) {
	e := open(t, nil)
	ann, ben := e.agent("support", "ann"), e.agent("support", "ben")
	id := e.ring(callSID(1), "+15550101234")
	at := "/v1/interactions/" + id
	a, b := e.widget(ann, "tab-00001"), e.widget(ben, "tab-00002")
	a.rings(id)
	b.rings(id)
	pass := func(token, code string, to map[string]any) {
		t.Helper()
		status := http.StatusConflict
		if code == "invalid_request" {
			status = http.StatusBadRequest
		}
		e.want(e.send(request{method: "POST", path: at + "/transfer", token: token, body: map[string]any{"to": to}}), status, code)
	}
	toBen, toQueue := map[string]any{"agent": "support/ben"}, map[string]any{"queue": "default"}
	pass(ann, "not_connected", toBen)
	e.want(e.send(request{method: "DELETE", path: at + "/transfer", token: ann}), http.StatusConflict, "not_connected")
	e.ask(http.StatusOK, "POST", at+"/accept", ann, map[string]any{"offer": 1, "tab": a.tab}, nil)
	e.join(id, callSID(9))
	a.is("busy")

	pass(ben, "not_your_call", toQueue)
	e.want(e.send(request{method: "DELETE", path: at + "/transfer", token: ben}), http.StatusConflict, "not_your_call")
	pass(ann, "invalid_request", map[string]any{})
	pass(ann, "invalid_request", map[string]any{"agent": "support/ben", "queue": "default"})
	pass(ann, "transfer_to_self", map[string]any{"agent": "support/ann"})
	pass(ann, "unknown_colleague", map[string]any{"agent": "support/nobody"})
	pass(ann, "unknown_colleague", map[string]any{"agent": "sales/cy"})
	pass(ann, "unknown_queue", map[string]any{"queue": "lost property"})
	e.want(e.send(request{method: "POST", path: at + "/transfer", token: ann, body: map[string]any{"to": toBen, "note": strings.Repeat("x", 301)}}), http.StatusBadRequest, "invalid_request")
	away := func(status string) {
		t.Helper()
		e.ask(http.StatusOK, "PUT", "/v1/me/status", ben, map[string]any{"status": status}, nil)
		b.is(status)
	}
	away("away")
	pass(ann, "colleague_unavailable", toBen)
	pass(ann, "queue_empty", toQueue)
	away("available")

	var whom struct {
		Agents []struct {
			Agent struct{ ID, Name string }
			State string
		}
		Queues []struct {
			Name          string
			Open, Anybody bool
		}
	}
	e.ask(http.StatusOK, "GET", "/v1/colleagues", ann, nil, &whom)
	if len(whom.Agents) != 1 || whom.Agents[0].Agent.ID != "support/ben" || whom.Agents[0].State != "available" || len(whom.Queues) != 2 || !whom.Queues[0].Open || !whom.Queues[0].Anybody {
		t.Errorf("%+v", whom)
	}

	type passed struct {
		Transfer struct {
			Offer    int
			From, By struct{ Name string }
			To       struct {
				Agent struct{ ID, Name string }
				Queue string
			}
			Note, Outcome string
		}
		Call struct{ OnHold *struct{} }
	}
	begin := func(to map[string]any) (v passed) {
		t.Helper()
		e.ask(http.StatusOK, "POST", at+"/transfer", ann, map[string]any{"to": to, "note": "Has the receipt."}, &v)
		return v
	}
	for range 2 {
		if v := begin(toBen).Transfer; v.Offer != 2 || v.From.Name == "" || v.To.Agent.Name == "" || v.Note != "Has the receipt." || v.Outcome != "" {
			t.Errorf("%+v", v)
		}
	}
	pass(ann, "transfer_on", toQueue)
	e.want(e.send(request{method: "POST", path: at + "/resume", token: ann}), http.StatusConflict, "transfer_on")
	b.sees(id, func(v interactionView) bool { return v.Offer != nil && v.Offer.N == 2 && v.Offer.Rule == "one" })
	e.want(e.send(request{method: "POST", path: at + "/accept", token: e.agent("support", "cy"), body: map[string]any{"offer": 2, "tab": "tab-00003"}}), http.StatusConflict, "transfer_to_another")
	e.want(e.send(request{method: "POST", path: at + "/accept", token: ann, body: map[string]any{"offer": 2, "tab": a.tab}}), http.StatusConflict, "transfer_to_self")
	for range 2 {
		e.ask(http.StatusOK, "DELETE", at+"/transfer", ann, nil, nil)
	}
	if s := e.state(id); s.OnHold.On() || s.Transfers.Last().Outcome != interaction.TransferTakenBack {
		t.Errorf("%+v", s.Transfers.Last())
	}

	// Of a queue it rings by the queue's rules.
	if v := begin(toQueue).Transfer; v.Offer != 3 || v.To.Queue != "default" {
		t.Errorf("%+v", v)
	}
	b.sees(id, func(v interactionView) bool { return v.Offer != nil && v.Offer.N == 3 && v.Offer.Rule == "available" })
	e.ask(http.StatusOK, "POST", at+"/accept", ben, map[string]any{"offer": 3, "tab": b.tab}, nil)
	b.is("busy")
	e.want(e.conference("participant-join", id, callSID(10), "agent-3"), http.StatusNoContent, "")
	a.is("available")
	if s := e.state(id); s.Owner().ID != "support/ben" || s.OnHold.On() || s.Call.AgentSID() != callSID(10) {
		t.Errorf("%+v", s.Call)
	}
	pass(ann, "not_your_call", toQueue)
	var now passed
	e.ask(http.StatusOK, "GET", at, ann, nil, &now)
	if now.Transfer.Outcome != "accepted" || now.Transfer.By.Name == "" {
		t.Errorf("%+v", now)
	}
	e.ask(http.StatusOK, "PUT", at+"/notes/note-0001", ann, map[string]any{"text": "I promised a new one."}, nil)
	e.gone(callSID(1))
	pass(ben, "call_ended", toQueue)
	e.want(e.send(request{method: "DELETE", path: at + "/transfer", token: ben}), http.StatusConflict, "call_ended")
}

// A queue that is closed takes nobody.
func TestTransferToAClosedQueue(t *testing.T) {
	e := open(t, func(c *api.Config) { c.Routing = closedQueues{c.Routing} })
	ann := e.agent("support", "ann")
	id := e.ring(callSID(1), "+15550101234")
	a := e.widget(ann, "tab-00001")
	a.rings(id)
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/accept", ann, map[string]any{"offer": 1, "tab": a.tab}, nil)
	e.join(id, callSID(9))
	e.want(e.send(request{method: "POST", path: "/v1/interactions/" + id + "/transfer", token: ann, body: map[string]any{"to": map[string]any{"queue": "returns"}}}), http.StatusConflict, "queue_closed")
}

// closedQueues are closed, whoever is there.
type closedQueues struct{ api.Routing }

func (closedQueues) Receives(string, string, string, string) (open, anybody bool) { return false, true }

// Who is consulted comes on the line before they have the call: the sender lets all three talk, and hands
// it over or takes it back; the colleague can leave it and nothing else.
func TestConsultOverTheWire(t *testing.T) {
	e := open(t, nil)
	ann, ben := e.agent("support", "ann"), e.agent("support", "ben")
	id := e.ring(callSID(1), "+15550101234")
	at := "/v1/interactions/" + id
	a, b := e.widget(ann, "tab-00001"), e.widget(ben, "tab-00002")
	a.rings(id)
	b.rings(id)
	complete := func(token string, code string) {
		t.Helper()
		status := http.StatusConflict
		if code == "" {
			status = http.StatusOK
		}
		e.want(e.send(request{method: "POST", path: at + "/transfer/complete", token: token}), status, code)
	}
	complete(ann, "not_connected")
	e.ask(http.StatusOK, "POST", at+"/accept", ann, map[string]any{"offer": 1, "tab": a.tab}, nil)
	e.join(id, callSID(9))
	a.is("busy")
	complete(ann, "colleague_not_there")

	type consulted struct {
		State    string
		Agent    struct{ ID string }
		Transfer struct {
			Warm         bool
			Outcome      string
			ConsultsAt   *string `json:"consults_at"`
			Receiver, By struct{ ID string }
		}
		Call struct {
			OnHold *struct{} `json:"on_hold"`
			Legs   []struct {
				Agent     struct{ ID string }
				LeftAt    *string `json:"left_at"`
				Consulted bool
			}
		}
	}
	look := func() (v consulted) {
		t.Helper()
		e.ask(http.StatusOK, "GET", at, ben, nil, &v)
		return v
	}
	consult := func(offer int, leg string) {
		t.Helper()
		toBen := map[string]any{"to": map[string]any{"agent": "support/ben"}, "warm": true}
		for range 2 {
			e.ask(http.StatusOK, "POST", at+"/transfer", ann, toBen, nil)
		}
		complete(ann, "colleague_not_there")
		e.ask(http.StatusOK, "POST", at+"/accept", ben, map[string]any{"offer": offer, "tab": b.tab}, nil)
		if v := look(); v.Transfer.ConsultsAt != nil || v.Transfer.Receiver.ID != "support/ben" {
			t.Errorf("%+v", v)
		}
		e.want(e.conference("participant-join", id, leg, "agent-"+strconv.Itoa(offer)), http.StatusNoContent, "")
		v := look()
		if !v.Transfer.Warm || v.Transfer.ConsultsAt == nil || v.Transfer.Receiver.ID != "support/ben" || v.Agent.ID != "support/ann" || v.State != "connected" || v.Call.OnHold == nil {
			t.Errorf("%+v", v)
		}
		if legs := v.Call.Legs; !legs[len(legs)-1].Consulted || legs[len(legs)-1].Agent.ID != "support/ben" {
			t.Errorf("%+v", legs)
		}
		b.is("busy")
	}
	consult(2, callSID(10))
	complete(ben, "not_your_call")
	for _, path := range []string{"/hold", "/resume", "/transfer"} {
		method, body := "POST", map[string]any(nil)
		if path == "/transfer" {
			method = "DELETE"
		}
		e.want(e.send(request{method: method, path: at + path, token: ben, body: body}), http.StatusConflict, "not_your_call")
	}
	e.ask(http.StatusOK, "POST", at+"/resume", ann, nil, nil)
	if v := look(); v.Call.OnHold != nil || v.Transfer.Outcome != "" {
		t.Errorf("%+v", v)
	}
	e.ask(http.StatusOK, "POST", at+"/hangup", ben, nil, nil)
	if v := look(); v.Transfer.Outcome != "left" || v.Transfer.By.ID != "support/ben" || v.Agent.ID != "support/ann" || v.Call.Legs[1].LeftAt == nil {
		t.Errorf("%+v", v)
	}
	b.is("available")

	consult(3, callSID(11))
	for range 2 {
		complete(ann, "")
	}
	a.is("available")
	if v := look(); v.Transfer.Outcome != "accepted" || v.Agent.ID != "support/ben" || v.Call.OnHold != nil || v.Call.Legs[2].Consulted {
		t.Errorf("%+v", v)
	}
	e.gone(callSID(1))
	complete(ann, "")
	complete(ben, "call_ended")
	b.is("wrap_up")
}
