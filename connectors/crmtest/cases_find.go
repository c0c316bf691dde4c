package crmtest

import (
	"slices"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
)

var findCases = []testCase{
	{"find by phone, however it is stored", findByPhone},
	{"find by phone does not match a longer number", findOtherPhone},
	{"find by e-mail", findByEmail},
	{"find by e-mail is exact", findByEmailExact},
	{"find by the company's id", findByExternalID},
	{"find by the CRM's id", findByRequesterID},
	{"find two people who share a phone", findShared},
	{"find nothing", findNothing},
	{"find a named ticket in every state", findNamed},
	{"find lists open tickets only, newest first", findOpenTickets},
	{"find hostile queries harmless", findHostile},
}

func findByPhone(t *testing.T, h Harness) {
	stored := map[string]string{ // as stored → as the carrier says it
		"+16617480101":       "+16617480101",
		"+1 (661) 748-0102":  "+16617480102",
		"(661) 748-0103":     "+16617480103",
		"661-748-0104":       "+16617480104",
		"6617480105":         "+16617480105",
		"+44 20 7946 0106":   "+442079460106",
		"020 7946 0107":      "+442079460107",
		"+49 (0)30 123 4567": "+49301234567",
		"1-661-748-0108":     "+16617480108",
	}
	for as, said := range stored {
		r := h.SeedRequester(connectors.Requester{Name: "Caller " + as, Phone: as})
		h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Call " + as})
		found := mustFind(t, h, connectors.Query{Phone: said})
		if len(found.Requesters) != 1 || found.Requesters[0].ID != r.ID {
			t.Errorf("stored as %q, searched as %q: found %+v, want requester %s", as, said, found.Requesters, r.ID)
			continue
		}
		if found.Requesters[0].Phone != said {
			t.Errorf("stored as %q: phone given as %q, want %q", as, found.Requesters[0].Phone, said)
		}
		if len(found.Tickets) != 1 || found.Tickets[0].RequesterID != r.ID {
			t.Errorf("stored as %q: tickets %+v, want the one of requester %s", as, found.Tickets, r.ID)
		}
	}
}

func findOtherPhone(t *testing.T, h Harness) {
	h.SeedRequester(connectors.Requester{Name: "Longer", Phone: "+166174801234"})
	h.SeedRequester(connectors.Requester{Name: "Elsewhere", Phone: "+446617480123"})
	if found := mustFind(t, h, connectors.Query{Phone: "+16617480123"}); len(found.Requesters) != 0 {
		t.Errorf("found %+v, want nobody", found.Requesters)
	}
}

func findByEmail(t *testing.T, h Harness) {
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa.diaz+shop@customer.example"})
	h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Where is my lamp"})
	found := mustFind(t, h, connectors.Query{Email: "Rosa.Diaz+shop@customer.example"})
	if len(found.Requesters) != 1 || found.Requesters[0].ID != r.ID || found.Requesters[0].Name != "Rosa Diaz" || found.Requesters[0].URL == "" {
		t.Fatalf("found %+v, want %s with name and url", found.Requesters, r.ID)
	}
	if len(found.Tickets) != 1 {
		t.Errorf("%d tickets, want 1", len(found.Tickets))
	}
}

func findByEmailExact(t *testing.T, h Harness) {
	h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa.diaz.other@customer.example"})
	if found := mustFind(t, h, connectors.Query{Email: "rosa.diaz@customer.example"}); len(found.Requesters) != 0 {
		t.Errorf("found %+v, want nobody", found.Requesters)
	}
}

func findByExternalID(t *testing.T, h Harness) {
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", ExternalID: "shop-4711"})
	h.SeedRequester(connectors.Requester{Name: "Other", ExternalID: "shop-47111"})
	found := mustFind(t, h, connectors.Query{ExternalID: "shop-4711"})
	if len(found.Requesters) != 1 || found.Requesters[0].ID != r.ID || found.Requesters[0].ExternalID != "shop-4711" {
		t.Errorf("found %+v, want %s", found.Requesters, r.ID)
	}
}

func findByRequesterID(t *testing.T, h Harness) {
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	found := mustFind(t, h, connectors.Query{RequesterID: r.ID})
	if len(found.Requesters) != 1 || found.Requesters[0].ID != r.ID || found.Requesters[0].Email != "rosa@customer.example" {
		t.Fatalf("without tickets: found %+v, want %s", found.Requesters, r.ID)
	}
	ticket := h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Lamp"})
	found = mustFind(t, h, connectors.Query{RequesterID: r.ID})
	if len(found.Requesters) != 1 || len(found.Tickets) != 1 || found.Tickets[0].ID != ticket.ID {
		t.Errorf("found %+v, want requester %s and ticket %s", found, r.ID, ticket.ID)
	}
}

