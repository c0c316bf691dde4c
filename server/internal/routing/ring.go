package routing

import (
	"cmp"
	"context"
	"slices"
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

// ring for those who are to be had, and pass over those who are not.
func (r *Routing) ring(ctx context.Context) error {
	for _, account := range r.Accounts {
		commands := r.plan(account)
		if len(commands) > 0 && r.Shared {
			// By what holds for all servers now: two that go by different rosters would ring
			// and pass over in turns.
			if _, _, err := r.read(ctx, account); err != nil {
				return err
			}
			commands = r.plan(account)
		}
		for id, cmd := range commands {
			if _, err := r.Decider.Update(ctx, r.Store, id, cmd); err != nil {
				return err
			}
		}
	}
	return nil
}

// plan what is to be recorded of the waiting calls of an account.
func (r *Routing) plan(account string) map[interaction.ID]interaction.Ring {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := map[interaction.ID]interaction.Ring{}
	now := r.Clock.Now()
	delete(r.returns, account)
	waiting := r.calls.waiting(account, atOnce)
	if len(waiting) == 0 {
		return out
	}
	verdicts := r.eligibilities(account)
	for _, c := range waiting {
		cmd := interaction.Ring{Offer: c.offer.N}
		told := recorded(c.offer)
		for _, v := range verdicts {
			rings := v.Reason == "" || v.reachable && c.lost != nil && c.lost.ID == v.Agent.ID
			switch was := told[v.Agent.ID]; {
			case was.declined:
				if back := c.offer.Returns(v.Agent.ID, v.ready); now.Before(back) {
					r.returns[account] = earlier(r.returns[account], back)
				} else if rings {
					cmd.Agents = append(cmd.Agents, v.Agent)
					cmd.Ready = with(cmd.Ready, v.Agent.ID, v.ready)
				}
			case rings && !was.rung:
				cmd.Agents = append(cmd.Agents, v.Agent)
			case !rings && !was.passed:
				cmd.Skipped = append(cmd.Skipped, v.SkippedAgent)
			}
		}
		if len(cmd.Agents)+len(cmd.Skipped) > 0 {
			out[c.id] = cmd
		}
	}
	return out
}

// earlier of two moments, of which the first may not be known.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// offerRecord of an offer and one agent.
type offerRecord struct{ rung, declined, passed bool }

// recorded is what the log says of an offer and each agent, by id: there may be a
// thousand of them, and this is asked at every commit while calls wait.
func recorded(o interaction.Assignment) map[string]offerRecord {
	out := make(map[string]offerRecord, len(o.Rings)+len(o.Skipped))
	if !o.Claimed() {
		for _, a := range o.Rings {
			out[a.ID] = offerRecord{rung: true}
		}
	}
	for _, p := range o.Skipped {
		was := out[p.Agent.ID]
		was.passed = true
		out[p.Agent.ID] = was
	}
	for _, d := range o.Declined {
		out[d.Agent] = offerRecord{declined: true}
	}
	return out
}

// eligibility on one agent; without a reason, calls ring for them.
type eligibility struct {
	interaction.SkippedAgent
	reachable bool
	ready     time.Time // since when they have chosen to be; zero: they are away
}

func with(ready map[string]time.Time, id string, since time.Time) map[string]time.Time {
	if ready == nil {
		ready = map[string]time.Time{}
	}
	ready[id] = since
	return ready
}

// eligibilities on those agents of an account on whom this server has to decide, by id.
func (r *Routing) eligibilities(account string) []eligibility {
	var out []eligibility
	for id, e := range r.accounts[account].roster {
		p := person{account, id}
		if v, ok := r.eligible(p, e); ok {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b eligibility) int { return cmp.Compare(a.Agent.ID, b.Agent.ID) })
	return out
}

func (r *Routing) eligible(p person, e entry) (v eligibility, ok bool) {
	here, now := r.reach[p], r.Clock.Now()
	v = eligibility{SkippedAgent: interaction.SkippedAgent{Agent: e.Agent}, reachable: here.answers}
	if e.Choice.Status == Available {
		v.ready = e.Choice.Since
	}
	switch work := r.calls.work(p); {
	case !here.answers && e.elsewhere(r.Server, now):
		return v, false // another server's to decide
	case !here.answers && !here.lost.IsZero() && now.Sub(here.lost) < grace:
		return v, false // on their way back, perhaps
	case !here.answers && now.Sub(later(e.Seen, here.lost)) > forgetAfter:
		return v, false // gone
	case !work.busy.IsZero():
		v.Reason = interaction.MissedBusy
	case !work.wrapUp.IsZero():
		v.Reason = interaction.MissedWrapUp
	case e.Choice.Status == Away && !here.present:
		return v, false // gone, and said so
	case e.Choice.Status == Away:
		v.Reason, v.Text = interaction.MissedAway, e.Choice.Reason
	case here.answers:
	case here.present:
		v.Reason = interaction.MissedFrozen
	default:
		v.Reason = interaction.MissedNotConnected
	}
	return v, true
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
