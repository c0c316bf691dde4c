package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestOrigins(t *testing.T) {
	e := open(t, nil)
	contact := func(origin, app string) answer {
		contacts := another()
		h := http.Header{}
		if origin != "" {
			h.Set("Origin", origin)
		}
		return e.send(request{method: "POST", path: "/v1/contacts", header: h, body: newContact{App: app, ContactID: strings.Repeat("o", 22+contacts%40), Channel: "message", Message: "x"}})
	}
	for _, origin := range []string{"", publicURL, shopOrigin} {
		e.want(contact(origin, "shop"), http.StatusCreated, "")
	}
	head := e.head()
	for _, origin := range []string{otherOrigin, "null", "https://shop.example.com.evil.example", "http://shop.example.com", "https://shop.example.com:8443", "https://boutique.example.com"} {
		a := contact(origin, "shop")
		e.want(a, http.StatusForbidden, "origin")
		if got := a.Header.Get("Access-Control-Allow-Origin"); got != "" && got != "https://boutique.example.com" {
			t.Errorf("%s may read: %q", origin, got)
		}
	}
	for _, app := range []string{"nothing", "Shop", "shop ", "../shop", "<script>"} {
		e.want(contact(shopOrigin, app), http.StatusNotFound, "unknown_app")
	}
	if e.head() != head {
		t.Error("something was stored")
	}
}

func TestPreflight(t *testing.T) {
	e := open(t, nil)
	preflight := func(path, origin string) answer {
		return e.send(request{method: "OPTIONS", path: path, header: http.Header{
			"Origin": {origin}, "Access-Control-Request-Method": {"POST"}, "Access-Control-Request-Headers": {"authorization,content-type"},
		}})
	}
	for path, methods := range map[string]string{
		"/v1/contacts": "POST", "/v1/contact": "GET", "/v1/contact/files": "POST", "/v1/contact/files/file-0001": "GET, PATCH, PUT",
		"/v1/contact/end": "POST", "/v1/contact/message": "POST", "/v1/contact/asks/ask-0001": "POST",
	} {
		a := preflight(path, shopOrigin)
		e.want(a, http.StatusNoContent, "")
		for h, want := range map[string]string{
			"Access-Control-Allow-Origin": shopOrigin, "Access-Control-Allow-Headers": "Authorization, Content-Type", "Access-Control-Allow-Methods": methods, "Vary": "Origin",
		} {
			if got := a.Header.Get(h); got != want {
				t.Errorf("%s: %s: %q, want %q", path, h, got, want)
			}
		}
		for _, origin := range []string{otherOrigin, "null", "*"} {
			if a := preflight(path, origin); a.Header.Get("Access-Control-Allow-Origin") != "" || a.Header.Get("Vary") != "Origin" {
				t.Errorf("%s from %s: %v", path, origin, a.Header)
			}
		}
	}
	for _, path := range []string{"/v1/me", "/v1/interactions", "/v1/admin/overview", "/v1/sessions/sandbox"} {
		a := preflight(path, shopOrigin)
		e.want(a, http.StatusMethodNotAllowed, "method_not_allowed")
		if a.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s is open to other origins", path)
		}
	}
	// A refusal can be read by the page, or nobody could tell the customer.
	c := e.contact("voice")
	a := e.send(request{method: "POST", path: "/v1/contact/files?name=a.png&file_id=file-0001", token: c.Token, body: []byte{}, header: http.Header{"Origin": {shopOrigin}}})
	e.want(a, http.StatusUnprocessableEntity, "empty_file")
	if a.Header.Get("Access-Control-Allow-Origin") != shopOrigin {
		t.Error("the page cannot read why")
	}
}

func TestCustomerSeesTheirSide(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	e.upload(c, "file-0001", "a.png", png)
	var v contactView
	a := e.ask(http.StatusOK, "GET", "/v1/contact", c.Token, nil, &v)
	if v.State != "starting" || len(v.Files) != 1 || v.Limits.MaxBytes != maxFile || len(v.Limits.Types) == 0 {
		t.Errorf("%+v", v)
	}
	for _, internal := range []string{"ticket", "sha256", "timeline", "delivery", "account"} {
		if strings.Contains(string(a.body), internal) {
			t.Errorf("the customer sees %s: %s", internal, a.body)
		}
	}
	e.ask(http.StatusNoContent, "POST", "/v1/contact/end", c.Token, nil, nil)
	e.ask(http.StatusNoContent, "POST", "/v1/contact/end", c.Token, nil, nil)
	e.want(e.send(request{method: "POST", path: "/v1/contact/files?name=a.png&file_id=file-0002", token: c.Token, body: png}), http.StatusConflict, "closed")
	written := e.contact("message")
	if written.Voice != nil {
		t.Error("a message has a voice")
	}
	e.ask(http.StatusOK, "GET", "/v1/contact", written.Token, nil, &v)
	if v.State != "left" {
		t.Errorf("state %q", v.State)
	}
}

