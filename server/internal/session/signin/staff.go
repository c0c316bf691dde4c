package signin

import (
	"context"
	"maps"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/connectors"
)

const (
	// fresh is how long an answer of the CRM's counts: the frames of one agent's page
	// sign in together, and renew together.
	fresh = 3 * time.Minute
	// stale is how long it counts while the CRM cannot be asked.
	stale = time.Hour
	// asking the CRM must not keep a page waiting for longer.
	asking = 8 * time.Second
	// Beyond so many agents, those nobody has asked for in an hour are forgotten.
	manyAgents = 1000
)

// staff of one account, as the CRM told of it lately.
type staff struct {
	directory connectors.Directory
	clock     clock.Clock
	flight    singleflight.Group

	mu    sync.Mutex
	known map[string]known
}

type known struct {
	agent connectors.Agent
	at    time.Time
}

func newStaff(d connectors.Directory, clock clock.Clock) *staff {
	return &staff{directory: d, clock: clock, known: map[string]known{}}
}

func (s *staff) ask(ctx context.Context, id string) (connectors.Agent, error) {
	if k, ok := s.within(id, fresh); ok {
		return k, nil
	}
	done := s.flight.DoChan(id, func() (any, error) {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), asking)
		defer cancel()
		agent, err := s.directory.Agent(limited, id)
		if err == nil {
			s.learn(id, agent)
		}
		return agent, err
	})
	select {
	case r := <-done:
		return r.Val.(connectors.Agent), r.Err
	case <-ctx.Done():
		return connectors.Agent{}, ctx.Err()
	}
}

// lately is what the CRM said last, if that was not long ago.
func (s *staff) lately(id string) (connectors.Agent, bool) { return s.within(id, stale) }

func (s *staff) within(id string, age time.Duration) (connectors.Agent, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, ok := s.known[id]
	return k.agent, ok && s.clock.Now().Sub(k.at) < age
}

func (s *staff) learn(id string, agent connectors.Agent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.Now()
	if len(s.known) >= manyAgents {
		maps.DeleteFunc(s.known, func(_ string, k known) bool { return now.Sub(k.at) >= stale })
	}
	s.known[id] = known{agent: agent, at: now}
}
