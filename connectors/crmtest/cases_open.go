package crmtest

import (
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
)

var openCases = []testCase{
	{"open creates one private ticket that Find reads back", openOnce},
	{"open for a known requester", openKnown},
	{"open for a caller with a phone number only", openPhoneOnly},
	{"open for nobody known", openNobody},
	{"open with a file and a call log", openWhole},
	{"open again with the same key gives the same ticket", openAgain},
	{"open again hours later gives the same ticket", openLater},
	{"open with a lost answer is found by Lookup", openLost},
	{"open that never arrived is absent, then lands once", openReset},
	{"open with an unreadable answer is found by Lookup", openGarbage},
}

func openOnce(t *testing.T, h Harness) {
	out := mustOpen(t, h, opening("int-1-open", connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example", Phone: "+16617480123"}))
	for _, k := range []string{"int-1-open", "int-1-open-packet"} {
		if !landed(out, k) {
			t.Errorf("no receipt for %s in %+v", k, out.Receipts)
		}
	}
	s := h.Snapshot(out.Ticket.ID)
	wantOnce(t, s, "Context packet of int-1-open")
	for _, n := range s.Notes {
		if n.Public && strings.Contains(n.Text, "Context packet") {
			t.Errorf("the packet is public: %q", n.Text)
		}
	}
	if s.Ticket.Subject != "Damaged item: blue lamp" {
		t.Errorf("subject %q", s.Ticket.Subject)
	}
	if n := len(h.Tickets()); n != 1 {
		t.Fatalf("%d tickets, want 1", n)
	}
	found := mustFind(t, h, connectors.Query{Email: "rosa@customer.example"})
	if len(found.Requesters) != 1 || len(found.Tickets) != 1 {
		t.Fatalf("found %+v, want one requester with one ticket", found)
	}
	got := found.Tickets[0]
	if got.ID != out.Ticket.ID || got.IssuePath != "order/damaged-item" || got.Channel != "call" || got.State != connectors.TicketOpen {
		t.Errorf("read back %+v", got)
	}
	if got.RequesterID != found.Requesters[0].ID {
		t.Errorf("ticket of requester %q, want %q", got.RequesterID, found.Requesters[0].ID)
	}
}

func openKnown(t *testing.T, h Harness) {
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	out := mustOpen(t, h, opening("int-1-open", r))
	if got := h.Snapshot(out.Ticket.ID).Ticket.RequesterID; got != r.ID {
		t.Errorf("requester %q, want %q", got, r.ID)
	}
}

func openPhoneOnly(t *testing.T, h Harness) {
	caller := connectors.Requester{Phone: "+16617480123"}
	a := mustOpen(t, h, opening("int-1-open", caller))
	b := mustOpen(t, h, opening("int-2-open", caller))
	ra, rb := h.Snapshot(a.Ticket.ID).Ticket.RequesterID, h.Snapshot(b.Ticket.ID).Ticket.RequesterID
	if ra != rb {
		t.Errorf("one caller became two requesters: %q and %q", ra, rb)
	}
	if ra == "" {
		return // a CRM may keep strangers as a line in the note
	}
	found := mustFind(t, h, connectors.Query{Phone: "+16617480123"})
	if len(found.Requesters) != 1 || len(found.Tickets) != 2 {
		t.Errorf("found %d requesters with %d tickets, want 1 with 2", len(found.Requesters), len(found.Tickets))
	}
}

func openNobody(t *testing.T, h Harness) {
	out := mustOpen(t, h, opening("int-1-open", connectors.Requester{}))
	wantOnce(t, h.Snapshot(out.Ticket.ID), "Context packet of int-1-open")
}

func openWhole(t *testing.T, h Harness) {
	o := opening("int-1-open", connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	picture := photo(40_000)
	o.First.Files = []connectors.File{file("int-1-photo", "lamp.jpg", "image/jpeg", picture)}
	o.First.CallLogs = []connectors.CallLog{callLog("int-1-call")}
	o.First.Tags = []string{"vip-1"}
	out := mustOpen(t, h, o)
	u := o.First
	u.Key = o.Key
	wantReceipts(t, out, u)
	s := h.Snapshot(out.Ticket.ID)
	wantFile(t, s, "lamp.jpg", picture)
	wantCall(t, s)
	again := mustOpen(t, h, o)
	if again.Ticket.ID != out.Ticket.ID {
		t.Errorf("second open gave ticket %s, want %s", again.Ticket.ID, out.Ticket.ID)
	}
	wantFile(t, h.Snapshot(out.Ticket.ID), "lamp.jpg", picture)
}

func openAgain(t *testing.T, h Harness) {
	o := opening("int-1-open", connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	a, b := mustOpen(t, h, o), mustOpen(t, h, o)
	if a.Ticket.ID != b.Ticket.ID || len(h.Tickets()) != 1 {
		t.Errorf("tickets %s and %s, %d in all, want one", a.Ticket.ID, b.Ticket.ID, len(h.Tickets()))
	}
	wantOnce(t, h.Snapshot(a.Ticket.ID), "Context packet of int-1-open")
}

func openLater(t *testing.T, h Harness) {
	o := opening("int-1-open", connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	a := mustOpen(t, h, o)
	h.Advance(5 * time.Hour)
	if b := mustOpen(t, h, o); a.Ticket.ID != b.Ticket.ID || len(h.Tickets()) != 1 {
		t.Errorf("tickets %s and %s, %d in all, want one", a.Ticket.ID, b.Ticket.ID, len(h.Tickets()))
	}
}

// lookForOpening is what the delivery package asks after an Open of unknown outcome.
func lookForOpening(t *testing.T, h Harness, o connectors.Opening) connectors.Result {
	t.Helper()
	return mustLookup(t, h, connectors.LookupQuery{Key: o.Key, Items: itemKeys(o.First)})
}

func openUnheard(trouble Trouble) func(*testing.T, Harness) {
	return func(t *testing.T, h Harness) {
		r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
		o := opening("int-1-open", r)
		h.Fault(Fault{Trouble: trouble})
		_, err := h.CRM().Open(attempt(t), o)
		wantKind(t, err, connectors.Unknown)
		out := lookForOpening(t, h, o)
		if out.Ticket.ID == "" || !landed(out, o.Key) || !landed(out, "int-1-open-packet") {
			t.Fatalf("Lookup = %+v, want the ticket that was opened with receipts", out)
		}
		if again := mustOpen(t, h, o); again.Ticket.ID != out.Ticket.ID || len(h.Tickets()) != 1 {
			t.Errorf("open after all made ticket %s, %d in all, want %s alone", again.Ticket.ID, len(h.Tickets()), out.Ticket.ID)
		}
		wantOnce(t, h.Snapshot(out.Ticket.ID), "Context packet of int-1-open")
	}
}

var (
	openLost    = openUnheard(LoseAnswer)
	openGarbage = openUnheard(Garbage)
)

func openReset(t *testing.T, h Harness) {
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	o := opening("int-1-open", r)
	h.Fault(Fault{Trouble: ResetBefore})
	_, err := h.CRM().Open(attempt(t), o)
	wantKind(t, err, connectors.Transient, connectors.Unknown)
	if out := lookForOpening(t, h, o); out.Ticket.ID != "" || len(out.Receipts) != 0 {
		t.Errorf("Lookup = %+v, want nothing", out)
	}
	mustOpen(t, h, o)
	if n := len(h.Tickets()); n != 1 {
		t.Errorf("%d tickets, want 1", n)
	}
}
