package app_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/app"
)

const street = "+15550101234"

// A call from the street becomes a ticket, its end a call log, and a stop in
// between loses nothing of it.
func TestPhoneCallBecomesTicket(t *testing.T) {
	w := newSite(t)
	first := w.start(w.config())
	sid, err := w.twilio.PhoneCall(street, deskNumber)
	w.must(err)
	ticket := w.awaitTicket("about the call", holds(identity.Display(street, "")))
	for _, c := range ticket.Comments {
		if c.Public {
			t.Errorf("public: %s", c.Text)
		}
	}
	if code := first.do("GET", "/healthz", "", nil, nil); code != http.StatusOK {
		t.Errorf("healthz: %d", code)
	}
	if code := first.do("GET", "/readyz", "", nil, nil); code != http.StatusOK {
		t.Errorf("readyz: %d", code)
	}
	w.must(first.stop())

	second := w.start(w.config())
	w.must(w.twilio.HangUp(sid))
	ticket = w.awaitTicket("with the call's end", func(k zendesktest.Ticket) bool { return k.ID == ticket.ID && len(k.Comments) == 2 })
	if ids := w.zendesk.Tickets(); len(ids) != 1 {
		t.Errorf("tickets %v, want one", ids)
	}
	if log := ticket.Comments[1]; log.Public || !strings.Contains(log.Text+log.HTML, identity.Display(street, "")) {
		t.Errorf("the call log: %+v", log)
	}
	var list struct {
		Interactions []struct {
			State string
			Items []struct{ Delivery struct{ State string } }
		}
	}
	second.do("GET", "/v1/interactions", second.signIn("agent"), nil, &list)
	if len(list.Interactions) != 1 || list.Interactions[0].State != "closed" {
		t.Errorf("%+v", list)
	}
	w.must(second.stop())
	for _, secret := range append(w.zendesk.Tokens(), w.zendesk.ClientSecret(), authToken, apiSecret) {
		if strings.Contains(first.log.String()+second.log.String(), secret) {
			t.Error("a secret in the log")
		}
	}
	if strings.Contains(first.log.String()+second.log.String(), street) {
		t.Error("a customer's number in the log")
	}
}

// SIGTERM while a CRM sits on its answer: the server is gone within ten seconds,
// and the next one finds out what came of it before it writes again.
func TestStopsInTimeWithASlowCRM(t *testing.T) {
	w := newSite(t)
	w.zendesk.AddUser(zendesktest.User{Name: "Ada", Phone: street, Role: "end-user"}) // so that the first thing written is the ticket
	w.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.Slow, Times: 1, Delay: time.Hour})
	r := w.start(w.config())
	_, err := w.twilio.PhoneCall(street, deskNumber)
	w.must(err)
	w.awaitTicket("about the call", holds(identity.Display(street, ""))) // Zendesk has it, and does not say so
	if app.ShutdownGrace >= 10*time.Second {
		t.Errorf("a stop waits for %v", app.ShutdownGrace)
	}
	begun := time.Now()
	w.must(r.stop()) // the CRM answers in an hour
	if took := time.Since(begun); took >= 2*app.ShutdownGrace {
		t.Errorf("stopping took %v: one thing waited for its grace after the other", took)
	}
	next := w.start(w.config())
	admin := next.signIn("admin")
	w.awaitLanded(next, admin)
	if ids := w.zendesk.Tickets(); len(ids) != 1 {
		t.Errorf("tickets %v, want one", ids)
	}
	w.must(next.stop())
}

// A stop with nothing to do takes no time, and everything is given back: the port
// and the database.
func TestStopsAtOnceWhenIdle(t *testing.T) {
	w := newSite(t)
	for range 3 {
		r := w.start(w.config())
		begun := time.Now()
		w.must(r.stop())
		if took := time.Since(begun); took >= app.ShutdownGrace {
			t.Errorf("an idle stop took %v: it waited for its grace", took)
		}
	}
}

// What an admin must mend is said at start, with the place.
func TestStartsThatAreRefused(t *testing.T) {
	other := newSite(t)
	other.must(os.WriteFile(filepath.Join(other.dir, "var"), []byte("a file"), 0o600))
	w := newSite(t)
	bad := filepath.Join(w.dir, "templates")
	w.must(os.Mkdir(bad, 0o700))
	w.must(os.WriteFile(filepath.Join(bad, "note.txt"), []byte("{{.Nobody knows this}}"), 0o600))
	unknown := filepath.Join(w.dir, "unknown")
	w.must(os.Mkdir(unknown, 0o700))
	w.must(os.WriteFile(filepath.Join(unknown, "notes.txt"), []byte("x"), 0o600))

	running := w.start(w.config())
	busy := other.config()
	busy.DataDir, busy.Listen = t.TempDir(), strings.TrimPrefix(running.url, "http://")
	nowhere, sealed := other.config(), other.config()
	nowhere.DataDir, sealed.DataDir = "/proc/deskside/var", "/proc"
	for name, c := range map[string]struct {
		cfg  *config.Config
		says []string
	}{
		"a broken template":                      {w.config("templates_dir: " + bad), []string{filepath.Join(bad, "note.txt")}},
		"an unknown template":                    {w.config("templates_dir: " + unknown), []string{"notes.txt", "did you mean note.txt"}},
		"no such templates":                      {w.config("templates_dir: /nowhere"), []string{"/nowhere"}},
		"data of another":                        {w.config(), []string{"deskside.db", "another process has this database open"}},
		"data_dir is a file":                     {other.config(), []string{"data_dir", "var"}},
		"data_dir on no disk":                    {nowhere, []string{"data_dir: ", "/proc/deskside"}},
		"data_dir that exists and keeps nothing": {sealed, []string{"data_dir: a folder cannot be made in /proc"}},
		"a port in use":                          {busy, []string{"listen: " + busy.Listen + ": ", "address already in use"}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), enough)
			defer cancel()
			err := app.Run(ctx, c.cfg, app.Options{Log: app.Logger(config.Log{Level: "error"}, new(log))})
			if err == nil {
				t.Fatal("it runs")
			}
			for _, says := range c.says {
				if !strings.Contains(err.Error(), says) {
					t.Errorf("%q does not say %q", err, says)
				}
			}
		})
	}
	if code := running.do("GET", "/readyz", "", nil, nil); code != http.StatusOK {
		t.Errorf("the one that ran is disturbed: %d", code)
	}
}

