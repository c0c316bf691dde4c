package agent

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
)

// PutOffWrapUp lets calls ring again before the agent has wrapped up.
func (s *Agents) PutOffWrapUp(c *gin.Context, id contract.Id, p contract.PutOffWrapUpParams) {
	s.command(c, p.Since, interaction.ID(id), interaction.PutOffWrapUp{Agent: edge.Claims(c).Agent})
}

// SaveWrapUp takes disposition, closing note and what becomes of the ticket.
func (s *Agents) SaveWrapUp(c *gin.Context, id contract.Id, p contract.SaveWrapUpParams) {
	var in contract.WrapUp
	if !s.Bind(c, &in) {
		return
	}
	save := interaction.SaveWrapUp{Agent: edge.Claims(c).Agent, Disposition: in.Disposition, Note: contract.Val(in.Note)}
	if t := in.TicketStatus; t != nil {
		save.TicketStatus = &interaction.TicketStatus{Ticket: t.Ticket, Value: t.Value, Label: t.Label, Saw: t.Saw}
	}
	s.command(c, p.Since, interaction.ID(id), save)
}

// ListTicketStatuses shows the agent what may become of the ticket.
func (s *Agents) ListTicketStatuses(c *gin.Context, id contract.Id) {
	state, err := s.Load(c, interaction.ID(id))
	if err != nil {
		s.Fail(c, err)
		return
	}
	a, known := s.Account(state.Account)
	switch {
	case !known:
		err = problem.NoAccount()
	case a.Statuses == nil:
		err = problem.New(http.StatusConflict, "no_statuses", "This CRM has no statuses to choose from.")
	case state.Ticket == nil:
		err = problem.New(http.StatusConflict, "no_ticket", s.Lexicon(state.Account).Fill("The interaction has no {ticket} yet."))
	}
	if err != nil {
		s.Fail(c, err)
		return
	}
	found, err := a.Statuses(c.Request.Context(), state.Ticket.ID)
	if e, ok := errors.AsType[*connectors.Error](err); ok && e.Kind == connectors.Gone {
		found, err = connectors.TicketStatuses{}, nil
	}
	if err != nil {
		s.Fail(c, s.unanswered("cannot read a ticket's statuses", state.Account, err))
		return
	}
	c.JSON(http.StatusOK, view.TicketStatuses(state.Ticket.ID, found))
}
