package crmtest

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/deskside/deskside/connectors"
)

var applyCases = []testCase{
	{"apply puts notes, file, call log and tags there, private and whole", applyWhole},
	{"apply keeps the order of notes", applyOrder},
	{"apply never reopens a solved ticket", applySolved},
	{"apply under an agent's name", applyAuthor},
	{"apply under the name of somebody the CRM does not know", applyStranger},
	{"apply without tags that are refused", applyTagsRefused},
	{"apply to a closed, merged or deleted ticket is Gone", applyGone},
	{"apply notices a ticket that closes between two updates", applyGoneLater},
	{"apply to a ticket that is not there is Gone", applyMissing},
	{"apply after a colleague's change", applyTouched},
	{"apply to many tickets at once", applyConcurrently},
	{"apply streams files", applyStreams},
	{"apply refuses a file over the limit without sending", applyTooLarge},
	{"apply with a file that cannot be read changes nothing", applyUnreadable},
	{"apply refuses more items than it said it takes", applyTooMany},
	{"lookup of what was never sent is empty", lookupNothing},
	{"an ordinary case costs few calls", applyFewCalls},
}

func wantCall(t *testing.T, s Snapshot) {
	t.Helper()
	if len(s.CallLogs) == 0 { // a CRM without call records shows the body
		wantOnce(t, s, "Inbound call, answered by Ada Agent, 2 min 5 s")
		return
	}
	if len(s.CallLogs) != 1 {
		t.Fatalf("%d call logs, want 1", len(s.CallLogs))
	}
	c := s.CallLogs[0]
	if c.Subject != "Call with Rosa Diaz" || !strings.EqualFold(c.Direction, "inbound") || c.Seconds != 125 ||
		c.Disposition != "resolved" || c.CallID != "CA0123456789abcdef0123456789abcdef" {
		t.Errorf("call log arrived as %+v", c)
	}
}

func applyWhole(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	before := h.Snapshot(ticket.ID)
	picture, page := photo(120_000), []byte("%PDF-1.4 receipt of a blue lamp")
	u := connectors.Update{
		Key: "int-1-batch", Ticket: ticket.ID,
		Notes:    []connectors.Note{note("int-1-n1", "The shade is cracked & <bent>"), note("int-1-n2", "Refund agreed")},
		Files:    []connectors.File{file("int-1-f1", "lamp.jpg", "image/jpeg", picture), file("int-1-f2", "Rechnung – ü.pdf", "application/pdf", page)},
		CallLogs: []connectors.CallLog{callLog("int-1-c1")},
		Tags:     []string{"damaged_item", "refund-1"},
	}
	out := mustApply(t, h, u)
	if out.Ticket.ID != ticket.ID {
		t.Errorf("outcome names ticket %q, want %q", out.Ticket.ID, ticket.ID)
	}
	after := h.Snapshot(ticket.ID)
	wantOnce(t, after, "The shade is cracked & <bent>")
	wantOnce(t, after, "Refund agreed")
	wantCall(t, after)
	wantFile(t, after, "lamp.jpg", picture)
	wantFile(t, after, "Rechnung – ü.pdf", page)
	wantPrivate(t, before, after)
	for _, tag := range u.Tags {
		if !strings.Contains(" "+strings.Join(after.Tags, " ")+" ", " "+tag+" ") {
			t.Errorf("tag %q missing in %v", tag, after.Tags)
		}
	}
	for _, tag := range before.Tags {
		if !strings.Contains(" "+strings.Join(after.Tags, " ")+" ", " "+tag+" ") {
			t.Errorf("tag %q of before is lost", tag)
		}
	}
	if after.Ticket.Subject != before.Ticket.Subject || after.Ticket.Status != before.Ticket.Status {
		t.Errorf("subject or status changed: %+v", after.Ticket)
	}
	wantReceipts(t, mustLookup(t, h, sought(u)), u)
}

func applyOrder(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	n := 0
	for batch := range 3 {
		u := connectors.Update{Key: fmt.Sprintf("int-1-b%d", batch), Ticket: ticket.ID}
		for range 4 {
			n++
			u.Notes = append(u.Notes, note(fmt.Sprintf("int-1-n%d", n), fmt.Sprintf("Thought number %02d.", n)))
		}
		mustApply(t, h, u)
	}
	text, at := allText(h.Snapshot(ticket.ID)), 0
	for i := 1; i <= n; i++ {
		p := strings.Index(text, fmt.Sprintf("Thought number %02d.", i))
		if p < at {
			t.Fatalf("thought %d is missing or out of order:\n%s", i, text)
		}
		at = p
	}
}

