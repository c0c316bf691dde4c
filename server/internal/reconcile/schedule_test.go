package reconcile

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// TestSchedule: interactions come out in the order of their moments, each once, and
// whoever is woken early comes no later for it.
func TestSchedule(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	s, want := newSchedule(), map[interaction.ID]time.Time{}
	for range 2000 {
		if random.IntN(4) == 0 {
			if it := s.take(start.Add(time.Hour)); it != nil {
				delete(want, it.id)
				s.done(it, time.Time{}, start)
			}
			continue
		}
		id, at := interaction.ID(fmt.Sprint(random.IntN(200))), start.Add(time.Duration(random.IntN(1000))*time.Second)
		if before, waits := want[id]; !waits || at.Before(before) {
			want[id] = at
		}
		s.wake(id, at)
	}
	var last time.Time
	for it := s.next(); it != nil; it = s.next() {
		if s.take(it.at.Add(-1)) != nil {
			t.Fatalf("%s comes too early", it.id)
		}
		if s.take(it.at) != it || it.at.Before(last) || !it.at.Equal(want[it.id]) {
			t.Fatalf("%s at %v after %v, want it at %v", it.id, it.at, last, want[it.id])
		}
		last = it.at
		delete(want, it.id)
		s.done(it, time.Time{}, last)
	}
	if len(want)+len(s.items)+s.running > 0 {
		t.Errorf("%d never came out, %d are remembered, %d are in hand", len(want), len(s.items), s.running)
	}
}
