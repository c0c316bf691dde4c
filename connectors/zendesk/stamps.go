package zendesk

import "sync"

// seen is what the last answer said about a ticket that can be written to.
type seen struct {
	stamp    string // updated_at, as Zendesk wrote it
	status   standing
	assignee int64 // 0: nobody
}

// stamps spare the read before most writes. A stamp that has grown old costs
// one refused update and no more, so nothing is kept beyond a restart.
type stamps struct {
	mu sync.Mutex
	m  map[int64]seen
}

// maxStamps bounds memory; beyond it a stamp at random makes room.
const maxStamps = 10_000

func newStamps() *stamps { return &stamps{m: map[int64]seen{}} }

func (s *stamps) get(ticket int64) (seen, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.m[ticket]
	return v, ok
}

// put remembers a ticket as an answer showed it, or forgets one that cannot be
// written to.
func (s *stamps) put(t ticket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !t.writable() || t.UpdatedAt == "" {
		delete(s.m, t.ID)
		return
	}
	if len(s.m) >= maxStamps {
		for k := range s.m {
			delete(s.m, k)
			break
		}
	}
	s.m[t.ID] = seen{t.UpdatedAt, t.standing(), t.AssigneeID}
}

func (s *stamps) drop(ticket int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, ticket)
}
