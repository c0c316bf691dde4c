package sqlite_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

var deciding = store.Decider{
	Policy: interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute},
	Clock:  clock.Real,
}

// BenchmarkAccept is a call that comes in. cpu-ns/op is what it costs the whole
// process, which a machine that does other things too moves least.
func BenchmarkAccept(b *testing.B) {
	for _, callers := range []int{1, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s := store.NewStates(open(b, filepath.Join(b.TempDir(), "deskside.db")), 0)
			var n atomic.Int64
			var wg sync.WaitGroup
			b.ReportAllocs()
			b.ResetTimer()
			before := cpu(b)
			for range callers {
				wg.Go(func() {
					for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
						if err := accept(b, s, i); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(cpu(b)-before)/float64(b.N), "cpu-ns/op")
		})
	}
}

func accept(b *testing.B, s *store.States, n int64) error {
	b.Helper()
	sid := fmt.Sprintf("CA%030d", n)
	call := interaction.Start{Started: interaction.Started{
		Account: "support", Queue: "default", Channel: interaction.Voice, Direction: interaction.Inbound,
		Customer: interaction.Customer{Phone: "+14155550100"}, Line: "+14155550101",
	}}
	_, err := deciding.Create(b.Context(), s, interaction.ID(fmt.Sprintf("01j%023d", n)), call, []string{"call:" + sid},
		interaction.Arrive{CallSID: sid, From: "+14155550100", To: "+14155550101"})
	return err
}

func cpu(b *testing.B) int64 {
	b.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return r.Utime.Nano() + r.Stime.Nano()
}

// BenchmarkUpdate is one more note of an interaction with so many.
func BenchmarkUpdate(b *testing.B) {
	for _, events := range []int{10, 5000} {
		b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
			s := store.NewStates(open(b, filepath.Join(b.TempDir(), "deskside.db")), 0)
			each := min(events, 100) // notes of each; the first finds nothing in memory
			for i := range (b.N + each - 1) / each {
				c := step(interaction.ID(fmt.Sprint("i", i)), 1)
				for n := 2; n <= events; n++ {
					more := step(c.Interaction, n)
					c.Events, c.Writes = append(c.Events, more.Events...), append(c.Writes, more.Writes...)
				}
				if err := s.Commit(b.Context(), c); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			b.ResetTimer()
			before := cpu(b)
			for i := range b.N {
				note := interaction.AddNote{Note: fmt.Sprint("x", i), Agent: interaction.Agent{ID: "mia"}, Text: "A note of the length that an agent types during a call."}
				if _, err := deciding.Update(b.Context(), s, interaction.ID(fmt.Sprint("i", i/each)), note); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(cpu(b)-before)/float64(b.N), "cpu-ns/op")
		})
	}
}

// BenchmarkFeed is a follower that keeps up.
func BenchmarkFeed(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "deskside.db"))
	for n := 1; n <= 1000; n++ {
		if err := s.Commit(b.Context(), step("a", n)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if entries, err := s.Feed(b.Context(), 990, 1000); err != nil || len(entries) != 10 {
			b.Fatal(len(entries), err)
		}
	}
}

// BenchmarkCommit shows what group commit is worth: one caller pays an fsync for
// each commit, 64 callers share it. commits/fsync is the ratio.
//
//	go test -run '^$' -bench Commit ./server/internal/store/sqlite
func BenchmarkCommit(b *testing.B) {
	for _, callers := range []int{1, 64} {
		b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "deskside.db"))
			var left, caller atomic.Int64
			left.Store(int64(b.N))
			done := make(chan error, callers)
			groups, ops := s.Grouped()
			b.ResetTimer()
			for range callers {
				go func() {
					id := interaction.ID(fmt.Sprint("caller", caller.Add(1)))
					for n := 1; left.Add(-1) >= 0; n++ {
						if err := s.Commit(b.Context(), step(id, n)); err != nil {
							done <- err
							return
						}
					}
					done <- nil
				}()
			}
			for range callers {
				if err := <-done; err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			g, o := s.Grouped()
			b.ReportMetric(float64(o-ops)/float64(g-groups), "commits/fsync")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}
