package routing

import (
	"context"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// atOnce is how many calls of one line ring for all at the same time, those that come
// first. More would be no choice for anybody, and every one of them is recorded.
const atOnce = 10

// ring by the rules, for calls that wait and do not yet; say so when it has come to ring
// for nobody, for somebody again, or for others; and return what was declined. Whom each
// call rings for follows from what the agents are.
func (r *Routing) ring(ctx context.Context) error {
	for _, account := range r.Accounts {
		r.findLast(ctx, account)
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

// heads of the lines of an account: those that are to ring. Of a line that is put before
// one agent after the other no more can than there are agents; r.mu is held.
func (r *Routing) heads(account string) []call {
	agents := max(atOnce, len(r.accounts[account].roster))
	return r.calls.heads(account, func(d demand) int {
		if r.rules.queues[d.queue].Mode == ModeOne {
			return agents
		}
		return atOnce
	})
}

// plan what is to be recorded of the waiting calls of an account. While nobody at all is
// about there is nothing to say, and a call that came when its queue was closed rings for
// nobody.
func (r *Routing) plan(account string) []planned {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []planned
	delete(r.next, account)
	p, heads := r.planning(account), r.heads(account)
	p.hold(heads)
	for _, c := range heads {
		if !r.rules.open(c.asked, c.came) {
			continue
		}
		crew := p.crewOf(c)
		rule, whom := p.rule(c, crew)
		back := interaction.Return{Ready: map[string]time.Time{}}
		if rule != interaction.RingOne {
			back = p.returning(c, rule, whom)
		}
		if len(back.Agents) > 0 {
			out = append(out, planned{c.id, back})
		}
		if c.offer.Rule == rule && c.offer.Whom.Same(whom) && (c.offer.Rung > 0) == p.rings(c, crew, rule, whom, back.Ready) {
			continue
		}
		cmd := interaction.Ring{Offer: c.offer.N, Rule: rule, Whom: whom, Roster: r.accounts[account].version, Said: c.offer.Said}
		cmd.Rung, cmd.Passed = p.counts(c, crew, rule, whom, back.Ready)
		if c.offer.Rule != "" || cmd.Rung+len(cmd.Passed) > 0 {
			out = append(out, planned{c.id, cmd})
		}
	}
	return out
}

// returning of a call to those who have declined it and can be rung again.
func (p *planning) returning(c call, rule interaction.RingRule, whom interaction.Whom) interaction.Return {
	cmd := interaction.Return{Offer: c.offer.N, Ready: map[string]time.Time{}}
	for _, d := range c.offer.Declined {
		e := p.accounts[p.account].roster[d.Agent]
		var ready time.Time // since when they have chosen to be; zero: they are away
		if e.Choice.Status == Available {
			ready = e.Choice.Since
		}
		lost := c.lost != nil && c.lost.ID == d.Agent
		if back := c.offer.Returns(d.Agent, ready); p.now.Before(back) {
			p.due(back)
		} else if p.why(p.account, d.Agent, c.lost) == "" && (lost || rule.Passes(whom, d.Agent, p.abilities(person{p.account, d.Agent})) == "") {
			cmd.Agents = append(cmd.Agents, e.Agent)
			cmd.Ready[d.Agent] = ready
		}
	}
	return cmd
}

// findLast who spoke with the customers of calls that are about to be put before one agent.
func (r *Routing) findLast(ctx context.Context, account string) {
	if r.LastAgent == nil {
		return
	}
	r.mu.Lock()
	var ids []interaction.ID
	for _, c := range r.heads(account) {
		if _, known := r.last[c.id]; !known && c.offer.Rule == "" && r.rules.queues[c.demand.queue].Mode == ModeOne {
			ids = append(ids, c.id)
		}
	}
	r.mu.Unlock()
	for _, id := range ids {
		s, err := r.Store.State(ctx, id)
		agent := ""
		if err == nil {
			agent, err = r.LastAgent(ctx, s)
		}
		if err != nil && ctx.Err() == nil {
			r.Log.Warn("it cannot be looked up who spoke with a customer last; the call goes to who has been idle longest", "interaction", id, "err", err)
		}
		r.mu.Lock()
		r.last[id] = agent
		r.mu.Unlock()
	}
}
