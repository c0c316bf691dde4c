package alerts_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/alerts"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

var secret = "whsec_" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))

// pager of the organisation, and the server that tells it.
type pager struct {
	t     *testing.T
	clock *clocktest.Clock
	store store.Store
	url   string
	log   bytes.Buffer
	wrong []alerts.Trouble // what is wrong now
	alone []alerts.Trouble // and with the store, of which it cannot tell

	mu     sync.Mutex
	status int // of its answers
	got    []told
}

type told struct{ ID, Type, Key, Says string }

func newPager(t *testing.T) *pager {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	p := &pager{t: t, clock: clocktest.New(time.Now()), store: db, status: http.StatusNoContent}
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	p.url = s.URL + "/hooks/key-in-the-path"
	return p
}

func (p *pager) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	verify, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		p.t.Error(err)
	}
	if err := verify.VerifyIgnoringTimestamp(body, r.Header); err != nil { // the clock of the test is another
		p.t.Errorf("the library of the other side says: %v", err)
	}
	var e struct {
		Type string
		Data struct{ Key, Says, URL string }
	}
	if err := json.Unmarshal(body, &e); err != nil || r.Header.Get("Content-Type") != "application/json" || e.Data.URL != "https://desk.example.com/admin" {
		p.t.Errorf("%v %q %s", err, r.Header.Get("Content-Type"), body)
	}
	p.got = append(p.got, told{r.Header.Get("webhook-id"), e.Type, e.Data.Key, e.Data.Says})
	w.WriteHeader(p.status)
}

func (p *pager) answers(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = status
}

// server that looks and tells.
func (p *pager) server(owner string) *alerts.Alerts {
	p.t.Helper()
	post, err := alerts.NewWebhook(p.url, secret, "Deskside")
	if err != nil {
		p.t.Fatal(err)
	}
	return alerts.New(alerts.Config{
		Store: p.store, Owner: owner, Post: post, Admin: "https://desk.example.com/admin", Clock: p.clock,
		Look:  func(context.Context) ([]alerts.Trouble, error) { return p.wrong, nil },
		Alone: func(context.Context) []alerts.Trouble { return slices.Clone(p.alone) },
		Log:   slog.New(slog.NewTextHandler(&p.log, nil)),
	})
}

// after some time one of them has its turn; what did it tell?
func (p *pager) after(d time.Duration, a *alerts.Alerts) []told {
	p.t.Helper()
	p.clock.Advance(d)
	p.got = nil
	a.Round(p.t.Context())
	return p.got
}

func (p *pager) hears(got []told, want ...told) {
	p.t.Helper()
	for i := range got {
		if !strings.HasPrefix(got[i].ID, "msg_") {
			p.t.Errorf("id %q", got[i].ID)
		}
	}
	if diff := cmp.Diff(want, got, cmp.FilterPath(func(at cmp.Path) bool { return at.Last().String() == ".ID" }, cmp.Ignore())); diff != "" {
		p.t.Error(diff)
	}
}

var (
	away = alerts.Trouble{Key: "cloud/support", Code: "cloud", Account: "support", Says: "support is in trouble: it cannot be reached."}
	held = alerts.Trouble{Key: "writes_held/support", Code: "writes_held", Account: "support", Says: "One write waits.", Now: true}
)

// What lasts is told once, with patience where it may mend itself, and once more when it
// is over; signed as the other side's own library wants it.
func TestToldOnceAndMendedOnce(t *testing.T) {
	p := newPager(t)
	a := p.server("one")
	p.wrong = []alerts.Trouble{away, held}
	p.hears(p.after(0, a), told{Type: "trouble.opened", Key: held.Key, Says: held.Says})
	p.hears(p.after(4*time.Minute, a))
	p.hears(p.after(time.Minute, a), told{Type: "trouble.opened", Key: away.Key, Says: away.Says})
	p.hears(p.after(time.Hour, a))
	p.wrong = []alerts.Trouble{held}
	p.hears(p.after(time.Minute, a), told{Type: "trouble.mended", Key: away.Key, Says: away.Says})
	p.wrong = nil
	p.hears(p.after(time.Minute, a), told{Type: "trouble.mended", Key: held.Key, Says: held.Says})
	p.hears(p.after(time.Minute, a))
}

// What mends itself before anybody was told is nobody's work.
func TestShortTroubleIsNotTold(t *testing.T) {
	p := newPager(t)
	a := p.server("one")
	p.wrong = []alerts.Trouble{away}
	p.hears(p.after(0, a))
	p.wrong = nil
	p.hears(p.after(4*time.Minute, a))
	p.wrong = []alerts.Trouble{away}
	p.hears(p.after(4*time.Minute, a)) // it begins anew
}

