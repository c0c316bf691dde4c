// Package settingtest runs a test of what servers share on both stores.
package settingtest

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/deskside/deskside/server/internal/session/setting"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

// Open gives one server's way to the store.
type Open func(*testing.T) setting.Store

// Embedded store, until the test ends.
func Embedded(t *testing.T) Open {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "deskside.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return func(*testing.T) setting.Store { return db }
}

// Everywhere runs a test on both stores; on Redis each server has connections of its own.
func Everywhere(t *testing.T, test func(*testing.T, Open)) {
	t.Run("embedded", func(t *testing.T) { test(t, Embedded(t)) })
	t.Run("redis", func(t *testing.T) {
		server := redistest.Start(t)
		test(t, func(t *testing.T) setting.Store {
			t.Helper()
			s, err := redis.Open(t.Context(), server.URL, redis.Options{Log: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			return s
		})
	})
}
