package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/routing"
)

// GetMe tells the widget who is speaking and what it needs to know.
func (s *Server) GetMe(c *gin.Context) {
	who := claims(c)
	account, ok := s.accounts[who.Account]
	if !ok {
		s.fail(c, problem.NoAccount())
		return
	}
	me, err := s.Routing.AskMe(c.Request.Context(), who.Account, who.Agent.ID)
	if err != nil {
		s.fail(c, err)
		return
	}
	state := meView(me)
	c.JSON(http.StatusOK, contract.Me{
		Agent: contract.Agent{Id: who.Agent.ID, Name: who.Agent.Name}, Account: account.Name, Crm: contract.MeCrm(account.Kind), Role: contract.MeRole(who.Role),
		Dispositions: list(s.Dispositions), Limits: s.fileLimits(who.Account), Status: state.Status, Missed: state.Missed,
	})
}

// SetStatus chooses whether calls ring.
func (s *Server) SetStatus(c *gin.Context) {
	var in contract.SetStatus
	if !s.bind(c, &in) {
		return
	}
	who := claims(c)
	if _, ok := s.accounts[who.Account]; !ok {
		s.fail(c, problem.NoAccount())
		return
	}
	chosen, next := choice(string(in.Status), in.Reason), routing.Choice{}
	if in.Next != nil {
		next = choice(string(*in.Next), in.NextReason)
	}
	me, err := s.Routing.Choose(c.Request.Context(), who.Account, who.Agent, chosen, next)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, meView(me))
}

// choice of a status; only who is away says why.
func choice(status string, reason *string) routing.Choice {
	c := routing.Choice{Status: routing.State(status)}
	if c.Status == routing.Away {
		c.Reason = strings.TrimSpace(val(reason))
	}
	return c
}

// RenderMe is how the hub shows agents to themselves.
func RenderMe(me func(account, agent string) routing.Me) func(live.Viewer) any {
	return func(v live.Viewer) any { return meView(me(v.Account, v.Agent.ID)) }
}

func meView(me routing.Me) contract.MeState {
	v := contract.MeState{Status: statusView(me.Status), Missed: []contract.MissedOffer{}}
	for _, m := range me.Missed {
		v.Missed = append(v.Missed, contract.MissedOffer{
			Interaction: string(m.Interaction), At: m.At, Who: m.Who, Reason: contract.MissedOfferReason(m.Reason), Text: ptr(m.Text),
		})
	}
	return v
}

func statusView(s routing.Status) contract.AgentStatus {
	v := contract.AgentStatus{
		State: contract.AgentStatusState(s.State), Chosen: contract.AgentStatusChosen(s.Chosen.Status), Reason: ptr(s.Chosen.Reason), Since: s.Since,
		NextReason: ptr(s.Next.Reason),
	}
	if s.Next.Status != "" {
		next := contract.AgentStatusNext(s.Next.Status)
		v.Next = &next
	}
	return v
}
