package redis_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
)

// TestAgeCostsNothing: what is asked all the time takes as many commands, those of
// the scripts included, whether ten calls have been closed and written or three
// hundred, all of which are kept for ever.
func TestAgeCostsNothing(t *testing.T) {
	server := redistest.Start(t, "appendfsync no")
	admin := client(t, server)
	young, old := commands(t, server, admin, 10), commands(t, server, admin, 300)
	for what, n := range young {
		if old[what] != n {
			t.Errorf("%s takes %d commands after 10 calls and %d after 300", what, n, old[what])
		}
	}
}

// commands that each question takes when so many calls are over.
func commands(t *testing.T, server *redistest.Server, admin *goredis.Client, calls int) map[string]int {
	t.Helper()
	// Nobody else asks meanwhile.
	s := open(t, server.URL, redis.Options{Prefix: fmt.Sprint("of", calls), Poll: time.Hour, FeedBytes: 1})
	for i := range calls {
		id := interaction.ID(fmt.Sprint("old", i))
		must(t, s.Commit(t.Context(), step(id, 1)))
		over := step(id, 2)
		over.Active, over.Writes = false, nil
		over.Events[0].Data = interaction.WriteLanded{Key: id.Key("note-1", 1), Receipt: "r", Ticket: "1", At: t0}
		must(t, s.Commit(t.Context(), over))
	}
	must(t, s.Commit(t.Context(), step("held", 1)))
	held := step("held", 2)
	held.Events[0].Data = interaction.WriteHeld{Key: "held-note-1-1"}
	must(t, s.Commit(t.Context(), held))
	head, err := s.Head(t.Context())
	must(t, err)
	n := 0
	took := map[string]int{}
	measure := func(what string, ask func() error) {
		t.Helper()
		for range 2 { // the first time a script may be new to Redis
			before := calledSoFar(t, admin)
			must(t, ask())
			took[what] = calledSoFar(t, admin) - before
		}
	}
	writes := func(f store.WriteFilter) func() error {
		return func() error { _, err := s.Writes(t.Context(), f); return err }
	}
	list := func(f store.Filter) func() error {
		return func() error { _, err := s.List(t.Context(), f); return err }
	}
	states := func(of ...store.WriteState) []store.WriteState { return of }
	measure("counts", func() error { _, err := s.Counts(t.Context(), ""); return err })
	measure("an account's counts", func() error { _, err := s.Counts(t.Context(), "support"); return err })
	measure("held", writes(store.WriteFilter{States: states(store.Held), Newest: true}))
	measure("landed", writes(store.WriteFilter{Account: "support", States: states(store.Landed), Newest: true, Limit: 5}))
	measure("all", writes(store.WriteFilter{Newest: true, Limit: 5}))
	measure("a lane", writes(store.WriteFilter{Lane: "i/held", States: states(store.Waiting, store.Sending)}))
	measure("lanes", func() error { _, err := s.Lanes(t.Context(), t0, 0); return err })
	measure("next due", func() error { _, err := s.NextDue(t.Context(), t0); return err })
	measure("active", list(store.Filter{Active: true}))
	measure("an account's", list(store.Filter{Account: "support", Limit: 5}))
	measure("feed", func() error { _, err := s.Feed(t.Context(), head-3, 0); return err })
	measure("a log", func() error { _, err := s.Load(t.Context(), "held"); return err })
	measure("a new call", func() error { n++; return s.Commit(t.Context(), step(interaction.ID(fmt.Sprint("new", n)), 1)) })
	measure("a note", func() error { n++; return s.Commit(t.Context(), step("new1", n-1)) })
	measure("a lease", func() error {
		l, err := s.Acquire(t.Context(), "i/new1", "one", t0, time.Minute)
		must(t, err)
		must(t, s.Begin(t.Context(), l, "b", []string{"new1-note-1-1"}, t0))
		must(t, s.Abort(t.Context(), l, "b", t0, true))
		return s.Release(t.Context(), l)
	})
	return took
}

func calledSoFar(t *testing.T, admin *goredis.Client) (calls int) {
	t.Helper()
	text, err := admin.Info(t.Context(), "commandstats").Result()
	must(t, err)
	for line := range strings.Lines(text) {
		name, rest, ok := strings.Cut(strings.TrimSpace(line), ":calls=")
		if !ok || name == "cmdstat_info" {
			continue
		}
		digits, _, _ := strings.Cut(rest, ",")
		n, err := strconv.Atoi(digits)
		must(t, err)
		calls += n
	}
	return calls
}