func applySolved(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	h.SetState(ticket.ID, connectors.TicketSolved, "")
	mustApply(t, h, connectors.Update{
		Key: "int-1-b1", Ticket: ticket.ID, Notes: []connectors.Note{note("int-1-n1", "Called back, all well")},
		Files: []connectors.File{file("int-1-f1", "lamp.jpg", "image/jpeg", photo(10))},
	})
	s := h.Snapshot(ticket.ID)
	wantOnce(t, s, "Called back, all well")
	if s.Ticket.State != connectors.TicketSolved {
		t.Errorf("ticket is %s, want still solved", s.Ticket.State)
	}
}

// AgentSeeder is a Harness that can seed agents of the company. One that is not
// is tested with unknown agents only.
type AgentSeeder interface {
	SeedAgent(name string) connectors.Author
}

func applyAuthor(t *testing.T, h Harness) {
	seeder, ok := h.(AgentSeeder)
	if !ok {
		t.Skip("the harness cannot seed agents")
	}
	ticket, ada := seedTicket(h), seeder.SeedAgent("Ada Agent")
	n := note("int-1-n1", "Customer will call back")
	n.Author = ada
	mustApply(t, h, connectors.Update{Key: "int-1-b1", Ticket: ticket.ID, Author: ada, Notes: []connectors.Note{n}})
	wantShownAs(t, h.Snapshot(ticket.ID), "Customer will call back", ada)
}

func applyStranger(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	for i, a := range []connectors.Author{{Name: "Grace Hopper"}, {CRMID: missingID(ticket.ID), Name: "Edsger Dijkstra"}} {
		text := fmt.Sprintf("Customer will call back %d", i)
		n := note(fmt.Sprintf("int-1-n%d", i), text)
		n.Author = a
		mustApply(t, h, connectors.Update{Key: fmt.Sprintf("int-1-b%d", i), Ticket: ticket.ID, Author: a, Notes: []connectors.Note{n}})
		s := h.Snapshot(ticket.ID)
		wantOnce(t, s, text)
		wantShownAs(t, s, text, connectors.Author{Name: a.Name})
	}
}

// wantShownAs demands that the note with text says who wrote it: as its author,
// or in its words.
func wantShownAs(t *testing.T, s Snapshot, text string, a connectors.Author) {
	t.Helper()
	for _, n := range s.Notes {
		if strings.Contains(squash(n.Text), text) {
			if (a.CRMID == "" || n.Author != a.CRMID) && !strings.Contains(n.Text, a.Name) {
				t.Errorf("note by %s is shown as author %q, text %q", a.Name, n.Author, n.Text)
			}
			return
		}
	}
	t.Errorf("note %q is missing", text)
}

// applyTagsRefused: tags decorate.
func applyTagsRefused(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	h.Refuse(Tags)
	u := oneNote(ticket.ID)
	u.Tags = []string{"deskside", "deskside_resolved"}
	u.CallLogs = []connectors.CallLog{callLog("int-1-c1")}
	mustApply(t, h, u)
	s := h.Snapshot(ticket.ID)
	wantOnce(t, s, u.Notes[0].Text)
	wantCall(t, s)
	if slices.Contains(s.Tags, "deskside_resolved") {
		t.Errorf("the tags %v were refused", s.Tags)
	}
}

func applyGone(t *testing.T, h Harness) {
	into := seedTicket(h)
	for _, state := range []connectors.TicketState{connectors.TicketClosed, connectors.TicketMerged, connectors.TicketGone} {
		ticket := seedTicket(h)
		h.SetState(ticket.ID, state, into.ID)
		_, err := h.CRM().Apply(attempt(t), connectors.Update{
			Key: "int-1-" + string(state), Ticket: ticket.ID,
			Notes: []connectors.Note{note("int-1-n-"+string(state), "Too late for "+string(state))},
			Files: []connectors.File{file("int-1-f-"+string(state), "lamp.jpg", "image/jpeg", photo(10))},
		})
		wantKind(t, err, connectors.Gone)
		if strings.Contains(allText(h.Snapshot(into.ID)), "Too late") {
			t.Errorf("%s: the note went to another ticket", state)
		}
	}
}

