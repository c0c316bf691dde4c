package api_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
)

const lamp = "a lamp behind the harbour"

func (e *edge) setPassphrase(link, passphrase string) answer {
	return e.send(request{method: "PUT", path: "/v1/sessions/admin/passphrase", body: map[string]any{"link": link, "passphrase": passphrase}})
}

func (e *edge) tryPassphrase(passphrase string) answer {
	return e.send(request{method: "POST", path: "/v1/sessions/admin", body: map[string]any{"passphrase": passphrase}})
}

// operator is whoever runs a command on the server.
func (e *edge) operator() string {
	return e.issue(session.Claims{Role: session.Admin, Method: session.ByOperator, Agent: interaction.Agent{ID: "operator/root", Name: "root"}})
}

// link that the command line prints: what stands behind the #.
func (e *edge) link() string {
	e.t.Helper()
	var made struct {
		URL       string    `json:"url"`
		ExpiresAt time.Time `json:"expires_at"`
	}
	e.ask(http.StatusCreated, "POST", "/v1/sessions/admin/links", e.operator(), nil, &made)
	link, ok := strings.CutPrefix(made.URL, publicURL+"/admin#once=")
	if !ok || made.ExpiresAt.Sub(e.clock.Now()) != time.Hour {
		e.t.Fatalf("%+v", made)
	}
	return link
}

func (e *edge) adminSession(a answer) signedIn {
	e.t.Helper()
	e.want(a, http.StatusCreated, "")
	var s signedIn
	e.must(json.Unmarshal(a.body, &s))
	return s
}

func TestAdminChoosesAPassphrase(t *testing.T) {
	e := open(t, notSandbox)
	if b := booted(t, e.send(request{method: "GET", path: "/admin"})); b["sign_in"] != "passphrase" {
		t.Errorf("the admin page signs in by %v", b["sign_in"])
	}
	for _, passphrase := range []string{"", "admin", "password", lamp} { // there is no default one
		e.want(e.tryPassphrase(passphrase), http.StatusUnauthorized, "passphrase_refused")
	}
	first, another := e.link(), e.link()
	e.want(e.setPassphrase(first, "too short"), http.StatusBadRequest, "passphrase_short")
	s := e.adminSession(e.setPassphrase(first, lamp)) // the mistake has not used it up
	e.ask(http.StatusOK, "GET", "/v1/admin/overview", s.Token, nil, nil)
	for name, link := range map[string]string{
		"used": first, "of the same time": another, "made up": "a.b.c", "none": "", "a session": s.Token, "another purpose": e.frameOf("support"),
	} {
		a := e.setPassphrase(link, "another long passphrase")
		e.want(a, http.StatusUnauthorized, "link_refused")
		if !strings.Contains(e.log(), a.fault(t).RequestID) {
			t.Errorf("%s: nothing in the log", name)
		}
	}
	late := e.link()
	e.clock.Advance(time.Hour)
	e.want(e.setPassphrase(late, "another long passphrase"), http.StatusUnauthorized, "link_refused")

	s = e.adminSession(e.tryPassphrase(lamp))
	if s.Agent.ID != "admin" {
		t.Errorf("%+v", s.Agent)
	}
	s = e.adminSession(e.send(request{method: "POST", path: "/v1/sessions/renew", token: s.Renewal}))
	e.want(e.send(request{method: "POST", path: "/v1/sessions/admin/links", token: s.Token}), http.StatusForbidden, "forbidden")

	// A new passphrase ends what was signed in with the old one.
	e.adminSession(e.setPassphrase(e.link(), "another long passphrase"))
	e.want(e.send(request{method: "POST", path: "/v1/sessions/renew", token: s.Renewal}), http.StatusUnauthorized, "sign_in_again")
	e.want(e.tryPassphrase(lamp), http.StatusUnauthorized, "passphrase_refused")
	e.adminSession(e.tryPassphrase("another long passphrase"))
	for _, secret := range []string{lamp, "another long passphrase", first, another, late} {
		if strings.Contains(e.log(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func (e *edge) frameOf(account string) string {
	f, err := e.keeper.IssueFrame(account)
	e.must(err)
	return f.Nonce
}

func TestGuessingTheAdminsPassphrase(t *testing.T) {
	e := open(t, notSandbox)
	e.adminSession(e.setPassphrase(e.link(), lamp))
	var waits []int
	for i := range 8 {
		a := e.tryPassphrase(fmt.Sprint("wrong ", i))
		if a.StatusCode == http.StatusUnauthorized {
			e.want(a, http.StatusUnauthorized, "passphrase_refused")
			continue
		}
		e.want(a, http.StatusTooManyRequests, "too_many_tries")
		wait, err := strconv.Atoi(a.Header.Get("Retry-After"))
		e.must(err)
		waits = append(waits, wait)
		e.clock.Advance(time.Duration(wait) * time.Second)
	}
	if len(waits) == 0 || waits[len(waits)-1] <= waits[0] && len(waits) > 1 {
		t.Errorf("waits %v", waits)
	}
	e.want(e.tryPassphrase("wrong"), http.StatusUnauthorized, "passphrase_refused")
	e.want(e.tryPassphrase(lamp), http.StatusTooManyRequests, "too_many_tries") // right or wrong is not told
	e.clock.Advance(15 * time.Minute)
	e.adminSession(e.tryPassphrase(lamp))

	// Whoever has the server itself always gets in.
	for range 8 {
		e.tryPassphrase("wrong")
	}
	e.adminSession(e.setPassphrase(e.link(), "another long passphrase"))
}

// from another address of this machine.
func (e *edge) elsewhere(address string) *http.Client {
	transport := &http.Transport{DialContext: (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}).DialContext}
	e.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// Whoever guesses keeps nobody else out, however often they do.
func TestWrongPassphrasesKeepNobodyElseOut(t *testing.T) {
	t.Parallel() // it waits
	e := open(t, notSandbox)
	e.adminSession(e.setPassphrase(e.link(), lamp))
	refused := 0
	for range 60 {
		if a := e.tryPassphrase("wrong"); a.StatusCode == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Error("one place may guess as often as it likes")
	}
	here := e.client
	for _, address := range []string{"127.0.0.2", "127.0.0.3"} {
		e.client = e.elsewhere(address)
		e.adminSession(e.tryPassphrase(lamp))
	}
	e.client = here
	e.want(e.tryPassphrase(lamp), http.StatusTooManyRequests, "too_many_tries")
}
