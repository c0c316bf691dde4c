package crmtest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
)

// An agent who knows who is calling can say so.
var peopleCases = []testCase{
	{"search people by address, number, name and order", searchPeople},
	{"search people by what nobody has, and by hostile words", searchNobody},
	{"search people shows no colleagues, and not everybody", searchNotAll},
	{"who somebody is is not guessed when the CRM is away", searchUnheard},
	{"create a person, once", createPerson},
	{"create a person whose address somebody has", createExisting},
	{"create a person without what is refused of them", createRefused},
	{"create a person whose answer was lost", createLost},
	{"a ticket becomes somebody's, with the note that says so", giveTicket},
	{"a ticket of nobody's is nobody's", nobodysTicket},
	{"a ticket does not become somebody's whom the CRM does not take", giveTicketRefused},
}

func people(t *testing.T, h Harness) connectors.People {
	t.Helper()
	p, ok := h.CRM().(connectors.People)
	if !ok {
		t.Skip("this CRM offers no people to choose from")
	}
	return p
}

func mustSearch(t *testing.T, p connectors.People, text string) []connectors.Person {
	t.Helper()
	found, err := p.SearchPeople(attempt(t), text)
	if err != nil {
		t.Fatalf("SearchPeople(%q): %v", text, err)
	}
	return found
}

func searchPeople(t *testing.T, h Harness) {
	p := people(t, h)
	rosa := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example", Phone: "(661) 748-0123"})
	h.SeedRequester(connectors.Requester{Name: "Leo Marsh", Email: "leo@customer.example", Phone: "+16617480999"})
	ticket := h.SeedTicket(TicketSeed{Requester: rosa.ID, Subject: "Where is order A-10425?"})
	h.Advance(time.Hour)
	for _, text := range []string{"rosa@customer.example", "Rosa@Customer.example", "+1 661 748 0123", "661-748-0123", "Rosa Diaz", "rosa", "Rosa D", "A-10425", "order A-10425"} {
		found := mustSearch(t, p, text)
		if len(found) != 1 || found[0].ID != rosa.ID || found[0].Name != "Rosa Diaz" || found[0].URL == "" {
			t.Errorf("%q: found %+v, want Rosa alone", text, found)
			continue
		}
		if byOrder := strings.Contains(text, "A-10425"); byOrder != (found[0].Ticket != nil) || byOrder && found[0].Ticket.ID != ticket.ID {
			t.Errorf("%q: by ticket %+v", text, found[0].Ticket)
		}
	}
}

func searchNobody(t *testing.T, h Harness) {
	p := people(t, h)
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example", Phone: "+16617480123"})
	h.SeedTicket(TicketSeed{Requester: r.ID, Subject: "Lamp"})
	h.Advance(time.Hour)
	for _, text := range []string{
		"", " ", "nobody@customer.example", "+16617480199", "Zebedee", "B-777", `*`, `"`, `x" OR role:agent`, `role:admin`, `' OR Name LIKE '%`, "{rosa} OR {leo}", `\\`, "\u202e", "a\x00b", strings.Repeat("x", 500),
	} {
		if found := mustSearch(t, p, text); len(found) != 0 {
			t.Errorf("%q: found %+v", text, found)
		}
	}
}

func searchNotAll(t *testing.T, h Harness) {
	p := people(t, h)
	for range connectors.MaxPeople + 5 {
		h.SeedRequester(connectors.Requester{Name: "Ana Many"})
	}
	if s, ok := h.(AgentSeeder); ok {
		s.SeedAgent("Bob Agent")
	}
	h.Advance(time.Hour)
	if found := mustSearch(t, p, "Ana Many"); len(found) != connectors.MaxPeople {
		t.Errorf("%d people, want %d", len(found), connectors.MaxPeople)
	}
	if found := mustSearch(t, p, "Bob Agent"); len(found) != 0 {
		t.Errorf("a colleague is offered: %+v", found)
	}
}

func searchUnheard(t *testing.T, h Harness) {
	p := people(t, h)
	for _, trouble := range []Trouble{Throttle, Down, Garbage} {
		warm(t, h) // a token that has run out would take the trouble upon itself
		h.Fault(Fault{Trouble: trouble, Reads: true})
		_, err := p.SearchPeople(attempt(t), "rosa@customer.example")
		wantKind(t, err, connectors.Transient, connectors.Throttled)
		h.Advance(time.Hour)
	}
}

func createPerson(t *testing.T, h Harness) {
	p := people(t, h)
	for _, r := range []connectors.Requester{
		{Name: "Rosa Diaz", Email: "rosa@customer.example", Phone: "(661) 748-0123"},
		{Name: "Leo Marsh", Phone: "661-748-0124"},
		{Name: "山田 太郎", Email: "taro@customer.example"},
	} {
		made, err := p.CreatePerson(attempt(t), r)
		if err != nil {
			t.Fatalf("%+v: %v", r, err)
		}
		h.Advance(time.Hour)
		again, err := p.CreatePerson(attempt(t), r)
		if err != nil || again.ID != made.ID || made.ID == "" || made.Name != r.Name || made.URL == "" {
			t.Errorf("%+v: %+v, then %+v, %v", r, made, again, err)
		}
		stands := h.Requester(made.ID)
		if stands.Name != r.Name || !strings.EqualFold(stands.Email, r.Email) || r.Phone != "" && !strings.HasPrefix(stands.Phone, "+1661748012") {
			t.Errorf("%+v stands there as %+v", r, stands)
		}
		out := mustOpen(t, h, opening("int-"+made.ID, made))
		if got := h.Snapshot(out.Ticket.ID).Ticket.RequesterID; got != made.ID {
			t.Errorf("a ticket for %s is %q's", made.ID, got)
		}
	}
	for _, r := range []connectors.Requester{{}, {Name: "No Way"}, {Email: "no@name.example"}, {Name: "Bad", Email: "no address"}, {Name: "Bad", Phone: "12"}} {
		if made, err := p.CreatePerson(attempt(t), r); wantKind(t, err, connectors.Rejected).Reason.Code != "person_unreachable" {
			t.Errorf("%+v: %+v, %v", r, made, err)
		}
	}
}

