package agent

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/routing"
	"github.com/deskside/deskside/server/internal/session"
)

// GetMe tells the widget who is speaking and what it needs to know.
func (s *Agents) GetMe(c *gin.Context) {
	who := edge.Claims(c)
	account, ok := s.Account(who.Account)
	if !ok {
		s.Fail(c, problem.NoAccount())
		return
	}
	me, err := s.Routing.AskMe(c.Request.Context(), who.Account, who.Agent.ID)
	if err != nil {
		s.Fail(c, err)
		return
	}
	state := view.Me(me, s.Lexicon(who.Account))
	out := contract.Me{
		Agent: contract.Agent{Id: who.Agent.ID, Name: who.Agent.Name}, Account: account.Name, Crm: contract.MeCrm(account.Kind), Noun: account.Lexicon.Noun, Role: contract.MeRole(who.Role),
		Dispositions: contract.List(s.Dispositions), Limits: s.FileLimits(who.Account), Status: state.Status, Missed: state.Missed, Abilities: state.Abilities, ConfirmDial: account.ConfirmDial, Texting: s.texting(who.Account),
	}
	if who.Role == session.Agent {
		out.Role = contract.MeRole(me.Role)
	}
	if labels := map[string]map[string]string(account.Lexicon.Dispositions); len(labels) > 0 {
		out.DispositionLabels = &labels
	}
	c.JSON(http.StatusOK, out)
}

// SetStatus chooses whether calls ring.
func (s *Agents) SetStatus(c *gin.Context) {
	var in contract.SetStatus
	if !s.Bind(c, &in) {
		return
	}
	who := edge.Claims(c)
	if _, ok := s.Account(who.Account); !ok {
		s.Fail(c, problem.NoAccount())
		return
	}
	chosen, next := choice(string(in.Status), in.Reason), routing.Choice{}
	if in.Next != nil {
		next = choice(string(*in.Next), in.NextReason)
	}
	me, err := s.Routing.Choose(c.Request.Context(), who.Account, who.Agent, chosen, next)
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusOK, view.Me(me, s.Lexicon(who.Account)))
}

// choice of a status; only who is away says why.
func choice(status string, reason *string) routing.Choice {
	c := routing.Choice{Status: routing.State(status)}
	if c.Status == routing.Away {
		c.Reason = strings.TrimSpace(contract.Val(reason))
	}
	return c
}
