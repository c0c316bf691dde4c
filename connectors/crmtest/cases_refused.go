package crmtest

import (
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors"
)

// What one organisation refuses and a contact can do without must not keep the contact
// out of its CRM.
var refusedCases = []testCase{
	{"open for somebody who is suspended, deleted or merged", openRetired},
	{"open never changes people who are there", openChangesNobody},
	{"open with settings of the account", openDecorated},
	{"open with a setting that the organisation refuses, by name", openRefused(OneRefused)},
	{"open with a setting that the organisation refuses, in a riddle", openRefused(OneUnnamed)},
	{"a setting that was refused is not tried at every opening", openRefusedOnce},
	{"open without tags that are refused", openTagsRefused},
	{"open as the follow-up of a closed ticket", openFollowUp},
	{"a refused opening lands once, whatever is lost on the way", openRefusedLost},
	{"a refusal tells an admin the CRM's own code and words", refusalDetail},
}

func openRetired(t *testing.T, h Harness) {
	for _, how := range []Retirement{Suspended, Deleted, Merged} {
		r := h.SeedRequester(connectors.Requester{Name: "Rosa " + string(how), Email: string(how) + "@customer.example"})
		if !h.Retire(r.ID, how) {
			continue
		}
		before := len(h.Tickets())
		o := opening("int-"+string(how), r)
		o.First.CallLogs = []connectors.CallLog{callLog("int-" + string(how) + "-call")}
		o.First.CallLogs[0].RequesterID = r.ID
		out := mustOpen(t, h, o)
		s := h.Snapshot(out.Ticket.ID)
		if s.Ticket.RequesterID == r.ID {
			t.Errorf("%s: the ticket is theirs", how)
		}
		left, ok := omitted(out, connectors.OfRequester)
		if !ok || left.Reason.Code == "" {
			t.Fatalf("%s: nothing is said of the requester: %+v", how, out.Omitted)
		}
		text := allText(s)
		if !strings.Contains(text, "Left out: "+left.Reason.Code) || !strings.Contains(text, "Context packet of") {
			t.Errorf("%s: the note says %q", how, text)
		}
		if again := mustOpen(t, h, o); again.Ticket.ID != out.Ticket.ID || len(h.Tickets()) != before+1 {
			t.Errorf("%s: opened again as %s, %d tickets", how, again.Ticket.ID, len(h.Tickets()))
		}
		mustApply(t, h, connectors.Update{Key: "int-" + string(how) + "-b1", Ticket: out.Ticket.ID, Notes: []connectors.Note{note("int-"+string(how)+"-n1", "Goes on")}})
	}
}

// An agent has corrected the card that a first call made; the next call from that
// number must not put the old name and number back.
func openChangesNobody(t *testing.T, h Harness) {
	for i, caller := range []connectors.Requester{
		{Name: "+1 661-748-0123", Phone: "+16617480123"},
		{Name: "Rosa", Email: "rosa@customer.example", Phone: "+16617480124", ExternalID: "shop-1"},
		{Name: "Rosa", Email: "rosa2@customer.example"},
	} {
		key := "int-" + string(rune('a'+i))
		first := mustOpen(t, h, opening(key+"-1", caller))
		id := h.Snapshot(first.Ticket.ID).Ticket.RequesterID
		if id == "" {
			continue // a CRM may keep strangers as a line in the note
		}
		h.EditRequester(id, connectors.Requester{Name: "Rosalía Díaz", Phone: "+34911234567"})
		before := h.Requester(id)
		second := mustOpen(t, h, opening(key+"-2", caller))
		if after := h.Requester(id); after != before {
			t.Errorf("%+v: the card was %+v, is %+v", caller, before, after)
		}
		if got := h.Snapshot(second.Ticket.ID).Ticket.RequesterID; got != id {
			t.Errorf("%+v: the second ticket is of %q, want %q", caller, got, id)
		}
	}
}

func decorated(key string, r connectors.Requester) connectors.Opening {
	o := opening(key, r)
	o.Queue = "vip"
	return o
}

func openDecorated(t *testing.T, h Harness) {
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	crm := h.CRMDecorated(GoodDecorations)
	out, err := crm.Open(attempt(t), decorated("int-1", r))
	if err != nil {
		t.Fatal(err)
	}
	if !h.Decorated(out.Ticket.ID) || len(out.Omitted) != 0 {
		t.Errorf("without its settings: %+v", out.Omitted)
	}
	if out, err = crm.Open(attempt(t), opening("int-2", r)); err != nil || h.Decorated(out.Ticket.ID) {
		t.Errorf("the settings of one queue are on the tickets of another: %v", err)
	}
}

