package crmtest

import (
	"errors"
	"testing"

	"github.com/deskside/deskside/connectors"
)

var agentCases = []testCase{
	{"an agent is known by name and active", agentKnown},
	{"an agent who has left, a customer and nobody are not active", agentInactive},
	{"who is an agent is not guessed when the CRM is away", agentUnheard},
}

// Staffed is a Harness whose agents come and go.
type Staffed interface {
	AgentSeeder
	// Dismiss an agent as the CRM's own admin does: the record stays.
	Dismiss(id string)
}

func staffed(t *testing.T, h Harness) (Staffed, connectors.Directory) {
	t.Helper()
	s, ok := h.(Staffed)
	d, knows := h.CRM().(connectors.Directory)
	if !ok || !knows {
		t.Skip("agents do not sign in by this CRM")
	}
	return s, d
}

func agentKnown(t *testing.T, h Harness) {
	staff, directory := staffed(t, h)
	ada := staff.SeedAgent("Ada Agent")
	before := h.Calls()
	got, err := directory.Agent(attempt(t), ada.CRMID)
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != ada.CRMID || got.Name != "Ada Agent" || !got.Active || got.Role == "" {
		t.Errorf("%+v", got)
	}
	if calls := h.Calls() - before; calls != 1 {
		t.Errorf("it cost %d calls", calls)
	}
}

func agentInactive(t *testing.T, h Harness) {
	staff, directory := staffed(t, h)
	ada, bob := staff.SeedAgent("Ada Agent"), staff.SeedAgent("Bob Agent")
	staff.Dismiss(ada.CRMID)
	customer := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	for what, id := range map[string]string{
		"one who has left": ada.CRMID, "a customer": customer.ID, "nobody": "99999999999", "no id": "", "hostile": "1' OR IsActive = true --", "a path": "../tickets/1",
		"no 15 letters": "005000000000009", "an id that is too long": "00599999999999999999",
	} {
		got, err := directory.Agent(attempt(t), id)
		if err != nil || got.Active {
			t.Errorf("%s: %+v, %v", what, got, err)
		}
	}
	if got, err := directory.Agent(attempt(t), bob.CRMID); err != nil || !got.Active {
		t.Errorf("one who is still there: %+v, %v", got, err)
	}
}

func agentUnheard(t *testing.T, h Harness) {
	staff, directory := staffed(t, h)
	ada := staff.SeedAgent("Ada Agent")
	for _, trouble := range []Trouble{Throttle, Down, Garbage} {
		h.Fault(Fault{Trouble: trouble, Reads: true})
		got, err := directory.Agent(attempt(t), ada.CRMID)
		if e, ok := errors.AsType[*connectors.Error](err); !ok || got.Active || e.Kind != connectors.Transient && e.Kind != connectors.Throttled {
			t.Errorf("%s: %+v, %v", trouble, got, err)
		}
	}
	if got, err := directory.Agent(attempt(t), ada.CRMID); err != nil || !got.Active {
		t.Errorf("afterwards: %+v, %v", got, err)
	}
}
