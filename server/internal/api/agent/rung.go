package agent

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/routing"
)

// mostRung agents of each kind are named in an answer about an offer.
const mostRung = 100

// ListRung tells for whom an interaction's offers rang, and why not for others.
func (s *Agents) ListRung(c *gin.Context, id contract.Id, p contract.ListRungParams) {
	state, err := s.Load(c, interaction.ID(id))
	if err != nil {
		s.Fail(c, err)
		return
	}
	out := contract.RungList{Offers: []contract.RungOffer{}}
	err = s.rung(c.Request.Context(), state, contract.Val(p.Agent), mostRung, func(o interaction.Offering, counted interaction.OfferRung, r routing.Rung) {
		out.Offers = append(out.Offers, view.Rung(o, counted, r))
	})
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusOK, out)
}

// named is an interaction whose timeline names those for whom it rang.
func (s *Agents) named(ctx context.Context, state interaction.State) (contract.Interaction, error) {
	v := view.Interaction(state, s.Lexicon(state.Account))
	err := s.rung(ctx, state, "", view.Named, func(o interaction.Offering, counted interaction.OfferRung, r routing.Rung) {
		if counted.Rule != interaction.RingOne { // whose turn it is stands there
			view.NameRung(&v, o, r)
		}
	})
	return v, err
}

// rung tells of each offer that rings by a rule; agent: of one agent only.
func (s *Agents) rung(ctx context.Context, state interaction.State, agent string, most int, tell func(interaction.Offering, interaction.OfferRung, routing.Rung)) error {
	for _, o := range state.Offerings() {
		if o.Event == 0 {
			continue
		}
		counted, ok := state.Log.At(o.Event - 1).Data.(interaction.OfferRung)
		if !ok {
			continue
		}
		r, err := s.Routing.Rung(ctx, state.Account, o, counted, agent, most)
		if err != nil {
			return err
		}
		tell(o, counted, r)
	}
	return nil
}
