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
	maxSources = 16384            // remembered; the one that was silent for longest makes room

	// maxTrusted sources that the right passphrase came from are remembered, so that
	// no number of others is in their way.
	maxTrusted = 256
)

// tries that were not right, by source, and where right ones came from.
type tries struct {
	mu      sync.Mutex
	sources map[string]source
	trusted map[string]time.Time // of the last right one
}

type source struct {
	wrong int
	last  time.Time
}

func newTries() *tries { return &tries{sources: map[string]source{}, trusted: map[string]time.Time{}} }

// begin counts a try as wrong until right says otherwise; wait: it is not looked at.
func (t *tries) begin(from string, now time.Time) (trusted bool, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
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
			return false, left
		}
	}
	if _, known := t.sources[from]; !known && len(t.sources) >= maxSources {
		delete(t.sources, oldest(t.sources, func(s source) time.Time { return s.last }))
	}
	t.sources[from] = source{wrong: s.wrong + 1, last: now}
	_, trusted = t.trusted[from]
	return trusted, 0
}

// right takes back what begin has counted, and remembers the source.
func (t *tries) right(from string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.sources, from)
	if _, known := t.trusted[from]; !known && len(t.trusted) >= maxTrusted {
		delete(t.trusted, oldest(t.trusted, func(at time.Time) time.Time { return at }))
	}
	t.trusted[from] = now
}

// oldest key by the time of its value.
func oldest[V any](of map[string]V, at func(V) time.Time) (found string) {
	for key, v := range of {
		if found == "" || at(v).Before(at(of[found])) {
			found = key
		}
	}
	return found
}
