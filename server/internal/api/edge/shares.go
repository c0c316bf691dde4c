package edge

import "sync"

// Shares are places that interactions, sources and apps share, so that none of them takes
// all. Half of them are divided among the apps, each of which has its part whatever the
// others do; the rest is for who comes first. What is over it is refused, never queued. They
// may be used by any number of goroutines. Their zero value is empty.
type Shares[K comparable] struct {
	mu sync.Mutex
	of map[string]map[string]map[K]int // by kind and name of the sharer: how many requests hold each place
}

// Sharer of places, and how many of them it may have.
type Sharer struct {
	Kind, Name string
	Most       int
}

// OfApp is the kind of a Sharer that is an app.
const OfApp = "app"

// Take one of all places for what comes by a name, at a server of so many apps; false: one
// of those who share it has as many as they may have, or what is left is kept for other
// apps. What has a place under that name takes no other.
func (s *Shares[K]) Take(name K, sharers []Sharer, all, apps int) (leave func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range sharers {
		have := s.of[one.Kind][one.Name]
		if have[name] > 0 {
			continue
		}
		if len(have) >= one.Most || one.Kind == OfApp && !s.roomFor(len(have), all, apps) {
			return nil, false
		}
	}
	if s.of == nil {
		s.of = map[string]map[string]map[K]int{}
	}
	for _, one := range sharers {
		if s.of[one.Kind] == nil {
			s.of[one.Kind] = map[string]map[K]int{}
		}
		if s.of[one.Kind][one.Name] == nil {
			s.of[one.Kind][one.Name] = map[K]int{}
		}
		s.of[one.Kind][one.Name][name]++
	}
	return func() { s.leave(name, sharers) }, true
}

// roomFor one more place of an app that has some, beside what is kept for the others.
func (s *Shares[K]) roomFor(has, all, apps int) bool {
	part := all / 2 / max(apps, 1)
	if has < part {
		return true
	}
	taken := part * apps
	for _, have := range s.of[OfApp] {
		taken += max(len(have)-part, 0)
	}
	return taken < all
}

func (s *Shares[K]) leave(name K, sharers []Sharer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range sharers {
		have := s.of[one.Kind][one.Name]
		if have[name]--; have[name] == 0 {
			delete(have, name)
		}
		if len(have) == 0 {
			delete(s.of[one.Kind], one.Name)
		}
	}
}
