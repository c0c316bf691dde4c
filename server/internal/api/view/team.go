package view

import (
	"time"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/figures"
	"github.com/deskside/deskside/server/internal/routing"
)

// Present is an agent as those see them who lead.
func Present(a routing.Agent) contract.PresentAgent {
	out := contract.PresentAgent{
		Agent: contract.Agent{Id: a.Agent.ID, Name: a.Agent.Name}, Account: a.Account, Reachable: a.Reachable, Open: a.Open, Since: a.Status.Since, Status: Status(a.Status),
	}
	if c := a.Call; c.Interaction != "" {
		out.Call = &contract.AgentCall{Interaction: string(c.Interaction), Who: c.Who, Queue: c.Queue, OnHold: c.OnHold}
	}
	return out
}

// Queues of these names, each with who is in it and, if they are counted, what its calls
// have come to.
func Queues(names []string, now map[string]routing.Queue, lately *figures.Service) []contract.QueueNow {
	out := make([]contract.QueueNow, 0, len(names))
	for _, name := range names {
		q := now[name]
		one := contract.QueueNow{Name: name, Waiting: q.Waiting, Talking: q.Talking, OnHold: contract.Opt(q.OnHold), Oldest: contract.Opt(q.Oldest)}
		if lately != nil {
			hour, today := counts(lately.Queues[name].Hour), counts(lately.Queues[name].Today)
			one.Hour, one.Today = &hour, &today
		}
		out = append(out, one)
	}
	return out
}

// Service of all queues together; nil while it is not counted.
func Service(s *figures.Service) *contract.Service {
	if s == nil {
		return nil
	}
	return &contract.Service{Within: int(s.Within / time.Second), Since: s.Since, Hour: counts(s.All.Hour), Today: counts(s.All.Today)}
}

func counts(c figures.Counts) contract.CallCounts {
	out := contract.CallCounts{Answered: c.Answered, InTime: c.InTime, Abandoned: c.Abandoned}
	if level, ok := c.Level(); ok {
		out.Level = &level
	}
	if speed, ok := c.Speed(); ok {
		seconds := speed.Seconds()
		out.Speed = &seconds
	}
	return out
}
