package api_test

import (
	"net/http"
	"testing"
)

type askView struct{ ID, Label, State, Text string }

type askedView struct {
	ID, Type, Label, Agent string
}

// An agent asks, the customer's page shows who asks and what for, and the answer is with
// the agent and among what goes to the ticket, once.
func TestAskAndAnswer(t *testing.T) {
	e := open(t, nil)
	c, ann := e.contact("voice"), e.agent("support", "ann")
	at := "/v1/interactions/" + c.Interaction + "/asks"
	ask := map[string]any{"id": "ask-0001", "type": "text", "label": "Tracking number"}
	var agent struct {
		Asks  []askView
		Items []struct{ Kind, Text string }
	}
	for range 2 { // a repeated request is the same ask
		e.ask(http.StatusOK, "POST", at, ann, ask, &agent)
	}
	if len(agent.Asks) != 1 || agent.Asks[0] != (askView{ID: "ask-0001", Label: "Tracking number", State: "open"}) {
		t.Fatalf("%+v", agent.Asks)
	}
	var customer struct{ Asks []askedView }
	e.ask(http.StatusOK, "GET", "/v1/contact", c.Token, nil, &customer)
	if len(customer.Asks) != 1 || customer.Asks[0] != (askedView{ID: "ask-0001", Type: "text", Label: "Tracking number", Agent: "ANN"}) {
		t.Fatalf("%+v", customer.Asks)
	}
	answer := func(body any) answer {
		return e.send(request{method: "POST", path: "/v1/contact/asks/ask-0001", token: c.Token, body: body})
	}
	e.want(answer(map[string]any{}), http.StatusBadRequest, "invalid_request")
	e.want(answer(map[string]any{"text": "1Z999", "declined": true}), http.StatusBadRequest, "invalid_request")
	e.want(answer(map[string]any{"text": "  "}), http.StatusConflict, "empty_answer")
	e.want(answer(map[string]any{"text": "1Z999"}), http.StatusOK, "")
	e.want(answer(map[string]any{"text": "1Z999"}), http.StatusOK, "")
	e.want(answer(map[string]any{"declined": true}), http.StatusConflict, "ask_over")
	e.ask(http.StatusOK, "GET", "/v1/interactions/"+c.Interaction, ann, nil, &agent)
	last := agent.Items[len(agent.Items)-1]
	if agent.Asks[0].State != "answered" || agent.Asks[0].Text != "1Z999" || last.Kind != "ask" || last.Text != "1Z999" || len(agent.Items) != 2 {
		t.Errorf("%+v", agent)
	}
	e.want(e.send(request{method: "POST", path: at + "/ask-0001/withdraw", token: ann}), http.StatusConflict, "ask_over")
	customer.Asks = nil
	e.ask(http.StatusOK, "GET", "/v1/contact", c.Token, nil, &customer)
	if len(customer.Asks) != 0 {
		t.Errorf("it is still asked: %+v", customer.Asks)
	}
}

// Who phones has no page that could show anything, and is not asked.
func TestNobodyIsAskedWithoutAPage(t *testing.T) {
	e := open(t, nil)
	id := e.ring(callSID(1), "+15550101234")
	ask := map[string]any{"id": "ask-0001", "type": "text", "label": "Tracking number"}
	a := e.send(request{method: "POST", path: "/v1/interactions/" + id + "/asks", token: e.agent("support", "ann"), body: ask})
	e.want(a, http.StatusConflict, "no_page")
}
