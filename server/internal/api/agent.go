package api

import (
	"errors"
	"mime"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

// ListInteractions of the agent's account, with the feed's number to go on from.
func (s *Server) ListInteractions(c *gin.Context, p contract.ListInteractionsParams) {
	limit := 50
	if p.Limit != nil {
		limit = *p.Limit
	}
	seq, err := s.Store.Head(c.Request.Context()) // before the reading: what changes meanwhile is sent again
	if err != nil {
		s.fail(c, err)
		return
	}
	states, err := s.states(c, store.Filter{Account: claims(c).Account, Active: contract.Val(p.Active), Limit: limit})
	if err != nil {
		s.fail(c, err)
		return
	}
	out := contract.InteractionList{Seq: seq, Interactions: []contract.Interaction{}}
	for _, state := range states {
		if p.Ticket == nil || (state.Ticket != nil && state.Ticket.ID == *p.Ticket) {
			out.Interactions = append(out.Interactions, view.Interaction(state))
		}
	}
	c.JSON(http.StatusOK, out)
}

func (s *Server) states(c *gin.Context, f store.Filter) ([]interaction.State, error) {
	ids, err := s.Store.List(c.Request.Context(), f)
	if err != nil {
		return nil, err
	}
	states := make([]interaction.State, 0, len(ids))
	for _, id := range ids {
		state, err := s.Store.State(c.Request.Context(), id)
		if err != nil {
			return nil, err
		}
		states = append(states, state)
	}
	return states, nil
}

// GetInteraction is one interaction, whole.
func (s *Server) GetInteraction(c *gin.Context, id contract.Id) {
	state, err := s.load(c, interaction.ID(id))
	if err != nil {
		s.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, view.Interaction(state))
}

// AcceptOffer claims the call for one tab.
func (s *Server) AcceptOffer(c *gin.Context, id contract.Id) {
	var in contract.Accept
	if !s.bind(c, &in) {
		return
	}
	if _, err := s.load(c, interaction.ID(id)); err != nil {
		s.fail(c, err)
		return
	}
	state, err := s.Decider.Update(c.Request.Context(), s.Store, interaction.ID(id), interaction.Accept{Offer: in.Offer, Agent: claims(c).Agent, Tab: in.Tab})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.callStarted(c, http.StatusOK, state)
}

func (s *Server) callStarted(c *gin.Context, status int, state interaction.State) {
	ticket, err := s.voiceTicket(session.ConnectToken{Interaction: state.ID, Role: session.Agent, Offer: state.Assignments.Current().N, Tab: state.Assignments.Current().Claim.Tab})
	if err != nil {
		s.fail(c, err)
		return
	}
	c.JSON(status, contract.CallStarted{Interaction: view.Interaction(state), Voice: ticket, ClaimUntil: state.Assignments.Current().Claim.Until})
}

// DeclineOffer lets it ring elsewhere.
func (s *Server) DeclineOffer(c *gin.Context, id contract.Id) {
	var in contract.Decline
	if s.bind(c, &in) {
		s.command(c, interaction.ID(id), interaction.Decline{Offer: in.Offer, Agent: claims(c).Agent})
	}
}

// Hangup ends the call for everybody.
func (s *Server) Hangup(c *gin.Context, id contract.Id) {
	s.command(c, interaction.ID(id), interaction.Hangup{Agent: claims(c).Agent})
}

// PutNote adds a private note under the agent's name.
func (s *Server) PutNote(c *gin.Context, id contract.Id, note string) {
	var in contract.NewNote
	if s.bind(c, &in) {
		s.command(c, interaction.ID(id), interaction.AddNote{Note: note, Agent: claims(c).Agent, Text: in.Text})
	}
}

// SaveWrapUp takes disposition and closing note.
func (s *Server) SaveWrapUp(c *gin.Context, id contract.Id) {
	var in contract.WrapUp
	if s.bind(c, &in) {
		s.command(c, interaction.ID(id), interaction.SaveWrapUp{Agent: claims(c).Agent, Disposition: in.Disposition, Note: contract.Val(in.Note)})
	}
}

// RetryWrites tries held writes again.
func (s *Server) RetryWrites(c *gin.Context, id contract.Id) {
	var in contract.Retry
	if !s.bind(c, &in) {
		return
	}
	action, subject := writesRetried, id
	if in.Key != nil {
		action, subject = writeRetried, *in.Key
	}
	state, ok := s.decided(c, interaction.ID(id), interaction.Retry{Key: contract.Val(in.Key), By: claims(c).Agent.Name})
	if ok && s.recorded(c, store.AuditEntry{Action: action, Account: state.Account, Subject: subject}) {
		c.JSON(http.StatusOK, view.Interaction(state))
	}
}

// ChooseTicket says where the interaction belongs.
func (s *Server) ChooseTicket(c *gin.Context, id contract.Id) {
	var in contract.ChooseTicket
	if !s.bind(c, &in) {
		return
	}
	if (in.Ticket == nil) == !contract.Val(in.New) {
		s.fail(c, problem.Invalid("Give either ticket or new."))
		return
	}
	state, err := s.load(c, interaction.ID(id))
	if err != nil {
		s.fail(c, err)
		return
	}
	pick := interaction.PickTicket{Agent: claims(c).Agent}
	if in.Ticket != nil {
		if pick.Ticket, err = s.findTicket(c, state.Account, *in.Ticket); err != nil {
			s.fail(c, err)
			return
		}
	} else if in.Requester != nil {
		pick.Requester = &interaction.Requester{ID: *in.Requester}
	}
	where := "to a new ticket"
	if in.Ticket != nil {
		where = "to ticket " + pick.Ticket.Number
	}
	state, ok := s.decided(c, state.ID, pick)
	if ok && s.recorded(c, store.AuditEntry{Action: interactionMoved, Account: state.Account, Subject: id, Detail: where}) {
		c.JSON(http.StatusOK, view.Interaction(state))
	}
}

// findTicket looks the ticket up before anything is written to it.
func (s *Server) findTicket(c *gin.Context, account, idOrNumber string) (interaction.TicketRef, error) {
	a, ok := s.accounts[account]
	if !ok {
		return interaction.TicketRef{}, problem.NoAccount()
	}
	ref, err := a.Ticket(c.Request.Context(), idOrNumber)
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		s.Log.Warn("cannot look up a ticket", "account", account, "err", e)
		return ref, problem.New(http.StatusBadGateway, "crm_unavailable", "The CRM does not answer right now; try again in a moment.")
	}
	return ref, err
}

