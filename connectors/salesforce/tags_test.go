package salesforce_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
)

// retag sets the tags of a Case as a colleague's integration would.
func (h *harness) retag(t *testing.T, id, joined string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, h.url+"/services/data/v66.0/sobjects/Case/"+id, strings.NewReader(`{"Deskside_Tags__c":"`+joined+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.Tokens()[0])
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusNoContent {
		t.Fatalf("status %d", resp.StatusCode)
	}
}

func tagged(key, ticket string, tags ...string) connectors.Update {
	return connectors.Update{Key: key, Ticket: ticket, Notes: []connectors.Note{textNote(key+"-n", "note "+key)}, Tags: tags}
}

// Tags cost a call of their own only for a Case that was never seen, and when
// somebody else has changed them since.
func TestTagsCostNoCall(t *testing.T) {
	h := newHarness(t)
	seen, unseen := h.oneCase(), h.SeedCase(crmtest.TicketSeed{Subject: "Other"})
	if _, err := h.crm.Find(t.Context(), connectors.Query{Ticket: seen.ID}); err != nil {
		t.Fatal(err)
	}
	opened, err := h.crm.Open(t.Context(), connectors.Opening{Key: "i-open", Subject: "Lamp", First: connectors.Update{Tags: []string{"deskside"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		before func()
		update connectors.Update
		calls  int
		want   []string
	}{
		{"found", nil, tagged("i-b1", seen.ID, "deskside"), 1, []string{"deskside"}},
		{"there already", nil, tagged("i-b2", seen.ID, "deskside"), 1, []string{"deskside"}},
		{"one more", nil, tagged("i-b3", seen.ID, "deskside", "resolved"), 1, []string{"deskside", "resolved"}},
		{"opened", nil, tagged("i-b4", opened.Ticket.ID, "deskside", "resolved"), 1, []string{"deskside", "resolved"}},
		{"never seen", nil, tagged("i-b5", unseen.ID, "deskside"), 2, []string{"deskside"}},
		{"changed by somebody else", func() { h.retag(t, unseen.ID, "deskside;vip") }, tagged("i-b6", unseen.ID, "late"), 3, []string{"deskside", "vip", "late"}},
		{"taken off by somebody else", func() { h.retag(t, unseen.ID, "") }, tagged("i-b7", unseen.ID, "later"), 3, []string{"later"}},
	} {
		if c.before != nil {
			c.before()
		}
		calls := h.Calls()
		if _, err := h.crm.Apply(t.Context(), c.update); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		s := h.Snapshot(c.update.Ticket)
		if n := h.Calls() - calls; n != c.calls || !slices.Equal(s.Tags, c.want) {
			t.Errorf("%s: %d calls, want %d; tags %v, want %v", c.name, n, c.calls, s.Tags, c.want)
		}
		texts := 0
		for _, n := range s.Notes {
			if strings.Contains(n.Text, "note "+c.update.Key) {
				texts++
			}
		}
		if texts != 1 {
			t.Errorf("%s: the note stands there %d times", c.name, texts)
		}
	}
}

// A Case whose tags change at every turn gives a conflict, and nothing lands.
func TestTagsThatNeverHoldStill(t *testing.T) {
	org := salesforcetest.New(salesforcetest.Options{})
	var h *harness
	id, turn, writing := "", 0, false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if id != "" && !writing && strings.HasSuffix(r.URL.Path, "/composite") {
			turn++
			writing = true
			h.retag(t, id, strings.Repeat("x", turn))
			writing = false
		}
		org.Handler().ServeHTTP(w, r)
	}))
	defer server.Close()
	defer org.Close()
	crm, err := salesforce.New(salesforce.Config{URL: server.URL, ClientID: "consumer-key", ClientSecret: "consumer-secret"})
	if err != nil {
		t.Fatal(err)
	}
	h = &harness{Server: org, t: t, crm: crm, url: server.URL}
	c := h.SeedCase(crmtest.TicketSeed{Subject: "Lamp"})
	if _, err := crm.Find(t.Context(), connectors.Query{Ticket: c.ID}); err != nil {
		t.Fatal(err)
	}
	id = c.ID
	_, err = crm.Apply(t.Context(), tagged("i-b1", c.ID, "deskside"))
	id = ""
	if e := kind(t, err); e.Kind != connectors.Conflict {
		t.Errorf("%v", err)
	}
	if s := h.Snapshot(c.ID); len(s.Notes) != 0 {
		t.Errorf("half of it landed: %+v", s.Notes)
	}
}
