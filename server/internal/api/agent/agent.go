package agent

import (
	"errors"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/search"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

// ListInteractions of the agent's account, with the feed's number to go on from.
func (s *Agents) ListInteractions(c *gin.Context, p contract.ListInteractionsParams) {
	limit := 50
	if p.Limit != nil {
		limit = *p.Limit
	}
	seq, err := s.Store.Head(c.Request.Context()) // before the reading: what changes meanwhile is sent again
	if err != nil {
		s.Fail(c, err)
		return
	}
	states, err := s.listed(c, p, limit)
	if errors.Is(err, store.ErrNotFound) {
		err = problem.Invalid("There is no interaction that others could be before.")
	}
	if err != nil {
		s.Fail(c, err)
		return
	}
	out := contract.InteractionList{Seq: seq, Interactions: []contract.Interaction{}}
	if s.Kept > 0 {
		out.KeptDays = contract.Opt(max(int(s.Kept.Hours()/24), 1))
	}
	for _, state := range states {
		if p.Active == nil || !*p.Active || state.Active() {
			out.Interactions = append(out.Interactions, view.Head(state, s.Lexicon(state.Account)))
		}
	}
	c.JSON(http.StatusOK, out)
}

// listed are those that are asked for: searched for if there is something to go by.
func (s *Agents) listed(c *gin.Context, p contract.ListInteractionsParams, limit int) ([]interaction.State, error) {
	account, before := edge.Claims(c).Account, interaction.ID(contract.Val(p.Before))
	q := search.Query{
		Account: account, Text: strings.TrimSpace(contract.Val(p.Q)), Ticket: contract.Val(p.Ticket),
		From: contract.Val(p.From), To: contract.Val(p.To), Before: before, Limit: limit,
	}
	if q.Text == "" && q.Ticket == "" && q.From.IsZero() && q.To.IsZero() {
		return s.States(c, store.Filter{Account: account, Active: contract.Val(p.Active), Before: before, Limit: limit})
	}
	return s.Search.Find(c.Request.Context(), q)
}

// command carries out what an agent asks of one interaction and answers with it, or with
// what is new since the version that the agent's page has.
func (s *Agents) command(c *gin.Context, since *int, id interaction.ID, cmd interaction.Command) {
	if state, ok := s.Decided(c, id, cmd); ok {
		c.JSON(http.StatusOK, view.Change(state, contract.Val(since), s.Lexicon(state.Account)))
	}
}

// GetInteraction is one interaction, whole.
func (s *Agents) GetInteraction(c *gin.Context, id contract.Id) {
	state, err := s.Load(c, interaction.ID(id))
	if err != nil {
		s.Fail(c, err)
		return
	}
	v, err := s.named(c.Request.Context(), state)
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusOK, v)
}

// AcceptOffer claims the call for one tab.
func (s *Agents) AcceptOffer(c *gin.Context, id contract.Id) {
	var in contract.Accept
	if !s.Bind(c, &in) {
		return
	}
	if _, err := s.Load(c, interaction.ID(id)); err != nil {
		s.Fail(c, err)
		return
	}
	state, err := s.Decider.Update(c.Request.Context(), s.Store, interaction.ID(id), interaction.Accept{Offer: in.Offer, Agent: edge.Claims(c).Agent, Tab: in.Tab})
	if err != nil {
		s.Fail(c, err)
		return
	}
	s.callStarted(c, http.StatusOK, state)
}

func (s *Agents) callStarted(c *gin.Context, status int, state interaction.State) {
	token, err := s.Voice.ConnectToken(session.ConnectToken{Interaction: state.ID, Role: session.Agent, Offer: state.Assignments.Current().N, Tab: state.Assignments.Current().Claim.Tab})
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(status, contract.CallStarted{Interaction: view.Interaction(state, s.Lexicon(state.Account)), Voice: view.VoiceTicket(token), ClaimUntil: state.Assignments.Current().Claim.Until})
}

// DeclineOffer lets it ring elsewhere.
func (s *Agents) DeclineOffer(c *gin.Context, id contract.Id, p contract.DeclineOfferParams) {
	var in contract.Decline
	if s.Bind(c, &in) {
		s.command(c, p.Since, interaction.ID(id), interaction.Decline{Offer: in.Offer, Agent: edge.Claims(c).Agent})
	}
}

// Hangup ends the call for everybody.
func (s *Agents) Hangup(c *gin.Context, id contract.Id, p contract.HangupParams) {
	s.command(c, p.Since, interaction.ID(id), interaction.Hangup{Agent: edge.Claims(c).Agent})
}

// PutOnHold has the customer hear music.
func (s *Agents) PutOnHold(c *gin.Context, id contract.Id, p contract.PutOnHoldParams) {
	s.command(c, p.Since, interaction.ID(id), interaction.PutOnHold{Agent: edge.Claims(c).Agent})
}

