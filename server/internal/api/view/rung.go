package view

import (
	"strconv"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/routing"
	"github.com/deskside/deskside/templates/words"
)

// Named is how many agents a sentence names.
const Named = 8

// NameRung puts names into the timeline's entry about an offer that rings by a rule.
func NameRung(v *contract.Interaction, o interaction.Offering, r routing.Rung) {
	for i := range v.Timeline {
		if e := &v.Timeline[i]; e.N == o.Event && len(r.Agents)+len(r.Skipped) > 0 {
			said := rungSaid(r)
			e.Text, e.Said = said.English(words.Lexicon{}), saidView(said)
		}
	}
}

// rungSaid names those for whom an offer rang, and those for whom it did not.
func rungSaid(r routing.Rung) *words.Said {
	passed := words.Say("agents_passed_over")
	passed.Each = more(few(r.Skipped, passedOver), r.MorePassed)
	if len(r.Agents) == 0 {
		return passed
	}
	rung := words.Say("agents_rung")
	rung.Each = more(few(r.Agents, agentSaid), r.MoreAgents)
	if len(r.Skipped) == 0 {
		return rung
	}
	rung.Code = "agents_rung.not_all"
	return rung.Because(passed)
}

func agentSaid(a interaction.Agent) *words.Said { return words.Say("agent", "agent", a.Name) }

// more than those who are named.
func more(named []words.Said, count int) []words.Said {
	if count > 0 {
		named = append(named, *words.Say("more", "count", strconv.Itoa(count)))
	}
	return named
}

// Rung is for whom an offer rang, and for whom not.
func Rung(o interaction.Offering, counted interaction.OfferRung, r routing.Rung) contract.RungOffer {
	v := contract.RungOffer{
		N: o.N, RangAt: o.Rung, OverAt: contract.Opt(o.Over), TakenBy: agentRef(o.Taken), Rule: contract.RungOfferRule(counted.Rule), Roster: counted.Roster,
		Agents: []contract.Agent{}, Passed: []contract.PassedAgent{}, MoreAgents: r.MoreAgents, MorePassed: r.MorePassed,
	}
	for _, a := range r.Agents {
		v.Agents = append(v.Agents, contract.Agent{Id: a.ID, Name: a.Name})
	}
	for _, p := range r.Skipped {
		v.Passed = append(v.Passed, contract.PassedAgent{
			Agent: contract.Agent{Id: p.Agent.ID, Name: p.Agent.Name}, Reason: contract.PassedAgentReason(p.Reason), Text: contract.Opt(p.Text),
		})
	}
	return v
}
