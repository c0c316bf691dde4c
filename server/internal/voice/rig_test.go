package voice_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/deadlines"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/joining"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
	"github.com/deskside/deskside/server/internal/voice"
	"github.com/deskside/deskside/templates"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	accountSID = "AC0123456789abcdef0123456789abcdef"
	keySID     = "SK0123456789abcdef0123456789abcdef"
	appSID     = "AP0123456789abcdef0123456789abcdef"
	authToken  = "authtoken1"
	ours       = "+15005550006"
	sales      = "+15005550007"
	street     = "+14155550100"
	callee     = "+14155550199"
)

var (
	mia    = interaction.Agent{ID: "support/7", Name: "Mia", CRMID: "7"}
	ben    = interaction.Agent{ID: "support/8", Name: "Ben", CRMID: "8"}
	policy = interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute}
	begin  = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
)

// rig is the reconciler between a real store and a stand-in of Twilio, over HTTP. Time
// moves when a test lets it pass.
type rig struct {
	t        *testing.T
	clock    *clocktest.Clock
	sim      *twiliotest.Server
	hooks    *httptest.Server
	store    *store.States
	deciding store.Decider
	keeper   *session.Tokens
	client   *twilio.Client
	words    *templates.Set
	wrap     func(voice.Twilio) voice.Twilio // set before start: stands between the reconciler and Twilio
	room     atomic.Pointer[voice.Voice]
	ids      atomic.Int64
	stop     func()
	realTime bool                           // set before start: the loop waits by the machine's clock
	loop     atomic.Pointer[reconcile.Loop] // the one that tests wait for

	backwards bool // callbacks that were dropped come before time goes on, the last first
	told      int  // deliveries dealt with so far

	said lines // the reconciler's own log

	closed    func(queue string, at time.Time) bool // set before start
	voicemail bool                                  // callers may leave a message when it is closed, and when nobody has come
	language  string                                // in which callers are spoken to; set before start
	blocked   []string                              // set before start

	recording voice.Recording // set before start

	menus []voice.Menu // calls to ours begin in the first; set before start

	staleTwiML atomic.Value // string: the next answer to a browser, as if it had been given long ago
}

func newRig(t *testing.T) *rig { return newRigWhere(t, twiliotest.Unknowns{}) }

