package view

import (
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/routing"
)

// Present is an agent as those see them who lead.
func Present(a routing.Agent) contract.PresentAgent {
	return contract.PresentAgent{
		Agent: contract.Agent{Id: a.Agent.ID, Name: a.Agent.Name}, Account: a.Account, Reachable: a.Reachable, Open: a.Open, Since: a.Status.Since, Status: Status(a.Status),
	}
}

// Queues of these names, each with who is in it.
func Queues(names []string, now map[string]routing.Queue) []contract.QueueNow {
	out := make([]contract.QueueNow, 0, len(names))
	for _, name := range names {
		q := now[name]
		out = append(out, contract.QueueNow{Name: name, Waiting: q.Waiting, Talking: q.Talking, OnHold: contract.Opt(q.OnHold), Oldest: contract.Opt(q.Oldest)})
	}
	return out
}