// TakeOffHold takes the customer off hold.
func (s *Agents) TakeOffHold(c *gin.Context, id contract.Id, p contract.TakeOffHoldParams) {
	s.command(c, p.Since, interaction.ID(id), interaction.TakeOffHold{Agent: edge.Claims(c).Agent})
}

// PutNote adds a private note under the agent's name.
func (s *Agents) PutNote(c *gin.Context, id contract.Id, note string, p contract.PutNoteParams) {
	var in contract.NewNote
	if s.Bind(c, &in) {
		s.command(c, p.Since, interaction.ID(id), interaction.AddNote{Note: note, Agent: edge.Claims(c).Agent, Text: in.Text})
	}
}

// RetryWrites tries held writes again.
func (s *Agents) RetryWrites(c *gin.Context, id contract.Id) {
	var in contract.Retry
	if !s.Bind(c, &in) {
		return
	}
	action, subject := edge.WritesRetried, id
	if in.Key != nil {
		action, subject = edge.WriteRetried, *in.Key
	}
	state, ok := s.Decided(c, interaction.ID(id), interaction.Retry{Key: contract.Val(in.Key), By: edge.Claims(c).Agent.Name})
	if ok && s.Recorded(c, store.AuditEntry{Action: action, Account: state.Account, Subject: subject}) {
		c.JSON(http.StatusOK, view.Interaction(state, s.Lexicon(state.Account)))
	}
}

// ChooseTicket says where the interaction belongs.
func (s *Agents) ChooseTicket(c *gin.Context, id contract.Id) {
	var in contract.ChooseTicket
	if !s.Bind(c, &in) {
		return
	}
	if (in.Ticket == nil) == !contract.Val(in.New) {
		s.Fail(c, problem.Invalid("Give either ticket or new."))
		return
	}
	state, err := s.Load(c, interaction.ID(id))
	if err != nil {
		s.Fail(c, err)
		return
	}
	pick := interaction.PickTicket{Agent: edge.Claims(c).Agent}
	if in.Ticket != nil {
		if pick.Ticket, pick.Requester, err = s.findTicket(c, state.Account, *in.Ticket); err != nil {
			s.Fail(c, err)
			return
		}
	} else if in.Requester != nil {
		pick.Requester = &interaction.Requester{ID: *in.Requester}
	}
	where := s.Lexicon(state.Account).Fill("to a new {ticket}")
	if in.Ticket != nil {
		where = s.Lexicon(state.Account).Fill("to {ticket} ") + pick.Ticket.Number
	}
	state, ok := s.Decided(c, state.ID, pick)
	if ok && s.Recorded(c, store.AuditEntry{Action: edge.InteractionMoved, Account: state.Account, Subject: id, Detail: where}) {
		c.JSON(http.StatusOK, view.Interaction(state, s.Lexicon(state.Account)))
	}
}

// findTicket looks the ticket up before anything is written to it.
func (s *Agents) findTicket(c *gin.Context, account, idOrNumber string) (interaction.TicketRef, *interaction.Requester, error) {
	a, ok := s.Account(account)
	if !ok {
		return interaction.TicketRef{}, nil, problem.NoAccount()
	}
	ref, requester, err := a.Ticket(c.Request.Context(), idOrNumber)
	return ref, requester, s.unanswered("cannot look up a ticket", account, err)
}

// unanswered: what kept a CRM from answering is the operator's to know; the agent tries
// again. Other errors stay as they are.
func (s *Agents) unanswered(what, account string, err error) error {
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok {
		return err
	}
	s.Log.Warn(what, "account", account, "err", e)
	return problem.New(http.StatusBadGateway, "crm_unavailable", "The CRM does not answer right now; try again in a moment.")
}

// GetFile serves the bytes as the customer sent them. They are never rendered in
// our origin: always an attachment, of a type that the blob store has checked.
func (s *Agents) GetFile(c *gin.Context, id contract.Id, file string) {
	state, err := s.Load(c, interaction.ID(id))
	if err != nil {
		s.Fail(c, err)
		return
	}
	for _, it := range state.Items.All() {
		if it.File == nil || it.File.ID != file {
			continue
		}
		if !it.RemovedAt.IsZero() {
			s.Fail(c, s.removed(state, it))
			return
		}
		content, size, err := s.Media.Open(it.File.SHA256)
		if err != nil {
			s.Fail(c, err)
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
	s.Fail(c, problem.NotFound())
}

// removed says where a file is that is not here any more.
func (s *Agents) removed(state interaction.State, it interaction.Item) error {
	l := s.Lexicon(state.Account)
	where := l.Fill("It was never put into {a_ticket}.")
	if n := len(it.Placements); n > 0 {
		where = l.Fill("It is in {ticket} ") + state.TicketNamed(it.Placements[n-1].Delivery.Ticket).Number + "."
	}
	return problem.New(http.StatusGone, "file_removed", "This file was removed here on "+it.RemovedAt.UTC().Format("2 January 2006, 15:04 UTC")+". "+where)
}
