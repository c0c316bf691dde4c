package replicas_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A call that comes in by one replica rings in a widget that is connected to
// another.
func TestSocketOfAnotherReplica(t *testing.T) {
	w := open(t)
	w.front.point(w.replica("a"))
	b := w.replica("b")
	page := w.connect(b)

	w.call()
	view := page.until(func(v interaction) bool { return v.State == "ringing" || v.State == "waiting" || v.Offer != nil })
	if view.Customer.Phone != caller {
		t.Errorf("it rings for %q", view.Customer.Phone)
	}
}

// A replica is killed with -9 while it is writing to a CRM that has taken the
// write in and not answered yet. Another one takes the lane over, looks, and
// delivers what is left: everything once.
func TestKilledReplicaIsTakenOver(t *testing.T) {
	w := open(t)
	a := w.replica("a")
	w.front.point(a)
	held := w.zendeskFront.holdAnswers() // the CRM goes quiet after taking a write in
	w.call()
	<-held // replica a holds the lane: it is the only one there

	b := w.replica("b")
	w.front.point(b)
	page := w.connect(b)
	a.kill()
	w.zendeskFront.answerAgain()

	page.until(func(v interaction) bool {
		return len(v.Items) > 0 && !slices.ContainsFunc(v.Items, func(i item) bool { return i.Delivery.State != "landed" })
	})
	tickets := w.zendesk.Tickets()
	if len(tickets) != 1 {
		t.Fatalf("tickets %v", tickets)
	}
	ticket, _ := w.zendesk.Ticket(tickets[0])
	seen := map[string]int{}
	for _, c := range ticket.Comments {
		seen[c.Text]++
	}
	for text, n := range seen {
		if n > 1 {
			t.Errorf("%d times: %s", n, text)
		}
	}
}

// Without Redis a request is refused with 503 and a time to come back, and is
// never acknowledged; with it, all is well again without a restart.
func TestOutageOfRedis(t *testing.T) {
	w := open(t)
	a := w.replica("a")
	token := w.signIn(a)
	w.redis.Kill(t)
	if status, after := w.list(a, token); status != http.StatusServiceUnavailable || after == "" {
		t.Errorf("status %d, Retry-After %q", status, after)
	}
	w.redis.Start(t)
	if status, _ := w.list(a, token); status != http.StatusOK {
		t.Errorf("afterwards: status %d", status)
	}
}

// What a widget reads of an interaction.
type (
	interaction struct {
		ID       string
		State    string
		Customer struct{ Phone string }
		Offer    *struct {
			N    int
			Rule string
		}
		Items []item
	}
	item struct {
		Key      string
		Delivery struct{ State string }
	}
)

// until the page is told of an interaction that is as it should be.
func (p *page) until(done func(interaction) bool) interaction {
	p.t.Helper()
	var last []byte
	for {
		_, text, err := p.conn.Read(p.ctx)
		if err != nil {
			p.t.Fatalf("%v; the last message was %s", err, last)
		}
		var m struct {
			Kind        string
			Ping        int
			Interaction *interaction
		}
		if err := json.Unmarshal(text, &m); err != nil {
			p.t.Fatal(err)
		}
		switch {
		case m.Kind == "ping":
			p.say(fmt.Sprintf(`{"kind":"pong","ping":%d}`, m.Ping))
		case m.Interaction != nil:
			last = text
			if done(*m.Interaction) {
				return *m.Interaction
			}
		}
	}
}

func (w *world) signIn(r *replica) string {
	w.t.Helper()
	resp, err := http.Post(r.url+"/v1/sessions/sandbox", "application/json", strings.NewReader(`{"account":"support","user":"17","name":"Mia"}`))
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	var s struct{ Token string }
	if err := json.NewDecoder(resp.Body).Decode(&s); err != nil || s.Token == "" {
		w.t.Fatalf("sign in: %s, %v", resp.Status, err)
	}
	return s.Token
}

func (w *world) list(r *replica, token string) (status int, retryAfter string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, r.url+"/v1/interactions", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, resp.Header.Get("Retry-After")
}