func TestMetrics(t *testing.T) {
	w := newSite(t)
	r := w.start(w.config("blocked: [\"+14155550166\"]"))
	blocked, err := w.twilio.PhoneCall("+14155550166", deskNumber)
	w.must(err)
	w.must(w.twilio.Await(t.Context(), func() bool { c, _ := w.twilio.State(blocked); return c.Status == "busy" }))
	_, err = w.twilio.PhoneCall(street, deskNumber)
	w.must(err)
	w.awaitLanded(r, r.signIn("admin"))
	r.do("GET", "/nowhere", "", nil, nil)
	var text string
	r.do("GET", "/metrics", "", nil, &text)
	for _, line := range []string{
		`deskside_writes{account="support",state="landed"} 1`, `deskside_writes{account="support",state="held"} 0`,
		`deskside_interactions_active{account="support"} 1`, `deskside_account_closed_seconds{account="support"} 0`, `deskside_oldest_write_seconds{account="support"} 0`,
		`deskside_reconcile{state="running",user="voice"} `, `deskside_reconcile{state="later",user="deadlines"} `, `deskside_reconcile_trouble 0`,
		`deskside_feed_lag `, `deskside_calls_blocked_total 1`, `deskside_refused_total{code="not_found",status="404"} 1`, `deskside_crm_request_seconds_bucket{account="support",answer="2xx",le="30"} `,
		`deskside_queue_waiting{account="support",queue="default"} 1`, `deskside_queue_longest_wait_seconds{account="support",queue="default"} `, `deskside_queue_talking{account="support",queue="default"} 0`,
		`deskside_agents{account="support",state="available"} 0`, `deskside_calls_answered{account="support",queue="default",window="today"} 0`, `deskside_calls_abandoned{account="support",queue="default",window="hour"} 0`,
	} {
		if !strings.Contains(text, line) {
			t.Errorf("no %s in\n%s", line, text)
		}
	}
	if strings.Contains(text, street) || strings.Contains(text, strings.TrimPrefix(street, "+")) {
		t.Error("the figures name a caller")
	}
	rules, err := os.ReadFile("../../../docs/operations.md")
	w.must(err)
	names := regexp.MustCompile(`\bdeskside_[a-z_]+`).FindAllString(string(rules), -1)
	if len(names) < 8 {
		t.Errorf("the example rules speak of %d figures", len(names))
	}
	for _, name := range names {
		if !strings.Contains(text, "\n"+name+"{") && !strings.Contains(text, "\n"+name+" ") {
			t.Errorf("docs/operations.md speaks of %s, which is not told", name)
		}
	}
}

// In a sandbox packages are made to look at, though no CRM would frame its address; the
// command line, which makes them to be installed, refuses it (TestPackageCommandRefuses).
func TestPackagesToLookAt(t *testing.T) {
	c := newClinic(t, zendesktest.Options{}, salesforcetest.Options{})
	r := c.start(c.config())
	admin := r.signIn("admin")
	for _, account := range []string{"support", "sales"} {
		var zip string
		if code := r.do("GET", "/v1/admin/accounts/"+account+"/package", admin, nil, &zip); code != http.StatusOK || !strings.HasPrefix(zip, "PK") {
			t.Errorf("%s: %d %.200s", account, code, zip)
		}
	}
	c.must(r.stop())
}

// Limits above what any connected CRM takes are told of at start and by the doctor.
func TestSizeThatNoCRMTakes(t *testing.T) {
	w := newSite(t)
	cfg := w.config("limits: {file_bytes: 80 MB}")
	r := w.start(cfg)
	w.must(r.stop())
	if said := r.log.String(); !strings.Contains(said, "a setting has no effect") || !strings.Contains(said, "limits.file_bytes") || !strings.Contains(said, "above 50 MB") || !strings.Contains(said, "config.yaml:") {
		t.Errorf("the start says nothing:\n%s", said)
	}
	checks, err := app.Examine(t.Context(), cfg)
	w.must(err)
	for _, k := range checks {
		if k.Subject == "settings" && k.State == "warn" && strings.Contains(k.Text, "limits.file_bytes has no effect above 50 MB") {
			return
		}
	}
	t.Errorf("the doctor says nothing: %+v", checks)
}
