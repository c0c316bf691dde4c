package texts_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/search"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
	"github.com/deskside/deskside/server/internal/texts"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	accountSID = "AC0123456789abcdef0123456789abcdef"
	authToken  = "authtoken1"
	ours       = "+15005550006"
	sales      = "+15005550007"
	street     = "+14155550100"
	other      = "+14155550101"
)

var (
	mia   = interaction.Agent{ID: "support/7", Name: "Mia", CRMID: "7"}
	begin = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
)

// rig is the room of texts between a real store and a stand-in of Twilio, over HTTP. Time
// moves when a test lets it pass.
type rig struct {
	t      *testing.T
	clock  *clocktest.Clock
	sim    *twiliotest.Server
	hooks  *httptest.Server
	store  *store.States
	client *twilio.Client
	limits texts.Limits
	policy interaction.Policy
	room   atomic.Pointer[texts.Texts] // nil: the server is down
	ids    atomic.Int64
	good   atomic.Bool // links are, that stand in texts
	said   lines
}

// lines that were logged.
type lines struct {
	mu  sync.Mutex
	all strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

var loadSpec = sync.OnceValues(func() (*twiliotest.Spec, error) {
	return twiliotest.LoadSpec(filepath.Join("..", "..", "..", "..", "shared", "specs", "twilio_api_v2010.json"))
})

func newRig(t *testing.T) *rig { return newRigWhere(t, twiliotest.Unknowns{}) }

// newRigWhere is a rig whose Twilio is so where nobody knows how it is.
func newRigWhere(t *testing.T, unknowns twiliotest.Unknowns) *rig {
	r := &rig{t: t, clock: clocktest.New(begin), limits: texts.Limits{Countries: func(string) []string { return []string{"US"} }, NoLinks: []string{"US-no"}}}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	spec, err := loadSpec()
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	r.good.Store(true)
	r.store = store.NewStates(db, 0)
	r.hooks = httptest.NewServer(http.HandlerFunc(r.serve))
	hook := twilio.WithRetries(r.hooks.URL+texts.MessagesPath, twilio.EventRetries)
	r.sim = twiliotest.New(twiliotest.Options{
		AccountSID: accountSID, AuthToken: authToken, Virtual: true, Start: begin, OpenAPI: spec, Unknowns: unknowns,
		Numbers: []twiliotest.Number{{PhoneNumber: ours, SMSURL: hook}, {PhoneNumber: sales, SMSURL: hook}},
	})
	api := httptest.NewServer(r.sim.Handler())
	r.client, err = twilio.New(twilio.Config{AccountSID: accountSID, AuthTokens: []string{authToken}, APIURL: api.URL},
		twilio.WithTransport(&transport.Chain{Base: &http.Transport{}, Timeout: 5 * time.Second}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.sim.Close()
		r.hooks.Close()
		api.Close()
		for _, wrong := range r.sim.Wrong() {
			t.Error("against Twilio's description: ", wrong)
		}
		if err := r.store.Close(); err != nil {
			t.Error(err)
		}
	})
	r.policy = interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute, Texts: texts.Policy(r.client.SMS(), 0)}
	r.start(r.client.SMS())
	return r
}

func (r *rig) deciding() store.Decider { return store.Decider{Clock: r.clock, Policy: r.policy} }

// server that has just come up.
func (r *rig) server(c connectors.Channel) *texts.Texts {
	log := slog.New(slog.NewTextHandler(&r.said, nil))
	found := search.New(search.Config{Store: r.store, Clock: r.clock, Log: log})
	return texts.New(texts.Config{
		Store: r.store, Decider: r.deciding(), Channel: c, Limits: r.limits, PublicURL: r.hooks.URL,
		Lines: []texts.Line{{Number: ours, Account: "support", Queue: "default", Country: "US"}, {Number: sales, Account: "sales", Queue: "default", Country: "US"}},
		Find: func(ctx context.Context, account, number string) ([]interaction.State, error) {
			return found.Find(ctx, search.Query{Account: account, Text: number, Limit: 20})
		},
		Link: func(_ interaction.State, mark string) (string, bool) {
			return "https://desk.example.com/join/" + mark, r.good.Load()
		},
		NewID: r.newID, Log: log, Owner: rand.Text(),
	})
}

// start a server in place of the one before, which forgets all but the store.
func (r *rig) start(c connectors.Channel) { r.room.Store(r.server(c)) }

func (r *rig) newID() interaction.ID {
	return interaction.ID(fmt.Sprintf("01jq%022d", r.ids.Add(1)))
}