// Without the sandbox nobody signs in without proof.
func TestSandboxSignIn(t *testing.T) {
	e := open(t, nil)
	var s struct{ Token string }
	e.ask(http.StatusCreated, "POST", "/v1/sessions/sandbox", "", map[string]any{"account": "support", "user": "17", "name": "Ann"}, &s)
	var me struct {
		Agent        struct{ ID, Name string }
		Account, CRM string
		Dispositions []string
	}
	e.ask(http.StatusOK, "GET", "/v1/me", s.Token, nil, &me)
	if me.Agent.ID != "support/17" || me.Agent.Name != "Ann" || me.Account != "support" || me.CRM != "zendesk" || len(me.Dispositions) != 2 {
		t.Errorf("%+v", me)
	}
	e.ask(http.StatusCreated, "POST", "/v1/sessions/sandbox", "", map[string]any{"account": "support", "user": "1", "role": "admin"}, &s)
	e.ask(http.StatusOK, "GET", "/v1/admin/overview", s.Token, nil, nil)
	e.want(e.send(request{method: "POST", path: "/v1/sessions/sandbox", body: map[string]any{"account": "nothing", "user": "1"}}), http.StatusNotFound, "unknown_account")

	real := open(t, notSandbox)
	for _, role := range []string{"agent", "admin"} {
		real.want(real.send(request{method: "POST", path: "/v1/sessions/sandbox", body: map[string]any{"account": "support", "user": "17", "role": role}}), http.StatusNotFound, "no_sandbox")
	}
}

// waits: a customer's page has connected their leg, and nobody has taken the call.
func (e *edge) waits(n int) contactStarted {
	e.t.Helper()
	c := e.contact("voice")
	e.want(e.webhook("/twilio/voice", url.Values{
		"CallSid": {callSID(n)}, "From": {"client:customer_" + c.Interaction}, "AccountSid": {accountSID}, "CallStatus": {"ringing"},
		"Direction": {"inbound"}, "ticket": {c.Voice.Params["ticket"]},
	}), http.StatusOK, "")
	return c
}

// Who waits is told the truth: since when, at which place, whether anybody is there; and
// can write instead, which ends their waiting.
func TestCustomerIsToldHowTheirWaitStands(t *testing.T) {
	e := open(t, nil)
	first, second := e.waits(1), e.waits(2)
	stands := func(c contactStarted, done func(contactView) bool) {
		t.Helper()
		for ctx := patience(t); ; {
			var v contactView
			e.ask(http.StatusOK, "GET", "/v1/contact", c.Token, nil, &v)
			switch {
			case done(v):
				return
			case ctx.Err() != nil:
				t.Fatalf("the customer is told %+v", v)
			}
		}
	}
	stands(second, func(v contactView) bool {
		return v.State == "waiting" && v.Waiting != nil && v.Waiting.Place == 2 && !v.Waiting.Anybody && v.Waiting.Since.Equal(e.clock.Now())
	})
	ann := e.widget(e.agent("support", "ann"), "tab-00001")
	ann.is("available")
	stands(second, func(v contactView) bool { return v.Waiting.Anybody })

	refused := func(text any, code string) {
		t.Helper()
		e.want(e.send(request{method: "POST", path: "/v1/contact/message", token: first.Token, body: map[string]any{"text": text}}), http.StatusConflict, code)
	}
	refused(" \n", "empty_message")
	refused(strings.Repeat("語", 7000), "too_long")
	var v contactView
	e.ask(http.StatusOK, "POST", "/v1/contact/message", first.Token, map[string]any{"text": "The lamp is broken."}, &v)
	if v.State != "ended" || v.Outcome != "left" || v.Messages != 1 || v.Waiting != nil {
		t.Errorf("%+v", v)
	}
	e.ask(http.StatusOK, "POST", "/v1/contact/message", first.Token, map[string]any{"text": "The lamp is broken."}, nil)
	for n := 2; n <= 5; n++ {
		e.ask(http.StatusOK, "POST", "/v1/contact/message", first.Token, map[string]any{"text": fmt.Sprint("Message ", n)}, nil)
	}
	refused("Message 6", "too_many_messages")
	stands(second, func(v contactView) bool { return v.Waiting.Place == 1 })

	e.ask(http.StatusOK, "POST", "/v1/interactions/"+second.Interaction+"/accept", e.agent("support", "ann"), map[string]any{"offer": 1, "tab": "tab-00001"}, nil)
	e.want(e.send(request{method: "POST", path: "/v1/contact/message", token: second.Token, body: map[string]any{"text": "x"}}), http.StatusConflict, "call_in_progress")
	written := e.contact("message")
	e.want(e.send(request{method: "POST", path: "/v1/contact/message", token: written.Token, body: map[string]any{"text": "x"}}), http.StatusConflict, "not_awaited")
}
