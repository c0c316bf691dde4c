package customer

import (
	"net/http"
	"sync"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Files that come in at once; the edge has places for a few more, who are told that there is
// none. What is over it is told to come back, which costs a sender nothing that was sent.
// Half of the places are divided among the apps, each of which has its part whatever the
// others do; the rest is for who comes first.
const (
	receivingInAll         = 256
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

// ofApp is the kind of a sharer that is an app.
const ofApp = "app"

// arriving file.
type arriving struct {
	owner interaction.ID
	file  string
}

// take a place for a file, at a server of so many apps; false: one of those who share it has
// as many as they may have, or what is left is kept for other apps.
func (r *receivers) take(a arriving, sharers []sharer, apps int) (leave func(), ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range sharers {
		have := r.of[s]
		if have[a] > 0 {
			continue
		}
		if len(have) >= s.most || s.kind == ofApp && !r.roomFor(s, apps) {
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

// roomFor one more file of an app, beside what is kept for the others.
func (r *receivers) roomFor(app sharer, apps int) bool {
	part := receivingInAll / 2 / max(apps, 1)
	if len(r.of[app]) < part {
		return true
	}
	taken := part * apps
	for s, have := range r.of {
		if s.kind == ofApp {
			taken += max(len(have)-part, 0)
		}
	}
	return taken < receivingInAll
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
	sharers := []sharer{{"interaction", string(state.ID), receivingOfInteraction}, {ofApp, state.App, receivingOfApp}}
	if from := s.SourceApart(r); from != "" {
		sharers = append(sharers, sharer{"source", from, receivingOfSource})
	}
	return sharers
}
