package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/api/agent"
	"github.com/deskside/deskside/server/internal/api/customer"
	apiedge "github.com/deskside/deskside/server/internal/api/edge"
)

// TestConfirmDial: whether a clicked number is called at once is the organisation's to say.
func TestConfirmDial(t *testing.T) {
	e := open(t, nil)
	for account, want := range map[string]bool{"support": false, "sales": true} {
		var me struct {
			Confirm *bool `json:"confirm_dial"`
		}
		e.ask(http.StatusOK, "GET", "/v1/me", e.agent(account, "ann"), nil, &me)
		if me.Confirm == nil || *me.Confirm != want {
			t.Errorf("%s: %v", account, me.Confirm)
		}
	}
}

// TestDialledAsPasted: what is typed, clicked or pasted from an address book is called where
// it can be, its extension shown; what cannot be read is said, and nothing is called.
func TestDialledAsPasted(t *testing.T) {
	e := open(t, nil)
	ann := e.agent("support", "ann")
	for n, c := range []struct{ typed, phone, extension, shown string }{
		{"+1 415-555-0134 x22", "+14155550134", "22", "(415) 555-0134"},
		{"(415) 555-0134 ext. 7", "+14155550134", "7", "(415) 555-0134"},
		{"\u202a+1 (415) 555\u20110134\u202c\u00a0", "+14155550134", "", "(415) 555-0134"}, // marks of direction, a hyphen that does not break
		{"+81 ０３-１２３４-５６７８", "+81312345678", "", "+81 3-1234-5678"},
		{"tel:+1-415-555-0134;ext=22", "+14155550134", "22", "(415) 555-0134"},
		{"Main office, front desk (mornings only): +1 415-555-0134", "+14155550134", "", "(415) 555-0134"},
	} {
		var out struct {
			Interaction struct {
				Customer struct {
					Phone, Extension string
					Shown            string `json:"phone_shown"`
				}
			}
		}
		e.ask(http.StatusCreated, "POST", "/v1/calls", ann, map[string]any{"to": c.typed, "tab": "tab-00001", "call_id": fmt.Sprintf("dial-%04d", n)}, &out)
		if got := out.Interaction.Customer; got.Phone != c.phone || got.Extension != c.extension || got.Shown != c.shown {
			t.Errorf("%q: %+v", c.typed, got)
		}
	}
	head := e.head()
	told := map[string]string{}
	for typed, reason := range map[string]string{
		"555-0134": "local_only", "0134": "not_dialed", "+1 415-555-0134 / +1 415-555-0135": "several", "call me": "no_digits", "": "no_digits", "+1 031": "not_dialed",
		"1-800-FLOWERS": "letters", "+8 495 123-45-67": "ambiguous",
	} {
		a := e.send(request{method: "POST", path: "/v1/calls", token: ann, body: map[string]any{"to": typed, "tab": "tab-00001", "call_id": "dial-bad-1"}})
		e.want(a, http.StatusBadRequest, "bad_number")
		var said struct{ Reason, Message string }
		e.must(json.Unmarshal(a.body, &said))
		if said.Reason != reason {
			t.Errorf("%q: %s: %s", typed, said.Reason, said.Message)
		}
		told[said.Message] = reason
	}
	if len(told) != 6 {
		t.Errorf("two reasons are told alike: %v", told)
	}
	if e.head() != head {
		t.Error("something was stored")
	}
}

// Dialling out has limits: the countries that are allowed, no number that its owner earns by,
// and so many calls of one agent in an hour. A call that is asked for again is the same one.
func TestDiallingHasLimits(t *testing.T) {
	e := open(t, func(c *api.Config) { c.Dialling = agent.NewDialling([]string{"US", "GB"}, false, 3) })
	ann, head := e.agent("support", "ann"), e.head()
	dial := func(token, to, id string) answer {
		return e.send(request{method: "POST", path: "/v1/calls", token: token, body: map[string]any{"to": to, "tab": "tab-00001", "call_id": id}})
	}
	for to, code := range map[string]string{
		"+49 30 901820":    "country_not_allowed",
		"+1 809-555-0134":  "country_not_allowed", // the Dominican Republic
		"+44 909 879 0123": "number_not_allowed",
		"+1 900-253-0000":  "number_not_allowed",
		"+881 6 1234 5678": "number_not_allowed",
	} {
		e.want(dial(ann, to, "dial-refused"), http.StatusForbidden, code)
	}
	if e.head() != head {
		t.Error("something was stored")
	}
	for n := range 3 {
		e.want(dial(ann, "+1 415-555-2671", fmt.Sprintf("dial-%04d", n)), http.StatusCreated, "")
	}
	a := dial(ann, "+1 415-555-2671", "dial-0003")
	e.want(a, http.StatusTooManyRequests, "too_many_calls")
	if a.Header.Get("Retry-After") != "1200" {
		t.Errorf("Retry-After %q", a.Header.Get("Retry-After"))
	}
	e.want(dial(ann, "+1 415-555-2671", "dial-0002"), http.StatusCreated, "")
	// Another server, or the next one of this store, counts on.
	c := e.config
	c.Dialling = agent.NewDialling(nil, false, 3)
	handler, err := api.New(c)
	e.must(err)
	other := httptest.NewServer(handler)
	defer other.Close()
	e.url = other.URL
	e.want(dial(ann, "+1 415-555-2671", "dial-0003"), http.StatusTooManyRequests, "too_many_calls")
	e.want(dial(e.agent("support", "ben"), "+1 415-555-2671", "dial-0003"), http.StatusCreated, "")
	e.clock.Advance(20 * time.Minute)
	e.want(dial(e.agent("support", "ann"), "+1 415-555-2671", "dial-0003"), http.StatusCreated, "")
}

// Calls from the browser that nobody vouches for are counted by source and in all; messages
// and signed packets are none of them.
func TestAnonymousCallsHaveLimits(t *testing.T) {
	e := open(t, func(c *api.Config) {
		behind(c)
		c.Contacts = customer.Rates{CallsOfSource: apiedge.PerMinute(2), Calls: apiedge.PerMinute(4)}
	})
	call := map[string]any{"channel": "voice", "message": nil}
	for range 2 {
		e.want(e.beginFrom("203.0.113.7", "shop", call), http.StatusCreated, "")
	}
	e.want(e.beginFrom("203.0.113.7", "boutique", call), http.StatusTooManyRequests, "too_many_contacts")
	e.want(e.beginFrom("203.0.113.7", "shop", nil), http.StatusCreated, "")
	for n := range 2 {
		e.want(e.beginFrom(fmt.Sprintf("203.0.113.%d", 100+n), "shop", call), http.StatusCreated, "")
	}
	e.want(e.beginFrom("203.0.113.200", "shop", call), http.StatusTooManyRequests, "too_many_contacts")
	call["packet"] = e.packet(shopSecret, nil)
	e.want(e.beginFrom("203.0.113.7", "shop", call), http.StatusCreated, "")
}
