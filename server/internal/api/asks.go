package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
)

// MakeAsk asks something of the customer. The id makes a repeated request the same ask.
func (s *Server) MakeAsk(c *gin.Context, id contract.Id) {
	var in contract.NewAsk
	if s.bind(c, &in) {
		s.command(c, interaction.ID(id), interaction.MakeAsk{Ask: in.Id, Type: interaction.AskType(in.Type), Label: in.Label, Agent: claims(c).Agent})
	}
}

// WithdrawAsk takes it back.
func (s *Server) WithdrawAsk(c *gin.Context, id contract.Id, ask string) {
	s.command(c, interaction.ID(id), interaction.WithdrawAsk{Ask: ask, Agent: claims(c).Agent})
}

// AnswerAsk is the customer's answer, refusal, or word that their page cannot do it.
func (s *Server) AnswerAsk(c *gin.Context, ask string) {
	var in contract.AskAnswer
	if !s.bind(c, &in) {
		return
	}
	var cmd interaction.Command
	switch {
	case in.Text != nil && in.Declined == nil && in.Failed == nil:
		cmd = interaction.AnswerAsk{Ask: ask, Text: *in.Text}
	case in.Text == nil && contract.Val(in.Declined) && in.Failed == nil:
		cmd = interaction.DeclineAsk{Ask: ask}
	case in.Text == nil && in.Declined == nil && in.Failed != nil:
		cmd = interaction.FailAsk{Ask: ask, Why: interaction.Because(*in.Failed)}
	default:
		s.fail(c, problem.Invalid("Give one of text, declined and failed."))
		return
	}
	state, ok := s.decided(c, claims(c).Interaction, cmd)
	if ok {
		c.JSON(http.StatusOK, view.Contact(state, s.fileLimits(state.Account)))
	}
}
