package redis_test

import (
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
	"github.com/deskside/deskside/server/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Two processes are two stores on one Redis; a restart kills Redis as well.
func TestSuite(t *testing.T) {
	server := redistest.Start(t)
	var n atomic.Int64
	storetest.Suite(t, func(t *testing.T) storetest.Opened {
		o := redis.Options{Prefix: fmt.Sprint("case", n.Add(1))}
		s := open(t, server.URL, o)
		return storetest.Opened{
			Store: s,
			Reopen: func(t *testing.T) store.Store {
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				server.Kill(t)
				server.Start(t)
				return open(t, server.URL, o)
			},
			Second: func(t *testing.T) store.Store { return open(t, server.URL, o) },
		}
	})
}

// A node of a cluster refuses a script that leaves the slot of its key. Here nothing of
// the feed is kept in memory.
func TestSuiteInOneSlotOfACluster(t *testing.T) {
	server := redistest.StartTCP(t, "cluster-enabled yes")
	options, err := goredis.ParseURL(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	admin := goredis.NewClient(options)
	defer admin.Close()
	if err := admin.ClusterAddSlotsRange(t.Context(), 0, 16383).Err(); err != nil {
		t.Fatal(err)
	}
	var n atomic.Int64
	storetest.Suite(t, func(t *testing.T) storetest.Opened {
		// A cluster takes seconds to believe that it is whole.
		o := redis.Options{Prefix: fmt.Sprint("case", n.Add(1)), Timeout: 20 * time.Second, FeedBytes: 1}
		s := open(t, server.URL, o)
		return storetest.Opened{Store: s, Reopen: func(t *testing.T) store.Store {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return open(t, server.URL, o)
		}}
	})
}

// open a store that is closed at the end of the test.
func open(t testing.TB, url string, o redis.Options) *redis.Store {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s, err := redis.Open(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
