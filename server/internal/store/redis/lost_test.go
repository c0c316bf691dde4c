package redis_test

import (
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
)

// TestLostEnd: a Redis that took over without the end of a log, and was told other
// events since, is believed, and not what was kept of the first one.
func TestLostEnd(t *testing.T) {
	server := redistest.Start(t)
	admin := client(t, server)
	s := store.NewStates(open(t, server.URL, redis.Options{}), 0)
	now := t0
	deciding := store.Decider{Clock: clocktest.Shows(func() time.Time { return now })}
	call := interaction.Start{Started: interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound}}
	note := func(text string) interaction.State {
		t.Helper()
		now = now.Add(time.Second)
		state, err := deciding.Update(t.Context(), s, "a", interaction.AddNote{Note: "note-" + text, Agent: interaction.Agent{ID: "mia"}, Text: text})
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	if _, err := deciding.Create(t.Context(), s, "a", call, nil); err != nil {
		t.Fatal(err)
	}
	note("stays")
	lost := note("lost")

	takeBack := func() {
		t.Helper()
		_, err := admin.TxPipelined(t.Context(), func(p goredis.Pipeliner) error {
			p.HIncrBy(t.Context(), "{deskside}:interaction:a", "version", -1)
			p.RPop(t.Context(), "{deskside}:events:a")
			return nil
		})
		must(t, err)
	}
	takeBack()
	if state, err := s.State(t.Context(), "a"); err != nil || state.Version != lost.Version-1 || state.Items.Last().Text != "stays" {
		t.Errorf("what was lost is still believed: version %d, %v", state.Version, err)
	}
	// It is lost once more, and another replica, which knew nothing of it, goes on.
	lost = note("lost again")
	takeBack()
	kept := s
	s = store.NewStates(open(t, server.URL, redis.Options{}), 0)
	other := note("other")
	if other.Version != lost.Version {
		t.Fatalf("version %d", other.Version)
	}
	s = kept
	if next := note("next"); next.Items.At(next.Items.Len()-2).Text != "other" {
		t.Errorf("decided on what was lost: %+v", next.Items.Slice())
	}
}