func createExisting(t *testing.T, h Harness) {
	p := people(t, h)
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example", Phone: "+16617480123"})
	h.Advance(time.Hour)
	before := h.Requester(r.ID)
	_, err := p.CreatePerson(attempt(t), connectors.Requester{Name: "Somebody Else", Email: "rosa@customer.example", Phone: "+16617480999"})
	if e := wantKind(t, err, connectors.Rejected); e.Reason.Code != connectors.PersonExists {
		t.Errorf("reason %v", e.Reason)
	}
	if after := h.Requester(r.ID); after != before {
		t.Errorf("the card was %+v, is %+v", before, after)
	}
}

// createRefused: what of somebody new the CRM does not take stays away, as long as they
// can be answered.
func createRefused(t *testing.T, h Harness) {
	p := people(t, h)
	h.Refuse(Phones)
	who := connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example", Phone: "+16617480123"}
	var ids []string
	for range 2 {
		made, err := p.CreatePerson(attempt(t), who)
		if err != nil {
			t.Fatal(err)
		}
		if made.ID == "" || made.Name != who.Name || made.Email != who.Email || made.Phone != "" {
			t.Errorf("made as %+v", made)
		}
		ids = append(ids, made.ID)
		h.Advance(2 * time.Minute) // the index has them
	}
	if ids[0] != ids[1] {
		t.Errorf("the same once more made somebody else: %v", ids)
	}
	if there := h.Requester(ids[0]); there.Phone != "" || there.Email != who.Email {
		t.Errorf("there stands %+v", there)
	}
	_, err := p.CreatePerson(attempt(t), connectors.Requester{Name: "Leo Marsh", Phone: "+16617480999"})
	if e := wantKind(t, err, connectors.Rejected); e.Reason.Code == connectors.PersonExists {
		t.Errorf("nobody has the number: %v", e)
	}
}

func createLost(t *testing.T, h Harness) {
	p := people(t, h)
	warm(t, h)
	r := connectors.Requester{Name: "Leo Marsh", Phone: "+16617480124"}
	h.Fault(Fault{Trouble: LoseAnswer})
	_, err := p.CreatePerson(attempt(t), r)
	wantKind(t, err, connectors.Transient, connectors.Unknown)
	h.Advance(time.Hour)
	made, err := p.CreatePerson(attempt(t), r)
	if err != nil {
		t.Fatal(err)
	}
	h.Advance(time.Hour)
	if found := mustSearch(t, p, "+16617480124"); len(found) != 1 || found[0].ID != made.ID {
		t.Errorf("found %+v, want %s alone", found, made.ID)
	}
}

func giveTicket(t *testing.T, h Harness) {
	people(t, h)
	rosa := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	ticket := mustOpen(t, h, opening("int-1", connectors.Requester{})).Ticket
	u := connectors.Update{
		Key: "int-1-b1", Ticket: ticket.ID, Notes: []connectors.Note{note("int-1-who", "The customer is Rosa Diaz"), note("int-1-n", "Goes on")},
		Requester: &connectors.NewRequester{Key: "int-1-who", ID: rosa.ID, Name: rosa.Name},
	}
	out := mustApply(t, h, u)
	wantReceipts(t, out, u)
	s := h.Snapshot(ticket.ID)
	wantOnce(t, s, "The customer is Rosa Diaz")
	if s.Ticket.RequesterID != rosa.ID {
		t.Errorf("the ticket is %q's, want %s's", s.Ticket.RequesterID, rosa.ID)
	}
	if slices.ContainsFunc(s.Notes[1:], func(n SnapshotNote) bool { return n.Public }) {
		t.Error("something became public")
	}
}

// A public reply on it would reach nobody, least of all the integration user.
func nobodysTicket(t *testing.T, h Harness) {
	out := mustOpen(t, h, opening("int-1", connectors.Requester{}))
	if _, said := omitted(out, connectors.OfRequester); !said && h.Snapshot(out.Ticket.ID).Ticket.RequesterID != "" {
		t.Error("somebody is its requester, and nothing is said of it")
	}
	for range 2 {
		found := mustFind(t, h, connectors.Query{Ticket: out.Ticket.ID})
		if found.Named == nil || found.Named.RequesterID != "" || len(found.Requesters) != 0 {
			t.Errorf("found %+v of %+v", found.Named, found.Requesters)
		}
	}
}

func giveTicketRefused(t *testing.T, h Harness) {
	people(t, h)
	rosa := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	if !h.Retire(rosa.ID, Deleted) {
		t.Skip("nobody is ever deleted there")
	}
	ticket := seedTicket(h)
	_, err := h.CRM().Apply(attempt(t), connectors.Update{
		Key: "int-1-b1", Ticket: ticket.ID, Notes: []connectors.Note{note("int-1-who", "The customer is Rosa Diaz")},
		Requester: &connectors.NewRequester{Key: "int-1-who", ID: rosa.ID, Name: rosa.Name},
	})
	if e := wantKind(t, err, connectors.Rejected); e.Item != "int-1-who" || e.Reason.Code != "requester_not_taken" || e.Reason.Values["name"] != "Rosa Diaz" {
		t.Errorf("%+v", e)
	}
	if s := h.Snapshot(ticket.ID); s.Ticket.RequesterID != ticket.RequesterID {
		t.Errorf("the ticket is %q's", s.Ticket.RequesterID)
	}
}
