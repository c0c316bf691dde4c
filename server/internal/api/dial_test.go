package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
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
		{"+1 415-555-0134 x22", "+14155550134", "22", "+1 415-555-0134 ext. 22"},
		{"(415) 555-0134 ext. 7", "+14155550134", "7", "+1 415-555-0134 ext. 7"},
		{"\u202a+1 (415) 555\u20110134\u202c\u00a0", "+14155550134", "", "+1 415-555-0134"}, // marks of direction, a hyphen that does not break
		{"+81 ０３-１２３４-５６７８", "+81312345678", "", "+81 3-1234-5678"},
		{"tel:+1-415-555-0134;ext=22", "+14155550134", "22", "+1 415-555-0134 ext. 22"},
		{"Main office, front desk (mornings only): +1 415-555-0134", "+14155550134", "", "+1 415-555-0134"},
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
