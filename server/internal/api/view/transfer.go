package view

import (
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/routing"
)

func transferView(s interaction.State) *contract.Transfer {
	t := s.Transfers.Last()
	if t == nil {
		return nil
	}
	v := &contract.Transfer{
		Offer: t.Offer, From: *agentRef(&t.From), To: contract.TransferTo{Agent: agentRef(t.To.Agent), Queue: contract.Opt(t.To.Queue)},
		Note: contract.Opt(t.Note), Since: t.BegunAt, EndedAt: contract.Opt(t.EndedAt), Outcome: contract.Opt(contract.TransferOutcome(t.Outcome)),
		By: agentRef(t.By), Receiver: agentRef(s.Receiver()), Warm: contract.Opt(t.Warm), ConsultsAt: contract.Opt(t.ConsultsAt),
	}
	if t.EndedAt.IsZero() {
		v.Until = &t.Until
	}
	return v
}

// Colleague to whom a call may be passed on.
func Colleague(a routing.Agent) contract.Colleague {
	return contract.Colleague{Agent: *agentRef(&a.Agent), State: contract.ColleagueState(a.Status.State), Since: a.Status.Since}
}
