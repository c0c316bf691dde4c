package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// Future proves that an event of a newer version is refused: whoever reads it is told
// which it is, whoever decides on it decides nothing, and it stays. change closes the
// empty store s, puts another text in the place of the newest event's, and opens it again.
func Future(t *testing.T, s store.Store, change func(t *testing.T, to func(text string) string) store.Store) {
	d := desk{Opened{Store: s}}
	d.commit(t, arrival("a"), note("a", "i/a", 1), arrival("b"), note("b", "i/b", 1))
	s = change(t, func(text string) string { return strings.Replace(text, " note_added ", " hologram_shown ", 1) })
	ctx := t.Context()
	refused := func(what string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), "hologram_shown") || !strings.Contains(err.Error(), "newer version") {
			t.Errorf("%s: %v", what, err)
		}
	}
	states := store.NewStates(s, 0)
	deciding := store.Decider{Clock: clocktest.Shows(func() time.Time { return t0 })}
	_, err := s.Load(ctx, "b")
	refused("its log", err)
	_, err = states.State(ctx, "b")
	refused("its state", err)
	_, err = s.Feed(ctx, 0, 0)
	refused("the feed", err)
	before, err := s.Head(ctx)
	must(t, err)
	_, err = deciding.Update(ctx, states, "b", interaction.AddNote{Note: "x", Agent: mia, Text: "On top of it."})
	refused("a note", err)
	after, err := s.Head(ctx)
	must(t, err)
	equal(t, "the head", after, before)
	if _, err := states.State(ctx, "a"); err != nil {
		t.Errorf("another's state: %v", err)
	}
}
