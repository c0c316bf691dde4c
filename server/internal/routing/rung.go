package routing

import (
	"cmp"
	"context"
	"slices"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Rung is for whom an offer rang to the end, or rings, and for whom not: some of them by
// name, and how many more there are.
type Rung struct {
	Agents     []interaction.Agent
	Skipped    []interaction.SkippedAgent
	MoreAgents int
	MorePassed int
}

// mostAsked of the store for one offer: an old offer of a large account is told in part,
// the rest by the counts of its event.
const mostAsked = 500

// Rung tells it of an offer of an account, from the agents' histories: of one agent, or of
// all if agent is empty; most: how many by name. counted is what its event says.
func (r *Routing) Rung(ctx context.Context, account string, o interaction.Offering, counted interaction.OfferRung, agent string, most int) (Rung, error) {
	r.mu.Lock()
	var agents []interaction.Agent
	kept, able := map[string]interaction.History{}, map[string]interaction.Abilities{}
	if d := r.accounts[account]; d != nil {
		for id, e := range d.roster {
			if agent != "" && id != agent {
				continue
			}
			agents = append(agents, e.Agent)
			able[id] = r.rules.abilities(account, id, e)
			if h := r.histories[person{account, id}]; h != nil && len(h.statuses) > 0 && !h.statuses[0].At.After(o.Rung) {
				kept[id] = h.statuses
			}
		}
	}
	r.mu.Unlock()
	if agent != "" && len(agents) == 0 {
		agents = []interaction.Agent{{ID: agent}} // the roster forgets, their history does not
		able[agent] = r.rules.abilities(account, agent, entry{})
	}
	slices.SortFunc(agents, func(a, b interaction.Agent) int { return cmp.Compare(a.ID, b.ID) })
	var all Rung
	asked, rung, passed := 0, 0, 0
	for _, a := range agents {
		h, ok := kept[a.ID]
		if !ok && asked == mostAsked {
			rung = max(rung, counted.Rung)
			passed = max(passed, sum(counted.Passed))
			break
		}
		if !ok {
			asked++
			var err error
			if h, err = r.Store.Statuses(ctx, account, a.ID, o.Rung, o.Over); err != nil {
				return Rung{}, err
			}
		}
		why, text, about := o.Standing(a.ID, able[a.ID], h, r.Clock.Now())
		switch {
		case !about:
		case why == "":
			rung++
			if len(all.Agents) < most {
				all.Agents = append(all.Agents, a)
			}
		default:
			passed++
			if len(all.Skipped) < most {
				all.Skipped = append(all.Skipped, interaction.SkippedAgent{Agent: a, Reason: why, Text: text})
			}
		}
	}
	all.MoreAgents, all.MorePassed = rung-len(all.Agents), passed-len(all.Skipped)
	return all, nil
}

func sum(counts []interaction.MissCount) (n int) {
	for _, c := range counts {
		n += c.Count
	}
	return n
}

// why calls do not ring for an agent, but for the one they have lost; r.mu is held.
func (r *Routing) why(account, id string, lost *interaction.Agent) interaction.MissReason {
	p := person{account, id}
	if lost != nil && lost.ID == id && (r.reach[p].answers || r.accounts[account].roster[id].elsewhere(r.Server, r.Clock.Now())) {
		return ""
	}
	return r.histories[p].last().Reason
}
