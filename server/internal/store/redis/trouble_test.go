package redis_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
)

// TestKilledRedis: everything that was acknowledged before Redis was killed with
// -9 is there when it has started again, whole, and the store goes on by itself.
func TestKilledRedis(t *testing.T) {
	server := redistest.Start(t)
	s := open(t, server.URL, redis.Options{Timeout: 5 * time.Second}) // of a machine with other work, too
	const writers = 16
	var acknowledged [writers]int // the last number of each
	var total atomic.Int64
	enough := make(chan struct{})
	var wg sync.WaitGroup
	for i := range writers {
		id := interaction.ID(fmt.Sprint("w", i))
		wg.Go(func() {
			for n := 1; ; n++ {
				err := s.Commit(t.Context(), step(id, n))
				if err != nil {
					if errors.Is(err, store.ErrConflict) {
						t.Errorf("%s: %v", id, err)
					}
					return
				}
				acknowledged[i] = n
				if total.Add(1) == 1000 {
					close(enough)
				}
			}
		})
	}
	<-enough
	server.Kill(t)
	wg.Wait() // each has met the outage
	server.Start(t)

	for i := range writers {
		id := interaction.ID(fmt.Sprint("w", i))
		events, err := s.Load(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := s.Writes(t.Context(), store.WriteFilter{Interaction: id, Limit: 100_000})
		if err != nil {
			t.Fatal(err)
		}
		if len(events) < acknowledged[i] || len(events) > acknowledged[i]+1 || len(rows) != len(events) {
			t.Errorf("%s: %d acknowledged, %d events, %d rows", id, acknowledged[i], len(events), len(rows))
		}
		if err := s.Commit(t.Context(), step(id, len(events)+1)); err != nil {
			t.Errorf("%s: after the outage: %v", id, err)
		}
	}
	gapless(t, s)
}

// gapless proves that the feed has every number from 1 to its head.
func gapless(t *testing.T, s store.Store) {
	t.Helper()
	feed, err := s.Feed(t.Context(), 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range feed {
		if e.Seq != int64(i+1) {
			t.Fatalf("entry %d has number %d", i+1, e.Seq)
		}
	}
	if head, err := s.Head(t.Context()); err != nil || head != int64(len(feed)) {
		t.Errorf("head %d, %v; %d entries", head, err, len(feed))
	}
}

// TestOutage: without Redis nothing is acknowledged and nobody waits for long.
// When it is back, those who wait are woken, and everything works.
func TestOutage(t *testing.T) {
	server := redistest.Start(t)
	s := open(t, server.URL, redis.Options{})
	if err := s.Commit(t.Context(), step("a", 1)); err != nil {
		t.Fatal(err)
	}
	server.Kill(t)
	if redis.DefaultTimeout() > 2*time.Second {
		t.Errorf("it takes %v to say so", redis.DefaultTimeout())
	}
	err := s.Commit(t.Context(), step("a", 2))
	if !errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrFenced) {
		t.Errorf("a commit: %v", err)
	}
	if _, err := s.Load(t.Context(), "a"); !errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrNotFound) {
		t.Errorf("a read: %v", err)
	}
	if _, err := s.Acquire(t.Context(), "i/a", "one", t0, time.Minute); err == nil || errors.Is(err, store.ErrFenced) {
		t.Errorf("a lease: %v", err)
	}
	changed := s.Changed()
	server.Start(t)
	<-changed
	if err := s.Commit(t.Context(), step("a", 2)); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// TestShortOutage: a Redis that starts again at once is waited for.
func TestShortOutage(t *testing.T) {
	server := redistest.Start(t)
	s := open(t, server.URL, redis.Options{Timeout: time.Minute})
	server.Kill(t)
	done := make(chan error, 1)
	go func() { done <- s.Commit(t.Context(), step("a", 1)) }()
	server.Start(t)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestSlowRedis: when Redis does not answer, so many wait and no more, none of
// them for ever, and what becomes of them is said as it is.
func TestSlowRedis(t *testing.T) {
	server := redistest.Start(t)
	s := open(t, server.URL, redis.Options{Connections: 2, Queue: 3, Timeout: 3 * time.Second})
	server.Signal(t, syscall.SIGSTOP)
	var busy, unknown atomic.Int64
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			err := s.Commit(t.Context(), step(interaction.ID(fmt.Sprint("c", i)), 1))
			switch {
			case errors.Is(err, store.ErrBusy):
				busy.Add(1)
			case err != nil:
				unknown.Add(1)
			default:
				t.Error("acknowledged")
			}
		})
	}
	wg.Wait()
	if unknown.Load() < 2 || busy.Load() < 15 {
		t.Errorf("%d were refused as busy, of %d it is not known", busy.Load(), unknown.Load())
	}
	server.Signal(t, syscall.SIGCONT)
	later := open(t, server.URL, redis.Options{})
	if err := later.Commit(t.Context(), step("after", 1)); err != nil {
		t.Error(err)
	}
	gapless(t, later)
}

func TestClosed(t *testing.T) {
	server := redistest.Start(t)
	s := open(t, server.URL, redis.Options{})
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if err := s.Commit(t.Context(), step("a", 1)); !errors.Is(err, redis.ErrClosed) {
		t.Errorf("a commit: %v", err)
	}
	if _, err := s.Load(t.Context(), "a"); !errors.Is(err, redis.ErrClosed) {
		t.Errorf("a read: %v", err)
	}
}
