package view

import (
	"github.com/deskside/deskside/connectors/identity"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/routing"
	"github.com/deskside/deskside/templates/words"
)

// Me is what an agent sees of themselves.
func Me(me routing.Me, l words.Lexicon) contract.MeState {
	v := contract.MeState{Status: Status(me.Status), Missed: []contract.MissedOffer{}, Abilities: abilities(me.Abilities), Role: contract.Opt(contract.MeStateRole(me.Role))}
	for _, m := range me.Missed {
		v.Missed = append(v.Missed, contract.MissedOffer{
			Interaction: string(m.Interaction), At: m.At, Who: identity.Display(m.Who, l.Country), App: contract.Opt(m.App), Reason: contract.MissedOfferReason(m.Reason), Text: contract.Opt(m.Text),
		})
	}
	return v
}

// abilities of an agent; nil: they may do everything.
func abilities(a interaction.Abilities) *contract.Abilities {
	if a.Group == 0 {
		return nil
	}
	return &contract.Abilities{Queues: contract.List(a.Queues), Languages: contract.List(a.Languages), Group: a.Group}
}

// Status of an agent.
func Status(s routing.Status) contract.AgentStatus {
	v := contract.AgentStatus{
		State: contract.AgentStatusState(s.State), Chosen: contract.AgentStatusChosen(s.Chosen.Status), Reason: contract.Opt(s.Chosen.Reason), Since: s.Since, Until: contract.Opt(s.Until),
		NextReason: contract.Opt(s.Next.Reason),
	}
	if s.Next.Status != "" {
		next := contract.AgentStatusNext(s.Next.Status)
		v.Next = &next
	}
	return v
}
