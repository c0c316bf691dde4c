package sqlite_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// BenchmarkLanes asks for work behind a CRM that has been away for long: 20,000
// writes wait on 4,000 lanes.
func BenchmarkLanes(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "deskside.db"))
	var wg sync.WaitGroup
	for lane := range 4000 {
		if lane%64 == 0 {
			wg.Wait()
		}
		wg.Go(func() {
			id := interaction.ID(fmt.Sprint("i", lane))
			for n := 1; n <= 5; n++ {
				if err := s.Commit(b.Context(), step(id, n)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	now := time.Unix(1000, 0)
	b.Run("Lanes", func(b *testing.B) {
		for b.Loop() {
			if ls, err := s.Lanes(b.Context(), now, 16); err != nil || len(ls) != 16 {
				b.Fatal(len(ls), err)
			}
		}
	})
	b.Run("NextDue", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.NextDue(b.Context(), now); err != nil {
				b.Fatal(err)
			}
		}
	})
}