// newRigWhere is a rig whose Twilio is so where nobody knows how it is.
func newRigWhere(t *testing.T, unknowns twiliotest.Unknowns) *rig {
	r := &rig{t: t, clock: clocktest.New(begin), stop: func() {}, wrap: func(tw voice.Twilio) voice.Twilio { return tw }}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r.store = store.NewStates(db, 0)
	r.deciding = store.Decider{Clock: r.clock, Policy: policy}
	if r.keeper, err = session.NewTokens(bytes.Repeat([]byte{7}, 32), r.clock); err != nil {
		t.Fatal(err)
	}
	if r.words, err = templates.Load(""); err != nil {
		t.Fatal(err)
	}
	r.hooks = httptest.NewServer(http.HandlerFunc(r.serve))
	hook := func(path string, policy twilio.Retries) string { return twilio.WithRetries(r.hooks.URL+path, policy) }
	incoming, status := hook(voice.VoicePath, twilio.TwiMLRetries), hook(voice.StatusPath, twilio.EventRetries)
	r.sim = twiliotest.New(twiliotest.Options{
		AccountSID: accountSID, AuthToken: authToken, APIKeySID: keySID, APIKeySecret: "keysecret",
		Virtual: true, Start: begin, CallsPerSecond: 1000, OpenAPI: spec(t), Unknowns: unknowns,
		Numbers: []twiliotest.Number{
			{PhoneNumber: ours, VoiceURL: incoming, StatusCallback: status}, {PhoneNumber: sales, VoiceURL: incoming, StatusCallback: status},
		},
		Applications: []twiliotest.Application{{SID: appSID, VoiceURL: incoming, StatusCallback: status}},
	})
	api := httptest.NewServer(r.sim.Handler())
	r.client, err = twilio.New(twilio.Config{
		AccountSID: accountSID, AuthTokens: []string{authToken}, APIKeySID: keySID, APIKeySecret: "keysecret",
		TwiMLAppSID: appSID, APIURL: api.URL, Numbers: []string{ours, sales},
	}, twilio.WithTransport(&transport.Chain{Base: &http.Transport{}, Timeout: 5 * time.Second}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.stop()
		r.sim.Close()
		r.hooks.Close()
		api.Close()
		for _, wrong := range r.sim.Wrong() {
			t.Error("against Twilio's description: ", wrong)
		}
		r.checkLogs()
		if err := r.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// checkLogs holds for every story: a call ends once at most.
func (r *rig) checkLogs() {
	ids, err := r.store.List(context.Background(), store.Filter{Limit: 1000})
	if err != nil {
		r.t.Error(err)
	}
	for _, id := range ids {
		events, err := r.store.Load(context.Background(), id)
		if err != nil {
			r.t.Error(err)
		}
		ends := 0
		for _, e := range events {
			if interaction.TypeName(e.Data) == "call_ended" {
				ends++
			}
		}
		if ends > 1 {
			r.t.Errorf("%s has ended %d times", id, ends)
		}
	}
}

var loadSpec = sync.OnceValues(func() (*twiliotest.Spec, error) {
	return twiliotest.LoadSpec(filepath.Join("..", "..", "..", "..", "shared", "specs", "twilio_api_v2010.json"))
})

// spec is nil where Twilio's description is not at hand: the stories are told all the same.
func spec(t *testing.T) *twiliotest.Spec {
	s, err := loadSpec()
	if errors.Is(err, os.ErrNotExist) {
		t.Log("Twilio's OpenAPI description is not there; requests are not checked against it")
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// start a reconciler on the store, as a process that has just come up.
func (r *rig) start() *rig {
	v, loop := r.newVoice(r.wrap(r.client), false)
	r.loop.Store(loop)
	r.room.Store(v)
	stop := r.runs(loop)
	r.stop = func() {
		stop()
		r.room.Store(nil)
		r.stop = func() {}
	}
	return r
}

// newVoice looks after calls, and with it what ends claims that lapse.
func (r *rig) newVoice(tw voice.Twilio, shared bool) (*voice.Voice, *reconcile.Loop) {
	var time clock.Clock = r.clock
	if r.realTime {
		time = clock.Real
	}
	log := slog.New(slog.NewTextHandler(&r.said, nil))
	var loop *reconcile.Loop
	first := ""
	if len(r.menus) > 0 {
		first = r.menus[0].Name
	}
	v := voice.New(voice.Config{
		Store: r.store, Decider: r.deciding, Twilio: tw, Tokens: r.keeper, Prompts: r.words, PublicURL: r.hooks.URL,
		Lines:     []voice.Line{{Number: ours, Account: "support", Queue: "default", Country: "US", Menu: first}, {Number: sales, Account: "sales", Queue: "default", Country: "US"}},
		Joins:     &joining.Joins{Store: r.store, Decider: r.deciding, Tokens: r.keeper, PublicURL: r.hooks.URL},
		Recording: r.recording, Menus: r.menus, Closed: r.closed, Voicemail: func(string) bool { return r.voicemail }, Language: func(string) string { return r.language }, Blocked: r.blocked, NewID: r.newID, Log: log, Owner: rand.Text(), Shared: shared,
		Wake: func(id interaction.ID) { loop.Wake(voice.Name, id) },
	})
	ends := deadlines.New(deadlines.Config{
		Store: r.store, Decider: r.deciding, Clock: time,
		Confirm: func(ctx context.Context, id interaction.ID) error { return loop.Do(ctx, voice.Name, id) },
	})
	loop = reconcile.New(reconcile.Config{Store: r.store, Clock: time, Log: log, Users: []reconcile.User{v.User(), v.RecordingUser(), ends.User()}})
	return v, loop
}

// runs a reconciler until stop.
func (r *rig) runs(loop *reconcile.Loop) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error)
	go func() { stopped <- loop.Run(ctx) }()
	return sync.OnceFunc(func() {
		cancel()
		if err := <-stopped; err != nil {
			r.t.Errorf("Run: %v", err)
		}
	})
}

// crash forgets everything but the store; webhooks meet nobody until start.
func (r *rig) crash() { r.stop() }

func (r *rig) newID() interaction.ID {
	return interaction.ID(fmt.Sprintf("01jq%022d", r.ids.Add(1)))
}

// serve hands webhooks to it as the API does.
func (r *rig) serve(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	if _, err := r.client.Verifier().Verify(req.Method, r.hooks.URL+req.URL.RequestURI(), req.Header, body); err != nil {
		r.t.Errorf("%s: %v", req.URL, err)
		http.Error(w, "", http.StatusForbidden)
		return
	}
	v := r.room.Load()
	form, err := url.ParseQuery(string(body))
	if err != nil || v == nil {
		http.Error(w, "", http.StatusServiceUnavailable)
		return
	}
	var doc string
	switch req.URL.Path {
	case voice.VoicePath:
		doc, _ = r.staleTwiML.Swap("").(string)
		if doc == "" {
			doc, err = v.VoiceForm(req.Context(), form)
		}
	case voice.MenuPath:
		doc, err = v.MenuForm(req.Context(), form, req.URL.Query().Get("turn"))
	case voice.RecordingPath:
		err = v.RecordingForm(req.Context(), form, req.URL.Query().Get("conference"))
	case voice.VoicemailPath:
		doc, err = v.Thanks(req.URL.Query().Get("language"))
	case voice.RecordedPath:
		doc, err = v.Recorded(req.URL.Query().Get("language"))
	case voice.WaitPath:
		doc, err = v.Wait(req.URL.Query().Get("language"))
	case voice.HoldPath:
		doc, err = v.OnHold()
	case voice.StatusPath:
		err = v.StatusForm(req.Context(), form)
	case voice.ConferencePath:
		err = v.ConferenceForm(req.Context(), form)
	default:
		err = errors.New("no such webhook: " + req.URL.Path)
		r.t.Error(err)
	}
	switch {
	case err != nil:
		http.Error(w, "", http.StatusInternalServerError)
	case doc == "":
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = io.WriteString(w, doc)
	}
}

// await a condition of the log, of Twilio or of the reconciler; time stands still.
func (r *rig) await(what string, cond func() bool) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	defer cancel()
	for {
		committed := r.store.Changed()
		rested := r.clock.Changed()
		turn, woken := context.WithCancel(ctx)
		go func() {
			defer woken()
			select {
			case <-committed:
			case <-rested:
			case <-turn.Done():
			}
		}()
		err := r.sim.Await(turn, cond)
		woken()
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			r.fail("waiting for " + what)
		}
	}
}

func (r *rig) fail(what string) {
	r.t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %v after the start\n", what, r.clock.Now().Sub(begin))
	ids, _ := r.store.List(r.t.Context(), store.Filter{})
	for _, id := range ids {
		fmt.Fprintf(&b, "%s: %s\n", id, r.log(id))
	}
	for _, c := range r.sim.Calls() {
		fmt.Fprintf(&b, "%s %s %s %s %s in room %v\n", c.CallSID, c.Direction, c.To, c.Label, c.Status, c.InRoom)
	}
	for _, d := range r.sim.Deliveries() {
		fmt.Fprintf(&b, "%s %s %s -> %d %s %s\n", d.URL, d.Event(), d.Form.Get("ParticipantLabel"), d.Status, d.Fault, d.Err)
	}
	b.WriteString(r.said.String())
	if loop := r.loop.Load(); loop != nil {
		fmt.Fprintf(&b, "the loop: %+v; whoever a timer has fired for waits again: %v; Twilio is quiet: %v\n", loop.Load(), r.clock.Settled(), r.sim.Quiet())
	}
	r.t.Fatal(b.String())
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

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// quiet: nothing is on its way and nothing is in hand.
func (r *rig) quiet() bool {
	return r.resting() && r.sim.Quiet() && !slices.ContainsFunc(r.sim.Calls(), r.awaitsTwiML)
}

// resting: the loop has read everything, and has nothing to do before time goes on.
func (r *rig) resting() bool {
	load := r.loop.Load().Load()
	for _, u := range load.Users {
		if u.Running > 0 || u.Due > 0 {
			return false
		}
	}
	head, err := r.store.Head(context.Background())
	waits := r.realTime || r.clock.Settled() && !r.clock.Next().IsZero() // it waits by the clock whenever it waits
	return err == nil && waits && (load.ReadTo == head || load.Trouble)
}

// awaitsTwiML: the call asks what to do, at first or after its stay in a conference.
// One that is being turned away listens, which takes time.
func (r *rig) awaitsTwiML(c twiliotest.CallState) bool {
	farewells := []string{r.words.Say(templates.PromptVoicemail, "ja", templates.Values{}).Text, r.words.Say(templates.PromptThanks, "ja", templates.Values{}).Text, r.spoken(templates.PromptRecorded), r.words.Prompt(templates.PromptUnavailable), r.words.Say(templates.PromptClosed, "ja", templates.Values{}).Text, r.spoken(templates.PromptNobody), r.spoken(templates.PromptClosed), r.spoken(templates.PromptVoicemail), r.spoken(templates.PromptThanks), "(beep)"}
	listens := len(c.Heard) > 0 && (slices.Contains(farewells, c.Heard[len(c.Heard)-1]) || strings.Contains(c.Heard[len(c.Heard)-1], joining.Path))
	return c.Direction == "inbound" && c.State != "closed" && !c.InRoom && c.Listens == "" && !listens
}

// spoken is a prompt as callers hear it.
func (r *rig) spoken(p templates.Prompt) string {
	return r.words.Say(p, r.language, templates.Values{}).Text
}

// heals lets time pass, whenever there is nothing to do, until cond holds.
func (r *rig) heals(what string, cond func() bool) {
	r.t.Helper()
	for range 300 {
		r.await("rest before "+what, func() bool { return cond() || r.quiet() })
		if cond() {
			return
		}
		r.tick(time.Second)
	}
	r.fail("it never heals: " + what)
}

func (r *rig) tick(d time.Duration) {
	r.t.Helper()
	if r.backwards {
		all := r.sim.Deliveries()
		for _, d := range slices.Backward(all[r.told:]) {
			if d.Fault != string(twiliotest.Drop) {
				continue
			}
			if status, err := r.sim.Redeliver(r.t.Context(), d); err != nil || status >= 300 {
				r.t.Fatal(status, err)
			}
		}
		r.told = len(all)
	}
	r.sim.Advance(d)
	r.clock.Advance(d)
}

// pass lets time pass, a second at once.
func (r *rig) pass(d time.Duration) {
	r.t.Helper()
	for ; d > 0; d -= time.Second {
		r.await("rest", r.quiet)
		r.tick(min(d, time.Second))
	}
	r.await("rest", r.quiet)
}

func (r *rig) state(id interaction.ID) interaction.State {
	events, err := r.store.Load(context.Background(), id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		r.t.Error(err)
	}
	return interaction.State{ID: id}.Advance(events)
}

// log is the names of an interaction's events.
func (r *rig) log(id interaction.ID) string {
	var names []string
	for _, e := range r.state(id).Log.All() {
		names = append(names, interaction.TypeName(e.Data))
	}
	return strings.Join(names, " ")
}

func (r *rig) phase(id interaction.ID, want interaction.Phase) func() bool {
	return func() bool { return r.state(id).Call.Phase == want }
}

func (r *rig) awaitPhase(id interaction.ID, want interaction.Phase) {
	r.t.Helper()
	r.await("the call to be "+string(want), r.phase(id, want))
}

func (r *rig) do(id interaction.ID, cmd interaction.Command) {
	r.t.Helper()
	if _, err := r.deciding.Update(r.t.Context(), r.store, id, cmd); err != nil {
		r.t.Fatalf("%T: %v", cmd, err)
	}
}
