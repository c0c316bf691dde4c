package crmtest

import (
	"slices"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
)

var findCases = []testCase{
	{"find by phone, however it is stored", findByPhone},
	{"find by phone does not match a number that looks alike", findOtherPhone},
	{"find by e-mail", findByEmail},
	{"find by e-mail of any form", findByAnyEmail},
	{"find by e-mail is exact", findByEmailExact},
	{"find by the company's id", findByExternalID},
	{"find by the CRM's id", findByRequesterID},
	{"find two people who share a phone", findShared},
	{"find who is named among many who share a phone", findAmongMany},
	{"find nothing", findNothing},
	{"find a named ticket in every state", findNamed},
	{"a merged ticket lives on where it is the same requester's", findMerged},
	{"where a merged ticket went is asked again when the CRM is away", findMergedUnheard},
	{"find lists open tickets only, newest first", findOpenTickets},
	{"find hostile queries harmless", findHostile},
}

func findByPhone(t *testing.T, h Harness) {
	for _, c := range SameNumber {
		crm := h.CRMIn(c.Country)
		for _, as := range c.Stored {
			r := h.SeedRequester(connectors.Requester{Name: "Caller", Phone: as})
			ticket := h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Call"})
			found := findIn(t, crm, connectors.Query{Phone: c.Caller})
			if len(found.Requesters) != 1 || found.Requesters[0].ID != r.ID {
				t.Errorf("%s: stored as %q, called from %s: found %+v, want requester %s", c.Country, as, c.Caller, found.Requesters, r.ID)
			} else if found.Requesters[0].Phone != c.Caller {
				t.Errorf("%s: stored as %q: phone given as %q, want %q", c.Country, as, found.Requesters[0].Phone, c.Caller)
			}
			if len(found.Tickets) != 1 || found.Tickets[0].ID != ticket.ID {
				t.Errorf("%s: stored as %q: tickets %+v, want %s", c.Country, as, found.Tickets, ticket.ID)
			}
			h.EditRequester(r.ID, connectors.Requester{Name: "Somebody else", Phone: "+18085550100"})
		}
	}
}

// A number without a country is the organisation's, whatever country calls.
func findOtherPhone(t *testing.T, h Harness) {
	for _, c := range OtherNumber {
		crm := h.CRMIn(c.Country)
		for _, as := range c.Stored {
			r := h.SeedRequester(connectors.Requester{Name: "Looks alike", Phone: as})
			h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Not the caller's"})
			if found := findIn(t, crm, connectors.Query{Phone: c.Caller}); len(found.Requesters)+len(found.Tickets) != 0 {
				t.Errorf("%s: stored as %q, called from %s: found %+v, want nobody", c.Country, as, c.Caller, found)
			}
			h.EditRequester(r.ID, connectors.Requester{Name: "Somebody else", Phone: "+18085550100"})
		}
	}
}

