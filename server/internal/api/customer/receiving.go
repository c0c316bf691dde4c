package customer

import (
	"net/http"
	"sync"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Files that come in at once, of the places that the edge has for them. What is over it is
// told to come back, which costs a sender nothing that was sent.
const (
	receivingOfInteraction = 3
	receivingOfSource      = 64
	receivingOfApp         = 192
)

// receivers are the files that are coming in. A sender who comes back while the old
// connection hangs has the place already. Its zero value is empty.
type receivers struct {
	mu sync.Mutex
	of map[sharer]map[arriving]int // how many requests bring it
}

// sharer of the places: an interaction, a source or an app.
type sharer struct {
	kind, name string
	most       int
}

// arriving file.
type arriving struct {
	owner interaction.ID
	file  string
}

// take a place for a file; false: one of those who share it has as many as they may have.
func (r *receivers) take(a arriving, sharers []sharer) (leave func(), ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range sharers {
		if have := r.of[s]; have[a] == 0 && len(have) >= s.most {
			return nil, false
		}
	}
	if r.of == nil {
		r.of = map[sharer]map[arriving]int{}
	}
	for _, s := range sharers {
		if r.of[s] == nil {
			r.of[s] = map[arriving]int{}
		}
		r.of[s][a]++
	}
	return func() { r.leave(a, sharers) }, true
}

func (r *receivers) leave(a arriving, sharers []sharer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range sharers {
		if r.of[s][a]--; r.of[s][a] == 0 {
			delete(r.of[s], a)
		}
		if len(r.of[s]) == 0 {
			delete(r.of, s)
		}
	}
}

// sharersOf the places that a file of a request takes.
func (s *Customers) sharersOf(r *http.Request, state interaction.State) []sharer {
	sharers := []sharer{{"interaction", string(state.ID), receivingOfInteraction}, {"app", state.App, receivingOfApp}}
	if from := s.SourceApart(r); from != "" {
		sharers = append(sharers, sharer{"source", from, receivingOfSource})
	}
	return sharers
}
