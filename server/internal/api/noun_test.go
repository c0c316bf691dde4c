package api_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Whoever works in Salesforce reads of cases, whoever works in Zendesk of tickets: in the
// history of an interaction, in refusals, and in the record; an admin of both reads each
// account's own word.
func TestTheAccountsNoun(t *testing.T) {
	tickets, cases := regexp.MustCompile(`(?i)\btickets?\b`), regexp.MustCompile(`(?i)\bcases?\b`)
	for _, c := range []struct {
		account, app  string
		own, others   *regexp.Regexp
		closed, moved string
	}{
		{"support", "shop", tickets, cases, "This ticket is closed and takes no more notes.", "to ticket #7"},
		{"sales", "boutique", cases, tickets, "This case is closed and takes no more notes.", "to case #7"},
	} {
		e := open(t, nil)
		contacts := another()
		var started contactStarted
		contact := newContact{App: c.app, ContactID: fmt.Sprintf("contact-number-of-a-test-%d", contacts), Channel: "message", Message: "It is broken."}
		e.ask(http.StatusCreated, "POST", "/v1/contacts", "", contact, &started)
		ann := e.agent(c.account, "ann")
		at := "/v1/interactions/" + started.Interaction
		for _, token := range []string{ann, e.admin()} {
			a := e.send(request{method: "POST", path: at + "/ticket", token: token, body: map[string]any{"ticket": "closed"}})
			if e.want(a, http.StatusConflict, "ticket_closed"); !strings.Contains(string(a.body), c.closed) {
				t.Errorf("%s: %s", c.account, a.body)
			}
		}
		var view struct {
			Ticket   struct{ Why string }
			Timeline []struct{ Text string }
		}
		e.ask(http.StatusOK, "POST", at+"/ticket", ann, map[string]any{"new": true}, nil)
		e.ask(http.StatusOK, "POST", at+"/ticket", ann, map[string]any{"ticket": "7"}, nil)
		e.ask(http.StatusOK, "GET", at, ann, nil, &view)
		said := view.Ticket.Why
		for _, entry := range view.Timeline {
			said += "\n" + entry.Text
		}
		if !c.own.MatchString(said) || c.others.MatchString(said) {
			t.Errorf("%s reads:\n%s", c.account, said)
		}
		if record := e.record(); !strings.Contains(record, c.moved) {
			t.Errorf("%s: %s", c.account, record)
		}
		var me struct{ Noun map[string]map[string]string }
		e.ask(http.StatusOK, "GET", "/v1/me", ann, nil, &me)
		if !c.own.MatchString(me.Noun["en"]["a_ticket"]) || me.Noun["ja"]["ticket"] == "" || me.Noun["ko"]["ticket_object"] == "" {
			t.Errorf("%s: %v", c.account, me.Noun)
		}
	}
}
