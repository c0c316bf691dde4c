package api_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api"
	apiedge "github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/interaction"
)

// people of the stand-in: Rosa, of whom the second CRM knows nothing.
func (c *crm) people(kind string) apiedge.People {
	if kind != "zendesk" {
		return nil
	}
	return crowd{c}
}

type crowd struct{ *crm }

var rosa = connectors.Requester{ID: "900", Name: "Rosa Diaz", Email: "rosa@customer.example", Phone: "+16617480123", URL: zendeskURL + "/agent/users/900"}

func (c crowd) answers() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.down {
		return &connectors.Error{Kind: connectors.Throttled, Err: errors.New("dial tcp 10.0.0.7:443: secret detail")}
	}
	return nil
}

func (c crowd) Search(_ context.Context, text string) ([]connectors.Person, error) {
	switch text {
	case "rosa":
		return []connectors.Person{{Requester: rosa}}, c.answers()
	case "A-10425":
		return []connectors.Person{{Requester: rosa, Ticket: &connectors.Ticket{ID: "7", Number: "#7", Subject: "Order A-10425", State: connectors.TicketOpen, Status: "open"}}}, c.answers()
	}
	return nil, c.answers()
}

func (c crowd) Person(_ context.Context, id string) (connectors.Requester, error) {
	if id != rosa.ID {
		return connectors.Requester{}, &interaction.Refusal{Code: "requester_unknown"}
	}
	return rosa, c.answers()
}

func (c crowd) Create(_ context.Context, r connectors.Requester) (connectors.Requester, error) {
	if err := c.answers(); err != nil {
		return connectors.Requester{}, err
	}
	switch r.Email {
	case rosa.Email:
		return connectors.Requester{}, &connectors.Error{Kind: connectors.Rejected, Reason: connectors.Because(connectors.PersonExists)}
	case "refused@customer.example":
		return connectors.Requester{}, &connectors.Error{Kind: connectors.Rejected, Reason: connectors.Because("zendesk_rules")}
	}
	r.ID, r.URL = "901", zendeskURL+"/agent/users/901"
	return r, nil
}

func TestAgentSaysWhoTheCustomerIs(t *testing.T) {
	e := open(t, nil)
	id := e.ring(callSID(1), "+15550101234")
	ann := e.agent("support", "ann")
	at := "/v1/interactions/" + id
	type found struct {
		People []struct {
			ID, Name, Email, Phone, URL string
			Ticket                      *struct{ Number, Subject string }
		}
	}
	search := func(text string) (out found) {
		t.Helper()
		e.ask(http.StatusOK, "POST", at+"/people", ann, map[string]any{"text": text}, &out)
		return out
	}
	if got := search("rosa"); len(got.People) != 1 || got.People[0].ID != rosa.ID || got.People[0].Email != rosa.Email || got.People[0].Ticket != nil {
		t.Errorf("%+v", got)
	}
	if got := search("A-10425"); len(got.People) != 1 || got.People[0].Ticket == nil || got.People[0].Ticket.Number != "#7" {
		t.Errorf("by an order: %+v", got)
	}
	if got := search("nobody"); got.People == nil || len(got.People) != 0 {
		t.Errorf("nobody: %+v", got)
	}
	say := func(body map[string]any) answer {
		return e.send(request{method: "POST", path: at + "/requester", token: ann, body: body})
	}
	for _, none := range []map[string]any{{}, {"requester": rosa.ID, "create": map[string]any{"name": "Rosa", "phone": "1"}}, {"create": map[string]any{"name": "Rosa"}}, {"create": map[string]any{"name": " ", "email": "r@customer.example"}}} {
		e.want(say(none), http.StatusBadRequest, "invalid_request")
	}
	e.want(say(map[string]any{"requester": "404"}), http.StatusConflict, "requester_unknown")
	e.want(say(map[string]any{"create": map[string]any{"name": "Leo", "email": rosa.Email}}), http.StatusConflict, "person_exists")
	e.want(say(map[string]any{"create": map[string]any{"name": "Leo", "email": "refused@customer.example"}}), http.StatusConflict, "person_refused")
	e.crm.setDown(true)
	e.want(say(map[string]any{"requester": rosa.ID}), http.StatusBadGateway, "crm_unavailable")
	e.want(e.send(request{method: "POST", path: at + "/people", token: ann, body: map[string]any{"text": "rosa"}}), http.StatusBadGateway, "crm_unavailable")
	e.crm.setDown(false)

	var v interactionView
	for range 2 {
		e.ask(http.StatusOK, "POST", at+"/requester", ann, map[string]any{"requester": rosa.ID}, &v)
	}
	if v.Ticket.Requester == nil || v.Ticket.Requester.Name != "Rosa Diaz" {
		t.Errorf("%+v", v.Ticket)
	}
	said := 0
	for _, entry := range v.Timeline {
		if entry.Type == "requester_chosen" {
			said++
			if entry.Text != "ANN said that the customer is Rosa Diaz." {
				t.Errorf("%q", entry.Text)
			}
		}
	}
	if said != 1 {
		t.Errorf("it was said %d times", said)
	}
	e.ask(http.StatusOK, "POST", at+"/requester", ann, map[string]any{"create": map[string]any{"name": "Leo Marsh", "phone": "+16617480999"}}, &v)
	if v.Ticket.Requester == nil || v.Ticket.Requester.ID != "901" {
		t.Errorf("created: %+v", v.Ticket)
	}

	// The ticket that an agent chooses says whose it is; nobody else's can be made of it.
	e.ask(http.StatusOK, "POST", at+"/ticket", ann, map[string]any{"ticket": "7"}, &v)
	if v.Ticket.Requester == nil || v.Ticket.Requester.ID != "907" || v.Ticket.Requester.Name != "Tom of 7" {
		t.Errorf("learnt from the ticket: %+v", v.Ticket)
	}
	e.want(say(map[string]any{"requester": rosa.ID}), http.StatusConflict, "ticket_of_another")
}

func TestCRMsWithoutPeople(t *testing.T) {
	for code, change := range map[string]func(*api.Config){
		"no_people":  func(c *api.Config) { c.Accounts[0].People = nil },
		"no_account": func(c *api.Config) { c.Accounts = c.Accounts[1:] },
	} {
		e := open(t, change)
		at := "/v1/interactions/" + e.contact("voice").Interaction
		e.want(e.send(request{method: "POST", path: at + "/people", token: e.admin(), body: map[string]any{"text": "rosa"}}), http.StatusConflict, code)
		e.want(e.send(request{method: "POST", path: at + "/requester", token: e.admin(), body: map[string]any{"requester": "900"}}), http.StatusConflict, code)
	}
}
