package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

type auditRows struct {
	Entries []struct {
		Seq                                     int64
		At                                      time.Time
		Actor, Action, Account, Subject, Detail string
	}
}

func (r auditRows) String() string {
	var lines []string
	for _, e := range r.Entries {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", e.Actor, e.Action, e.Subject, e.Detail)))
	}
	return strings.Join(lines, "\n")
}

// hold a note of a contact, and return the interaction and the note's key.
func (e *edge) held() (id, key string) {
	e.t.Helper()
	id = e.contact("voice").Interaction
	e.ask(http.StatusOK, "PUT", "/v1/interactions/"+id+"/notes/note-0001", e.agent("support", "ann"), map[string]any{"text": "A note."}, nil)
	s := e.state(id)
	key = s.Items.At(s.Items.Len() - 1).Key
	_, err := e.config.Decider.Update(e.t.Context(), e.config.Store, interaction.ID(id), interaction.Hold{Keys: []string{key}, Kind: "rejected", Reason: interaction.Because("zendesk_rejected")})
	e.must(err)
	return id, key
}

// TestEveryChangeIsRecorded: who, when and what, by agents and admins alike; what was
// refused is not a change.
func TestEveryChangeIsRecorded(t *testing.T) {
	e := open(t, nil)
	admin, ann := e.admin(), e.agent("support", "ann")
	id, key := e.held()
	e.ask(http.StatusNoContent, "POST", "/v1/admin/writes/"+key+"/retry", admin, nil, nil)
	e.want(e.send(request{method: "POST", path: "/v1/interactions/" + id + "/writes/" + key + "/drop", token: ann, body: map[string]any{"reason": "x"}}), http.StatusConflict, "not_held")
	other, second := e.held()
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+other+"/writes/"+second+"/drop", ann, map[string]any{"reason": "Told by phone."}, nil)
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+other+"/retry", ann, map[string]any{}, nil)
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/ticket", ann, map[string]any{"ticket": "7"}, nil)
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/ticket", admin, map[string]any{"new": true}, nil)
	e.want(e.send(request{method: "POST", path: "/v1/admin/accounts/nobody/rehearsal", token: admin}), http.StatusNotFound, "unknown_account")
	var play struct {
		Requests []struct{ Method, URL, Body string }
	}
	e.ask(http.StatusOK, "POST", "/v1/admin/accounts/sales/rehearsal", admin, nil, &play)
	if len(play.Requests) != 1 || play.Requests[0].Method != "POST" {
		t.Errorf("%+v", play)
	}
	var rows auditRows
	e.ask(http.StatusOK, "GET", "/v1/admin/audit", admin, nil, &rows)
	want := strings.Join([]string{
		"Root rehearsed", "Root interaction_moved " + id + " to a new ticket", "ANN interaction_moved " + id + " to ticket #7",
		"ANN writes_retried " + other, "ANN write_dropped " + second + " Told by phone.", "Root write_retried " + key,
	}, "\n")
	if rows.String() != want {
		t.Errorf("got\n%v\nwant\n%s", rows, want)
	}
	for _, r := range rows.Entries {
		if !r.At.Equal(e.clock.Now()) || r.Account == "" {
			t.Errorf("%+v", r)
		}
	}
	before := rows.Entries[1].Seq
	rows = auditRows{}
	e.ask(http.StatusOK, "GET", fmt.Sprintf("/v1/admin/audit?limit=2&before=%d", before), admin, nil, &rows)
	if got := rows.String(); got != strings.Join(strings.Split(want, "\n")[2:4], "\n") {
		t.Errorf("second page:\n%s", got)
	}
	rows = auditRows{}
	e.ask(http.StatusOK, "GET", "/v1/admin/audit?limit=1", e.adminOf("support"), nil, &rows)
	if len(rows.Entries) != 1 || rows.Entries[0].Action != "interaction_moved" {
		t.Errorf("an admin of one account sees %v", rows)
	}
}

