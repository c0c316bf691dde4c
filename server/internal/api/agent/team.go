package agent

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/view"
)

// GetTeam is what goes on in the supervisor's account.
func (s *Agents) GetTeam(c *gin.Context) {
	account := edge.Claims(c).Account
	now, _, err := s.Routing.Queues(c.Request.Context(), account)
	if err != nil {
		s.Fail(c, err)
		return
	}
	lately, err := s.Service(c.Request.Context(), account)
	if err != nil {
		s.Fail(c, err)
		return
	}
	out := contract.Team{Queues: view.Queues(s.Queues, now, lately), Service: view.Service(lately), Agents: []contract.PresentAgent{}}
	for _, a := range s.Routing.Agents(account) {
		out.Agents = append(out.Agents, view.Present(a))
	}
	c.JSON(http.StatusOK, out)
}
