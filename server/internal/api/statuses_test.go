package api_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
)

func (c *crm) statuses(_ context.Context, ticket string) (connectors.TicketStatuses, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.down:
		return connectors.TicketStatuses{}, &connectors.Error{Kind: connectors.Transient, Err: errors.New("dial tcp 10.0.0.7:443: secret detail")}
	case ticket == "gone":
		return connectors.TicketStatuses{}, &connectors.Error{Kind: connectors.Gone}
	}
	return connectors.TicketStatuses{
		Now:     connectors.Status{Value: "open/1", Label: "Open"},
		Choices: []connectors.Status{{Value: "pending", Label: "Pending"}, {Value: "solved", Label: "Solved", Closed: true}},
	}, nil
}

func TestWhatBecomesOfTheTicket(t *testing.T) {
	e := open(t, nil)
	id := e.ring(callSID(1), "+15550101234")
	ann := e.agent("support", "ann")
	at := "/v1/interactions/" + id
	statuses := func() answer { return e.send(request{method: "GET", path: at + "/ticket-statuses", token: ann}) }
	e.want(statuses(), http.StatusConflict, "no_ticket")
	e.ask(http.StatusOK, "POST", at+"/ticket", ann, map[string]any{"ticket": "7"}, nil)
	var found contract.TicketStatuses
	e.ask(http.StatusOK, "GET", at+"/ticket-statuses", ann, nil, &found)
	if found.Ticket != "7" || found.Now.Value != "open/1" || len(found.Choices) != 2 || !found.Choices[1].Closed {
		t.Errorf("%+v", found)
	}
	e.crm.setDown(true)
	e.want(statuses(), http.StatusBadGateway, "crm_unavailable")
	e.crm.setDown(false)

	e.ask(http.StatusOK, "POST", at+"/accept", ann, map[string]any{"offer": 1, "tab": "tab-00001"}, nil)
	e.ask(http.StatusOK, "POST", at+"/hangup", ann, nil, nil)
	e.want(e.webhook("/twilio/voice/status", url.Values{"CallSid": {callSID(1)}, "CallStatus": {"completed"}, "AccountSid": {accountSID}}), http.StatusNoContent, "")
	save := func(ticket string) map[string]any {
		return map[string]any{"disposition": "Resolved", "ticket_status": map[string]any{"ticket": ticket, "value": "solved", "label": "Solved", "saw": "open/1"}}
	}
	e.want(e.send(request{method: "POST", path: at + "/wrap-up", token: ann, body: save("8")}), http.StatusConflict, "status_of_another_ticket")
	var v contract.Interaction
	for range 2 { // the same once more is the same
		e.ask(http.StatusOK, "POST", at+"/wrap-up", ann, save("7"), &v)
	}
	said := 0
	for _, entry := range v.Timeline {
		if entry.Type == "wrap_up_saved" {
			said++
			if entry.Text != "ANN wrapped up: Resolved. The ticket becomes Solved." {
				t.Errorf("%q", entry.Text)
			}
		}
	}
	if w := v.WrapUp; said != 1 || w == nil || w.TicketStatus == nil || w.TicketStatus.Value != "solved" {
		t.Errorf("said %d times: %+v", said, v.WrapUp)
	}

	// What it has landed without is told where the write stands.
	items := e.state(id).Items
	key := items.At(items.Len() - 1).Key
	_, err := e.config.Decider.Update(t.Context(), e.config.Store, interaction.ID(id), interaction.Land{
		Ticket: "7", Receipts: map[string]string{key: "r1"}, At: e.clock.Now(),
		Without: map[string]interaction.Reason{key: interaction.Because("status_fields", "status", "Solved", "fields", "Order")},
	})
	e.must(err)
	v = contract.Interaction{}
	e.ask(http.StatusOK, "GET", at, ann, nil, &v)
	const why = "The ticket's status was not set to Solved: the CRM wants this filled in before: Order."
	last := v.Items[len(v.Items)-1]
	if last.Delivery.State != contract.DeliveryStateLanded || contract.Val(last.Delivery.Reason) != why {
		t.Errorf("%+v", last.Delivery)
	}
	if text := v.Timeline[len(v.Timeline)-1].Text; text != "The closing note reached the ticket. "+why {
		t.Errorf("%q", text)
	}
}

func TestTicketsWithoutStatuses(t *testing.T) {
	for code, change := range map[string]func(*api.Config){
		"no_statuses": func(c *api.Config) { c.Accounts[0].Statuses = nil },
		"no_account":  func(c *api.Config) { c.Accounts = c.Accounts[1:] },
	} {
		e := open(t, change)
		e.want(e.send(request{method: "GET", path: "/v1/interactions/" + e.contact("voice").Interaction + "/ticket-statuses", token: e.admin()}), http.StatusConflict, code)
	}
	e := open(t, nil)
	at := "/v1/interactions/" + e.contact("voice").Interaction
	e.ask(http.StatusOK, "POST", at+"/ticket", e.admin(), map[string]any{"ticket": "gone"}, nil)
	var found contract.TicketStatuses
	if e.ask(http.StatusOK, "GET", at+"/ticket-statuses", e.admin(), nil, &found); len(found.Choices) != 0 {
		t.Errorf("%+v", found)
	}
}
