package agent

import (
	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/interaction"
)

// MakeAsk asks something of the customer. The id makes a repeated request the same ask.
func (s *Agents) MakeAsk(c *gin.Context, id contract.Id, p contract.MakeAskParams) {
	var in contract.NewAsk
	if s.Bind(c, &in) {
		s.command(c, p.Since, interaction.ID(id), interaction.MakeAsk{Ask: in.Id, Type: interaction.AskType(in.Type), Label: in.Label, Agent: edge.Claims(c).Agent})
	}
}

// WithdrawAsk takes it back.
func (s *Agents) WithdrawAsk(c *gin.Context, id contract.Id, ask string, p contract.WithdrawAskParams) {
	s.command(c, p.Since, interaction.ID(id), interaction.WithdrawAsk{Ask: ask, Agent: edge.Claims(c).Agent})
}
