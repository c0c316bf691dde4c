package agent

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/interaction"
)

// MakeJoinCode for a caller's browser, or tell the one again that is good now.
func (s *Agents) MakeJoinCode(c *gin.Context, id contract.Id) {
	var in contract.NewJoinCode
	if !s.Bind(c, &in) {
		return
	}
	state, err := s.Load(c, interaction.ID(id))
	if err != nil {
		s.Fail(c, err)
		return
	}
	code, ok := s.Joins.Code(state)
	if !ok || contract.Val(in.Fresh) {
		who := edge.Claims(c).Agent
		code, _, err = s.Joins.Make(c.Request.Context(), state.ID, interaction.MakeJoinCode{By: &who, How: interaction.ByAgent})
	}
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusOK, contract.JoinCode{Code: code.Digits, Address: code.Address, Link: code.Link, Until: code.Until})
}

// PutOutBrowser that is not the customer's.
func (s *Agents) PutOutBrowser(c *gin.Context, id contract.Id, p contract.PutOutBrowserParams) {
	s.command(c, p.Since, interaction.ID(id), interaction.PutOutBrowser{Agent: edge.Claims(c).Agent})
}
