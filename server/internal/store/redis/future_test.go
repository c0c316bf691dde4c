package redis_test

import (
	"testing"

	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
	"github.com/deskside/deskside/server/internal/store/storetest"
)

// TestFuture: an event that this version does not know is refused, not passed over.
func TestFuture(t *testing.T) {
	server := redistest.Start(t)
	admin := client(t, server)
	s := open(t, server.URL, redis.Options{})
	storetest.Future(t, s, func(t *testing.T, to func(string) string) store.Store {
		must(t, s.Close())
		const log = "{deskside}:events:b"
		text, err := admin.LIndex(t.Context(), log, -1).Result()
		must(t, err)
		must(t, admin.LSet(t.Context(), log, -1, to(text)).Err())
		return open(t, server.URL, redis.Options{})
	})
}
