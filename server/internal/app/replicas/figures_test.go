package replicas_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// Whichever server is asked, who waits, who is there and what calls came to is the same: from
// the moment that it was acknowledged anywhere, and at one that has just started.
func TestFiguresAtAnyReplica(t *testing.T) {
	w := open(t)
	a, b := w.replica("a"), w.replica("b")
	w.front.point(a)
	page := w.connect(b)
	sid, err := w.twilio.PhoneCall(caller, ourNumber)
	if err != nil {
		t.Fatal(err)
	}
	page.until(func(v interaction) bool { return v.State == "ringing" && v.Offer.Rule != "" })
	for _, r := range []*replica{a, b} {
		if now := w.overview(r); now.Queues[0].Waiting != 1 || now.Service.Today.Abandoned != 0 || len(now.Agents) != 1 || !now.Agents[0].Reachable {
			t.Errorf("while they wait: %+v", now)
		}
	}
	if err := w.twilio.HangUp(sid); err != nil {
		t.Fatal(err)
	}
	page.until(func(v interaction) bool { return v.State == "closed" })
	for _, r := range []*replica{a, b, w.replica("c")} {
		now := w.overview(r)
		if q := now.Queues[0]; q.Waiting != 0 || q.Today.Abandoned != 1 || now.Service.Hour.Abandoned != 1 || now.Service.Today.Answered != 0 {
			t.Errorf("when they have left: %+v", now)
		}
	}
}

type counts struct{ Answered, Abandoned int }

type overview struct {
	Queues []struct {
		Waiting     int
		Hour, Today counts
	}
	Agents  []struct{ Reachable bool }
	Service struct{ Hour, Today counts }
}

// overview of an admin of the account.
func (w *world) overview(r *replica) (out overview) {
	w.t.Helper()
	var s struct{ Token string }
	w.json(http.MethodPost, r.url+"/v1/sessions/sandbox", "", `{"account":"support","user":"1","role":"admin"}`, &s)
	w.json(http.MethodGet, r.url+"/v1/admin/overview", s.Token, "", &out)
	return out
}

func (w *world) json(method, url, token, body string, into any) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil || resp.StatusCode/100 != 2 {
		w.t.Fatalf("%s: %s, %v", url, resp.Status, err)
	}
}
