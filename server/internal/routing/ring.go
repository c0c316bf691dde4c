package routing

import (
	"context"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// atOnce is how many calls of an account ring at the same time, those that have
// waited longest. More would be no choice for anybody, and every one of them is
// recorded.
const atOnce = 10

// observePresence who is here. An agent who was here and is not any more is remembered for
// as long as that may matter.
func (r *Routing) observePresence() {
	present := r.Presence.Agents("")
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.Clock.Now()
	here := map[person]bool{}
	for _, a := range present {
		p := person{a.Account, a.Agent.ID}
		if r.accounts[a.Account] == nil {
			continue
		}
		here[p] = true
		was := r.reach[p]
		is := reachability{agent: a.Agent, present: true, answers: a.Reachable, lost: was.lost}
		switch {
		case a.Reachable:
			is.lost = time.Time{}
		case was.answers || was.lost.IsZero():
			is.lost = now
		}
		r.reach[p] = is
	}
	for p, was := range r.reach {
		if here[p] {
			continue
		}
		if was.answers {
			was.lost = now
		}
		was.present, was.answers = false, false
		r.reach[p] = was
		if now.Sub(was.lost) > forgetAfter {
			delete(r.reach, p)
		}
	}
	if now.Sub(r.forgot) >= idle {
		r.calls.forget(now)
		r.forgot = now
	}
}

// recordHeartbeats in the rosters whose widgets answer this server.
func (r *Routing) recordHeartbeats(ctx context.Context) error {
	for _, account := range r.Accounts {
		if !r.heartbeatsDue(account) {
			continue
		}
		err := r.change(ctx, account, func(ro roster) bool {
			r.mu.Lock()
			defer r.mu.Unlock()
			changed := false
			for p, here := range r.reach {
				if p.account != account || !r.heartbeatDue(p, ro, true) {
					continue
				}
				ro[p.id] = ro.of(here.agent, r.Clock.Now()).withHeartbeat(r.Server, here.answers, r.Clock.Now())
				changed = true
			}
			return changed
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Routing) heartbeatsDue(account string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for p := range r.reach {
		if p.account == account && r.heartbeatDue(p, r.accounts[account].roster, false) {
			return true
		}
	}
	return false
}

// heartbeatDue: an agent's mark is missing, soon too old, or not true any more. early:
// while one is written anyway, those that would soon be due go with it.
func (r *Routing) heartbeatDue(p person, ro roster, early bool) bool {
	here, now := r.reach[p], r.Clock.Now()
	at, marked := ro[p.id].Heartbeats[r.Server]
	every := heartbeatEvery
	if early {
		every /= 2
	}
	if here.answers {
		return !marked || now.Sub(at) >= every
	}
	return marked && now.Sub(here.lost) >= grace
}

// ring by the rule, for calls that wait and do not yet; say so when it has come to ring
// for nobody, or for somebody again; and return what was declined. Whom each call rings
// for follows from what the agents are.
func (r *Routing) ring(ctx context.Context) error {
	for _, account := range r.Accounts {
		commands := r.plan(account)
		if len(commands) > 0 && r.Shared {
			// By what holds for all servers now.
			if _, _, err := r.read(ctx, account); err != nil {
				return err
			}
			commands = r.plan(account)
		}
		for _, one := range commands {
			if _, err := r.Decider.Update(ctx, r.Store, one.id, one.cmd); err != nil {
				return err
			}
		}
	}
	return nil
}

// planned command for a call.
type planned struct {
	id  interaction.ID
	cmd interaction.Command
}

// plan what is to be recorded of the waiting calls of an account. While nobody at all is
// about there is nothing to say.
func (r *Routing) plan(account string) []planned {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []planned
	delete(r.returns, account)
	for _, c := range r.calls.waiting(account, atOnce) {
		back := r.returning(account, c)
		if len(back.Agents) > 0 {
			out = append(out, planned{c.id, back})
		}
		cmd := interaction.Ring{Offer: c.offer.N, Rule: interaction.RingAvailable, Roster: r.accounts[account].version}
		cmd.Rung, cmd.Passed = r.counts(account, c, back.Ready)
		about := cmd.Rung+len(cmd.Passed) > 0
		if c.offer.Rule == "" && about || c.offer.Rule != "" && (c.offer.Rung > 0) != (cmd.Rung > 0) {
			out = append(out, planned{c.id, cmd})
		}
	}
	return out
}

// returning of a call to those who have declined it and can be rung again; r.mu is held.
func (r *Routing) returning(account string, c call) interaction.Return {
	cmd, now := interaction.Return{Offer: c.offer.N, Ready: map[string]time.Time{}}, r.Clock.Now()
	for _, d := range c.offer.Declined {
		e := r.accounts[account].roster[d.Agent]
		var ready time.Time // since when they have chosen to be; zero: they are away
		if e.Choice.Status == Available {
			ready = e.Choice.Since
		}
		if back := c.offer.Returns(d.Agent, ready); now.Before(back) {
			r.returns[account] = earlier(r.returns[account], back)
		} else if r.why(account, d.Agent, c.lost) == "" {
			cmd.Agents = append(cmd.Agents, e.Agent)
			cmd.Ready[d.Agent] = ready
		}
	}
	return cmd
}

// earlier of two moments, of which the first may not be known.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// due: something is to be done now although nothing was heard.
func (r *Routing) due() bool { return r.untilDue() <= 0 }

// untilDue is how long nothing becomes due by itself.
func (r *Routing) untilDue() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	now, sleep := r.Clock.Now(), idle
	soonest := func(at time.Time) {
		if d := at.Sub(now); d < sleep {
			sleep = d
		}
	}
	for _, at := range r.returns {
		soonest(at)
	}
	if at := r.began.Add(grace); at.After(now) {
		soonest(at)
	}
	for p, here := range r.reach {
		marks := r.accounts[p.account].roster[p.id].Heartbeats
		if here.answers {
			soonest(marks[r.Server].Add(heartbeatEvery))
		} else if at := here.lost.Add(grace); at.After(now) {
			soonest(at)
		}
	}
	for _, d := range r.accounts {
		if d.stale {
			soonest(d.readAt.Add(readAgain))
		}
		for _, e := range d.roster {
			for name, at := range e.Heartbeats {
				if at := at.Add(heartbeatValid); name != r.Server && at.After(now) {
					soonest(at)
				}
			}
		}
	}
	return sleep
}
