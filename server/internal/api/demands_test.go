package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
)

// speaker may ask the operation by the contract, of that interaction.
func (e *edge) speaker(op operation, c contactStarted) string {
	switch {
	case op.id == "createAdminLink", op.id == "rotateKeys": // for the command line alone
		return e.issue(session.Claims{Role: session.Admin, Agent: interaction.Agent{ID: "support/root", Name: "Root"}, Method: session.ByOperator})
	case op.id == "endSession": // the others go on
		return e.agent("support", "leaver")
	case slices.Contains(op.roles, "customer"):
		return c.Token
	case op.supervisor:
		return e.supervisor("support", "sue")
	case slices.Contains(op.roles, "agent"):
		return e.agent("support", "ann")
	case slices.Contains(op.roles, "admin"):
		return e.admin()
	}
	return ""
}

// Whoever the contract lets ask is heard. That nobody else is stands in
// TestEveryOperationKnowsWhoMayAsk.
func TestEveryOperationHearsWhoMayAsk(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	for _, op := range operations(t, c.Interaction) {
		if op.id == "setAdminPassphrase" || op.id == "finishProviderSession" || op.id == "createSession" || op.id == "createAdminSession" || op.id == "renewSession" {
			continue // these find out who it is: see the tests of signing in
		}
		a := e.send(request{method: op.method, path: op.path, token: e.speaker(op, c), body: op.sample.body})
		if a.StatusCode == http.StatusUnauthorized || a.StatusCode == http.StatusForbidden {
			t.Errorf("%s by %v: %d %s", op.id, op.roles, a.StatusCode, a.body)
		}
		if op.admin == "" || op.id == "createAdminLink" || op.id == "rotateKeys" {
			continue
		}
		least := e.issue(session.Claims{Role: session.Admin, AdminRole: session.AdminRole(op.admin), Agent: interaction.Agent{ID: "support/least-" + op.id, Name: "Least"}})
		a = e.send(request{method: op.method, path: op.path, token: least, body: op.sample.body})
		if a.StatusCode == http.StatusUnauthorized || a.StatusCode == http.StatusForbidden {
			t.Errorf("%s by an admin who is %s: %d %s", op.id, op.admin, a.StatusCode, a.body)
		}
	}
}

// Pages of the configured apps may read the answers that the contract opens to them and
// no others, and no page of anybody else's may read any.
func TestEveryOperationKnowsWhichPagesMayAsk(t *testing.T) {
	t.Parallel() // it waits
	e := open(t, nil)
	c := e.contact("voice")
	open := map[string][]string{} // methods by path
	all := operations(t, c.Interaction)
	for _, op := range all {
		if op.pages != "apps" && op.pages != "none" {
			t.Errorf("%s: x-cross-origin is %q", op.id, op.pages)
		}
		if op.pages == "apps" {
			path, _, _ := strings.Cut(op.path, "?")
			open[path] = append(open[path], op.method)
		}
	}
	for _, op := range all {
		path, _, _ := strings.Cut(op.path, "?")
		for _, origin := range []string{shopOrigin, otherOrigin, publicURL, "null"} {
			want := ""
			if op.pages == "apps" && origin == shopOrigin {
				want = origin
			}
			h := http.Header{"Origin": {origin}}
			if op.pages == "none" && len(open[path]) > 0 {
				t.Errorf("%s: %s is open to pages of apps by another method", op.id, path)
			}
			for _, token := range []string{"", e.speaker(op, c)} {
				a := e.send(request{method: op.method, path: op.path, token: token, body: op.sample.body, header: h})
				if got := a.Header.Get("Access-Control-Allow-Origin"); got != want {
					t.Errorf("%s from %s: readable by %q, want %q", op.id, origin, got, want)
				}
			}
			a := e.send(request{method: "OPTIONS", path: path, header: http.Header{"Origin": {origin}, "Access-Control-Request-Method": {op.method}}})
			allowed := strings.Split(a.Header.Get("Access-Control-Allow-Methods"), ", ")
			slices.Sort(open[path])
			switch {
			case op.pages == "none":
				e.want(a, http.StatusMethodNotAllowed, "method_not_allowed")
			case want != "" && !slices.Equal(allowed, open[path]):
				t.Errorf("%s from %s may be sent %v, want %v", path, origin, allowed, open[path])
			}
			if got := a.Header.Get("Access-Control-Allow-Origin"); got != want {
				t.Errorf("%s: the preflight from %s allows %q, want %q", path, origin, got, want)
			}
		}
	}
}

