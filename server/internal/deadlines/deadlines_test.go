package deadlines_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/clock/clocktest"
	"github.com/deskside/deskside/server/internal/deadlines"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// TestPatience: while nobody can say what has become of a claim it stands, and no longer
// than Patience.
func TestPatience(t *testing.T) {
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	clock, states := clocktest.New(start), store.NewStates(s, 0)
	decider := store.Decider{Now: clock.Now, Policy: interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute}}
	silent, asked := errors.New("silent"), 0
	confirm := silent
	d := deadlines.New(deadlines.Config{Store: states, Decider: decider, Clock: clock, Confirm: func(context.Context, interaction.ID) error {
		asked++
		return confirm
	}})
	begin := func(id interaction.ID) {
		t.Helper()
		call := interaction.Start{Started: interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound}}
		if _, err := decider.Create(t.Context(), states, id, call, nil); err != nil {
			t.Fatal(err)
		}
	}
	look := func(id interaction.ID, want time.Time, wantErr error) {
		t.Helper()
		if next, err := d.Reconcile(t.Context(), id); !errors.Is(err, wantErr) || !next.Equal(want) {
			t.Errorf("%v, %v, want %v, %v", next, err, want, wantErr)
		}
	}
	active := func(id interaction.ID) bool {
		t.Helper()
		events, err := s.Load(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return interaction.State{ID: id}.Advance(events).Active()
	}

	begin("a")
	due := start.Add(time.Minute)
	look("a", due, nil)
	if asked != 0 {
		t.Error("asked before its time")
	}
	clock.Advance(time.Minute)
	look("a", due.Add(2*time.Second), silent)
	clock.Advance(9 * time.Second)
	look("a", due.Add(deadlines.Patience), silent)
	if !active("a") {
		t.Fatal("it has not been waited for")
	}
	clock.Advance(time.Second)
	look("a", time.Time{}, nil)
	if active("a") {
		t.Fatal("it is waited for for ever")
	}
	look("a", time.Time{}, nil)
	look("nobody", time.Time{}, nil)

	confirm = nil
	begin("b")
	clock.Advance(time.Minute)
	look("b", time.Time{}, nil)
	if active("b") {
		t.Error("it has not ended although all is known")
	}
}
