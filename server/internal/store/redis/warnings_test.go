package redis_test

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
)

// TestWarnings: what Redis would forget is said when the server starts.
func TestWarnings(t *testing.T) {
	for _, c := range []struct {
		name     string
		settings []string
		want     []string
	}{
		{"as it should be", nil, nil},
		{"no file", []string{"appendonly no"}, []string{"no append-only file"}},
		{"snapshots alone", []string{"appendonly no", "save 3600 1"}, []string{"no append-only file"}},
		{"evicts", []string{"maxmemory-policy allkeys-lru"}, []string{"maxmemory-policy allkeys-lru"}},
		{"once a second", []string{"appendfsync everysec"}, []string{"appendfsync everysec"}},
		{"does not tell", []string{"rename-command CONFIG nobody"}, []string{"does not tell its settings"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := redistest.Start(t, c.settings...)
			var said bytes.Buffer
			s := open(t, server.URL, redis.Options{Log: slog.New(slog.NewTextHandler(&said, nil))})
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(said.String(), "level=WARN"); got != len(c.want) {
				t.Errorf("%d warnings:\n%s", got, said.String())
			}
			for _, want := range c.want {
				if !strings.Contains(said.String(), want) {
					t.Errorf("%q is not in\n%s", want, said.String())
				}
			}
		})
	}
}

func TestFindings(t *testing.T) {
	for _, c := range []struct {
		aof           bool
		fsync, policy string
		canWait       bool
		wait          bool
		warnings      int
	}{
		{true, "always", "noeviction", true, false, 0},
		{true, "always", "noeviction", false, false, 0},
		{true, "everysec", "noeviction", true, true, 1},
		{true, "everysec", "noeviction", false, false, 1},
		{true, "no", "volatile-ttl", false, false, 2},
		{true, "", "", true, true, 0}, // it does not tell: asking to wait is never wrong
		{true, "", "", false, false, 0},
		{false, "always", "noeviction", true, false, 1},
		{false, "everysec", "allkeys-lru", true, false, 2},
	} {
		wait, warnings := redis.Findings(c.aof, c.fsync, c.policy, c.canWait)
		if wait != c.wait || len(warnings) != c.warnings {
			t.Errorf("%+v: wait %v, %q", c, wait, warnings)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Run("what a newer version has written", func(t *testing.T) {
		server := redistest.Start(t)
		options, err := goredis.ParseURL(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		admin := goredis.NewClient(options)
		defer admin.Close()
		if err := admin.Set(t.Context(), "{deskside}:schema", 99, 0).Err(); err != nil {
			t.Fatal(err)
		}
		refused(t, server.URL, "newer version")
	})
	t.Run("nobody there", func(t *testing.T) {
		refused(t, "unix://"+filepath.Join(shortDir(t), "nobody"), "nobody")
	})
	t.Run("a secret in a broken url", func(t *testing.T) {
		_, err := redis.Open(t.Context(), "redis://:hidden@[::1", redis.Options{})
		if err == nil || strings.Contains(err.Error(), "hidden") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("a context that has ended", func(t *testing.T) {
		l, err := net.Listen("unix", filepath.Join(shortDir(t), "silent"))
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := redis.Open(ctx, "unix://"+l.Addr().String(), redis.Options{}); err == nil {
			t.Error("opened")
		}
	})
}

func refused(t *testing.T, url, want string) {
	t.Helper()
	_, err := redis.Open(t.Context(), url, redis.Options{Timeout: 200 * time.Millisecond})
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q in it", err, want)
	}
}

// shortDir: a socket's path may be 107 bytes long.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "line")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