func applyGoneLater(t *testing.T, h Harness) {
	into := seedTicket(h)
	for _, state := range []connectors.TicketState{connectors.TicketClosed, connectors.TicketMerged, connectors.TicketGone} {
		ticket := seedTicket(h)
		mustApply(t, h, connectors.Update{Key: "int-1-" + string(state), Ticket: ticket.ID, Notes: []connectors.Note{note("int-1-n1-"+string(state), "In time")}})
		h.SetState(ticket.ID, state, into.ID)
		u := connectors.Update{Key: "int-2-" + string(state), Ticket: ticket.ID, Notes: []connectors.Note{note("int-1-n2-"+string(state), "Too late")}}
		_, err := h.CRM().Apply(attempt(t), u)
		if e := wantKind(t, err, connectors.Gone, connectors.Conflict); e.Kind == connectors.Conflict {
			_, err = h.CRM().Apply(attempt(t), u)
			wantKind(t, err, connectors.Gone)
		}
	}
}

func applyMissing(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	for _, id := range []string{missingID(ticket.ID), "not an id", "../users/1"} {
		_, err := h.CRM().Apply(attempt(t), connectors.Update{Key: "int-1-b1", Ticket: id, Notes: []connectors.Note{note("int-1-n1", "Nowhere")}})
		wantKind(t, err, connectors.Gone)
	}
}

func applyTouched(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	mustApply(t, h, connectors.Update{Key: "int-1-b1", Ticket: ticket.ID, Notes: []connectors.Note{note("int-1-n1", "First")}})
	h.Touch(ticket.ID)
	u := connectors.Update{Key: "int-1-b2", Ticket: ticket.ID, Notes: []connectors.Note{note("int-1-n2", "Second")}}
	settle(t, h, u, 2)
	wantOnce(t, h.Snapshot(ticket.ID), "Second")
}

func applyConcurrently(t *testing.T, h Harness) {
	const tickets, updates = 6, 4
	var wg sync.WaitGroup
	ids := make([]string, tickets)
	for i := range ids {
		ids[i] = seedTicket(h).ID
	}
	for i, id := range ids {
		wg.Go(func() {
			for k := range updates {
				_, err := h.CRM().Apply(attempt(t), connectors.Update{
					Key: fmt.Sprintf("int-%d-b%d", i, k), Ticket: id,
					Notes: []connectors.Note{note(fmt.Sprintf("int-%d-n%d", i, k), fmt.Sprintf("Lane %d says %d.", i, k))},
				})
				if err != nil {
					t.Errorf("lane %d: %v", i, err)
				}
			}
		})
	}
	wg.Wait()
	for i, id := range ids {
		s := h.Snapshot(id)
		for k := range updates {
			wantOnce(t, s, fmt.Sprintf("Lane %d says %d.", i, k))
		}
	}
}

func applyStreams(t *testing.T, h Harness) {
	const tooMuchAtOnce = 1 << 20
	size := int64(8 << 20)
	if limit := h.CRM().Limits().FileBytes; limit > 0 {
		size = min(size, limit)
	}
	ticket := seedTicket(h)
	var largest, open atomic.Int64
	mustApply(t, h, connectors.Update{Key: "int-1-b1", Ticket: ticket.ID, Files: []connectors.File{{
		Key: "int-1-f1", Name: "clip.mp4", ContentType: "video/mp4", Size: size,
		Open: func() (io.ReadCloser, error) {
			open.Add(1)
			return &pattern{left: size, largest: &largest, open: &open}, nil
		},
	}}})
	if got := largest.Load(); got > tooMuchAtOnce {
		t.Errorf("the file was read %d bytes at a time: it is not streamed", got)
	}
	if n := open.Load(); n != 0 {
		t.Errorf("%d readers of the file were left open", n)
	}
	s := h.Snapshot(ticket.ID)
	if len(s.Files) != 1 || s.Files[0].Size != size {
		t.Errorf("files %+v, want one of %d bytes", s.Files, size)
	}
}

