package redis_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
)

// BenchmarkCommit with an fsync before each answer: Redis shares it among those
// who ask at the same moment.
//
//	go test -run '^$' -bench Commit ./server/internal/store/redis
func BenchmarkCommit(b *testing.B) {
	server := redistest.Start(b)
	for _, callers := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s := open(b, server.URL, redis.Options{Prefix: fmt.Sprint("bench", callers, "-", b.N)})
			var left atomic.Int64
			left.Store(int64(b.N))
			var wg sync.WaitGroup
			b.ResetTimer()
			for i := range callers {
				id := interaction.ID(fmt.Sprint("caller", i))
				wg.Go(func() {
					for n := 1; left.Add(-1) >= 0; n++ {
						if err := s.Commit(b.Context(), step(id, n)); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}

// BenchmarkLanes looks for work behind a long outage: so many lanes have work,
// none or all of them due.
func BenchmarkLanes(b *testing.B) {
	server := redistest.Start(b, "appendfsync no")
	s := open(b, server.URL, redis.Options{})
	const lanes = 5000
	fill(b, s, lanes)
	for name, now := range map[string]time.Time{"due": t0, "none due": t0.Add(-time.Hour)} {
		b.Run(fmt.Sprintf("lanes=%d/%s", lanes, name), func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Lanes(b.Context(), now, 256); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// fill in so many interactions, each with one write that waits until t0.
func fill(b *testing.B, s *redis.Store, lanes int) {
	b.Helper()
	work := make(chan int)
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for i := range work {
				id := interaction.ID(fmt.Sprint("lane", i))
				lease := store.Lease{}
				err := s.Commit(b.Context(), step(id, 1))
				if err == nil {
					lease, err = s.Acquire(b.Context(), "i/"+string(id), "bench", t0, time.Minute)
				}
				if err == nil {
					err = s.Defer(b.Context(), lease, t0)
				}
				if err == nil {
					err = s.Release(b.Context(), lease)
				}
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	for i := range lanes {
		work <- i
	}
	close(work)
	wg.Wait()
}

var t0 = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// step is the n-th commit of an interaction, with a write of its own.
func step(id interaction.ID, n int) store.Commit {
	c := store.Commit{
		Interaction: id, Account: "support", Expect: n - 1, Active: true, Lane: "i/" + string(id),
		Events: []interaction.Event{{N: n, At: t0, Data: interaction.NoteAdded{Note: fmt.Sprint(n), Text: "hello"}}},
		Writes: []interaction.Write{{Key: id.Key(fmt.Sprint("note-", n), 1), Type: interaction.ItemNote, Author: "support/7"}},
	}
	if n == 1 {
		c.Events[0].Data = interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound}
	}
	return c
}