// TestTroubles: the same reason is told once, the last first, and whether it is over.
func TestTroubles(t *testing.T) {
	e := open(t, nil)
	id, key := e.held()
	first := e.state(id).Items.At(0).Key
	_, err := e.config.Decider.Update(t.Context(), e.config.Store, interaction.ID(id), interaction.Delay{Keys: []string{first}, Kind: "throttled", Reason: interaction.Because("zendesk_rate")})
	e.must(err)
	e.clock.Advance(time.Minute)
	last, lastKey := e.held()
	var out struct {
		Troubles []struct {
			Account, Text, Kind, Interaction string
			Times, Writes, Still             int
			LastAt                           time.Time `json:"last_at"`
		}
	}
	e.ask(http.StatusOK, "GET", "/v1/admin/troubles", e.admin(), nil, &out)
	if len(out.Troubles) != 2 {
		t.Fatalf("%+v", out)
	}
	if a := out.Troubles[0]; a.Kind != "held" || a.Times != 2 || a.Writes != 2 || a.Still != 2 || a.Interaction != last || !a.LastAt.Equal(e.clock.Now()) || a.Account != "support" {
		t.Errorf("%+v", a)
	}
	if b := out.Troubles[1]; b.Kind != "delayed" || b.Text != "Zendesk's rate limit is reached." || b.Times != 1 || b.Still != 1 {
		t.Errorf("%+v", b)
	}
	still := func() (held, delayed int) {
		t.Helper()
		e.ask(http.StatusOK, "GET", "/v1/admin/troubles", e.admin(), nil, &out)
		return out.Troubles[0].Still, out.Troubles[1].Still
	}
	_, err = e.config.Decider.Update(t.Context(), e.config.Store, interaction.ID(id), interaction.Retry{Key: key, By: "Mia"})
	e.must(err)
	if held, delayed := still(); held != 1 || delayed != 1 {
		t.Errorf("one is tried again: %d held, %d delayed", held, delayed)
	}
	_, err = e.config.Decider.Update(t.Context(), e.config.Store, interaction.ID(last), interaction.Drop{Key: lastKey, Reason: "Said twice.", By: "Mia"})
	e.must(err)
	_, err = e.config.Decider.Update(t.Context(), e.config.Store, interaction.ID(id), interaction.Land{Ticket: "7", At: e.clock.Now(), Receipts: map[string]string{first: "1", key: "2"}})
	e.must(err)
	if held, delayed := still(); held != 0 || delayed != 0 {
		t.Errorf("all is over: %d held, %d delayed", held, delayed)
	}
	e.ask(http.StatusOK, "GET", "/v1/admin/troubles", e.adminOf("sales"), nil, &out)
	if len(out.Troubles) != 0 {
		t.Errorf("%+v", out)
	}
}

// TestTroublesInTheCRMsOwnWords: an admin reads what the CRM said, an agent a sentence.
func TestTroublesInTheCRMsOwnWords(t *testing.T) {
	e := open(t, nil)
	id, key := e.held()
	for _, cmd := range []interaction.Command{
		interaction.Retry{Key: key, By: "Mia"},
		interaction.Hold{Keys: []string{key}, Kind: "rejected", Reason: interaction.Because("salesforce_fields_missing", "fields", "Case.Region__c"), Detail: "REQUIRED_FIELD_MISSING: Required fields are missing"},
	} {
		_, err := e.config.Decider.Update(t.Context(), e.config.Store, interaction.ID(id), cmd)
		e.must(err)
	}
	var out struct {
		Troubles []struct{ Text, Detail string }
	}
	e.ask(http.StatusOK, "GET", "/v1/admin/troubles", e.admin(), nil, &out)
	told := false
	for _, a := range out.Troubles {
		told = told || a.Detail == "REQUIRED_FIELD_MISSING: Required fields are missing" && a.Text == "The organisation demands fields that Deskside does not fill: Case.Region__c."
	}
	if !told {
		t.Errorf("an admin reads %+v", out)
	}
	var shown json.RawMessage
	e.ask(http.StatusOK, "GET", "/v1/interactions/"+id, e.agent("support", "ann"), nil, &shown)
	if !strings.Contains(string(shown), "Case.Region__c") || strings.Contains(string(shown), "REQUIRED_FIELD_MISSING") {
		t.Errorf("an agent reads %s", shown)
	}
}

// TestDoctorOfAnAccount: an admin of one account sees that account's lines alone.
func TestDoctorOfAnAccount(t *testing.T) {
	e := open(t, nil)
	var out struct {
		Checks []struct{ Account, Subject, State, Text, Next string }
	}
	e.ask(http.StatusOK, "GET", "/v1/admin/doctor", e.admin(), nil, &out)
	if len(out.Checks) != 2 || out.Checks[1].Next != "Make room." {
		t.Errorf("%+v", out)
	}
	e.ask(http.StatusOK, "GET", "/v1/admin/doctor", e.adminOf("support"), nil, &out)
	if len(out.Checks) != 1 || out.Checks[0].Account != "support" {
		t.Errorf("%+v", out)
	}
}

