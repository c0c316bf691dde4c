package api_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

func (e *edge) rotate(body map[string]any) answer {
	return e.send(request{method: "POST", path: "/v1/admin/keys/rotate", token: e.operator(), body: body})
}

// kid of a token: the key that has signed it.
func kid(t *testing.T, token string) string {
	t.Helper()
	header, _, _ := strings.Cut(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(header)
	if err != nil {
		t.Fatal(err)
	}
	var h struct{ Kid string }
	if err := json.Unmarshal(raw, &h); err != nil {
		t.Fatal(err)
	}
	return h.Kid
}

// Nobody notices a rotation: sessions, sockets, customers and repeats of contacts go on.
// When older keys are dropped, what they have signed is over at once.
func TestKeysAreRotated(t *testing.T) {
	e := open(t, notSandbox)
	e.want(e.send(request{method: "POST", path: "/v1/admin/keys/rotate", token: e.admin(), body: map[string]any{}}), http.StatusForbidden, "forbidden")
	old := e.adminSession(e.setPassphrase(e.link(), lamp))
	customer := e.contact("voice")
	p := e.connect("", old.Token)
	p.next()
	link := e.link()
	e.want(e.rotate(map[string]any{}), http.StatusCreated, "")
	e.clock.Advance(10 * time.Second) // the new key signs
	e.ask(http.StatusOK, "GET", overview, old.Token, nil, nil)
	e.ask(http.StatusOK, "GET", "/v1/contact", customer.Token, nil, nil)
	fresh := e.renewed(old.Renewal)
	if kid(t, fresh.Token) == "" || kid(t, fresh.Token) == kid(t, old.Token) {
		t.Errorf("signed by %q, after %q", kid(t, fresh.Token), kid(t, old.Token))
	}
	e.ask(http.StatusOK, "GET", overview, fresh.Token, nil, nil)
	e.contact("voice")
	if m := p.next(); m.Kind != "interaction" {
		t.Errorf("the socket hears %+v", m)
	}

	e.want(e.rotate(map[string]any{"drop_old": true}), http.StatusCreated, "")
	p.closes()
	e.want(e.send(request{method: "GET", path: overview, token: old.Token}), http.StatusUnauthorized, "unauthorized")
	e.want(e.send(request{method: "GET", path: overview, token: fresh.Token}), http.StatusUnauthorized, "unauthorized")
	e.want(e.send(request{method: "POST", path: "/v1/sessions/renew", token: fresh.Renewal}), http.StatusUnauthorized, "unauthorized")
	e.want(e.send(request{method: "GET", path: "/v1/contact", token: customer.Token}), http.StatusUnauthorized, "unauthorized")
	e.want(e.setPassphrase(link, "another long passphrase"), http.StatusUnauthorized, "link_refused")
	again := e.adminSession(e.tryPassphrase(lamp))
	e.ask(http.StatusOK, "GET", overview, again.Token, nil, nil)
	for range 15 {
		e.want(e.rotate(map[string]any{}), http.StatusCreated, "")
	}
	e.want(e.rotate(map[string]any{}), http.StatusConflict, "too_many_keys")
}
