package agent

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/interaction"
)

// MakeAsk asks something of the customer. The id makes a repeated request the same ask. One
// that is sensitive is made when nothing is recorded any more.
func (s *Agents) MakeAsk(c *gin.Context, id contract.Id, p contract.MakeAskParams) {
	var in contract.NewAsk
	if !s.Bind(c, &in) {
		return
	}
	cmd := interaction.MakeAsk{Ask: in.Id, Type: interaction.AskType(in.Type), Label: in.Label, Agent: edge.Claims(c).Agent, Sensitive: contract.Val(in.Sensitive)}
	if cmd.Sensitive {
		state, err := s.Load(c, interaction.ID(id))
		var decision interaction.Decision
		if err == nil {
			decision, err = state.Decide(cmd, s.Decider.Now(), s.Decider.Policy)
		}
		if err != nil {
			s.Fail(c, err)
			return
		}
		if len(decision.Events) > 0 && !s.stopsRecording(c, state) { // else it was asked before
			return
		}
	}
	s.command(c, p.Since, interaction.ID(id), cmd)
}

// GetAnswer is what was given for a sensitive ask, for who has asked.
func (s *Agents) GetAnswer(c *gin.Context, id contract.Id, ask string) {
	state, err := s.Load(c, interaction.ID(id))
	var answer string
	if err == nil {
		answer, err = state.AnswerFor(ask, edge.Claims(c).Agent, s.Decider.Now())
	}
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusOK, contract.KeptAnswer{Text: answer})
}

// WithdrawAsk takes it back.
func (s *Agents) WithdrawAsk(c *gin.Context, id contract.Id, ask string, p contract.WithdrawAskParams) {
	s.command(c, p.Since, interaction.ID(id), interaction.WithdrawAsk{Ask: ask, Agent: edge.Claims(c).Agent})
}
