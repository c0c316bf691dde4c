package api_test

import (
	"net/http"
	"testing"
)

// Nobody is promised an answer that could go nowhere.
func TestWhoCanBeAnswered(t *testing.T) {
	e := open(t, nil)
	for name, c := range map[string]struct {
		more map[string]any
		want bool
	}{
		"a stranger":                  {nil, false},
		"with an address":             {map[string]any{"email": "rosa@customer.example"}, true},
		"with a number":               {map[string]any{"phone": "+16617480123"}, true},
		"with what is no address":     {map[string]any{"email": "none of your business"}, false},
		"with nothing but their name": {map[string]any{"name": "Rosa"}, false},
	} {
		body := map[string]any{"app": "shop", "contact_id": newContactID(name), "channel": "message", "message": "I was charged twice."}
		for k, v := range c.more {
			body[k] = v
		}
		var started contactStarted
		e.ask(http.StatusCreated, "POST", "/v1/contacts", "", body, &started)
		var got struct{ Answerable *bool }
		e.ask(http.StatusOK, "GET", "/v1/contact", started.Token, nil, &got)
		if got.Answerable == nil || *got.Answerable != c.want {
			t.Errorf("%s: %v, want %t", name, got.Answerable, c.want)
		}
	}
}

// newContactID as a page makes them.
func newContactID(of string) string {
	id := []byte("contact-number-of-a-test-")
	for _, r := range of {
		if r >= 'a' && r <= 'z' {
			id = append(id, byte(r))
		}
	}
	return string(id)
}
