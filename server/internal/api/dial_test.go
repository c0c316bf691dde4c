package api_test

import (
	"fmt"
	"net/http"
	"testing"
)

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
	for _, typed := range []string{"555-0134", "0134", "+1 415-555-0134 / +1 415-555-0135", "call me", "", "+1 031"} {
		e.want(e.send(request{method: "POST", path: "/v1/calls", token: ann, body: map[string]any{"to": typed, "tab": "tab-00001", "call_id": "dial-bad-1"}}), http.StatusBadRequest, "bad_number")
	}
	if e.head() != head {
		t.Error("something was stored")
	}
}
