package app_test

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

// A server whose database takes no write is not ready, says so, and is ready again by
// itself; whether it lives is another question.
func TestReadyTriesAWrite(t *testing.T) {
	w := newSite(t)
	r := w.start(w.config())
	db, err := sql.Open("sqlite", "file:"+filepath.Join(w.dir, "var", "deskside.db")+"?_pragma=busy_timeout(5000)")
	w.must(err)
	defer db.Close()
	other, err := db.Conn(t.Context())
	w.must(err)
	defer other.Close()
	_, err = other.ExecContext(t.Context(), "BEGIN IMMEDIATE") // as somebody's tool could
	w.must(err)
	var body struct{ Code, Message string }
	if code := r.do("GET", "/readyz", "", nil, &body); code != http.StatusServiceUnavailable || body.Code != "not_ready" || !strings.Contains(body.Message, "write") {
		t.Errorf("%d %+v", code, body)
	}
	if code := r.do("GET", "/healthz", "", nil, nil); code != http.StatusOK {
		t.Errorf("healthz: %d", code)
	}
	_, err = other.ExecContext(t.Context(), "ROLLBACK")
	w.must(err)
	for r.do("GET", "/readyz", "", nil, nil) != http.StatusOK {
		if t.Context().Err() != nil {
			t.Fatal("it is never ready again")
		}
	}
	w.must(r.stop())
}

// A CRM that is paused makes no server unready: it is told of.
func TestPausedCRMIsReady(t *testing.T) {
	w := newSite(t)
	w.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.DenyToken, Times: 1000})
	r := w.start(w.config("delivery: {overdue: 1ms}"))
	_, err := w.twilio.PhoneCall(street, deskNumber)
	w.must(err)
	var said string
	for !strings.Contains(said, "the account is paused") {
		if code := r.do("GET", "/readyz", "", nil, &said); code != http.StatusOK {
			t.Fatalf("%d %s", code, said)
		}
		if t.Context().Err() != nil {
			t.Fatal(said)
		}
	}
	if !strings.HasPrefix(said, "ready\n") || strings.Contains(said, street) {
		t.Errorf("%q", said)
	}
	w.must(r.stop())
}
