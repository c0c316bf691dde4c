package deadlines_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/deadlines"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// rig is a store of calls that are awaited, each for a minute.
type rig struct {
	t       *testing.T
	clock   *clocktest.Clock
	states  *store.States
	decider store.Decider
	asked   int
	confirm func(context.Context) error
	*deadlines.Deadlines
}

func newRig(t *testing.T) *rig {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	r := &rig{t: t, clock: clocktest.New(start), states: store.NewStates(s, 0)}
	r.decider = store.Decider{Clock: r.clock, Policy: interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute}}
	r.Deadlines = deadlines.New(deadlines.Config{Store: r.states, Decider: r.decider, Clock: r.clock, Confirm: func(ctx context.Context, _ interaction.ID) error {
		r.asked++
		return r.confirm(ctx)
	}})
	return r
}

// begin a call, and return when it is given up.
func (r *rig) begin(id interaction.ID) (due time.Time) {
	r.t.Helper()
	call := interaction.Start{Started: interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound}}
	s, err := r.decider.Create(r.t.Context(), r.states, id, call, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return s.StartedAt.Add(time.Minute)
}

func (r *rig) looks(id interaction.ID, want time.Time, wantErr error) {
	r.t.Helper()
	if next, err := r.Reconcile(r.t.Context(), id); !errors.Is(err, wantErr) || !next.Equal(want) {
		r.t.Errorf("%v, %v, want %v, %v", next, err, want, wantErr)
	}
}

func (r *rig) active(id interaction.ID) bool {
	r.t.Helper()
	s, err := r.states.State(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	return s.Active()
}

var errSilent = errors.New("silent")

func silent(context.Context) error { return errSilent }

func known(context.Context) error { return nil }

// hangs until nobody waits for it any more.
func hangs(ctx context.Context) error {
	<-ctx.Done()
	return context.Cause(ctx)
}

// TestPatience: while nobody can say what has become of a call it stands, and no longer
// than Patience.
func TestPatience(t *testing.T) {
	r := newRig(t)
	r.confirm = silent
	due := r.begin("a")
	r.looks("a", due, nil)
	if r.asked != 0 {
		t.Error("asked before its time")
	}
	r.clock.Advance(time.Minute)
	r.looks("a", due.Add(2*time.Second), errSilent)
	r.clock.Advance(9 * time.Second)
	r.looks("a", due.Add(deadlines.Patience), errSilent)
	if !r.active("a") {
		t.Fatal("it has not been waited for")
	}
	r.clock.Advance(time.Second)
	r.looks("a", time.Time{}, nil)
	if r.active("a") {
		t.Fatal("it is waited for for ever")
	}
	r.looks("a", time.Time{}, nil)
	r.looks("nobody", time.Time{}, nil)

	r.confirm = known
	r.begin("b")
	r.clock.Advance(time.Minute)
	r.looks("b", time.Time{}, nil)
	if r.active("b") {
		t.Error("it has not ended although all is known")
	}
}

// looksWhile looks, and lets time pass while that waits.
func (r *rig) looksWhile(id interaction.ID, passes time.Duration, want time.Time, wantErr error) {
	r.t.Helper()
	waits, done := r.clock.Changed(), make(chan struct{})
	go func() {
		defer close(done)
		r.looks(id, want, wantErr)
	}()
	<-waits
	select {
	case <-done:
		r.t.Errorf("%s is not waited for", id)
		return
	default:
	}
	r.clock.Advance(passes)
	<-done
}

// TestSilenceEnds: who does not answer at all is not waited for for longer.
func TestSilenceEnds(t *testing.T) {
	r := newRig(t)
	r.confirm = silent
	due := r.begin("a")
	r.clock.Advance(time.Minute + 8*time.Second)
	r.looks("a", due.Add(deadlines.Patience), errSilent)
	r.confirm = hangs
	r.looksWhile("a", 2*time.Second, time.Time{}, nil)
	if r.active("a") {
		t.Error("it is still waited for")
	}
}

// TestLooksFirstAfterAnOutage: that its time was over long ago is no reason not to look.
func TestLooksFirstAfterAnOutage(t *testing.T) {
	r := newRig(t)
	r.confirm = func(ctx context.Context) error { return ctx.Err() }
	r.begin("a")
	r.begin("b")
	r.clock.Advance(time.Hour)
	r.looks("a", time.Time{}, nil)
	if r.asked != 1 || r.active("a") {
		t.Errorf("looked %d times", r.asked)
	}
	r.confirm = hangs
	r.looksWhile("b", deadlines.Patience, time.Time{}, nil)
	if r.asked != 2 || r.active("b") {
		t.Errorf("looked %d times", r.asked)
	}
}

// TestStopExpiresNothing: a look that is given up because the server stops has not been
// made.
func TestStopExpiresNothing(t *testing.T) {
	r := newRig(t)
	r.begin("a")
	r.clock.Advance(time.Hour)
	ctx, stop := context.WithCancel(t.Context())
	r.confirm = func(ctx context.Context) error { stop(); return hangs(ctx) }
	if _, err := r.Reconcile(ctx, "a"); !errors.Is(err, context.Canceled) || !r.active("a") {
		t.Errorf("%v, active: %v", err, r.active("a"))
	}
}

// What is asked after a message, which was closed from the beginning, runs out like all else:
// a loop that begins anew finds it among those that still need somebody, and not later.
func TestAskAfterAMessageRunsOut(t *testing.T) {
	r := newRig(t)
	r.confirm = known
	message := interaction.Start{Started: interaction.Started{Account: "support", App: "shop", Channel: interaction.Message, Direction: interaction.Inbound}, Message: "It is broken."}
	if _, err := r.decider.Create(t.Context(), r.states, "a", message, nil); err != nil {
		t.Fatal(err)
	}
	found := func() bool {
		t.Helper()
		ids, err := r.states.List(t.Context(), store.Filter{Active: true})
		if err != nil {
			t.Fatal(err)
		}
		return len(ids) == 1
	}
	if found() {
		t.Error("a message needs nobody")
	}
	ask := interaction.MakeAsk{Ask: "ask-0001", Type: interaction.AskPhoto, Label: "The lamp", Agent: interaction.Agent{ID: "support/7"}}
	if _, err := r.decider.Update(t.Context(), r.states, "a", ask); err != nil {
		t.Fatal(err)
	}
	if !found() {
		t.Error("nobody would find it after a restart")
	}
	r.looks("a", start.Add(interaction.AskLife), nil)
	r.clock.Advance(interaction.AskLife)
	r.looks("a", time.Time{}, nil)
	s, err := r.states.State(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if one, _ := s.Asks.Ask("ask-0001"); one.State != interaction.AskLate || found() {
		t.Errorf("%+v", one)
	}
}