func applyTooLarge(t *testing.T, h Harness) {
	limit := h.CRM().Limits().FileBytes
	if limit == 0 {
		t.Fatal("the connector names no largest file")
	}
	ticket := seedTicket(h)
	calls := h.Calls()
	_, err := h.CRM().Apply(attempt(t), connectors.Update{
		Key: "int-1-b1", Ticket: ticket.ID, Notes: []connectors.Note{note("int-1-n1", "With a film")},
		Files: []connectors.File{{Key: "int-1-f1", Name: "film.mp4", ContentType: "video/mp4", Size: limit + 1,
			Open: func() (io.ReadCloser, error) { return nil, errors.New("must not be opened") }}},
	})
	if e := wantKind(t, err, connectors.Rejected); e.Item != "int-1-f1" {
		t.Errorf("item at fault %q, want int-1-f1", e.Item)
	}
	if n := h.Calls() - calls; n != 0 {
		t.Errorf("%d calls for a file that cannot be taken", n)
	}
}

func applyUnreadable(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	before := len(h.Snapshot(ticket.ID).Notes)
	var largest, open atomic.Int64
	for i, f := range []connectors.File{
		{Open: func() (io.ReadCloser, error) { return nil, errors.New("disk is on fire") }},
		{Open: func() (io.ReadCloser, error) { // shorter than it says
			open.Add(1)
			return &pattern{left: 10, largest: &largest, open: &open}, nil
		}},
	} {
		f.Key, f.Name, f.ContentType, f.Size = "int-1-f1", "lamp.jpg", "image/jpeg", 5000
		u := connectors.Update{
			Key: fmt.Sprintf("int-1-b%d", i), Ticket: ticket.ID,
			Notes: []connectors.Note{note("int-1-n1", "With a photo")}, Files: []connectors.File{f},
		}
		_, err := h.CRM().Apply(attempt(t), u)
		wantKind(t, err, connectors.Transient, connectors.Rejected)
		if n := len(h.Snapshot(ticket.ID).Notes); n != before {
			t.Errorf("%d notes, want %d: the note went without its file", n, before)
		}
	}
	if n := open.Load(); n != 0 {
		t.Errorf("%d readers of the file were left open", n)
	}
}

func applyTooMany(t *testing.T, h Harness) {
	limit := h.CRM().Limits().ItemsBatch
	if limit == 0 {
		t.Fatal("the connector names no largest batch")
	}
	ticket := seedTicket(h)
	u := connectors.Update{Key: "int-1-b1", Ticket: ticket.ID}
	for i := range limit + 1 {
		u.Notes = append(u.Notes, note(fmt.Sprintf("int-1-n%d", i), "One too many"))
	}
	calls := h.Calls()
	_, err := h.CRM().Apply(attempt(t), u)
	wantKind(t, err, connectors.Rejected)
	if n := h.Calls() - calls; n != 0 {
		t.Errorf("%d calls for a batch that cannot be taken", n)
	}
}

func lookupNothing(t *testing.T, h Harness) {
	ticket := seedTicket(h)
	mustApply(t, h, connectors.Update{Key: "int-1-b1", Ticket: ticket.ID, Notes: []connectors.Note{note("int-1-n1", "Ours")}})
	other := connectors.Update{Key: "int-1-b10", Ticket: ticket.ID, Notes: []connectors.Note{note("int-1-n10", "Not sent")}}
	wantNoReceipts(t, mustLookup(t, h, sought(other)), other)
	if out := mustLookup(t, h, connectors.LookupQuery{Key: "int-9-open"}); out.Ticket.ID != "" || len(out.Receipts) != 0 {
		t.Errorf("Lookup of an opening never sent = %+v", out)
	}
}

// applyFewCalls bounds what an ordinary interaction costs: at a few hundred
// calls a minute per organisation, every call spared is a customer served.
func applyFewCalls(t *testing.T, h Harness) {
	const most = 7
	r := h.SeedRequester(connectors.Requester{Name: "Rosa Diaz", Phone: "+16617480123"})
	found := mustFind(t, h, connectors.Query{Phone: "+16617480123"})
	if len(found.Requesters) != 1 || found.Requesters[0].ID != r.ID {
		t.Fatalf("found %+v", found)
	}
	out := mustOpen(t, h, opening("int-1-open", found.Requesters[0]))
	mustApply(t, h, connectors.Update{
		Key: "int-1-b1", Ticket: out.Ticket.ID, Notes: []connectors.Note{note("int-1-n1", "Photo from the customer")},
		Files:    []connectors.File{file("int-1-f1", "lamp.jpg", "image/jpeg", photo(1000))},
		CallLogs: []connectors.CallLog{callLog("int-1-c1")},
	})
	if n := h.Calls(); n < 3 || n > most {
		t.Errorf("%d calls from arrival to the end, want at most %d (and more than none)", n, most)
	}
}
