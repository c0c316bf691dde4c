package routing

import (
	"context"
	"maps"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

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
		maps.DeleteFunc(r.last, func(id interaction.ID, _ string) bool { _, active := r.calls.active[id]; return !active })
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
	for _, at := range r.next {
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
