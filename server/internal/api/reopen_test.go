package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// TestReopen: an admin has an account asked again at once, although none of its writes is
// shown; what it has refused does not wait for its hour, and the record says who.
func TestReopen(t *testing.T) {
	e := open(t, nil)
	id := interaction.ID(e.contact("voice").Interaction)
	admin, until := e.admin(), e.clock.Now().Add(time.Hour)
	var rows writeRows
	e.ask(http.StatusOK, "GET", "/v1/admin/writes", admin, nil, &rows)
	key := rows.Writes[0].Key
	lanes, err := e.store.Lanes(t.Context(), e.clock.Now(), 10)
	e.must(err)
	lease, err := e.store.Acquire(t.Context(), lanes[0].Name, "another", e.clock.Now(), time.Minute)
	e.must(err)
	e.must(e.store.Defer(t.Context(), lease, until))
	_, err = e.config.Decider.Update(t.Context(), e.config.Store, id, interaction.Delay{Keys: []string{key}, Kind: "throttled", Reason: interaction.Because("zendesk_rate"), Until: until})
	e.must(err)
	due := func() time.Time {
		t.Helper()
		found, err := e.store.Writes(t.Context(), store.WriteFilter{Interaction: id})
		e.must(err)
		if len(found) != 1 {
			t.Fatalf("%+v", found)
		}
		return found[0].NextAt
	}
	reopen := func(token, account string, status int, code string) {
		t.Helper()
		a := e.send(request{method: "POST", path: "/v1/admin/accounts/" + account + "/reopen", token: token})
		if code != "" {
			e.want(a, status, code)
		} else if a.StatusCode != status {
			t.Errorf("%s: %d %s", account, a.StatusCode, a.body)
		}
	}
	reopen(admin, "nobodys", http.StatusNotFound, "unknown_account")
	reopen(e.adminOf("sales"), "support", http.StatusNotFound, "unknown_account")
	reopen(e.adminOf("sales"), "twilio", http.StatusNotFound, "unknown_account")
	reopen(e.adminOf("sales"), "sales", http.StatusNoContent, "")
	if got := due(); e.crm.reopenings() != 1 || !got.Equal(until) {
		t.Fatalf("reopened %d times, due at %v", e.crm.reopenings(), got)
	}
	reopen(admin, "support", http.StatusNoContent, "")
	if got := due(); e.crm.reopenings() != 2 || got.After(e.clock.Now()) {
		t.Errorf("reopened %d times, due at %v", e.crm.reopenings(), got)
	}
	reopen(admin, "twilio", http.StatusNoContent, "")
	if n := e.crm.redialled; n != 1 {
		t.Errorf("Twilio was reopened %d times", n)
	}
	var record struct {
		Entries []struct{ Actor, Action, Account string }
	}
	e.ask(http.StatusOK, "GET", "/v1/admin/audit", admin, nil, &record)
	for i, account := range []string{"twilio", "support", "sales"} {
		if got := record.Entries[i]; got.Actor != "Root" || got.Action != "account_reopened" || got.Account != account {
			t.Errorf("recorded: %+v", got)
		}
	}
}