// One server at a time tells, and its successor knows what was told.
func TestSuccessorKnowsWhatWasTold(t *testing.T) {
	p := newPager(t)
	one, two := p.server("one"), p.server("two")
	p.wrong = []alerts.Trouble{held}
	p.hears(p.after(0, one), told{Type: "trouble.opened", Key: held.Key, Says: held.Says})
	p.hears(p.after(time.Minute, two))
	p.hears(p.after(time.Minute, two)) // by now the first one's lease is over
	p.wrong = nil
	p.hears(p.after(time.Second, two), told{Type: "trouble.mended", Key: held.Key, Says: held.Says})
	p.hears(p.after(time.Second, one))
}

// What is wrong with the store itself is told without it: at once where waiting mends
// nothing, again if nobody has taken it, and once more when the store is back.
func TestStoreThatIsAwayIsTold(t *testing.T) {
	gone := alerts.Trouble{Key: "not_ready", Code: "not_ready", Says: "The database was removed.", Now: true}
	full := alerts.Trouble{Key: "not_ready", Code: "not_ready", Says: "The database takes no write."}
	p := newPager(t)
	a := p.server("one")
	p.alone = []alerts.Trouble{full}
	p.hears(p.after(0, a))
	p.alone = nil
	p.hears(p.after(time.Minute, a)) // it has mended itself
	p.alone = []alerts.Trouble{gone}
	p.answers(http.StatusBadGateway)
	first := p.after(time.Minute, a)
	p.hears(first, told{Type: "trouble.opened", Key: "not_ready/one", Says: gone.Says})
	p.answers(http.StatusOK)
	again := p.after(time.Minute, a)
	if len(again) != 1 || len(first) != 1 || again[0].ID != first[0].ID {
		t.Errorf("again: %v, first %v", again, first)
	}
	p.hears(p.after(time.Hour, a))
	p.alone, p.wrong = nil, []alerts.Trouble{held}
	p.hears(p.after(time.Minute, a), told{Type: "trouble.opened", Key: held.Key, Says: held.Says}, told{Type: "trouble.mended", Key: "not_ready/one", Says: gone.Says})
}

// A store that fails without anybody having noticed otherwise is told, too, with patience.
func TestStoreThatFailsIsTold(t *testing.T) {
	p := newPager(t)
	a := p.server("one")
	p.hears(p.after(0, a))
	if err := p.store.(*sqlite.Store).Close(); err != nil {
		t.Fatal(err)
	}
	p.hears(p.after(time.Minute, a))
	p.hears(p.after(5*time.Minute, a), told{Type: "trouble.opened", Key: "not_ready/one", Says: "The server cannot read what it has to tell."})
	p.hears(p.after(time.Hour, a))
}

// Who does not take an alert gets it again, under the same id and ever more rarely, for
// a day; the log does not tell the address.
func TestRefusedAlertIsToldAgain(t *testing.T) {
	p := newPager(t)
	a := p.server("one")
	p.wrong = []alerts.Trouble{held}
	p.answers(http.StatusInternalServerError)
	first := p.after(0, a)
	p.hears(first, told{Type: "trouble.opened", Key: held.Key, Says: held.Says})
	p.hears(p.after(30*time.Second, a)) // a minute has to pass
	again := p.after(30*time.Second, a)
	if len(again) != 1 || again[0].ID != first[0].ID {
		t.Errorf("again: %v, first %v", again, first)
	}
	tries := 0
	for range 26 * 12 {
		tries += len(p.after(5*time.Minute, a))
	}
	if tries < 24 || tries > 34 { // hourly in the end
		t.Errorf("%d tries in a day", tries)
	}
	p.answers(http.StatusOK)
	p.hears(p.after(2*time.Hour, a)) // given up
	p.wrong = nil
	p.hears(p.after(time.Minute, a), told{Type: "trouble.mended", Key: held.Key, Says: held.Says})
	if said := p.log.String(); strings.Contains(said, "key-in-the-path") || !strings.Contains(said, "given up") {
		t.Error(said)
	}
}

// An address that nobody answers at is no secret's place either.
func TestErrorsHoldNoAddress(t *testing.T) {
	post, err := alerts.NewWebhook("http://127.0.0.1:1/key-in-the-path", secret, "Deskside")
	if err != nil {
		t.Fatal(err)
	}
	if err := alerts.Test(t.Context(), post, time.Now(), "https://desk.example.com/admin"); err == nil || strings.Contains(err.Error(), "key-in-the-path") {
		t.Error(err)
	}
}
