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
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/texts"
)

// Texts is the room that sends short messages.
type Texts interface {
	Queue(ctx context.Context, id interaction.ID, o texts.Order) (interaction.State, error)
	QueueWith(ctx context.Context, id interaction.ID, o texts.Order, commit func(interaction.WantText) (interaction.State, error)) (interaction.State, error)
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

// TextJoinCode has the link by which the customer's browser joins their call sent as a text:
// the code and the text are durable together.
func (s *Agents) TextJoinCode(c *gin.Context, id contract.Id, p contract.TextJoinCodeParams) {
	var in contract.NewJoinText
	if !s.Bind(c, &in) {
		return
	}
	state, err := s.Load(c, interaction.ID(id))
	if err != nil {
		s.Fail(c, err)
		return
	}
	who := edge.Claims(c).Agent
	order := texts.Order{ID: in.Id, To: contract.Val(in.To), Body: s.JoinText(state), Purpose: interaction.TextLink, Agent: &who}
	state, err = s.Texts.QueueWith(c.Request.Context(), state.ID, order, func(want interaction.WantText) (interaction.State, error) {
		return s.Joins.With(c.Request.Context(), interaction.MakeJoinCode{By: &who, How: interaction.ByText, To: want.To}, func(code interaction.MakeJoinCode, refs ...store.Option) (interaction.State, error) {
			return s.Decider.Update(c.Request.Context(), s.Store, state.ID, interaction.TextJoinCode{Code: code, Text: want}, refs...)
		})
	})
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusOK, view.Change(state, contract.Val(p.Since), s.Lexicon(state.Account)))
}
