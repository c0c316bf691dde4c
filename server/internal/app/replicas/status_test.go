package replicas_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// What an agent chooses by one replica holds at all of them: their page, which is
// connected to another one, is told, and a call rings there when they are back.
func TestStatusAtAnyReplica(t *testing.T) {
	w := open(t)
	a, b := w.replica("a"), w.replica("b")
	w.front.point(a)
	page := w.connect(b)
	page.told("available")
	w.choose(a, `{"status":"away","reason":"Lunch"}`)
	page.told("away")

	w.call()
	// It rings by a rule, which is for those who are available.
	page.until(func(v interaction) bool { return v.State == "ringing" && v.Offer.Rule == "available" })
	w.choose(a, `{"status":"available"}`)
	page.told("available")
}

// told, in the end, that the agent is what they are.
func (p *page) told(state string) {
	p.t.Helper()
	for {
		_, text, err := p.conn.Read(p.ctx)
		if err != nil {
			p.t.Fatal(err)
		}
		var m struct {
			Kind string
			Ping int
			Me   struct{ Status struct{ State string } }
		}
		if err := json.Unmarshal(text, &m); err != nil {
			p.t.Fatal(err)
		}
		switch {
		case m.Kind == "ping":
			p.say(fmt.Sprintf(`{"kind":"pong","ping":%d}`, m.Ping))
		case m.Kind == "me" && m.Me.Status.State == state:
			return
		}
	}
}

func (w *world) choose(r *replica, body string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPut, r.url+"/v1/me/status", strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.signIn(r))
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		w.t.Fatalf("choosing %s: %s", body, resp.Status)
	}
}
