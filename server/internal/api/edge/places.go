package edge

import "sync"

// Places bound what is worked on at once: so much in all, and of that so much for each
// caller. What is over it is refused, never queued. They may be used by any number of
// goroutines.
type Places[K comparable] struct {
	mu    sync.Mutex
	all   int
	taken int
	of    map[K]int
}

// NewPlaces for so many.
func NewPlaces[K comparable](all int) *Places[K] { return &Places[K]{all: all, of: map[K]int{}} }

// Take n places for a caller who may have that many at once; false: there is no room.
func (p *Places[K]) Take(k K, n, each int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	had := p.of[k]
	if p.taken+n > p.all || had+n > each {
		return false
	}
	p.taken += n
	p.of[k] = had + n
	return true
}

// Leave n places that were taken.
func (p *Places[K]) Leave(k K, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken -= n
	if left := p.of[k] - n; left > 0 {
		p.of[k] = left
	} else {
		delete(p.of, k)
	}
}
