package agent

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/texts"
)

// Texts is the room that sends short messages.
type Texts interface {
	Queue(ctx context.Context, id interaction.ID, o texts.Order) (interaction.State, error)
	Writes(account string) (c connectors.Capabilities, can bool)
}

// SendText queues a text to the customer. The id makes a repeated request the same text.
func (s *Agents) SendText(c *gin.Context, id contract.Id, p contract.SendTextParams) {
	var in contract.NewText
	if !s.Bind(c, &in) {
		return
	}
	if _, err := s.Load(c, interaction.ID(id)); err != nil {
		s.Fail(c, err)
		return
	}
	who := edge.Claims(c).Agent
	state, err := s.Texts.Queue(c.Request.Context(), interaction.ID(id), texts.Order{
		ID: in.Id, To: contract.Val(in.To), Body: contract.Val(in.Text), Purpose: interaction.TextByAgent, Agent: &who, Again: contract.Val(in.Again),
	})
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusOK, view.Change(state, contract.Val(p.Since), s.Lexicon(state.Account)))
}

// texting is how an account's texts are written; nil: it has no number of its own.
func (s *Agents) texting(account string) *contract.Texting {
	can, ok := s.Texts.Writes(account)
	if !ok {
		return nil
	}
	v := &contract.Texting{Longest: can.Longest}
	for _, a := range can.Alphabets {
		v.Alphabets = append(v.Alphabets, struct {
			Name   contract.TextingAlphabetsName `json:"name"`
			Part   int                           `json:"part"`
			Single int                           `json:"single"`
		}{contract.TextingAlphabetsName(a.Name), a.Part, a.Single})
	}
	return v
}
