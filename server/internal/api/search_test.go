package api_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"
)

// TestOldContactsAreFound: by ticket, however many have come since, by what people know
// of the customer, and by the day; each account's by its own people alone.
func TestOldContactsAreFound(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	old := e.ring(callSID(1), "+14155550134")
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+old+"/ticket", ann, map[string]any{"ticket": "77"}, nil)
	yesterday := e.clock.Now()
	e.clock.Advance(24 * time.Hour)
	for n := range 60 {
		e.ring(callSID(n+2), "+15550101234")
	}
	ann = e.agent("support", "ann") // her session has ended
	find := func(token string, query url.Values) []string {
		t.Helper()
		var list struct {
			Interactions []struct{ ID string }
		}
		e.ask(http.StatusOK, "GET", "/v1/interactions?"+query.Encode(), token, nil, &list)
		var ids []string
		for _, i := range list.Interactions {
			ids = append(ids, i.ID)
		}
		return ids
	}
	day := url.Values{"from": {yesterday.Add(-time.Hour).Format(time.RFC3339)}, "to": {yesterday.Add(time.Hour).Format(time.RFC3339)}}
	for name, query := range map[string]url.Values{
		"ticket": {"ticket": {"77"}}, "number of the ticket": {"q": {"#77"}}, "phone": {"q": {"(415) 555-0134"}}, "end of the phone": {"q": {"0134"}}, "day": day,
	} {
		if got := find(ann, query); len(got) != 1 || got[0] != old {
			t.Errorf("by %s: %v", name, got)
		}
		if got := find(e.admin(), query); len(got) != 1 {
			t.Errorf("an admin finds by %s: %v", name, got)
		}
		for _, other := range []string{e.agent("sales", "eve"), e.adminOf("sales")} {
			if got := find(other, query); len(got) != 0 {
				t.Errorf("another account's finds by %s: %v", name, got)
			}
		}
	}
	page := find(ann, url.Values{"q": {"101234"}, "limit": {"50"}})
	if len(page) != 50 {
		t.Fatalf("%d", len(page))
	}
	if rest := find(ann, url.Values{"q": {"101234"}, "limit": {"50"}, "before": {page[49]}}); len(rest) != 10 {
		t.Errorf("%d on the second page", len(rest))
	}
	e.want(e.send(request{method: "GET", path: "/v1/interactions?q=anna&before=01jq9999999999999999999999", token: ann}), http.StatusBadRequest, "invalid_request")
}
