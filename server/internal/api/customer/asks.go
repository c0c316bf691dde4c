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
	given := 0
	var cmd interaction.Command
	for _, one := range []struct {
		there bool
		cmd   interaction.Command
	}{
		{in.Text != nil, interaction.AnswerAsk{Ask: ask, Text: contract.Val(in.Text)}},
		{in.Files != nil, interaction.AnswerAsk{Ask: ask, Files: contract.List(contract.Val(in.Files))}},
		{in.Place != nil, interaction.AnswerAsk{Ask: ask, Place: placeOf(in.Place)}},
		{contract.Val(in.Agreed), interaction.AnswerAsk{Ask: ask, Agreed: true}},
		{contract.Val(in.Declined), interaction.DeclineAsk{Ask: ask}},
		{in.Failed != nil, interaction.FailAsk{Ask: ask, Why: interaction.Because(contract.Val(in.Failed))}},
	} {
		if one.there {
			given, cmd = given+1, one.cmd
		}
	}
	if given != 1 {
		s.Fail(c, problem.Invalid("Give one of text, files, place, agreed, declined and failed."))
		return
	}
	state, ok := s.Decided(c, edge.Claims(c).Interaction, cmd)
	if ok {
		c.JSON(http.StatusOK, view.Contact(state, s.FileLimits(state.Account)))
	}
}

func placeOf(p *contract.Place) *interaction.Place {
	if p == nil {
		return nil
	}
	return &interaction.Place{Latitude: p.Latitude, Longitude: p.Longitude, Accuracy: p.Accuracy}
}
