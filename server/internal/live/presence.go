package live

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Present is an agent with at least one open widget.
type Present struct {
	Agent     interaction.Agent
	Account   string
	Tabs      []Tab
	Reachable bool      // from at least one tab
	Since     time.Time // when Reachable took this value
}

// Tab of an agent's browser.
type Tab struct {
	ID        string
	Reachable bool // its script answers pings
}

// Presence knows which agents are there. It is proven by the answers to pings, so
// it is about this process's sockets and is lost with them. It is safe for
// concurrent use.
type Presence struct {
	mu      sync.Mutex
	people  map[person]*presence
	changed chan struct{}
}

type person struct{ account, agent string }

func (v Viewer) person() person { return person{v.Account, v.Agent.ID} }

type presence struct {
	agent     interaction.Agent
	sockets   map[*socket]bool // reachable
	reachable bool
	since     time.Time
}

func newPresence() *Presence {
	return &Presence{people: map[person]*presence{}, changed: make(chan struct{})}
}

// Changed returns a channel that is closed when an agent comes, goes, or becomes
// reachable or unreachable from a tab. Take it before reading Agents.
func (p *Presence) Changed() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

// Agents of an account, or of all if it is empty, by account and id.
func (p *Presence) Agents(account string) []Present {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []Present
	for who, pr := range p.people {
		if account == "" || who.account == account {
			list = append(list, Present{Agent: pr.agent, Account: who.account, Tabs: pr.tabs(), Reachable: pr.reachable, Since: pr.since})
		}
	}
	slices.SortFunc(list, func(a, b Present) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Agent.ID, b.Agent.ID))
	})
	return list
}

// tabs by id. A page that has just reconnected may hold two sockets.
func (pr *presence) tabs() []Tab {
	reachable := map[string]bool{}
	for s, ok := range pr.sockets {
		reachable[s.viewer.Tab] = reachable[s.viewer.Tab] || ok
	}
	tabs := make([]Tab, 0, len(reachable))
	for id, ok := range reachable {
		tabs = append(tabs, Tab{ID: id, Reachable: ok})
	}
	slices.SortFunc(tabs, func(a, b Tab) int { return cmp.Compare(a.ID, b.ID) })
	return tabs
}

// join: a socket is open, and nothing is proven yet.
func (p *Presence) join(s *socket, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	who := s.viewer.person()
	pr := p.people[who]
	if pr == nil {
		pr = &presence{agent: s.viewer.Agent, sockets: map[*socket]bool{}, since: at}
		p.people[who] = pr
	}
	pr.sockets[s] = false
	p.settle(pr, at)
}

// set whether the tab behind a socket is reachable; no news once it has left.
func (p *Presence) set(s *socket, reachable bool, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pr := p.people[s.viewer.person()]
	if pr == nil {
		return
	}
	if was, here := pr.sockets[s]; !here || was == reachable {
		return
	}
	pr.sockets[s] = reachable
	p.settle(pr, at)
}

func (p *Presence) leave(s *socket, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	who := s.viewer.person()
	pr := p.people[who]
	if pr == nil {
		return
	}
	delete(pr.sockets, s)
	if len(pr.sockets) == 0 {
		delete(p.people, who)
	}
	p.settle(pr, at)
}

func (p *Presence) settle(pr *presence, at time.Time) {
	reachable := false
	for _, ok := range pr.sockets {
		reachable = reachable || ok
	}
	if reachable != pr.reachable {
		pr.reachable, pr.since = reachable, at
	}
	close(p.changed)
	p.changed = make(chan struct{})
}
