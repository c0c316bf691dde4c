package routing

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// State of an agent: what holds now.
type State string

// States. An agent chooses among the first two; the others follow from their
// calls and their widgets.
const (
	Available   State = "available"
	Away        State = "away"
	Busy        State = "busy"
	WrapUp      State = "wrap_up"
	Unreachable State = "unreachable"
)

// Choice of an agent.
type Choice struct {
	Status State     `json:"status"` // Available or Away
	Reason string    `json:"reason,omitempty"`
	Since  time.Time `json:"since"`
}

// Status of an agent.
type Status struct {
	State  State
	Chosen Choice
	Next   Choice    // Status empty: none
	Since  time.Time // when State took its value
	Until  time.Time // WrapUp: when it is over by itself; zero: never
}

// Me is what agents see of themselves.
type Me struct {
	Status    Status
	Missed    []Missed // newest first
	Abilities interaction.Abilities
	Role      Role
}

// Agent with their status.
type Agent struct {
	Agent     interaction.Agent
	Account   string
	Status    Status
	Reachable bool // a widget of theirs answers
	Open      bool // a widget of theirs is open, whether it answers or not
	Call      Call // that they are on, or wrap up; zero: none
}

// Call of an agent.
type Call struct {
	Interaction interaction.ID
	Who         string // the customer's name or number
	Queue       string
	OnHold      bool
}

// Me as it is known here now: what is pushed.
func (r *Routing) Me(account, agent string) Me {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.me(person{account, agent})
}

// AskMe is Me with what has been chosen at any server up to now.
func (r *Routing) AskMe(ctx context.Context, account, agent string) (Me, error) {
	if _, _, err := r.read(ctx, account); err != nil {
		return Me{}, err
	}
	return r.Me(account, agent), nil
}

// Choose what to be now, and what to be when free; next with an empty status:
// nothing else. It is durable when Choose returns.
func (r *Routing) Choose(ctx context.Context, account string, a interaction.Agent, chosen, next Choice) (Me, error) {
	err := r.change(ctx, account, func(ro roster) bool {
		now := r.Clock.Now()
		e := ro.of(a, now)
		if next.Status != "" && r.free(person{account, a.ID}) {
			chosen, next = next, Choice{}
		}
		if chosen.Status != e.Choice.Status || chosen.Reason != e.Choice.Reason {
			e.Choice = Choice{Status: chosen.Status, Reason: chosen.Reason, Since: now}
		}
		e.Next = nil
		if next.Status != "" {
			e.Next = &Choice{Status: next.Status, Reason: next.Reason, Since: now}
		}
		ro[a.ID] = e
		return true
	})
	if err != nil {
		return Me{}, err
	}
	r.wake()
	return r.Me(account, a.ID), nil
}

// Agents of an account, or of all if it is empty, who have been here within a day,
// by account and id.
func (r *Routing) Agents(account string) []Agent {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.Clock.Now()
	var out []Agent
	for name, d := range r.accounts {
		if account != "" && name != account {
			continue
		}
		for id, e := range d.roster {
			p := person{name, id}
			if s := r.status(p); r.reachable(p, e) || s.State == Busy || now.Sub(e.Seen) < day {
				out = append(out, Agent{Agent: e.Agent, Account: name, Status: s, Reachable: r.reachable(p, e), Open: r.reach[p].present || e.elsewhere(r.Server, now), Call: r.calls.callOf(p)})
			}
		}
	}
	slices.SortFunc(out, func(a, b Agent) int {
		if c := strings.Compare(a.Account, b.Account); c != 0 {
			return c
		}
		return strings.Compare(a.Agent.ID, b.Agent.ID)
	})
	return out
}

// Line is how a waiting call of an account stands: its place among those that wait for the
// same agents, from 1, 0 if it is none of them; and whether any of these is there who may
// take it, now or when they have done with the call they are on; and whether it came while
// its queue was open: if not, it rings for nobody.
func (r *Routing) Line(account string, id interaction.ID) (place int, anybody, open bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, known := r.calls.active[id]
	if known {
		if at, waits := slices.BinarySearchFunc(r.calls.ringing[c.demand], c.place(), position.compare); waits {
			place = at + 1
		}
		if !r.rules.open(c.asked, c.came) {
			return place, false, false
		}
	}
	return place, r.anybody(account, r.rules.whom(c.demand, r.rules.queues[c.asked].Overflow != ""), ""), true
}

