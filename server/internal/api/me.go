package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
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
	state := view.Me(me)
	c.JSON(http.StatusOK, contract.Me{
		Agent: contract.Agent{Id: who.Agent.ID, Name: who.Agent.Name}, Account: account.Name, Crm: contract.MeCrm(account.Kind), Role: contract.MeRole(who.Role),
		Dispositions: contract.List(s.Dispositions), Limits: s.fileLimits(who.Account), Status: state.Status, Missed: state.Missed,
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
	c.JSON(http.StatusOK, view.Me(me))
}

// choice of a status; only who is away says why.
func choice(status string, reason *string) routing.Choice {
	c := routing.Choice{Status: routing.State(status)}
	if c.Status == routing.Away {
		c.Reason = strings.TrimSpace(contract.Val(reason))
	}
	return c
}

// RenderMe is how the hub shows agents to themselves.
func RenderMe(me func(account, agent string) routing.Me) func(live.Viewer) any {
	return func(v live.Viewer) any { return view.Me(me(v.Account, v.Agent.ID)) }
}
