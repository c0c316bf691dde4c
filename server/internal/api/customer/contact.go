package customer

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/api/view"
	packet "github.com/deskside/deskside/server/internal/customer"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

// customerTTL is how long a customer's capability opens their interaction.
const customerTTL = 12 * time.Hour

// CreateContact: a customer asks for help. Nothing that is wrong with their
// packet keeps them out.
func (s *Customers) CreateContact(c *gin.Context) {
	var in contract.NewContact
	if !s.Bind(c, &in) {
		return
	}
	app, ok := s.App(in.App)
	if !ok {
		s.Fail(c, problem.New(http.StatusNotFound, "unknown_app", "There is no app of that name."))
		return
	}
	if origin := c.GetHeader("Origin"); origin != "" && origin != edge.Origin(s.PublicURL) && !slices.Contains(app.Origins, origin) {
		s.Fail(c, problem.New(http.StatusForbidden, "origin", "This page may not start contacts for the app."))
		return
	}
	if in.Channel == contract.NewContactChannelMessage && strings.TrimSpace(contract.Val(in.Message)) == "" {
		s.Fail(c, problem.Invalid("message is empty."))
		return
	}
	limits := s.Packets
	limits.Country = app.Country
	contact, secret := contactRef(app, in), contract.Val(in.Secret)
	uses := &packetUses{store: s.Store, ctx: c.Request.Context(), app: app.Name, contact: contact, now: s.Decider.Now()}
	parsed, who := packet.ParsePacket(packet.Input{
		Token: contract.Val(in.Packet), Secret: app.Secret, Secondary: app.Secondary, Unsigned: unsigned(in.Fields),
		Name: contract.Val(in.Name), Phone: contract.Val(in.Phone), Email: contract.Val(in.Email), Limits: limits, Spent: uses.spent,
	}, uses.now)
	if uses.err != nil {
		s.Fail(c, uses.err)
		return
	}
	if !s.letsIn(c, app, in, parsed, who) {
		return
	}
	if err := uses.take(); err != nil {
		s.Fail(c, err)
		return
	}
	line := ""
	if in.Channel == contract.NewContactChannelVoice {
		line = s.Voice.LineOf(app.Account)
	}
	start := interaction.Start{
		Started: interaction.Started{
			Account: app.Account, App: app.Name, Queue: app.Queue, Channel: interaction.Channel(in.Channel),
			Direction: interaction.Inbound, Customer: who, IssuePath: contract.Val(in.IssuePath), IssueLabels: issueLabels(contract.Val(in.IssueLabels)), Line: line, Source: s.SourceApart(c.Request),
		},
		Packet: &parsed, Message: contract.Val(in.Message),
	}
	refs := []string{contact}
	if secret != "" {
		refs = append(refs, proofRef(contact, secret))
	}
	state, err := s.Decider.Create(c.Request.Context(), s.Store, s.NewID(), start, refs)
	if dup, ok := errors.AsType[*store.DuplicateError](err); ok {
		state, err = s.repeated(c.Request.Context(), dup.Interaction, proof{
			secret: secret, ref: proofRef(contact, secret), signed: parsed.Trust == interaction.Signed, subject: who.ExternalID,
		})
	}
	if err != nil {
		s.Fail(c, err)
		return
	}
	s.answerContact(c, state)
}

// answerContact with what the log holds: a repeated request hears what the first
// one would have heard.
func (s *Customers) answerContact(c *gin.Context, state interaction.State) {
	token, _, err := s.Tokens.Issue(session.Claims{Role: session.Customer, Account: state.Account, Interaction: state.ID}, customerTTL)
	if err != nil {
		s.Fail(c, err)
		return
	}
	out := contract.ContactStarted{
		Interaction: string(state.ID), Token: token, Secret: contract.Opt(s.Tokens.ContactSecret(state.ID)),
		Packet: contract.PacketVerdict{Trust: contract.PacketVerdictTrust(state.Packet.Trust), Problem: view.Packet(state.Packet, s.Lexicon(state.Account)).Problem},
	}
	if state.Channel == interaction.Voice {
		token, err := s.Voice.ConnectToken(session.ConnectToken{Interaction: state.ID, Role: session.Customer})
		if err != nil {
			s.Fail(c, err)
			return
		}
		ticket := view.VoiceTicket(token)
		out.Voice = &ticket
	}
	c.JSON(http.StatusCreated, out)
}

