package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/deskside/deskside/server/internal/session/register"
)

// sandboxed signs somebody in without proof.
func (e *edge) sandboxed(user, role string) signedIn {
	e.t.Helper()
	var s signedIn
	e.ask(http.StatusCreated, "POST", "/v1/sessions/sandbox", "", map[string]any{"account": "support", "user": user, "role": role}, &s)
	return s
}

func (e *edge) renewed(renewal string) signedIn {
	e.t.Helper()
	return e.adminSession(e.send(request{method: "POST", path: "/v1/sessions/renew", token: renewal}))
}

// over wants nothing to be left of a session.
func (e *edge) over(s signedIn, path string) {
	e.t.Helper()
	e.want(e.send(request{method: "GET", path: path, token: s.Token}), http.StatusUnauthorized, "session_expired")
	e.want(e.send(request{method: "POST", path: "/v1/sessions/renew", token: s.Renewal}), http.StatusUnauthorized, "sign_in_again")
	if conn, _, err := e.dial("", s.Token, publicURL); err == nil {
		_ = conn.CloseNow()
		e.t.Error("a socket was opened")
	}
}

// closes wants a socket to be told to sign in again.
func (p *page) closes() {
	p.e.t.Helper()
	var err error
	for err == nil {
		_, _, err = p.conn.Read(patience(p.e.t))
	}
	if code := websocket.CloseStatus(err); code != 4001 {
		p.e.t.Errorf("closed with %d (%v)", code, err)
	}
}

const overview, me = "/v1/admin/overview", "/v1/me"

func TestNewPassphraseEndsOlderSessions(t *testing.T) {
	e := open(t, notSandbox)
	old := e.adminSession(e.setPassphrase(e.link(), lamp))
	p := e.connect("", old.Token)
	p.next()
	fresh := e.adminSession(e.setPassphrase(e.link(), "another long passphrase")) // in the same second
	p.closes()
	e.over(old, overview)
	e.ask(http.StatusOK, "GET", overview, fresh.Token, nil, nil)
	e.connect("", fresh.Token).next()
	e.renewed(fresh.Renewal)
}

func TestSignOut(t *testing.T) {
	e := open(t, nil)
	for role, path := range map[string]string{"agent": me, "admin": overview} {
		first, other := e.sandboxed("ann", role), e.sandboxed("ann", role)
		second := e.renewed(first.Renewal)
		p, stays := e.connect("", first.Token), e.connect("", other.Token)
		p.next()
		stays.next()
		e.ask(http.StatusNoContent, "POST", "/v1/sessions/end", second.Token, nil, nil)
		p.closes()
		e.over(first, path)
		e.over(second, path)
		e.ask(http.StatusOK, "GET", path, other.Token, nil, nil)
		e.contact("voice")
		if m := stays.next(); m.Kind != "interaction" {
			t.Errorf("%+v", m)
		}
		e.renewed(other.Renewal)
	}
	if !strings.Contains(e.record(), "ann signed_out support/ann") {
		t.Errorf("recorded:\n%s", e.record())
	}
}

func (e *edge) record() string {
	e.t.Helper()
	var rows auditRows
	e.ask(http.StatusOK, "GET", "/v1/admin/audit", e.admin(), nil, &rows)
	return rows.String()
}

func TestEndAllSessions(t *testing.T) {
	e := open(t, nil)
	admin := e.sandboxed("chief", "admin")
	ann, again, bob := e.sandboxed("ann", "agent"), e.sandboxed("ann", "agent"), e.sandboxed("bob", "agent")
	p := e.connect("?tab=tab-00001", again.Token)
	p.next()
	end := func(body map[string]any) answer {
		return e.send(request{method: "POST", path: "/v1/admin/sessions/end", token: admin.Token, body: body})
	}
	e.want(end(map[string]any{"agent": "support/ann"}), http.StatusNoContent, "")
	p.closes()
	e.over(ann, me)
	e.over(again, me)
	e.ask(http.StatusOK, "GET", me, bob.Token, nil, nil)
	e.ask(http.StatusOK, "GET", me, e.sandboxed("ann", "agent").Token, nil, nil) // in the same second
	e.want(end(map[string]any{"agent": "nowhere/ann"}), http.StatusNotFound, "unknown_account")
	e.want(e.send(request{method: "POST", path: "/v1/admin/sessions/end", token: e.adminOf("sales"), body: map[string]any{"agent": "support/bob"}}), http.StatusNotFound, "unknown_account")
	e.ask(http.StatusOK, "GET", me, bob.Token, nil, nil)
	e.want(end(map[string]any{}), http.StatusNoContent, "") // the admin's own
	e.over(admin, overview)
	e.ask(http.StatusOK, "GET", me, bob.Token, nil, nil)
	if r := e.record(); !strings.Contains(r, "chief sessions_ended support/ann") {
		t.Errorf("recorded:\n%s", r)
	}
}

// A renewal token has one successor, however often it is asked for within a minute;
// after that, whoever uses it a second time is not who it was given to.
func TestRenewalTokensRotate(t *testing.T) {
	e := open(t, nil)
	first := e.sandboxed("ann", "agent")
	second := e.renewed(first.Renewal)
	if second.Renewal == first.Renewal {
		t.Error("it is the same token")
	}
	e.clock.Advance(register.Grace)
	if s := e.renewed(first.Renewal); s.Renewal != second.Renewal {
		t.Error("who has lost the answer gets another successor")
	}
	third := e.renewed(second.Renewal)
	p := e.connect("", third.Token)
	p.next()
	e.clock.Advance(time.Second)
	e.want(e.send(request{method: "POST", path: "/v1/sessions/renew", token: first.Renewal}), http.StatusUnauthorized, "sign_in_again")
	p.closes()
	e.over(third, me)
	for _, token := range []string{first.Renewal, second.Renewal, third.Renewal} {
		if strings.Contains(e.log(), token) {
			t.Error("the log holds a token")
		}
	}
	if raw, _, err := e.store.Setting(t.Context(), "sessions/agent/support/ann"); err != nil || !json.Valid(raw) || len(raw) > 1000 {
		t.Errorf("%s, %v", raw, err)
	}
}
