package redis_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store/mark"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
)

// A Redis that was put back older, or emptied, is not opened, and is left as it is, until
// somebody says so; by each server on its own.
func TestOlderCopyIsRefused(t *testing.T) {
	for name, older := range map[string]int64{"older copy": 5, "emptied": 0} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			admin := client(t, server)
			o := redis.Options{Mark: filepath.Join(t.TempDir(), "redis.mark")}
			second := redis.Options{Mark: filepath.Join(t.TempDir(), "redis.mark")}
			s, other := open(t, server.URL, o), open(t, server.URL, second)
			grow(t, s, "before", int(older))
			taken := copyOf(t, admin)
			grow(t, s, "after", 20)
			for _, s := range []*redis.Store{s, other} {
				settle(t, s)
				must(t, s.Close())
			}
			must(t, open(t, server.URL, o).Close()) // nothing is missing
			putBack(t, admin, taken)
			if older == 0 {
				must(t, admin.FlushAll(t.Context()).Err())
			}
			before := contents(t, admin, o.Mark)
			_, err := redis.Open(t.Context(), server.URL, o)
			loss, ok := errors.AsType[*mark.Loss](err)
			if !ok || loss.Have != older || loss.Had != older+20 || !strings.Contains(err.Error(), "20 events are missing") {
				t.Fatalf("opened, or not told why: %v", err)
			}
			if _, err := redis.Examine(t.Context(), server.URL, o.Mark); err == nil || err.Error() != loss.Error() {
				t.Errorf("the doctor says %v", err)
			}
			given, err := redis.Recover(t.Context(), server.URL, filepath.Join(t.TempDir(), "none"))
			if given != nil || err != nil {
				t.Errorf("without a mark: %v, %v", given, err)
			}
			if after := contents(t, admin, o.Mark); after != before {
				t.Errorf("it was touched:\n%s\n%s", before, after)
			}
			given, err = redis.Recover(t.Context(), server.URL, o.Mark)
			if err != nil || given == nil || given.Error() != loss.Error() {
				t.Fatalf("recover: %v, %v", given, err)
			}
			if _, err := redis.Open(t.Context(), server.URL, second); err == nil {
				t.Error("the other server was not asked")
			}
			s = open(t, server.URL, o)
			grow(t, s, "again", 3)
			if given, err := redis.Recover(t.Context(), server.URL, o.Mark); given != nil || err != nil {
				t.Errorf("recover once more: %v, %v", given, err)
			}
		})
	}
}

// What a failover may lose keeps nobody from starting, whether a server was running or
// not; another Redis is not taken for this one.
func TestLastMomentIsNotMissed(t *testing.T) {
	server := redistest.Start(t)
	admin := client(t, server)
	o := redis.Options{Mark: filepath.Join(t.TempDir(), "redis.mark")}
	s := open(t, server.URL, o)
	grow(t, s, "a", 5)
	settle(t, s)
	taken := copyOf(t, admin)
	grow(t, s, "b", 5)
	must(t, s.KeepMark(t.Context(), t0.Add(2*redis.Tolerance-time.Second)))
	putBack(t, admin, taken)
	must(t, open(t, server.URL, o).Close())
	for i := range 30 { // the server that was running has not written what it had seen
		must(t, s.KeepMark(t.Context(), t0.Add(2*redis.Tolerance+time.Duration(i)*time.Second)))
	}
	must(t, open(t, server.URL, o).Close())
	grow(t, s, "c", 5)
	settle(t, s)
	must(t, s.Close())

	other := redistest.Start(t)
	must(t, open(t, other.URL, o).Close())
	putBack(t, admin, taken)
	must(t, admin.Set(t.Context(), "{deskside}:identity", "another", 0).Err()) // at the same address
	s = open(t, server.URL, o)
	settle(t, s)
	if m, err := mark.Read(o.Mark); err != nil || m.Store != "another" || m.Head != 5 {
		t.Errorf("the mark is not of the Redis that is there: %+v, %v", m, err)
	}
}

// grow the feed by so many events.
func grow(t *testing.T, s *redis.Store, id string, events int) {
	t.Helper()
	for n := range events {
		must(t, s.Commit(t.Context(), step(interaction.ID(id), n+1)))
	}
}

// settle until the mark says all that is there.
func settle(t *testing.T, s *redis.Store) {
	t.Helper()
	must(t, s.KeepMark(t.Context(), t0))
	must(t, s.KeepMark(t.Context(), t0.Add(redis.Tolerance)))
}

// copyOf all that a Redis holds, by key.
func copyOf(t *testing.T, admin *goredis.Client) map[string]string {
	t.Helper()
	keys, err := admin.Keys(t.Context(), "*").Result()
	must(t, err)
	out := map[string]string{}
	for _, key := range keys {
		out[key], err = admin.Dump(t.Context(), key).Result()
		must(t, err)
	}
	return out
}

func putBack(t *testing.T, admin *goredis.Client, taken map[string]string) {
	t.Helper()
	_, err := admin.TxPipelined(t.Context(), func(p goredis.Pipeliner) error {
		p.FlushAll(t.Context())
		for key, value := range taken {
			p.Restore(t.Context(), key, 0, value)
		}
		return nil
	})
	must(t, err)
}

// contents of a Redis and of a mark, apart from what every program writes that opens it.
func contents(t *testing.T, admin *goredis.Client, file string) string {
	t.Helper()
	all := copyOf(t, admin)
	delete(all, "{deskside}:schema")
	text, err := os.ReadFile(file)
	must(t, err)
	return fmt.Sprintf("%q %s", all, text)
}
