package torture

import (
	"fmt"
	"sync"
	"time"
)

// kind of thing that was acknowledged.
type kind string

const (
	aContact kind = "contact"
	aMessage kind = "message"
	aNote    kind = "note"
	aPhoto   kind = "photo"
	// The note that says a photo has come, and by whom.
	aPhotoNote kind = "photo's note"
	aCallLog   kind = "call log"
	aText      kind = "text that came in"
	aTextOut   kind = "text that went out"
	aWrapUp    kind = "wrap-up"
)

var kinds = []kind{aContact, aMessage, aNote, aPhoto, aPhotoNote, aCallLog, aWrapUp, aText, aTextOut}

// promise is one thing that the server said is safe.
type promise struct {
	kind  kind
	mark  string    // by which it is known in the CRM: a text that is nowhere else, or a photo's hash
	item  string    // mark of the item that it travels with: a photo and the note that tells of it are one
	asked time.Time // when it was first sent
	heard time.Time // when it was acknowledged
}

// story is one interaction as its customer and its agent lived it, and what they
// were promised.
type story struct {
	n       int
	account string
	plan    plan

	mu       sync.Mutex
	id       string // of the interaction, once known
	promises []promise
	moved    bool            // the ticket was taken away, and a person had to choose another one
	closed   string          // the ticket that the page named, if it takes no notes any more
	shelter  string          // where the person then moves it; empty: to a new ticket
	aside    map[string]bool // marks of what was held for what it says: others went before it
	err      error
}

// mark is a text that stands nowhere else.
func (s *story) mark(what string) string { return fmt.Sprintf("mark-%04d-%s-end", s.n, what) }

// promised notes what was acknowledged just now.
func (s *story) promised(k kind, mark string, asked time.Time) { s.promisedOf(k, mark, mark, asked) }

// promisedOf is promised for what is known by another mark than its item.
func (s *story) promisedOf(k kind, mark, item string, asked time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.promises = append(s.promises, promise{k, mark, item, asked, time.Now()})
}

// setAside: it alone waits for a person, and what comes after it does not wait.
func (s *story) setAside(it item) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.aside == nil {
		s.aside = map[string]bool{}
	}
	s.aside[markOf(s, it)] = true
}

// ledger is all stories of a run.
type ledger struct {
	mu      sync.Mutex
	stories []*story
	byID    map[string]*story
}

func (l *ledger) known(s *story, id string) {
	s.mu.Lock()
	s.id = id
	s.mu.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.byID[id] = s
}

func (l *ledger) find(id string) *story {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.byID[id]
}
