package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/api/contract"
)

// Every page may read what the contract opens to all, and nothing else beside the
// operations; a form of as much as the contract says is taken, and not one byte more.
func TestEveryRouteKnowsItsDemands(t *testing.T) {
	e := open(t, nil)
	rules, err := contract.Load()
	e.must(err)
	fill := strings.NewReplacer(":location", "top_bar", "*file", "agent-1a2b.js")
	forms := 0
	for r := range rules.Routes() {
		path := fill.Replace(r.Path)
		if path == "/contact" {
			path += "?app=shop"
		}
		for _, origin := range []string{shopOrigin, otherOrigin} {
			want := ""
			if r.AnyOrigin {
				want = "*"
			}
			a := e.send(request{method: r.Method, path: path, header: http.Header{"Origin": {origin}}})
			if got := a.Header.Get("Access-Control-Allow-Origin"); got != want {
				t.Errorf("%s %s from %s: readable by %q, want %q", r.Method, path, origin, got, want)
			}
		}
		if r.MaxBody == 0 || r.Method == http.MethodGet {
			continue
		}
		forms++
		send := func(n int64) answer {
			body := "token=" + strings.Repeat("a", int(n)-len("token="))
			return e.send(request{method: r.Method, path: path, body: body, header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}})
		}
		e.want(send(r.MaxBody+1), http.StatusRequestEntityTooLarge, "too_large")
		if a := send(r.MaxBody); a.StatusCode == http.StatusRequestEntityTooLarge {
			t.Errorf("%s %s does not take %d bytes: %s", r.Method, path, r.MaxBody, a.body)
		}
	}
	if forms < 7 {
		t.Errorf("only %d forms", forms)
	}
}
