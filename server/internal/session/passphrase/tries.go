package passphrase

import (
	"sync"
	"time"
)

const (
	free       = 5                // wrong tries of one source before it has to wait
	firstWait  = time.Second      // then, doubling with each further one
	longWait   = 15 * time.Minute // at most
	forgotten  = time.Hour        // after so long without a try
	maxSources = 1024             // remembered; the one that was silent for longest makes room

	// All sources together: so many tries, and one more every few seconds. Whoever
	// keeps the admin out with that is overcome by a one-time link.
	together = 30
	refill   = 10 * time.Second
)

// tries that were not right, by source and together.
type tries struct {
	mu      sync.Mutex
	sources map[string]source
	spent   int       // of together
	since   time.Time // when the last one was given back
}

type source struct {
	wrong int
	last  time.Time
}

func newTries() *tries { return &tries{sources: map[string]source{}} }

// begin counts a try as wrong until right says otherwise; wait: it is not looked at.
func (t *tries) begin(from string, now time.Time) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if back := int(now.Sub(t.since) / refill); back > 0 {
		t.spent, t.since = max(0, t.spent-back), now
	}
	s := t.sources[from]
	if now.Sub(s.last) >= forgotten {
		s = source{}
	}
	if s.wrong >= free {
		pause := longWait
		if doublings := s.wrong - free; doublings < 10 {
			pause = min(longWait, firstWait<<doublings)
		}
		if left := s.last.Add(pause).Sub(now); left > 0 {
			return left
		}
	}
	if t.spent >= together {
		return max(t.since.Add(refill).Sub(now), time.Second)
	}
	if _, known := t.sources[from]; !known && len(t.sources) >= maxSources {
		t.makeRoom()
	}
	t.spent++
	t.sources[from] = source{wrong: s.wrong + 1, last: now}
	return 0
}

// right takes back what begin has counted.
func (t *tries) right(from string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.sources, from)
	t.spent = max(0, t.spent-1)
}

func (t *tries) makeRoom() {
	oldest := ""
	for from, s := range t.sources {
		if oldest == "" || s.last.Before(t.sources[oldest].last) {
			oldest = from
		}
	}
	delete(t.sources, oldest)
}
