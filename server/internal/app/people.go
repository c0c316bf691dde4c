package app

import (
	"cmp"
	"context"
	"slices"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/interaction"
)

// ticketOf looks up a ticket that somebody typed, and whose it is. One that takes no
// notes is refused here, before anything moves.
func ticketOf(crm connectors.CRM) func(context.Context, string) (interaction.TicketRef, *interaction.Requester, error) {
	return func(ctx context.Context, id string) (interaction.TicketRef, *interaction.Requester, error) {
		found, err := crm.Find(ctx, connectors.Query{Ticket: id})
		if err != nil {
			return interaction.TicketRef{}, nil, err
		}
		t := found.Named
		if t == nil || t.State == connectors.TicketGone {
			return interaction.TicketRef{}, nil, &interaction.Refusal{Code: "ticket_unknown"}
		}
		if t.State == connectors.TicketClosed || t.State == connectors.TicketMerged {
			return interaction.TicketRef{}, nil, &interaction.Refusal{Code: "ticket_closed"}
		}
		requester, err := requesterOf(ctx, crm, *t, found.Requesters)
		return interaction.TicketRef{ID: t.ID, Number: cmp.Or(t.Number, t.ID), URL: cmp.Or(t.URL, crm.TicketURL(t.ID))}, requester, err
	}
}

// requesterOf a ticket, by name: the next look-ups and the call's record go by them. A CRM
// that has told only their id is asked once more.
func requesterOf(ctx context.Context, crm connectors.CRM, t connectors.Ticket, known []connectors.Requester) (*interaction.Requester, error) {
	if t.RequesterID == "" {
		return nil, nil
	}
	is := func(r connectors.Requester) bool { return r.ID == t.RequesterID }
	i := slices.IndexFunc(known, is)
	if i < 0 {
		found, err := crm.Find(ctx, connectors.Query{RequesterID: t.RequesterID})
		if err != nil {
			return nil, err
		}
		known, i = found.Requesters, slices.IndexFunc(found.Requesters, is)
	}
	if i < 0 {
		return &interaction.Requester{ID: t.RequesterID}, nil
	}
	return &interaction.Requester{ID: known[i].ID, Name: known[i].Name, URL: known[i].URL}, nil
}

// people whom a CRM has.
type people struct {
	connectors.CRM
	connectors.People
}

// peopleOf a CRM; nil: it has none to choose from.
func peopleOf(crm connectors.CRM) edge.People {
	if p, ok := crm.(connectors.People); ok {
		return people{crm, p}
	}
	return nil
}

func (p people) Search(ctx context.Context, text string) ([]connectors.Person, error) {
	return p.SearchPeople(ctx, text)
}

func (p people) Person(ctx context.Context, id string) (connectors.Requester, error) {
	found, err := p.Find(ctx, connectors.Query{RequesterID: id})
	if err != nil {
		return connectors.Requester{}, err
	}
	if len(found.Requesters) != 1 {
		return connectors.Requester{}, &interaction.Refusal{Code: "requester_unknown"}
	}
	return found.Requesters[0], nil
}

func (p people) Create(ctx context.Context, r connectors.Requester) (connectors.Requester, error) {
	return p.CreatePerson(ctx, r)
}

// statusesOf a CRM's tickets; nil: agents have none to choose from.
func statusesOf(crm connectors.CRM) func(context.Context, string) (connectors.TicketStatuses, error) {
	if s, ok := crm.(connectors.Statuses); ok {
		return s.TicketStatuses
	}
	return nil
}
