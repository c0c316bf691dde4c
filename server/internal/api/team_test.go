package api_test

import (
	"net/http"
	"reflect"
	"slices"
	"testing"
	"time"
)

type counts struct {
	Answered, Abandoned int
	InTime              int `json:"in_time"`
	Level, Speed        *float64
}

type present struct {
	Agent   struct{ ID, Name string }
	Account string
	Status  struct{ State string }
	Call    *struct {
		Interaction, Who, Queue string
		OnHold                  bool `json:"on_hold"`
	}
}

type team struct {
	Queues []struct {
		Name             string
		Waiting, Talking int
		Oldest           time.Time
		Hour, Today      counts
	}
	Agents  []present
	Service struct {
		Within      int
		Since       time.Time
		Hour, Today counts
	}
}

// What goes on is for supervisors, each of their own account.
func TestSupervisorsAlone(t *testing.T) {
	e := open(t, nil)
	sue, ann := e.supervisor("support", "sue"), e.agent("support", "ann")
	e.want(e.send(request{method: "GET", path: "/v1/team", token: ann}), http.StatusForbidden, "forbidden")
	var me struct{ Role string }
	for token, role := range map[string]string{ann: "agent", sue: "supervisor"} {
		if e.ask(http.StatusOK, "GET", "/v1/me", token, nil, &me); me.Role != role {
			t.Errorf("they are told that they are %q, not %q", me.Role, role)
		}
	}
	w := e.widget(ann, "tab-ann-1")
	w.me(func(m meState) bool { return m.Status.State == "available" })
	e.ring(callSID(1), "+15550100199")
	var seen team
	e.ask(http.StatusOK, "GET", "/v1/team", sue, nil, &seen)
	if len(seen.Queues) != 2 || seen.Queues[0].Name != "default" || seen.Queues[0].Waiting != 1 || !seen.Queues[0].Oldest.Equal(e.clock.Now()) {
		t.Errorf("queues: %+v", seen.Queues)
	}
	found := false
	for _, a := range seen.Agents {
		found = found || a.Agent.ID == "support/ann" && a.Account == "support" && a.Status.State == "available"
	}
	if !found {
		t.Errorf("agents: %+v", seen.Agents)
	}
	e.ask(http.StatusOK, "GET", "/v1/team", e.supervisor("sales", "sam"), nil, &seen)
	if seen.Queues[0].Waiting != 0 {
		t.Errorf("sales sees another account's queue: %+v", seen.Queues)
	}
	for _, a := range seen.Agents {
		if a.Account != "sales" {
			t.Errorf("sales sees %+v", a)
		}
	}
}

// TestLiveView: who waits is seen at once, who answers is seen on their call, and what calls
// came to is counted, for supervisors and admins alike.
func TestLiveView(t *testing.T) {
	e := open(t, nil)
	sue, ann := e.supervisor("support", "sue"), e.agent("support", "ann")
	ask := func() (seen team) {
		t.Helper()
		var admins team
		e.ask(http.StatusOK, "GET", "/v1/team", sue, nil, &seen)
		e.ask(http.StatusOK, "GET", "/v1/admin/overview", e.adminOf("support"), nil, &admins)
		if !reflect.DeepEqual(seen.Queues, admins.Queues) || !reflect.DeepEqual(seen.Service, admins.Service) {
			t.Errorf("supervisors see %+v, admins %+v", seen, admins)
		}
		return seen
	}
	before := ask()
	if s := before.Service; s.Within != 20 || s.Hour != (counts{}) || !s.Since.Equal(e.clock.Now().Truncate(24*time.Hour)) {
		t.Errorf("before anybody called: %+v", s)
	}
	w := e.widget(ann, "tab-00001")
	id := e.ring(callSID(1), "+15550101234")
	w.rings(id)
	e.clock.Advance(12 * time.Second)
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/accept", ann, map[string]any{"offer": 1, "tab": w.tab}, nil)
	e.join(id, callSID(9))
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/hold", ann, nil, nil)
	lost := e.ring(callSID(2), "+15550101235")
	e.gone(callSID(2))
	seen := ask()
	if q := seen.Queues[0]; q.Talking != 1 || q.Waiting != 0 || q.Hour.Answered != 1 || q.Today.InTime != 1 || q.Hour.Abandoned != 1 {
		t.Errorf("the queue: %+v, after %s was lost", q, lost)
	}
	if all := seen.Service.Today; all.Level == nil || *all.Level != 0.5 || all.Speed == nil || *all.Speed < 10 || *all.Speed > 20 {
		t.Errorf("the service: %+v", all)
	}
	i := slices.IndexFunc(seen.Agents, func(a present) bool { return a.Agent.ID == "support/ann" })
	if i < 0 || seen.Agents[i].Call == nil {
		t.Fatalf("agents: %+v", seen.Agents)
	}
	if c := seen.Agents[i].Call; c.Interaction != id || c.Who != "+15550101234" || c.Queue != "default" || !c.OnHold {
		t.Errorf("ann's call: %+v", c)
	}
}