func findIn(t *testing.T, crm connectors.CRM, q connectors.Query) connectors.Matches {
	t.Helper()
	found, err := crm.Find(attempt(t), q)
	if err != nil {
		t.Fatalf("Find(%+v): %v", q, err)
	}
	return found
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

// What net/mail takes is an address, and somebody's.
func findByAnyEmail(t *testing.T, h Harness) {
	for _, address := range []string{"o'brien@customer.example", "a*b@customer.example", "x_y%z@customer.example", "first/last@customer.example", "{sales}|team@customer.example", "zoë@customer.example"} {
		r := h.SeedRequester(connectors.Requester{Name: "Of " + address, Email: address})
		ticket := h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Lamp"})
		found := mustFind(t, h, connectors.Query{Email: address})
		if len(found.Requesters) != 1 || found.Requesters[0].ID != r.ID || len(found.Tickets) != 1 || found.Tickets[0].ID != ticket.ID {
			t.Errorf("%s: found %+v, want %s with %s", address, found, r.ID, ticket.ID)
		}
		out := mustOpen(t, h, opening("int-"+r.ID, connectors.Requester{Name: "Of " + address, Email: address}))
		if again := mustFind(t, h, connectors.Query{Email: address}); len(again.Requesters) != 1 || !slices.ContainsFunc(append(again.Tickets, found.Tickets...), func(k connectors.Ticket) bool { return k.ID == out.Ticket.ID || k.ID == ticket.ID }) {
			t.Errorf("%s: after another ticket found %+v, want one person", address, again)
		}
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

// A company's switchboard stands with everybody who works there.
func findAmongMany(t *testing.T, h Harness) {
	for range 60 {
		h.SeedRequester(connectors.Requester{Name: "Colleague", Phone: "(661) 748-0123"})
	}
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example", Phone: "(661) 748-0123", ExternalID: "shop-1"})
	for _, q := range []connectors.Query{{Email: "rosa@customer.example"}, {ExternalID: "shop-1"}, {RequesterID: r.ID}} {
		q.Phone = "+16617480123"
		if found := mustFind(t, h, q); len(found.Requesters) != 1 || found.Requesters[0].ID != r.ID {
			t.Errorf("%+v: found %d people, want Rosa", q, len(found.Requesters))
		}
	}
	if found := mustFind(t, h, connectors.Query{Phone: "+16617480123"}); len(found.Requesters) < 2 {
		t.Errorf("by the number alone: %+v, and it is many people's", found.Requesters)
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
		if state == connectors.TicketOpen && (named.Subject == "" || named.Number == "" || named.URL == "" || named.Status == "" || named.RequesterID != r.ID || named.CreatedAt.IsZero()) {
			t.Errorf("named ticket is not whole: %+v", named)
		}
		strangers := mustFind(t, h, connectors.Query{Ticket: ticket.ID, Email: "leo@customer.example"})
		if strangers.Named == nil || state != connectors.TicketGone && strangers.Named.RequesterName != r.Name {
			t.Errorf("%s: somebody else names %s's ticket: %+v", state, r.Name, strangers.Named)
		}
	}
}

// A ticket that was merged into somebody else's, or into one that takes nothing, is
// for a person to decide: what one customer says does not go into another's record.
func findMerged(t *testing.T, h Harness) {
	rosa := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	leo := h.SeedRequester(connectors.Requester{Name: "Leo Diaz", Email: "leo@customer.example"})
	of := func(r connectors.Requester, subject string) connectors.Ticket {
		return h.SeedTicket(TicketSeed{Requester: r.ID, Subject: subject})
	}
	lives := func(what string, ticket, want connectors.Ticket) {
		t.Helper()
		found := mustFind(t, h, connectors.Query{Ticket: ticket.ID})
		switch {
		case found.Named == nil || found.Named.State != connectors.TicketMerged:
			t.Errorf("%s: named %+v", what, found.Named)
		case want.ID == "" && found.LivesOn != nil:
			t.Errorf("%s: lives on in %s, want nowhere sure", what, found.LivesOn.ID)
		case want.ID != "" && (found.LivesOn == nil || found.LivesOn.ID != want.ID):
			t.Errorf("%s: lives on in %+v, want %s", what, found.LivesOn, want.ID)
		case want.ID != "" && (found.LivesOn.RequesterID != rosa.ID || found.LivesOn.RequesterName != rosa.Name || found.LivesOn.Number == "" || found.LivesOn.URL == ""):
			t.Errorf("%s: not whole: %+v", what, found.LivesOn)
		}
	}
	into := of(rosa, "Lamp")
	merged := of(rosa, "Lamp again")
	h.SetState(merged.ID, connectors.TicketMerged, into.ID)
	lives("into her own", merged, into)

	once := of(rosa, "Lamp once more")
	h.SetState(once.ID, connectors.TicketMerged, into.ID)
	last := of(rosa, "All about lamps")
	h.SetState(into.ID, connectors.TicketMerged, last.ID)
	lives("on and on", once, last)
	h.SetState(last.ID, connectors.TicketSolved, "")
	lives("into a solved one", once, last)
	h.SetState(last.ID, connectors.TicketClosed, "")
	lives("into a closed one", once, connectors.Ticket{})

	strayed, his := of(rosa, "Chair"), of(leo, "Chair")
	h.SetState(strayed.ID, connectors.TicketMerged, his.ID)
	lives("into a stranger's", strayed, connectors.Ticket{})

	lost, deleted := of(rosa, "Table"), of(rosa, "Table too")
	h.SetState(lost.ID, connectors.TicketMerged, deleted.ID)
	h.SetState(deleted.ID, connectors.TicketGone, "")
	lives("into a deleted one", lost, connectors.Ticket{})
}

func findMergedUnheard(t *testing.T, h Harness) {
	from := seedTicket(h)
	into := h.SeedTicket(TicketSeed{Requester: from.RequesterID, Subject: "Lamp"})
	h.SetState(from.ID, connectors.TicketMerged, into.ID)
	if _, err := h.CRM().Find(attempt(t), connectors.Query{Email: "warm@customer.example"}); err != nil {
		t.Fatal(err)
	}
	h.Fault(Fault{Trouble: Slow, Reads: true}) // the ticket can be read
	h.Fault(Fault{Trouble: Down, Reads: true}) // where it went cannot
	_, err := h.CRM().Find(attempt(t), connectors.Query{Ticket: from.ID})
	wantKind(t, err, connectors.Transient)
	if found := mustFind(t, h, connectors.Query{Ticket: from.ID}); found.LivesOn == nil || found.LivesOn.ID != into.ID {
		t.Errorf("lives on in %+v, want %s", found.LivesOn, into.ID)
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
