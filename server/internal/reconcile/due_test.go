package reconcile

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// TestDue: interactions come out in the order of the moments that were set last, each once.
func TestDue(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	d, want := newDue(), map[interaction.ID]time.Time{}
	for range 2000 {
		id := interaction.ID(fmt.Sprint(random.IntN(200)))
		if random.IntN(4) > 0 {
			want[id] = start.Add(time.Duration(random.IntN(1000)) * time.Second)
			d.set(id, want[id])
		} else if d.next() != nil {
			delete(want, d.take().id)
		}
	}
	var last time.Time
	for d.next() != nil {
		told := *d.next()
		m := d.take()
		if m.id != told.id || m.at.Before(last) || !m.at.Equal(want[m.id]) {
			t.Fatalf("%s at %v after %v, want it at %v", m.id, m.at, last, want[m.id])
		}
		last = m.at
		delete(want, m.id)
	}
	if len(want) > 0 || len(d.of) > 0 {
		t.Errorf("%d never came out", len(want))
	}
}
