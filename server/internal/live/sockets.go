package live

import (
	"iter"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
)

type set map[*socket]struct{}

// sockets that are open, found by what they watch. Guarded by Hub.mu.
type sockets struct {
	all         set
	everything  set // admins of every account
	account     map[string]set
	agent       map[person]set
	interaction map[interaction.ID]set
}

func newSockets() sockets {
	return sockets{all: set{}, everything: set{}, account: map[string]set{}, agent: map[person]set{}, interaction: map[interaction.ID]set{}}
}

func (ss *sockets) add(s *socket) {
	ss.all[s] = struct{}{}
	if s.viewer.Role == session.Agent {
		put(ss.agent, s.viewer.person(), s)
	}
	switch v := s.viewer; {
	case v.Role == session.Customer:
		put(ss.interaction, v.Interaction, s)
	case v.Account == "":
		ss.everything[s] = struct{}{}
	default:
		put(ss.account, v.Account, s)
	}
}

func (ss *sockets) remove(s *socket) {
	delete(ss.all, s)
	delete(ss.everything, s)
	drop(ss.agent, s.viewer.person(), s)
	drop(ss.account, s.viewer.Account, s)
	drop(ss.interaction, s.viewer.Interaction, s)
}

func put[K comparable](m map[K]set, k K, s *socket) {
	if m[k] == nil {
		m[k] = set{}
	}
	m[k][s] = struct{}{}
}

func drop[K comparable](m map[K]set, k K, s *socket) {
	delete(m[k], s)
	if len(m[k]) == 0 {
		delete(m, k)
	}
}

func (ss *sockets) watching(account string, id interaction.ID) bool {
	for range ss.of(account, id) {
		return true
	}
	return false
}

// of those who see an interaction.
func (ss *sockets) of(account string, id interaction.ID) iter.Seq[*socket] {
	return func(yield func(*socket) bool) {
		for _, some := range []set{ss.account[account], ss.everything, ss.interaction[id]} {
			for s := range some {
				if s.viewer.sees(account, id) && !yield(s) {
					return
				}
			}
		}
	}
}

func (ss *sockets) list() []*socket {
	list := make([]*socket, 0, len(ss.all))
	for s := range ss.all {
		list = append(list, s)
	}
	return list
}
