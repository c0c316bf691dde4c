package redis_test

import (
	"fmt"
	"testing"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
)

// TestFeedAfterLostEnd: of a Redis that took over without the end of the feed, and
// was told other events since, a page says what is there now.
func TestFeedAfterLostEnd(t *testing.T) {
	server := redistest.Start(t)
	admin := client(t, server)
	s, other := open(t, server.URL, redis.Options{}), open(t, server.URL, redis.Options{})
	for n := 1; n <= 5; n++ {
		must(t, s.Commit(t.Context(), step("a", n)))
	}
	feed := func(s store.Store) (got []string) {
		t.Helper()
		entries, err := s.Feed(t.Context(), 0, 0)
		must(t, err)
		for _, e := range entries {
			got = append(got, fmt.Sprint(e.Seq, e.Interaction, e.Event.N))
		}
		return got
	}
	want := "[1a1 2a2 3a3 4a4 5a5]"
	if got := fmt.Sprint(feed(s)); got != want {
		t.Fatalf("%s, want %s", got, want)
	}
	_, err := admin.TxPipelined(t.Context(), func(p goredis.Pipeliner) error { // numbers 4 and 5 are lost
		p.XDel(t.Context(), "{deskside}:feed", "4-0", "5-0")
		p.LTrim(t.Context(), "{deskside}:events:a", 0, 2)
		p.HSet(t.Context(), "{deskside}:interaction:a", "version", 3)
		p.Set(t.Context(), "{deskside}:seq", 3, 0)
		return p.Do(t.Context(), "XSETID", "{deskside}:feed", "3-0").Err()
	})
	must(t, err)
	if got := fmt.Sprint(feed(s)); got != "[1a1 2a2 3a3]" {
		t.Errorf("what was lost is still there: %s", got)
	}
	feed(s) // it is in memory
	for _, id := range []interaction.ID{"b", "c", "d"} {
		must(t, other.Commit(t.Context(), step(id, 1)))
	}
	want = "[1a1 2a2 3a3 4b1 5c1 6d1]"
	for range 2 {
		if got := fmt.Sprint(feed(s)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func client(t *testing.T, server *redistest.Server) *goredis.Client {
	t.Helper()
	options, err := goredis.ParseURL(server.URL)
	must(t, err)
	c := goredis.NewClient(options)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
