package agent

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/routing"
)

// GetColleagues to whom the agent can pass a call on.
func (s *Agents) GetColleagues(c *gin.Context) {
	who := edge.Claims(c)
	out := contract.Colleagues{Agents: []contract.Colleague{}, Queues: []contract.QueueToPassTo{}}
	for _, a := range s.Routing.Agents(who.Account) {
		if a.Agent.ID != who.Agent.ID {
			out.Agents = append(out.Agents, view.Colleague(a))
		}
	}
	for _, name := range s.Queues {
		open, anybody := s.Routing.Receives(who.Account, name, "", who.Agent.ID)
		out.Queues = append(out.Queues, contract.QueueToPassTo{Name: name, Open: open, Anybody: anybody})
	}
	c.JSON(http.StatusOK, out)
}

// BeginTransfer passes the call on.
func (s *Agents) BeginTransfer(c *gin.Context, id contract.Id, p contract.BeginTransferParams) {
	var in contract.NewTransfer
	if !s.Bind(c, &in) {
		return
	}
	agent, queue := contract.Val(in.To.Agent), contract.Val(in.To.Queue)
	if (agent == "") == (queue == "") {
		s.Fail(c, problem.Invalid("Give either an agent or a queue."))
		return
	}
	state, err := s.Load(c, interaction.ID(id))
	if err != nil {
		s.Fail(c, err)
		return
	}
	cmd := interaction.BeginTransfer{Agent: edge.Claims(c).Agent, To: interaction.TransferTo{Queue: queue}, Note: contract.Val(in.Note), Warm: contract.Val(in.Warm)}
	if agent != "" {
		cmd.To.Agent = &interaction.Agent{ID: agent}
	}
	// What the call itself refuses is said first, and the same once more is not looked at again.
	if decided, err := state.Decide(cmd, s.Decider.Now(), s.Decider.Policy); err != nil || len(decided.Events) == 0 {
		s.command(c, p.Since, state.ID, cmd)
		return
	}
	if cmd.To, err = s.receiver(state, cmd); err != nil {
		s.Fail(c, err)
		return
	}
	s.command(c, p.Since, state.ID, cmd)
}

// receiver of a transfer, if it can be rung now.
func (s *Agents) receiver(state interaction.State, cmd interaction.BeginTransfer) (interaction.TransferTo, error) {
	if cmd.To.Agent == nil {
		open, anybody := s.Routing.Receives(state.Account, cmd.To.Queue, state.Language(), cmd.Agent.ID)
		switch {
		case !slices.Contains(s.Queues, cmd.To.Queue):
			return cmd.To, problem.New(http.StatusConflict, "unknown_queue", "There is no queue of that name.")
		case !open:
			return cmd.To, problem.New(http.StatusConflict, "queue_closed", "This queue is closed now.")
		case !anybody:
			return cmd.To, problem.New(http.StatusConflict, "queue_empty", "Nobody is there who could take a call of this queue.")
		}
		return cmd.To, nil
	}
	all := s.Routing.Agents(state.Account)
	i := slices.IndexFunc(all, func(a routing.Agent) bool { return a.Agent.ID == cmd.To.Agent.ID })
	switch {
	case i < 0:
		return cmd.To, problem.New(http.StatusConflict, "unknown_colleague", "No such colleague has been here lately.")
	case all[i].Status.State != routing.Available:
		return cmd.To, problem.New(http.StatusConflict, "colleague_unavailable", "This colleague takes no calls now; choose somebody else, or a queue.")
	}
	return interaction.TransferTo{Agent: &all[i].Agent}, nil
}

// TakeBack a call that is being passed on.
func (s *Agents) TakeBack(c *gin.Context, id contract.Id, p contract.TakeBackParams) {
	s.command(c, p.Since, interaction.ID(id), interaction.TakeBack{Agent: edge.Claims(c).Agent})
}

// CompleteTransfer hands the call over to the colleague who is consulted.
func (s *Agents) CompleteTransfer(c *gin.Context, id contract.Id, p contract.CompleteTransferParams) {
	s.command(c, p.Since, interaction.ID(id), interaction.CompleteTransfer{Agent: edge.Claims(c).Agent})
}
