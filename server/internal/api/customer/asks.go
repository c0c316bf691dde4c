package customer

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
)

// AnswerAsk is the customer's answer, refusal, or word that their page cannot do it.
func (s *Customers) AnswerAsk(c *gin.Context, ask string) {
	var in contract.AskAnswer
	if !s.Bind(c, &in) {
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
		s.Fail(c, problem.Invalid("Give one of text, declined and failed."))
		return
	}
	state, ok := s.Decided(c, edge.Claims(c).Interaction, cmd)
	if ok {
		c.JSON(http.StatusOK, view.Contact(state, s.FileLimits(state.Account)))
	}
}