// GetFile serves the bytes as the customer sent them. They are never rendered in
// our origin: always an attachment, of a type that the blob store has checked.
func (s *Server) GetFile(c *gin.Context, id contract.Id, file string) {
	state, err := s.load(c, interaction.ID(id))
	if err != nil {
		s.fail(c, err)
		return
	}
	for _, it := range state.Items.All() {
		if it.File == nil || it.File.ID != file {
			continue
		}
		if !it.RemovedAt.IsZero() {
			s.fail(c, s.removed(state, it))
			return
		}
		content, size, err := s.Media.Open(it.File.SHA256)
		if err != nil {
			s.fail(c, err)
			return
		}
		defer content.Close()
		c.DataFromReader(http.StatusOK, size, it.File.ContentType, content, map[string]string{
			"Content-Disposition":     mime.FormatMediaType("attachment", map[string]string{"filename": it.File.Name}),
			"Content-Security-Policy": "default-src 'none'; sandbox",
			"Content-Length":          strconv.FormatInt(size, 10),
			"Cache-Control":           "private, max-age=3600",
		})
		return
	}
	s.fail(c, problem.NotFound())
}

// removed says where a file is that is not here any more.
func (s *Server) removed(state interaction.State, it interaction.Item) error {
	where := "It was never put into a ticket."
	if n := len(it.Placements); n > 0 {
		where = "It is in ticket " + state.TicketNamed(it.Placements[n-1].Delivery.Ticket).Number + "."
	}
	return problem.New(http.StatusGone, "file_removed", "This file was removed here on "+it.RemovedAt.UTC().Format("2 January 2006")+". "+where)
}
