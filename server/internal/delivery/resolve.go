package delivery

import (
	"cmp"
	"context"
	"slices"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
)

// resolve finds the ticket of an interaction that has none: an existing one, to
// whose lane the rows then move, or a new one that is opened with the batch inside.
func (l *laneWorker) resolve(ctx context.Context, b batch) (more bool, _ error) {
	s := b.state
	if s.Unclear != nil {
		return true, l.hold(ctx, s, b.keys, connectors.Gone, s.Unclear.Reason(), nil)
	}
	found, err := l.crm.Find(ctx, query(s))
	if err != nil {
		return false, l.handleReadFailure(ctx, &b, err)
	}
	v := s.TicketRule(matchesOf(found))
	switch {
	case v.Use != nil:
		l.succeeded()
		return false, l.updateIfTicketUnchanged(ctx, s, interaction.UseTicket{TicketChosen: *v.Use})
	case v.Unclear != nil:
		return true, l.hold(ctx, s, b.keys, connectors.Gone, v.Unclear.Reason(), v.Unclear)
	}
	return l.open(ctx, b, v)
}

func (l *laneWorker) open(ctx context.Context, b batch, v interaction.TicketDecision) (more bool, _ error) {
	o, err := l.Composer.Opening(b.state, b.keys, b.key, v.Requester, l.Content)
	if err != nil {
		return true, l.hold(ctx, b.state, b.keys, connectors.Rejected, interaction.Because("opening_templates"), nil)
	}
	if v.FollowUp != nil {
		o.FollowUp = v.FollowUp.ID
	}
	if err := l.Store.Begin(ctx, l.lease, b.key, b.keys, l.now()); err != nil {
		return false, err
	}
	outcome, err := l.crm.Open(ctx, o)
	if err != nil {
		return l.handleFailure(ctx, b, err)
	}
	// The rows that are left move to the ticket's lane with this commit.
	chosen := l.opened(outcome.Ticket, v.Considered, v.Requester)
	chosen.FollowUp, chosen.Without = v.FollowUp, without(outcome.Omitted, v.Requester)
	return false, l.settle(ctx, &b, outcome, chosen)
}

// without is what agents should know of a ticket that the CRM did not take whole.
func without(left []connectors.Omission, requester *interaction.Requester) []interaction.Reason {
	var out []interaction.Reason
	for _, o := range connectors.ForAgents(left) {
		if r := o.Named(nameOf(requester)); !slices.ContainsFunc(out, reasonOf(r).Equal) {
			out = append(out, reasonOf(r))
		}
	}
	return out
}

func nameOf(r *interaction.Requester) string {
	if r == nil {
		return ""
	}
	return r.Name
}

func reasonOf(r connectors.Reason) interaction.Reason {
	return interaction.Reason{Code: r.Code, Values: r.Values}
}

func (l *laneWorker) opened(t connectors.Ticket, saw []interaction.Candidate, requester *interaction.Requester) *interaction.TicketChosen {
	return &interaction.TicketChosen{Ticket: l.ref(t), Rule: interaction.RuleNew, Considered: saw, Requester: requester}
}

// handleGone: the ticket takes nothing any more. A merged one lives on elsewhere; for
// the others a person chooses.
func (l *laneWorker) handleGone(ctx context.Context, b batch, e *connectors.Error) (more bool, _ error) {
	s := b.state
	if s.Ticket == nil || b.target() != "" {
		return true, l.hold(ctx, s, b.keys, e.Kind, reason(e), nil)
	}
	q := query(s)
	q.Ticket = s.Ticket.ID
	found, err := l.crm.Find(ctx, q)
	if err != nil {
		return false, l.handleReadFailure(ctx, &b, err)
	}
	v := s.Reconsider(matchesOf(found))
	if v.Use != nil {
		return false, l.updateIfTicketUnchanged(ctx, s, interaction.FollowTicket{TicketChosen: *v.Use})
	}
	if v.Unclear == nil {
		// The CRM shows an ordinary ticket and still refuses it.
		v.Unclear = &interaction.TicketUnclear{Code: "ticket_closed", Number: s.Ticket.Number}
		if slices.Contains(connectors.ElsewhereReasons(), e.Reason.Code) {
			v.Unclear.Code = e.Reason.Code
		}
	}
	return true, l.holdFor(ctx, s, b.keys, e, v.Unclear.Reason(), v.Unclear)
}

func query(s interaction.State) connectors.Query {
	var q connectors.Query
	if s.Identifiable() {
		q = connectors.Query{Email: s.Customer.Email, Phone: s.Customer.Phone, ExternalID: s.Customer.ExternalID}
	}
	q.Ticket, _ = s.NamedTicket()
	if s.WantsNew { // a closed one may be gone on with
		q.Ticket = cmp.Or(s.PreviousTicket(), q.Ticket)
	}
	if s.Requester != nil {
		q.RequesterID = s.Requester.ID
	}
	return q
}

func matchesOf(f connectors.Matches) interaction.Matches {
	names := map[string]interaction.Requester{}
	var l interaction.Matches
	for _, r := range f.Requesters {
		names[r.ID] = interaction.Requester{ID: r.ID, Name: r.Name, URL: r.URL}
		l.Requesters = append(l.Requesters, names[r.ID])
	}
	seen := func(t connectors.Ticket) interaction.Candidate {
		r, ok := names[t.RequesterID]
		if !ok {
			r = interaction.Requester{ID: t.RequesterID, Name: t.RequesterName}
		}
		return interaction.Candidate{
			TicketRef: interaction.TicketRef{ID: t.ID, Number: t.Number, URL: t.URL},
			Subject:   t.Subject, State: string(t.State), Status: t.Status,
			IssuePath: t.IssuePath, Channel: t.Channel, Requester: r, FollowUp: t.FollowUp, UpdatedAt: t.UpdatedAt,
		}
	}
	if f.Named != nil {
		s := seen(*f.Named)
		l.Named = &s
	}
	if f.LivesOn != nil {
		s := seen(*f.LivesOn)
		l.LivesOn = &s
	}
	for _, t := range f.Tickets {
		l.Open = append(l.Open, seen(t))
	}
	return l
}

func (l *laneWorker) ref(t connectors.Ticket) interaction.TicketRef {
	ref := interaction.TicketRef{ID: t.ID, Number: t.Number, URL: t.URL}
	if ref.Number == "" {
		ref.Number = t.ID
	}
	if ref.URL == "" {
		ref.URL = l.crm.TicketURL(t.ID)
	}
	return ref
}