func findShared(t *testing.T, h Harness) {
	a := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Phone: "+1 661 748 0123"})
	b := h.SeedRequester(connectors.Requester{Name: "Leo Diaz", Phone: "(661) 748-0123"})
	ta := h.SeedTicket(TicketSeed{Requester: a.ID, Subject: "Hers"})
	tb := h.SeedTicket(TicketSeed{Requester: b.ID, Subject: "His"})
	found := mustFind(t, h, connectors.Query{Phone: "+16617480123"})
	var people, tickets []string
	for _, r := range found.Requesters {
		people = append(people, r.ID)
	}
	for _, k := range found.Tickets {
		tickets = append(tickets, k.ID)
	}
	if len(people) != 2 || !slices.Contains(people, a.ID) || !slices.Contains(people, b.ID) {
		t.Errorf("requesters %v, want %s and %s", people, a.ID, b.ID)
	}
	if len(tickets) != 2 || !slices.Contains(tickets, ta.ID) || !slices.Contains(tickets, tb.ID) {
		t.Errorf("tickets %v, want %s and %s", tickets, ta.ID, tb.ID)
	}
}

func findNothing(t *testing.T, h Harness) {
	r := h.SeedRequester(connectors.Requester{Name: "Somebody else", Email: "else@customer.example", Phone: "+16617480199"})
	h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Not ours"})
	for _, q := range []connectors.Query{
		{},
		{Phone: "+16617480123"},
		{Email: "nobody@customer.example"},
		{ExternalID: "shop-1"},
		{Ticket: missingID(r.ID)},
		{RequesterID: missingID(r.ID)},
		{Ticket: "not an id"},
	} {
		if found := mustFind(t, h, q); found.Named != nil || len(found.Requesters) != 0 || len(found.Tickets) != 0 {
			t.Errorf("Find(%+v) = %+v, want nothing", q, found)
		}
	}
	if n := len(h.Tickets()); n != 1 {
		t.Errorf("%d tickets after reading, want 1", n)
	}
}

// missingID has the form of id and belongs to nothing.
func missingID(id string) string {
	b := []byte(id)
	for i := len(b) / 2; i < len(b); i++ {
		if b[i] >= '0' && b[i] <= '9' {
			b[i] = '9' - (b[i]-'0')%5
		}
	}
	return string(b)
}

func findNamed(t *testing.T, h Harness) {
	into := seedTicket(h)
	for _, state := range []connectors.TicketState{
		connectors.TicketOpen, connectors.TicketSolved, connectors.TicketClosed, connectors.TicketMerged, connectors.TicketGone,
	} {
		r := h.SeedRequester(connectors.Requester{Name: "Rosa of " + string(state)})
		ticket := h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Lamp, " + string(state)})
		if state != connectors.TicketOpen {
			h.SetState(ticket.ID, state, into.ID)
		}
		named := mustFind(t, h, connectors.Query{Ticket: ticket.ID}).Named
		if named == nil {
			if state != connectors.TicketGone {
				t.Errorf("%s: not found", state)
			}
			continue
		}
		if named.ID != ticket.ID || named.State != state {
			t.Errorf("%s: found ticket %s in state %s", state, named.ID, named.State)
		}
		if state == connectors.TicketMerged && named.MergedInto != "" && named.MergedInto != into.ID {
			t.Errorf("merged into %q, want %q", named.MergedInto, into.ID)
		}
		if state == connectors.TicketOpen && (named.Subject == "" || named.Number == "" || named.URL == "" || named.Status == "" || named.RequesterID != r.ID || named.CreatedAt.IsZero()) {
			t.Errorf("named ticket is not whole: %+v", named)
		}
	}
}

func findOpenTickets(t *testing.T, h Harness) {
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	old := h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Old", Age: 48 * time.Hour, IssuePath: "order/late", Channel: "call"})
	recent := h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "New", Age: time.Hour, IssuePath: "order/Damaged item", Channel: "message"})
	h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Solved", State: connectors.TicketSolved})
	h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Closed", State: connectors.TicketClosed})
	found := mustFind(t, h, connectors.Query{Email: "rosa@customer.example"})
	if len(found.Tickets) != 2 || found.Tickets[0].ID != recent.ID || found.Tickets[1].ID != old.ID {
		t.Fatalf("tickets %+v, want %s then %s", found.Tickets, recent.ID, old.ID)
	}
	if got := found.Tickets[0]; got.Channel != "message" || got.IssuePath == "" || got.IssuePath == found.Tickets[1].IssuePath {
		t.Errorf("issue path %q and channel %q do not tell the tickets apart", got.IssuePath, got.Channel)
	}
	if got := found.Tickets[1]; got.IssuePath != "order/late" || got.Channel != "call" {
		t.Errorf("stamped with order/late over call, read back %q over %q", got.IssuePath, got.Channel)
	}
}

func findHostile(t *testing.T, h Harness) {
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example", Phone: "+16617480123", ExternalID: "shop-1"})
	h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Lamp"})
	for _, s := range []string{
		`*`, `"`, `' OR Name LIKE '%`, `x" OR email:*`, `shop-1' OR ExternalID__c != '`, `\`, `%`, `rosa@customer.example,else@customer.example`,
		"a\x00b", "\u202eabc", `" role:end-user`, `?&=#/../`, ` `,
	} {
		for _, q := range []connectors.Query{{ExternalID: s}, {Email: s}, {Phone: s}, {Ticket: s}, {RequesterID: s}} {
			found, err := h.CRM().Find(attempt(t), q)
			if err != nil {
				t.Errorf("Find(%+v): %v", q, err)
			}
			if found.Named != nil || len(found.Requesters)+len(found.Tickets) != 0 {
				t.Errorf("Find(%+v) = %+v, want nothing", q, found)
			}
		}
	}
}
