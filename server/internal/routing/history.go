package routing

import (
	"context"
	"slices"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// history of an agent: what they were to offers. The store has all of it; here is what
// may be asked for of the last day, with what held before. A call that rings is not
// written down for each agent: it has the rule, and this has the agents.
type history struct {
	statuses interaction.History
	changes  int // how often it has changed
	missed   missed
}

// last status; gone if none is known.
func (h *history) last() interaction.StatusChange {
	if h == nil || len(h.statuses) == 0 {
		return interaction.StatusChange{Reason: interaction.Gone}
	}
	return h.statuses[len(h.statuses)-1]
}

// add a change. What ended more than a day before it is forgotten.
func (h *history) add(c interaction.StatusChange) {
	old := 0
	for old+1 < len(h.statuses) && c.At.Sub(h.statuses[old+1].At) > day {
		old++
	}
	h.statuses = append(slices.Clip(h.statuses[old:]), c)
	h.changes++
}

// loadHistories of the agents of an account that are not known yet.
func (r *Routing) loadHistories(ctx context.Context, account string) error {
	r.mu.Lock()
	var unknown []person
	for id := range r.accounts[account].roster {
		if p := (person{account, id}); r.histories[p] == nil {
			unknown = append(unknown, p)
		}
	}
	r.mu.Unlock()
	for _, p := range unknown {
		statuses, err := r.Store.Statuses(ctx, account, p.id, r.Clock.Now().Add(-day), time.Time{})
		if err != nil {
			return err
		}
		r.mu.Lock()
		r.histories[p] = &history{statuses: statuses}
		r.mu.Unlock()
	}
	return nil
}

// recordStatuses that have changed, durably before anything rings by them. Each is
// written down by the server that the agent's widget answers; the others know it
// from the roster and the log.
func (r *Routing) recordStatuses(ctx context.Context) error {
	for _, account := range r.Accounts {
		if err := r.loadHistories(ctx, account); err != nil {
			return err
		}
		changed, mine := r.changedStatuses(account)
		if len(mine) > 0 && r.Shared {
			// By what holds for all servers now: another one may hear the agent.
			if _, _, err := r.read(ctx, account); err != nil {
				return err
			}
			changed, mine = r.changedStatuses(account)
		}
		if len(mine) > 0 {
			if err := r.Store.AddStatuses(ctx, account, mine); err != nil {
				return err
			}
		}
		r.mu.Lock()
		for _, c := range changed {
			r.histories[person{account, c.Agent}].add(c.StatusChange)
		}
		r.mu.Unlock()
	}
	return nil
}

// changedStatuses of the agents of an account, and those among them that are this
// server's to write down.
func (r *Routing) changedStatuses(account string) (changed, mine []store.StatusChange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, e := range r.accounts[account].roster {
		p := person{account, id}
		h := r.histories[p]
		if h == nil {
			continue // it came into the roster a moment ago
		}
		now, settled, here := r.toOffers(p, e)
		was := h.last()
		if !settled || now.Reason == was.Reason && now.Text == was.Text {
			continue
		}
		now.At = later(r.Clock.Now(), was.At) // another server's clock may be ahead
		c := store.StatusChange{Agent: id, StatusChange: now}
		changed = append(changed, c)
		if here {
			mine = append(mine, c)
		}
	}
	return changed, mine
}

// toOffers is what an agent is to offers now; r.mu is held. settled: it can be told.
// here: no other server's widgets answer for them.
func (r *Routing) toOffers(p person, e entry) (c interaction.StatusChange, settled, here bool) {
	reach, now := r.reach[p], r.Clock.Now()
	elsewhere := !reach.answers && e.elsewhere(r.Server, now)
	silent := !reach.answers && !elsewhere
	switch work := r.calls.work(p); {
	case silent && now.Sub(later(reach.lost, r.began)) < grace:
		return c, false, true // on their way back, perhaps
	case silent && now.Sub(later(e.Seen, reach.lost)) > forgetAfter:
		c.Reason = interaction.Gone
	case !work.busy.IsZero():
		c.Reason = interaction.MissedBusy
	case !work.wrapUp.IsZero():
		c.Reason = interaction.MissedWrapUp
	case e.Choice.Status == Away && silent && !reach.present:
		c.Reason = interaction.Gone // and said so
	case e.Choice.Status == Away:
		c.Reason, c.Text = interaction.MissedAway, e.Choice.Reason
	case !silent:
	case reach.present:
		c.Reason = interaction.MissedFrozen
	default:
		c.Reason = interaction.MissedNotConnected
	}
	return c, true, !elsewhere
}
