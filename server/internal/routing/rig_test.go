package routing_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/routing"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	begin = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	mia   = interaction.Agent{ID: "support/7", Name: "Mia", CRMID: "7"}
	ben   = interaction.Agent{ID: "support/8", Name: "Ben", CRMID: "8"}
	eve   = interaction.Agent{ID: "sales/9", Name: "Eve", CRMID: "9"}
)

// patience is for tests that fail; those that pass wait for signals.
const patience = 20 * time.Second

// floor is what servers share: one store, one time.
type floor struct {
	t        *testing.T
	clock    *clocktest.Clock
	store    *store.States
	deciding store.Decider
	ids      int
	stirred  chan struct{} // somebody was told something
	rules    routing.Rules
	last     func(context.Context, interaction.State) (string, error)
	running  []*server
}

func newFloor(t *testing.T) *floor {
	t.Helper()
	f := &floor{t: t, clock: clocktest.New(begin), stirred: make(chan struct{}, 1)}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f.store = store.NewStates(db, 0)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	f.deciding = store.Decider{Clock: f.clock, Policy: interaction.Policy{
		OpenOn: interaction.OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute, WrapUp: 10 * time.Minute,
	}}
	return f
}

// server with its sockets.
type server struct {
	*floor
	room *routing.Routing
	here *presence
	stop func()

	mu   sync.Mutex
	told []string
}

func (f *floor) server(name string, shared bool) *server {
	f.t.Helper()
	s := &server{floor: f, here: &presence{changed: make(chan struct{}), at: map[string]live.Present{}}}
	s.room = routing.New(routing.Config{
		Store: f.store, Decider: f.deciding, Presence: s.here, Accounts: []string{"support", "sales"}, Server: name, Shared: shared, Rules: f.rules, LastAgent: f.last,
		Notify: s.tell, Log: slog.New(slog.NewTextHandler(f.t.Output(), nil)), Clock: f.clock,
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- s.room.Run(ctx) }()
	s.stop = func() {
		f.running = slices.DeleteFunc(f.running, func(o *server) bool { return o == s })
		cancel()
		if err := <-done; err != nil {
			f.t.Error(err)
		}
		s.stop = func() {}
	}
	f.running = append(f.running, s)
	f.t.Cleanup(func() { s.stop() })
	return s
}

func (s *server) tell(_, agent string) {
	s.mu.Lock()
	s.told = append(s.told, agent)
	s.mu.Unlock()
	select {
	case s.stirred <- struct{}{}:
	default:
	}
}

// presence of agents, as a test wants it.
type presence struct {
	mu      sync.Mutex
	at      map[string]live.Present
	changed chan struct{}
	asked   int // how often
}

func (p *presence) Agents(string) []live.Present {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	var all []live.Present
	for _, a := range p.at {
		all = append(all, a)
	}
	return all
}

func (p *presence) Changed() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

// senses changes something about who is here, and waits until routing has looked.
func (s *server) senses(edit func(map[string]live.Present)) {
	s.t.Helper()
	p := s.here
	p.mu.Lock()
	edit(p.at)
	close(p.changed)
	p.changed = make(chan struct{})
	before := p.asked
	p.mu.Unlock()
	s.await("the room to look", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.asked > before
	})
}

func accountOf(a interaction.Agent) string {
	if a == eve {
		return "sales"
	}
	return "support"
}

// connects a widget whose script answers, or does not.
func (s *server) connects(a interaction.Agent, answers bool) {
	s.t.Helper()
	s.senses(func(at map[string]live.Present) {
		at[a.ID] = live.Present{Agent: a, Account: accountOf(a), Reachable: answers}
	})
}

func (s *server) leaves(a interaction.Agent) {
	s.t.Helper()
	s.senses(func(at map[string]live.Present) { delete(at, a.ID) })
}

func (s *server) chooses(a interaction.Agent, chosen, next routing.Choice) routing.Me {
	s.t.Helper()
	me, err := s.room.Choose(s.t.Context(), accountOf(a), a, chosen, next)
	if err != nil {
		s.t.Fatal(err)
	}
	return me
}

func to(status routing.State, reason string) routing.Choice {
	return routing.Choice{Status: status, Reason: reason}
}

var nothing routing.Choice