func openRefused(how Decorations) func(*testing.T, Harness) {
	return func(t *testing.T, h Harness) {
		r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
		crm := h.CRMDecorated(how)
		o := decorated("int-1", r)
		picture := photo(3000)
		o.First.Files = []connectors.File{file("int-1-f1", "lamp.jpg", "image/jpeg", picture)}
		o.First.CallLogs = []connectors.CallLog{callLog("int-1-c1")}
		out, err := crm.Open(attempt(t), o)
		if err != nil {
			t.Fatal(err)
		}
		s := h.Snapshot(out.Ticket.ID)
		wantOnce(t, s, "Context packet of int-1")
		wantFile(t, s, "lamp.jpg", picture)
		wantCall(t, s)
		if s.Ticket.RequesterID != r.ID || s.Ticket.Subject != o.Subject {
			t.Errorf("more was left out than was refused: %+v", s.Ticket)
		}
		left, ok := omitted(out, connectors.OfFields)
		if !ok || left.Reason.Values["fields"] == "" || left.Detail == "" {
			t.Errorf("nothing is said of what was left out: %+v", out.Omitted)
		}
		health, err := crm.Probe(attempt(t))
		if err != nil {
			t.Fatal(err)
		}
		told := false
		for _, f := range health.Findings {
			told = told || f.Code == "setting_refused" || f.Code == "setting_unknown"
		}
		if !told {
			t.Errorf("an admin reads nothing of it: %+v", health.Findings)
		}
	}
}

func openRefusedOnce(t *testing.T, h Harness) {
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	crm := h.CRMDecorated(EachRefused)
	open := func(key, queue string) {
		o := opening(key, r)
		o.Queue = queue
		if _, err := crm.Open(attempt(t), o); err != nil {
			t.Fatal(err)
		}
	}
	for _, queue := range []string{"vip", "late"} {
		open("int-1-"+queue, queue)
	}
	for _, queue := range []string{"vip", "late"} {
		before := h.Calls()
		open("int-2-"+queue, queue)
		if n := h.Calls() - before; n != 1 {
			t.Errorf("%s: the second opening costs %d calls", queue, n)
		}
	}
	health, err := crm.Probe(attempt(t))
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, f := range health.Findings {
		if f.Code == "setting_refused" {
			told++
		}
	}
	if told != 2 {
		t.Errorf("an admin reads of %d settings, two are refused: %+v", told, health.Findings)
	}
}

// openTagsRefused: they lead the next contact to the ticket, and are worth no contact.
func openTagsRefused(t *testing.T, h Harness) {
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	h.Refuse(Tags)
	o := opening("int-1", r)
	o.First.Tags = []string{"deskside"}
	out := mustOpen(t, h, o)
	s := h.Snapshot(out.Ticket.ID)
	wantOnce(t, s, "Context packet of int-1")
	if s.Ticket.RequesterID != r.ID || len(s.Tags) != 0 {
		t.Errorf("the ticket is %q's, with the tags %v", s.Ticket.RequesterID, s.Tags)
	}
	if left, ok := omitted(out, connectors.OfFields); !ok || left.Reason.Values["fields"] == "" {
		t.Errorf("nothing is said of it: %+v", out.Omitted)
	}
}

func openFollowUp(t *testing.T, h Harness) {
	closed := seedTicket(h)
	h.SetState(closed.ID, connectors.TicketClosed, "")
	o := opening("int-1", connectors.Requester{ID: closed.RequesterID})
	o.FollowUp = closed.ID
	out := mustOpen(t, h, o)
	if f, ok := h.(interface{ FollowUpOf(ticket string) string }); ok {
		if got := f.FollowUpOf(out.Ticket.ID); got != closed.ID {
			t.Errorf("it follows %q, want %s", got, closed.ID)
		}
	}
	wantOnce(t, h.Snapshot(out.Ticket.ID), "Context packet of int-1")
	o = opening("int-2", connectors.Requester{ID: closed.RequesterID})
	o.FollowUp = missingID(closed.ID) // and the follow-up of nothing is opened too
	mustOpen(t, h, o)
}

// openRefusedLost: the tries that leave things out are as safe as the first one.
func openRefusedLost(t *testing.T, h Harness) {
	for i, trouble := range []Trouble{LoseAnswer, DownAfter, Garbage} {
		r := h.SeedRequester(connectors.Requester{Name: "Rosa " + string(trouble), Email: string(trouble) + "@customer.example"})
		if !h.Retire(r.ID, Deleted) {
			t.Skip("nobody is ever deleted there")
		}
		before := len(h.Tickets())
		o := opening("int-"+string(rune('a'+i)), r)
		h.Fault(Fault{Trouble: ""}) // the first try is refused by itself
		h.Fault(Fault{Trouble: trouble})
		var out connectors.Result
		for range 5 {
			var err error
			if out, err = h.CRM().Open(attempt(t), o); err == nil {
				break
			}
			if wantKind(t, err, connectors.Unknown, connectors.Transient).Kind == connectors.Unknown {
				if out = lookForOpening(t, h, o); landed(out, o.Key) {
					break
				}
			}
		}
		if !landed(out, o.Key) || len(h.Tickets()) != before+1 {
			t.Errorf("%s: %+v, %d tickets more, want 1", trouble, out, len(h.Tickets())-before)
		}
	}
}

func refusalDetail(t *testing.T, h Harness) {
	if w, ok := h.(interface{ Wordless() bool }); ok && w.Wordless() {
		t.Skip("there are none to read")
	}
	ticket := warm(t, h)
	h.Fault(Fault{Trouble: RejectContent, Times: 3})
	_, err := h.CRM().Apply(attempt(t), oneNote(ticket.ID))
	e := wantKind(t, err, connectors.Rejected)
	if !strings.Contains(strings.ToLower(e.Detail), "order number") || strings.Contains(e.Detail, "@") {
		t.Errorf("an admin reads %q", e.Detail)
	}
	if strings.Contains(e.Error(), e.Detail) {
		t.Errorf("the log repeats it: %v", e)
	}
}
