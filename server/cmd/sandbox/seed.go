package main

import (
	"fmt"
	"strconv"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

// seedZendesk fills an account and gives the ids of the agents, in their order.
func seedZendesk(z *zendesktest.Server) ([]string, error) {
	var ids []string
	for _, a := range agents {
		u := z.AddUser(zendesktest.User{Name: a.name, Email: a.email, Role: "agent"})
		ids = append(ids, strconv.FormatInt(u.ID, 10))
	}
	users := make([]zendesktest.User, len(customers))
	for i, c := range customers {
		users[i] = z.AddUser(zendesktest.User{Name: c.name, Email: c.email, Phone: c.phone, ExternalID: c.externalID})
	}
	for _, t := range troubles {
		by := users[t.customer].ID
		made := z.AddTicket(zendesktest.Ticket{Subject: t.subject, RequesterID: by, SubmitterID: by, Tags: t.tags}, t.text, t.age)
		if t.standing == open {
			continue
		}
		if err := z.SetState(made.ID, ticketState(t.standing), 0); err != nil {
			return nil, fmt.Errorf("seed Zendesk: %w", err)
		}
	}
	return ids, nil
}

// seedSalesforce fills an organisation and gives the ids of the agents, in their order.
func seedSalesforce(s *salesforcetest.Server) []string {
	var ids []string
	for _, a := range agents {
		ids = append(ids, s.SeedUser(a.name).CRMID)
	}
	contacts := make([]string, len(customers))
	for i, c := range customers {
		contacts[i] = s.SeedContact(connectors.Requester{Name: c.name, Email: c.email, Phone: c.phone, ExternalID: c.externalID}).ID
	}
	for _, t := range troubles {
		seed := crmtest.TicketSeed{Requester: contacts[t.customer], Subject: t.subject, Age: t.age}
		if t.standing != open { // which they are anyway, and unchanged since
			seed.State = ticketState(t.standing)
		}
		s.SeedCase(seed)
	}
	return ids
}

func ticketState(s standing) connectors.TicketState {
	return map[standing]connectors.TicketState{
		open: connectors.TicketOpen, solved: connectors.TicketSolved, closed: connectors.TicketClosed,
	}[s]
}