// TestWritesInPages: nothing is shown twice and nothing is left out, while more come.
func TestWritesInPages(t *testing.T) {
	e := open(t, nil)
	for range 5 {
		e.contact("message")
	}
	admin, seen := e.admin(), map[string]bool{}
	before, pages := int64(0), 0
	for ; ; pages++ {
		query := "?limit=2"
		if before > 0 {
			query += fmt.Sprintf("&before=%d", before)
		}
		var rows struct {
			Writes []struct {
				Seq int64
				Key string
			}
		}
		e.ask(http.StatusOK, "GET", "/v1/admin/writes"+query, admin, nil, &rows)
		if len(rows.Writes) == 0 {
			break
		}
		for _, w := range rows.Writes {
			if seen[w.Key] {
				t.Errorf("%s twice", w.Key)
			}
			seen[w.Key], before = true, w.Seq
		}
		e.contact("message")
	}
	if len(seen) != 10 || pages != 5 { // a context and a message each
		t.Errorf("%d writes on %d pages", len(seen), pages)
	}
}

// TestPreviewSaysWhereAWriteWent: the key under which it stood on the old ticket
// leads on to the new one.
func TestPreviewSaysWhereAWriteWent(t *testing.T) {
	e := open(t, nil)
	id := e.contact("voice").Interaction
	admin, at := e.admin(), "/v1/interactions/"+id
	e.ask(http.StatusOK, "POST", at+"/ticket", admin, map[string]any{"ticket": "7"}, nil)
	key := e.state(id).Items.At(0).Key
	_, err := e.config.Decider.Update(t.Context(), e.config.Store, interaction.ID(id), interaction.Land{Ticket: e.state(id).Ticket.ID, Receipts: map[string]string{key: "r"}, At: e.clock.Now()})
	e.must(err)
	e.ask(http.StatusOK, "POST", at+"/ticket", admin, map[string]any{"ticket": "8"}, nil)
	a := e.send(request{method: "GET", path: at + "/writes/" + key, token: admin})
	e.want(a, http.StatusGone, "write_moved")
	now := e.state(id).Items.At(0).Key
	if says := string(a.body); now == key || !strings.Contains(says, "ticket #8") || !strings.Contains(says, now) {
		t.Errorf("%s", says)
	}
	e.want(e.send(request{method: "GET", path: at + "/writes/" + id + "-note-99-1", token: admin}), http.StatusNotFound, "not_found")
}

// TestSignInsAreRecorded: an admin's each, an agent's once a day, and those that were
// refused, up to a number that fills no disk.
func TestSignInsAreRecorded(t *testing.T) {
	e := open(t, nil)
	link := e.link()
	e.adminSession(e.setPassphrase(link, lamp))
	e.want(e.setPassphrase(link, lamp), http.StatusUnauthorized, "link_refused")
	e.adminSession(e.tryPassphrase(lamp))
	for range 3 {
		e.ask(http.StatusCreated, "POST", "/v1/sessions/sandbox", "", map[string]any{"account": "support", "user": "7", "name": "Mia"}, nil)
	}
	for range 30 {
		e.want(e.send(request{method: "POST", path: "/v1/sessions", body: map[string]any{"account": "support", "proof": "a.b.c"}}), http.StatusUnauthorized, "sign_in_refused")
	}
	var rows auditRows
	e.ask(http.StatusOK, "GET", "/v1/admin/audit", e.admin(), nil, &rows)
	refused := strings.Count(rows.String(), "somebody sign_in_refused")
	rest := rows.Entries[refused-1:]
	var lines []string
	for _, r := range rest {
		lines = append(lines, r.Actor+" "+r.Action+" "+r.Subject)
	}
	want := []string{"Mia signed_in support/7", "Admin signed_in admin", "somebody sign_in_refused admin", "Admin passphrase_set admin", "root admin_link_made admin"}
	if refused != 20 || strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("%d refused, then\n%s", refused, strings.Join(lines, "\n"))
	}
	e.clock.Advance(24 * time.Hour)
	e.ask(http.StatusCreated, "POST", "/v1/sessions/sandbox", "", map[string]any{"account": "support", "user": "7", "name": "Mia"}, nil)
	rows = auditRows{}
	e.ask(http.StatusOK, "GET", "/v1/admin/audit?limit=1", e.admin(), nil, &rows)
	if rows.String() != "Mia signed_in support/7" {
		t.Errorf("the next day: %v", rows)
	}
	if strings.Contains(fmt.Sprint(rows), lamp) {
		t.Error("the passphrase is in the record")
	}
}
