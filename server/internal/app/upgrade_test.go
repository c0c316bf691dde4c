package app_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

// A database of every earlier version, the first included, is taken on by this one: what
// waited in it is sent, and what comes now is taken.
func TestUpgrade(t *testing.T) {
	databases, err := filepath.Glob("../store/sqlite/testdata/golden/*.db")
	if err != nil || len(databases) < 2 {
		t.Fatalf("%v, %v", databases, err)
	}
	for _, path := range databases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".db"), func(t *testing.T) {
			w := newSite(t)
			cfg := w.config("retention: {interactions: forever}")
			content, err := os.ReadFile(path)
			w.must(err)
			w.must(os.MkdirAll(cfg.DataDir, 0o700))
			w.must(os.WriteFile(filepath.Join(cfg.DataDir, "deskside.db"), content, 0o600))
			r := w.start(cfg)
			w.awaitTicket("of what waited", func(k zendesktest.Ticket) bool { return len(k.Comments) > 0 })
			var list struct{ Interactions []struct{ ID string } }
			if code := r.do("GET", "/v1/interactions?limit=200", r.signIn("agent"), nil, &list); code != http.StatusOK || len(list.Interactions) < 5 {
				t.Errorf("%d, %d contacts", code, len(list.Interactions))
			}
			const caller = "+15550104711" // whom none of them knows
			_, err = w.twilio.PhoneCall(caller, deskNumber)
			w.must(err)
			w.awaitTicket("of a call that comes now", holds(identity.Display(caller, "")))
			w.must(r.stop())
		})
	}
}