// serve hands webhooks to it as the API does.
func (r *rig) serve(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	form, err := r.client.Verifier().Verify(req.Method, r.hooks.URL+req.URL.RequestURI(), req.Header, body)
	if err != nil {
		r.t.Errorf("%s: %v", req.URL, err)
	}
	room := r.room.Load()
	if room == nil {
		http.Error(w, "", http.StatusServiceUnavailable)
		return
	}
	if req.URL.Path == texts.StatusPath {
		err = room.StatusForm(req.Context(), req.URL.Query(), form)
	} else {
		err = room.MessageForm(req.Context(), req.URL.Query(), form)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// all interactions, oldest first.
func (r *rig) all() (out []interaction.State) {
	r.t.Helper()
	ids, err := r.store.List(r.t.Context(), store.Filter{Oldest: true, Limit: 1000})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, id := range ids {
		out = append(out, r.state(id))
	}
	return out
}

func (r *rig) state(id interaction.ID) interaction.State {
	r.t.Helper()
	s, err := r.store.State(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

// pass lets so much time pass, a second after the other, as the loop would.
func (r *rig) pass(d time.Duration) {
	r.t.Helper()
	for ; d >= 0; d -= time.Second {
		r.work()
		if err := r.sim.Pass(r.t.Context(), 0); err != nil {
			r.t.Fatal(err)
		}
		if d == 0 {
			return
		}
		r.clock.Advance(time.Second)
		if err := r.sim.Pass(r.t.Context(), time.Second); err != nil {
			r.t.Fatal(err)
		}
	}
}

// work does what the loop has to do now: texts, and what has run out of time.
func (r *rig) work() {
	r.t.Helper()
	room := r.room.Load()
	if room == nil {
		return
	}
	for _, s := range r.all() {
		for range 3 {
			if _, err := room.Reconcile(r.t.Context(), s.ID); !errors.Is(err, reconcile.ErrStale) {
				break
			}
		}
		if at := r.state(s.ID).Deadline(r.policy); !at.IsZero() && !r.clock.Now().Before(at) {
			if _, err := r.deciding().Update(r.t.Context(), r.store, s.ID, interaction.Expire{}); err != nil {
				r.t.Error(err)
			}
		}
	}
}

// call from the street that an agent talks in.
func (r *rig) call() interaction.ID {
	r.t.Helper()
	id := r.newID()
	start := interaction.Start{Started: interaction.Started{
		Account: "support", Queue: "default", Channel: interaction.Voice, Direction: interaction.Inbound, Customer: interaction.Customer{Phone: street}, Line: ours,
	}}
	_, err := r.deciding().Create(r.t.Context(), r.store, id, start, nil,
		interaction.Arrive{CallSID: "CA" + string(id), From: street, To: ours}, interaction.Accept{Offer: 1, Agent: mia, Tab: "tab1"})
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

// hangUp a call.
func (r *rig) hangUp(id interaction.ID) {
	r.t.Helper()
	for _, cmd := range []interaction.Command{interaction.JoinAgent{Offer: 1, CallSID: "CAagent", At: r.clock.Now()}, interaction.DisconnectCustomer{CallSID: "CA" + string(id), At: r.clock.Now()}, interaction.SaveWrapUp{Agent: mia, Disposition: "Resolved"}} {
		if _, err := r.deciding().Update(r.t.Context(), r.store, id, cmd); err != nil {
			r.t.Fatal(err)
		}
	}
}

// queue a text; code is why it is refused.
func (r *rig) queue(id interaction.ID, o texts.Order) (code string) {
	r.t.Helper()
	if o.Body == "" && o.Again == "" {
		o.Body = "It is on its way."
	}
	if o.Purpose == "" {
		o.Purpose, o.Agent = interaction.TextByAgent, &mia
	}
	_, err := r.room.Load().Queue(r.t.Context(), id, o)
	if refusal, ok := errors.AsType[*interaction.Refusal](err); ok {
		return refusal.Code
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return ""
}

func (r *rig) text(id interaction.ID, text string) interaction.Text {
	r.t.Helper()
	one, ok := r.state(id).Texts.Text(text)
	if !ok {
		r.t.Fatalf("there is no text %s", text)
	}
	return one
}

func (r *rig) is(id interaction.ID, text string, state interaction.TextState, why string) {
	r.t.Helper()
	if one := r.text(id, text); one.State != state || one.Why.Code != why {
		r.t.Errorf("%s is %s %s, want %s %s\n%s", text, one.State, one.Why.Code, state, why, r.said.all.String())
	}
}

// shown is how many texts of ours a phone has.
func (r *rig) shown(number string) (n int) {
	for _, m := range r.sim.Phone(number) {
		if m.Direction == "outbound-api" {
			n++
		}
	}
	return n
}

// says lets somebody in the street send a text to us.
func (r *rig) says(from, to, body string, media ...twiliotest.TextMedia) {
	r.t.Helper()
	if _, err := r.sim.PhoneText(from, to, body, media...); err != nil {
		r.t.Fatal(err)
	}
	r.pass(0)
}

func (r *rig) breaks(kind twiliotest.FaultKind, times int, match string) {
	r.t.Helper()
	if err := r.sim.Break(twiliotest.Fault{Kind: kind, Times: times, Match: match}); err != nil {
		r.t.Fatal(err)
	}
}

// requests that were made to send texts.
func (r *rig) requests() (n int) {
	for _, q := range r.sim.Requests() {
		if q.Method == http.MethodPost && strings.HasSuffix(q.Path, "/Messages.json") {
			n++
		}
	}
	return n
}