func unsigned(fields *contract.UnsignedFields) []interaction.Field {
	var out []interaction.Field
	for _, f := range contract.Val(fields) {
		out = append(out, interaction.Field{Key: f.Key, Label: contract.Val(f.Label), Value: asText(f.Value), Type: contract.Val(f.Type)})
	}
	return out
}

// asText of what a page sent as a value.
func asText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	raw, err := json.Marshal(v)
	if err != nil || v == nil {
		return ""
	}
	return string(raw)
}

// GetContact is the customer's own view.
func (s *Customers) GetContact(c *gin.Context) {
	state, err := s.Load(c, edge.Claims(c).Interaction)
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusOK, s.contact(state))
}

// contact is what a customer is told who asks: also how their waiting stands among that
// of others.
func (s *Customers) contact(state interaction.State) contract.Contact {
	v := view.Contact(state, s.FileLimits(state.Account))
	if v.Waiting != nil {
		place, anybody, open := s.Routing.Line(state.Account, state.ID)
		v.Waiting.Place, v.Waiting.Anybody, v.Waiting.Closed = contract.Opt(place), &anybody, contract.Opt(!open)
	}
	return v
}

// LeaveMessage instead of waiting on.
func (s *Customers) LeaveMessage(c *gin.Context) {
	var in contract.ContactMessage
	if !s.Bind(c, &in) {
		return
	}
	if state, ok := s.Decided(c, edge.Claims(c).Interaction, interaction.LeaveMessage{Text: in.Text}); ok {
		c.JSON(http.StatusOK, s.contact(state))
	}
}

// UploadContactFile streams a file into the blob store, then notes it.
func (s *Customers) UploadContactFile(c *gin.Context, p contract.UploadContactFileParams) {
	body := s.arriving(c)
	state, limit, room, ok := s.receiving(c, p.FileId)
	if !ok {
		return
	}
	if room <= 0 {
		s.Fail(c, overfull(&interaction.Refusal{Code: "files_too_large"}))
		return
	}
	most := min(limit, room)
	leave, ok := s.takePlace(c.Request, arriving{state.ID, p.FileId, s.made.Add(1)}, state)
	if !ok {
		s.Fail(c, crowded())
		return
	}
	defer leave()
	size := most
	if n := c.Request.ContentLength; n > 0 {
		size = min(size, n)
	}
	done, err := s.Media.Expect(media.Upload{Owner: state.ID, Size: size, App: state.App, Source: s.SourceApart(c.Request)}, room)
	if err != nil {
		s.Fail(c, err)
		return
	}
	defer done()
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, most)
	file, err := s.Media.Save(c.Request.Context(), state.ID, body, p.Name, c.ContentType())
	if err != nil {
		s.Fail(c, err)
		return
	}
	file.ID = p.FileId
	if err := s.note(c, state.ID, interaction.ReceiveFile{File: file, From: "customer"}); err != nil {
		s.Fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, view.File(file))
}

// EndContact: the customer leaves.
func (s *Customers) EndContact(c *gin.Context) {
	if _, err := s.Decider.Update(c.Request.Context(), s.Store, edge.Claims(c).Interaction, interaction.GiveUp{}); err != nil {
		s.Fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}

// issueLabels by language, as they are stored.
func issueLabels(steps []contract.IssueLabels) []map[string]string {
	var out []map[string]string
	for _, l := range steps {
		in := map[string]string{}
		for language, text := range map[string]*string{"en": l.En, "ja": l.Ja, "ko": l.Ko} {
			if contract.Val(text) != "" {
				in[language] = *text
			}
		}
		out = append(out, in)
	}
	return out
}