// padded JSON says the same in n bytes.
func padded(t *testing.T, body any, n int) []byte {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return append(bytes.Repeat([]byte{' '}, n-len(raw)), raw...)
}

// A body of as much as the contract says is taken, and not one byte more; what has no
// body in the contract is not read.
func TestEveryOperationKnowsHowMuchItTakes(t *testing.T) {
	e := open(t, nil)
	c := e.contact("voice")
	for _, op := range operations(t, c.Interaction) {
		send := func(body any) answer {
			return e.send(request{method: op.method, path: op.path, token: e.speaker(op, c), body: body})
		}
		switch limit := op.maxBody.(type) {
		case nil:
			if op.sample.body != nil {
				t.Errorf("%s: the sample has a body, and the contract no x-max-body", op.id)
			}
			body := &endless{}
			if a := send(io.Reader(body)); a.StatusCode == http.StatusRequestEntityTooLarge {
				t.Errorf("%s: a body that nobody wants is counted: %s", op.id, a.body)
			}
			if sent := body.sent.Load(); sent > 16<<20 {
				t.Errorf("%s: %d bytes were read", op.id, sent)
			}
		case float64:
			e.want(send(padded(t, op.sample.body, int(limit)+1)), http.StatusRequestEntityTooLarge, "too_large")
			if a := send(padded(t, op.sample.body, int(limit))); a.StatusCode == http.StatusRequestEntityTooLarge || a.StatusCode == http.StatusBadRequest && op.id != "setAdminPassphrase" {
				t.Errorf("%s does not take %d bytes: %d %s", op.id, int(limit), a.StatusCode, a.body)
			}
		default:
			if limit != "file" || fileOperations[op.id] == nil {
				t.Errorf("%s: x-max-body is %v", op.id, limit)
				continue
			}
			fileOperations[op.id](e)
		}
	}
}

// photo of n bytes.
func photo(n int) []byte { return append(append([]byte{}, png...), make([]byte, n-len(png))...) }

// fileOperations are taken up to the file limit of the configuration.
var fileOperations = map[string]func(*edge){
	"uploadContactFile": func(e *edge) {
		c := e.contact("voice")
		one := request{method: "POST", path: "/v1/contact/files?name=a.png&file_id=file-0001", token: c.Token, body: photo(maxFile + 1)}
		e.want(e.send(one), http.StatusRequestEntityTooLarge, "file_too_large")
		one.body = photo(maxFile)
		e.want(e.send(one), http.StatusCreated, "")
	},
	"continueUpload": func(e *edge) {
		c := e.contact("voice")
		one := request{method: "PUT", path: "/v1/contact/files/file-0001", token: c.Token, body: map[string]any{"name": "a.png", "size": maxFile + 1}}
		e.want(e.send(one), http.StatusRequestEntityTooLarge, "file_too_large")
		e.begin(c, "file-0001", maxFile)
		e.begin(c, "file-0002", maxFile)
		e.want(e.send(piece(c, "file-0001", 0, strings.Repeat("a", maxFile+1))), http.StatusUnprocessableEntity, "longer_than_announced")
		e.want(e.send(piece(c, "file-0002", 0, strings.Repeat("a", maxFile))), http.StatusOK, "")
	},
}