// Receives reports whether a queue takes calls now, and whether anybody but one agent is there
// who may take one of it, of a customer who speaks a language, now or when they have done with
// the call they are on.
func (r *Routing) Receives(account, queue, language, but string) (open, anybody bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rules.open(queue, r.Clock.Now()), r.anybody(account, r.rules.whom(r.rules.demandOf(account, queue, language), r.rules.queues[queue].Overflow != ""), but)
}

// anybody but one agent is there who is able, now or when they have done with their call; r.mu
// is held.
func (r *Routing) anybody(account string, whom interaction.Whom, but string) bool {
	d := r.accounts[account]
	if d == nil {
		return false
	}
	for agent, e := range d.roster {
		p := person{account, agent}
		next := e.Choice.Status
		if e.Next != nil {
			next = e.Next.Status
		}
		if agent != but && next == Available && interaction.RingAvailable.Passes(whom, agent, r.abilities(p)) == "" && (r.reachable(p, e) || !r.calls.work(p).busy.IsZero()) {
			return true
		}
	}
	return false
}

func (r *Routing) free(p person) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls.free(p)
}

func (r *Routing) me(p person) Me {
	return Me{Status: r.status(p), Missed: r.missed(p), Abilities: r.abilities(p), Role: r.rules.role(p.account, p.id, r.entry(p))}
}

// status of an agent; r.mu is held.
func (r *Routing) status(p person) Status {
	var ro roster
	if d := r.accounts[p.account]; d != nil {
		ro = d.roster
	}
	e := ro.of(interaction.Agent{ID: p.id}, r.Clock.Now())
	s := Status{State: e.Choice.Status, Chosen: e.Choice, Since: later(e.Choice.Since, r.calls.freeSince[p])}
	if e.Next != nil {
		s.Next = *e.Next
	}
	switch work := r.calls.work(p); {
	case !work.busy.IsZero():
		s.State, s.Since = Busy, work.busy
	case !work.wrapUp.IsZero():
		s.State, s.Since = WrapUp, work.wrapUp
		if lasts := r.Decider.Policy.WrapUp; lasts > 0 {
			s.Until = work.over.Add(lasts)
		}
	case !r.reachable(p, e):
		s.State = Unreachable
		if since := later(e.Seen, r.reach[p].lost); !since.IsZero() {
			s.Since = since
		}
	}
	return s
}

// reachable anywhere, but for a moment's absence; r.mu is held.
func (r *Routing) reachable(p person, e entry) bool {
	here, now := r.reach[p], r.Clock.Now()
	return here.answers || !here.lost.IsZero() && now.Sub(here.lost) < grace && !e.Seen.IsZero() || e.elsewhere(r.Server, now)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// applyNext to what agents have chosen to be next, when they are free.
func (r *Routing) applyNext(ctx context.Context) error {
	for _, account := range r.Accounts {
		if len(r.dueNext(account)) == 0 {
			continue
		}
		err := r.change(ctx, account, func(ro roster) bool {
			turned := false
			for id, e := range ro {
				if e.Next == nil || !r.free(person{account, id}) {
					continue
				}
				e.Choice, e.Next = Choice{Status: e.Next.Status, Reason: e.Next.Reason, Since: r.Clock.Now()}, nil
				ro[id] = e
				turned = true
			}
			return turned
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Routing) dueNext(account string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ids []string
	for id, e := range r.accounts[account].roster {
		if e.Next != nil && r.calls.free(person{account, id}) {
			ids = append(ids, id)
		}
	}
	return ids
}

// notify the agents who see something else of themselves than before.
func (r *Routing) notify() {
	r.mu.Lock()
	var news []person
	for account, d := range r.accounts {
		for id := range d.roster {
			p := person{account, id}
			if now := r.me(p); !now.equal(r.notified[p]) {
				r.notified[p] = now
				news = append(news, p)
			}
		}
	}
	r.mu.Unlock()
	for _, p := range news {
		r.Notify(p.account, p.id)
	}
}

func (m Me) equal(other Me) bool {
	return m.Role == other.Role && m.Status.equal(other.Status) && m.Abilities.Same(other.Abilities) && slices.EqualFunc(m.Missed, other.Missed, func(a, b Missed) bool {
		return a.Interaction == b.Interaction && a.Reason == b.Reason && a.At.Equal(b.At)
	})
}

func (s Status) equal(other Status) bool {
	return s.State == other.State && s.Since.Equal(other.Since) && s.Until.Equal(other.Until) && s.Chosen.equal(other.Chosen) && s.Next.equal(other.Next)
}

func (c Choice) equal(other Choice) bool {
	return c.Status == other.Status && c.Reason == other.Reason && c.Since.Equal(other.Since)
}