// call comes in and waits.
func (f *floor) call(account string) interaction.ID {
	f.t.Helper()
	return f.callOf(interaction.Started{Account: account, Customer: interaction.Customer{Name: "Aiko"}}, "")
}

// callFor a queue, by a customer whose page speaks a language.
func (f *floor) callFor(queue, language string) interaction.ID {
	f.t.Helper()
	return f.callOf(interaction.Started{Account: "support", Queue: queue}, language)
}

func (f *floor) callOf(who interaction.Started, language string) interaction.ID {
	f.t.Helper()
	f.ids++
	id := interaction.ID(fmt.Sprintf("01jq%022d", f.ids))
	who.Channel, who.Direction = interaction.Voice, interaction.Inbound
	start := interaction.Start{Started: who}
	if language != "" {
		start.Packet = &interaction.Packet{Trust: interaction.Unsigned, Unsigned: []interaction.Field{{Key: "language", Label: "Language", Value: language, Type: "text"}}}
	}
	_, err := f.deciding.Create(f.t.Context(), f.store, id, start, nil, interaction.Arrive{CallSID: fmt.Sprint("CA", f.ids)})
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

func (f *floor) do(id interaction.ID, cmd interaction.Command) interaction.State {
	f.t.Helper()
	s, err := f.deciding.Update(f.t.Context(), f.store, id, cmd)
	if err != nil {
		f.t.Fatalf("%T: %v", cmd, err)
	}
	return s
}

func (f *floor) state(id interaction.ID) interaction.State {
	f.t.Helper()
	events, err := f.store.Load(context.Background(), id)
	if err != nil {
		f.t.Fatal(err)
	}
	return interaction.State{ID: id}.Advance(events)
}

// await what a story comes to; time stands still.
func (f *floor) await(what string, done func() bool) {
	f.t.Helper()
	late := time.After(patience)
	for {
		changed, timers := f.store.Changed(), f.clock.Changed()
		if done() {
			return
		}
		select {
		case <-changed:
		case <-timers:
		case <-f.stirred:
		case <-late:
			buf := make([]byte, 1<<20)
			f.t.Fatalf("waiting for %s\n%s", what, buf[:runtime.Stack(buf, true)])
		}
	}
}

// offer that stands, and for whom it rings by what each agent is; nobody if it does not
// ring by a rule yet.
func (f *floor) rung(id interaction.ID) (r routing.Rung) {
	f.t.Helper()
	s := f.state(id)
	offers := s.Offerings()
	if len(offers) == 0 || len(f.running) == 0 || s.Assignments.Current().Claimed() {
		return r
	}
	o := offers[len(offers)-1]
	if o.Event == 0 {
		return r
	}
	r, err := f.running[len(f.running)-1].room.Rung(f.t.Context(), s.Account, o, s.Log.At(o.Event-1).Data.(interaction.OfferRung), "", 100)
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

// awaitRings until the offer rings for these, and nobody else.
func (f *floor) awaitRings(id interaction.ID, want ...interaction.Agent) {
	f.t.Helper()
	f.await(fmt.Sprintf("ringing for %v", want), func() bool {
		got := f.rung(id).Agents
		return len(want) == len(got) && !slices.ContainsFunc(want, func(a interaction.Agent) bool { return !slices.Contains(got, a) })
	})
}

// passed is the reason for which an agent is passed over; empty: they are not.
func (f *floor) passed(id interaction.ID, a interaction.Agent) string {
	for _, p := range f.rung(id).Skipped {
		if p.Agent.ID == a.ID {
			return string(p.Reason) + p.Text
		}
	}
	return ""
}

func (f *floor) awaitPassed(id interaction.ID, a interaction.Agent, why string) {
	f.t.Helper()
	f.await(a.Name+" passed over: "+why, func() bool { return f.passed(id, a) == why })
}

func (s *server) awaitState(a interaction.Agent, want routing.State) {
	s.t.Helper()
	s.await(a.Name+" "+string(want), func() bool { return s.room.Me(accountOf(a), a.ID).Status.State == want })
}

// pass lets time go by, and every package look.
func (f *floor) pass(d time.Duration) {
	f.t.Helper()
	f.clock.Advance(d)
	for _, s := range f.running {
		s.senses(func(map[string]live.Present) {})
	}
}
