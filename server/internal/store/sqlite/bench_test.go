package sqlite_test

import (
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
)

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
