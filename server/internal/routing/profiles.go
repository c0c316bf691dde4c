package routing

import (
	"context"
	"slices"
	"strings"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Role of an agent among those of their account.
type Role string

// Roles. A supervisor sees what goes on for all of them.
const (
	Agents     Role = "agent"
	Supervisor Role = "supervisor"
)

// Profile of an agent, by their id in the CRM or their address there. An agent without one
// may do everything, and has the role that their CRM gives them.
type Profile struct {
	Account, CRMID, Email string
	Skills                []string
	Languages             []string // none: all
	Group                 int      // 0: the first
	Role                  Role     // empty: what the CRM says
}

// profile as it is asked for.
type profile struct {
	abilities interaction.Abilities
	role      Role
}

func newProfile(queues []QueueRule, p Profile) profile {
	a := interaction.Abilities{Queues: []string{}, Group: max(p.Group, 1)}
	for _, q := range queues {
		if len(q.Skills) > 0 && !slices.ContainsFunc(q.Skills, func(s string) bool { return !slices.Contains(p.Skills, s) }) {
			a.Queues = append(a.Queues, q.Name)
		}
	}
	a.Languages = spoken(queues, p.Languages)
	return profile{abilities: a, role: p.Role}
}

// profile of an agent of a roster; the zero one: nobody has said anything of them.
func (r *rules) profile(account, id string, e entry) profile {
	if len(r.byID)+len(r.byEmail) == 0 {
		return profile{}
	}
	if n := len(account); len(id) > n && id[n] == '/' { // as sign-in names them
		if p, ok := r.byID[person{account, crmKey(id[n+1:])}]; ok {
			return p
		}
	}
	return r.byEmail[person{account, e.Email}]
}

// abilities of an agent of a roster.
func (r *rules) abilities(account, id string, e entry) interaction.Abilities {
	return r.profile(account, id, e).abilities
}

// role of an agent of a roster: the configuration's word, else the CRM's.
func (r *rules) role(account, id string, e entry) Role {
	switch p := r.profile(account, id, e); {
	case p.role != "":
		return p.role
	case e.Supervises:
		return Supervisor
	}
	return Agents
}

// abilities of an agent; r.mu is held.
func (r *Routing) abilities(p person) interaction.Abilities {
	return r.rules.abilities(p.account, p.id, r.entry(p))
}

// entry of an agent in the roster; r.mu is held.
func (r *Routing) entry(p person) entry {
	if d := r.accounts[p.account]; d != nil {
		return d.roster[p.id]
	}
	return entry{}
}

// Supervises reports whether an agent is a supervisor of their account, as far as it is known
// here now.
func (r *Routing) Supervises(account, agent string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := person{account, agent}
	return r.rules.role(account, agent, r.entry(p)) == Supervisor
}

// Met an agent who signs in, and what their CRM says of them: the address by which profiles
// may name them, and whether they supervise others; nil: it does not say.
func (r *Routing) Met(ctx context.Context, account string, a interaction.Agent, email string, supervises *bool) error {
	email = strings.ToLower(email)
	r.mu.Lock()
	if _, named := r.rules.byEmail[person{account, email}]; !named {
		email = ""
	}
	d := r.accounts[account]
	known := d == nil || met(d.roster[a.ID], email, supervises) == nil
	r.mu.Unlock()
	if known {
		return nil
	}
	return r.change(ctx, account, func(ro roster) bool {
		e := met(ro.of(a, r.Clock.Now()), email, supervises)
		if e == nil {
			return false // another server was faster
		}
		ro[a.ID] = *e
		return true
	})
}

// met is an entry with what was said; nil: it has all of it.
func met(e entry, email string, supervises *bool) *entry {
	was := e
	if email != "" {
		e.Email = email
	}
	if supervises != nil {
		e.Supervises = *supervises
	}
	if e.Email == was.Email && e.Supervises == was.Supervises {
		return nil
	}
	return &e
}
