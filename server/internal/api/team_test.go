package api_test

import (
	"net/http"
	"testing"
	"time"
)

type team struct {
	Queues []struct {
		Name             string
		Waiting, Talking int
		Oldest           time.Time
	}
	Agents []struct {
		Agent   struct{ ID, Name string }
		Account string
		Status  struct{ State string }
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
