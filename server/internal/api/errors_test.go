package api_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/store"
)

// Trouble inside is told to the operator and not to the caller.
func TestTroubleInsideStaysInside(t *testing.T) {
	const secret = "database /var/lib/deskside.db: constraint failed at line 12"
	for _, c := range []struct {
		name       string
		mood       func(string) error
		status     int
		code       string
		retryAfter bool
		logged     string
	}{
		{"panic", func(string) error { panic(secret) }, http.StatusInternalServerError, "internal", false, secret},
		{"error", func(string) error { return errors.New(secret) }, http.StatusInternalServerError, "internal", false, secret},
		{"busy", func(string) error { return fmt.Errorf("writer: %w", store.ErrBusy) }, http.StatusServiceUnavailable, "busy", true, "writer"},
		{"slow", func(string) error { return context.DeadlineExceeded }, http.StatusServiceUnavailable, "busy", true, "deadline"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := open(t, nil)
			contact := e.contact("voice")
			agent, head := e.agent("support", "ann"), e.head()
			e.store.be(c.mood)
			for _, r := range []request{
				{method: "POST", path: "/v1/contacts", body: newContact{App: "shop", ContactID: "contact-number-of-a-test-x", Channel: "voice"}},
				{method: "GET", path: "/v1/contact", token: contact.Token},
				{method: "POST", path: "/v1/contact/files?name=a.png&file_id=file-0001", token: contact.Token, body: png},
				{method: "GET", path: "/v1/interactions", token: agent},
				{method: "GET", path: "/v1/interactions/" + contact.Interaction, token: agent},
				{method: "PUT", path: "/v1/interactions/" + contact.Interaction + "/notes/note-0001", token: agent, body: map[string]any{"text": "x"}},
				{method: "GET", path: "/v1/admin/overview", token: e.admin()},
			} {
				a := e.send(r)
				e.want(a, c.status, c.code)
				if got := a.Header.Get("Retry-After") != ""; got != c.retryAfter {
					t.Errorf("%s: Retry-After: %v", r.path, got)
				}
				if strings.Contains(string(a.body), "deskside.db") {
					t.Errorf("%s: %s", r.path, a.body)
				}
				if log := e.log(); !strings.Contains(log, a.Header.Get("X-Request-Id")) || !strings.Contains(log, c.logged) {
					t.Errorf("%s: the operator cannot find out:\n%s", r.path, log)
				}
			}
			e.store.be(nil)
			if e.head() != head {
				t.Error("something was stored")
			}
			e.ask(http.StatusCreated, "POST", "/v1/contacts", "", newContact{App: "shop", ContactID: "contact-number-of-a-test-y", Channel: "voice"}, nil)
		})
	}
}

func TestUnknownAddressesAndMethods(t *testing.T) {
	e := open(t, nil)
	agent := e.agent("support", "ann")
	for _, path := range []string{
		"/nothing", "/v1", "/v1/", "/v1/nothing", "/v2/contacts", "/v1/contacts/", "/v1/me/", "/V1/me", "/v1//me", "/v1/interactions/../me",
		"/v1/%2e%2e/healthz", "/twilio", "/twilio/voice/", "/twilio/nothing", "/widget/", "/widget/zendesk", "/widget/zendesk/", "/favicon.png", "/.env", "/debug/pprof/",
	} {
		for _, method := range []string{"GET", "POST"} {
			e.want(e.send(request{method: method, path: path, token: agent}), http.StatusNotFound, "not_found")
		}
	}
	for _, r := range []request{
		{method: "GET", path: "/v1/contacts"}, {method: "DELETE", path: "/v1/me"}, {method: "PATCH", path: "/v1/interactions"}, {method: "POST", path: "/v1/live"},
		{method: "OPTIONS", path: "/v1/me"}, {method: "TRACE", path: "/v1/contacts"}, {method: "PUT", path: "/twilio/voice"}, {method: "GET", path: "/twilio/conference"},
		{method: "POST", path: "/widget"}, {method: "DELETE", path: "/contact.js"}, {method: "POST", path: "/favicon.ico"}, {method: "POST", path: "/healthz"},
	} {
		e.want(e.send(r), http.StatusMethodNotAllowed, "method_not_allowed")
	}
}

func TestHealth(t *testing.T) {
	ready := api.Readiness{Troubles: []string{"the database takes no write"}, Notes: []string{"support is paused"}}
	e := open(t, func(c *api.Config) { c.Ready = func(context.Context) api.Readiness { return ready } })
	if a := e.send(request{method: "GET", path: "/healthz"}); a.StatusCode != http.StatusOK {
		t.Errorf("healthz: %d", a.StatusCode)
	}
	a := e.send(request{method: "GET", path: "/readyz"})
	e.want(a, http.StatusServiceUnavailable, "not_ready")
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	if !strings.Contains(string(a.body), "the database takes no write; support is paused") {
		t.Errorf("it does not say why: %s", a.body)
	}
	ready.Troubles = nil
	if a := e.send(request{method: "GET", path: "/readyz"}); a.StatusCode != http.StatusOK || string(a.body) != "ready\nsupport is paused\n" {
		t.Errorf("readyz: %d", a.StatusCode)
	}
	if a := e.send(request{method: "GET", path: "/metrics"}); !strings.Contains(string(a.body), "deskside_up") {
		t.Errorf("metrics: %s", a.body)
	}
	if a := e.send(request{method: "GET", path: "/openapi.yaml"}); !strings.HasPrefix(string(a.body), "openapi: 3") {
		t.Errorf("openapi.yaml: %.40s", a.body)
	}
}

// What is no HTTP at all, or too much of it, is turned away below us; the server
// goes on.
func TestRawRequests(t *testing.T) {
	e := open(t, nil)
	for name, raw := range map[string]string{
		"huge header":        "GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Big: " + strings.Repeat("a", 2<<20) + "\r\n\r\n",
		"two lengths":        "POST /v1/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
		"negative length":    "POST /v1/contacts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
		"no host":            "GET /v1/me HTTP/1.1\r\n\r\n",
		"a space in a name":  "GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization : Bearer x\r\n\r\n",
		"a zero in the path": "GET /v1/\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
		"no HTTP":            "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", strings.TrimPrefix(e.url, "http://"))
			e.must(err)
			defer conn.Close()
			_, _ = conn.Write([]byte(raw)) // the server may hang up in the middle
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				return // hung up, which is an answer too
			}
			defer res.Body.Close()
			if res.StatusCode < 400 || res.StatusCode >= 500 {
				t.Errorf("status %d", res.StatusCode)
			}
		})
	}
	e.ask(http.StatusOK, "GET", "/v1/me", e.agent("support", "ann"), nil, nil)
}
