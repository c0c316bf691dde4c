package crmtest

import (
	"slices"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors"
)

// Statused is a harness of a CRM that offers connectors.Statuses.
type Statused interface {
	// SetStatus changes a ticket as a colleague would, to the value of a choice.
	SetStatus(ticket, status string)
	// RequireToClose makes the organisation refuse to close a ticket that lacks a field,
	// and gives the field's name as it is told to agents.
	RequireToClose() (field string)
	// FinalStatus is a value that is no choice: one that cannot be undone, where the CRM
	// has one, else one that it has not.
	FinalStatus() string
}

var statusCases = []testCase{
	{"status/choices are told and nothing is changed", statusChoices},
	{"status/what takes nothing gives no choice", statusOfGone},
	{"status/a question that is not heard", statusUnheard},
	{"status/each choice is set with the note", statusSet},
	{"status/with everything that a wrap-up may bring", statusWhole},
	{"status/a later change stays", statusChanged},
	{"status/a change that is no change of status", statusTouched},
	{"status/changed by what we wrote before", statusOfOurs},
	{"status/refused keeps nothing else", statusRefused},
	{"status/no choice of the ticket's", statusUnknown},
	{"status/unheard, and opened again since", statusLost},
	{"status/refused and unheard", statusRefusedLost},
}

func statused(t *testing.T, h Harness) (Statused, connectors.Statuses) {
	t.Helper()
	crm, ok := h.CRM().(connectors.Statuses)
	if !ok {
		t.Skip("its tickets have no status that agents could choose")
	}
	s, ok := h.(Statused)
	if !ok {
		t.Fatal("the connector offers statuses, and the harness cannot change any")
	}
	return s, crm
}

func mustStatuses(t *testing.T, crm connectors.Statuses, ticket string) connectors.TicketStatuses {
	t.Helper()
	out, err := crm.TicketStatuses(attempt(t), ticket)
	if err != nil {
		t.Fatalf("TicketStatuses: %v", err)
	}
	return out
}

// other is a choice that the ticket has not, closed or not.
func other(t *testing.T, s connectors.TicketStatuses, closed bool, not ...string) connectors.Status {
	t.Helper()
	for _, c := range s.Choices {
		if c.Closed == closed && c.Label != s.Now.Label && !slices.Contains(not, c.Value) {
			return c
		}
	}
	t.Fatalf("no choice with closed=%v in %+v", closed, s)
	return connectors.Status{}
}

// wrappingUp is an update that sets a status, as seen a moment ago.
func wrappingUp(ticket string, saw connectors.Status, to string) connectors.Update {
	u := oneNote(ticket)
	u.Status = &connectors.NewStatus{Key: u.Notes[0].Key, Value: to, Saw: []string{saw.Value}}
	return u
}

func wantStatus(t *testing.T, crm connectors.Statuses, ticket, label string) {
	t.Helper()
	if now := mustStatuses(t, crm, ticket).Now; now.Label != label {
		t.Errorf("the ticket's status is %+v, want %s", now, label)
	}
}

func wantLeft(t *testing.T, out connectors.Result, codes ...string) connectors.Omission {
	t.Helper()
	o, ok := omitted(out, connectors.OfStatus)
	if !ok || !slices.Contains(codes, o.Reason.Code) {
		t.Errorf("left out: %+v, want a status for one of %v", out.Omitted, codes)
	}
	return o
}

func wantNothingLeft(t *testing.T, out connectors.Result) {
	t.Helper()
	if len(out.Omitted) != 0 {
		t.Errorf("left out: %+v", out.Omitted)
	}
}

func statusChoices(t *testing.T, h Harness) {
	_, crm := statused(t, h)
	ticket := seedTicket(h)
	before := h.Snapshot(ticket.ID)
	s := mustStatuses(t, crm, ticket.ID)
	if s.Now.Value == "" || s.Now.Label == "" || s.Now.Closed {
		t.Errorf("an open ticket stands as %+v", s.Now)
	}
	seen := map[string]bool{}
	for _, c := range s.Choices {
		if c.Value == "" || c.Label == "" || seen[c.Value] || seen[c.Label] {
			t.Errorf("a choice without a name of its own: %+v of %+v", c, s.Choices)
		}
		seen[c.Value], seen[c.Label] = true, true
	}
	other(t, s, true)
	other(t, s, false)
	calls := h.Calls()
	mustStatuses(t, crm, ticket.ID)
	if n := h.Calls() - calls; n != 1 {
		t.Errorf("asking once more costs %d calls", n)
	}
	if after := h.Snapshot(ticket.ID); after.Ticket != before.Ticket || len(after.Notes) != len(before.Notes) {
		t.Errorf("changed by asking: %+v, was %+v", after.Ticket, before.Ticket)
	}
}

func statusOfGone(t *testing.T, h Harness) {
	_, crm := statused(t, h)
	for _, state := range []connectors.TicketState{connectors.TicketClosed, connectors.TicketGone} {
		ticket := seedTicket(h)
		h.SetState(ticket.ID, state, "")
		s, err := crm.TicketStatuses(attempt(t), ticket.ID)
		if err != nil {
			wantKind(t, err, connectors.Gone)
		} else if len(s.Choices) != 0 {
			t.Errorf("%s: %+v", state, s.Choices)
		}
	}
	if _, err := crm.TicketStatuses(attempt(t), missingID(seedTicket(h).ID)); err != nil {
		wantKind(t, err, connectors.Gone)
	}
}

func statusUnheard(t *testing.T, h Harness) {
	_, crm := statused(t, h)
	ticket := seedTicket(h)
	h.Fault(Fault{Trouble: Down, Reads: true})
	_, err := crm.TicketStatuses(attempt(t), ticket.ID)
	wantKind(t, err, connectors.Transient)
}

func statusSet(t *testing.T, h Harness) {
	_, crm := statused(t, h)
	for _, c := range mustStatuses(t, crm, seedTicket(h).ID).Choices {
		ticket := seedTicket(h)
		s := mustStatuses(t, crm, ticket.ID)
		u := wrappingUp(ticket.ID, s.Now, c.Value)
		wantNothingLeft(t, mustApply(t, h, u))
		snap := h.Snapshot(ticket.ID)
		wantOnce(t, snap, u.Notes[0].Text)
		if closed := snap.Ticket.State != connectors.TicketOpen; closed != c.Closed {
			t.Errorf("%+v: the ticket is %s", c, snap.Ticket.State)
		}
		if c.Closed && snap.Ticket.State == connectors.TicketClosed {
			continue // and takes no questions
		}
		wantStatus(t, crm, ticket.ID, c.Label)
	}
}

func statusWhole(t *testing.T, h Harness) {
	_, crm := statused(t, h)
	ticket := seedTicket(h)
	s := mustStatuses(t, crm, ticket.ID)
	u, text := longUpdate(ticket.ID)
	picture := photo(3000)
	u.Files = []connectors.File{file("int-1-f1", "lamp.jpg", "image/jpeg", picture)}
	u.CallLogs = []connectors.CallLog{callLog("int-1-c1")}
	u.Tags = []string{"deskside", "deskside_resolved"}
	to := other(t, s, true)
	u.Status = &connectors.NewStatus{Key: u.Notes[0].Key, Value: to.Value, Saw: []string{s.Now.Value}}
	wantNothingLeft(t, mustApply(t, h, u))
	snap := h.Snapshot(ticket.ID)
	wantAllLines(t, snap, text)
	wantFile(t, snap, "lamp.jpg", picture)
	wantCall(t, snap)
	if !slices.Contains(snap.Tags, "deskside_resolved") || snap.Ticket.State == connectors.TicketOpen {
		t.Errorf("%s with the tags %v", snap.Ticket.State, snap.Tags)
	}
}

func statusChanged(t *testing.T, h Harness) {
	colleague, crm := statused(t, h)
	ticket := seedTicket(h)
	s := mustStatuses(t, crm, ticket.ID)
	theirs := other(t, s, false)
	colleague.SetStatus(ticket.ID, theirs.Value)
	u := wrappingUp(ticket.ID, s.Now, other(t, s, true).Value)
	var out connectors.Result
	for range 3 { // what was seen before was not theirs yet
		var err error
		if out, err = h.CRM().Apply(attempt(t), u); err == nil {
			break
		}
		wantKind(t, err, connectors.Conflict)
	}
	wantReceipts(t, out, u)
	wantLeft(t, out, connectors.StatusChanged)
	wantOnce(t, h.Snapshot(ticket.ID), u.Notes[0].Text)
	wantStatus(t, crm, ticket.ID, theirs.Label)
}

func statusTouched(t *testing.T, h Harness) {
	_, crm := statused(t, h)
	ticket := seedTicket(h)
	s := mustStatuses(t, crm, ticket.ID)
	h.Touch(ticket.ID)
	u := wrappingUp(ticket.ID, s.Now, other(t, s, true).Value)
	settle(t, h, u, 3)
	snap := h.Snapshot(ticket.ID)
	wantOnce(t, snap, u.Notes[0].Text)
	if snap.Ticket.State == connectors.TicketOpen {
		t.Error("another change has kept the status from being set")
	}
}

func statusOfOurs(t *testing.T, h Harness) {
	_, crm := statused(t, h)
	ticket := seedTicket(h)
	s := mustStatuses(t, crm, ticket.ID)
	first := other(t, s, false)
	mustApply(t, h, wrappingUp(ticket.ID, s.Now, first.Value))
	second := wrappingUp(ticket.ID, s.Now, other(t, s, true).Value)
	second.Key, second.Notes = "int-1-u2", []connectors.Note{note("int-1-n2", "And that is all.")}
	second.Status.Saw = append(second.Status.Saw, first.Value)
	wantNothingLeft(t, mustApply(t, h, second))
	if snap := h.Snapshot(ticket.ID); snap.Ticket.State == connectors.TicketOpen {
		t.Errorf("the second word of the same agent counts for nothing: %s", snap.Ticket.Status)
	}
}

func statusRefused(t *testing.T, h Harness) {
	org, crm := statused(t, h)
	ticket := seedTicket(h)
	s := mustStatuses(t, crm, ticket.ID)
	field := org.RequireToClose()
	u := wrappingUp(ticket.ID, s.Now, other(t, s, true).Value)
	picture := photo(3000)
	u.Files = []connectors.File{file("int-1-f1", "lamp.jpg", "image/jpeg", picture)}
	u.Tags = []string{"deskside", "deskside_resolved"}
	out := mustApply(t, h, u)
	o := wantLeft(t, out, connectors.StatusFields)
	if !strings.Contains(o.Reason.Values["fields"], field) || o.Detail == "" {
		t.Errorf("an agent is told of %q, an admin %q; what lacks is %s", o.Reason.Values["fields"], o.Detail, field)
	}
	snap := h.Snapshot(ticket.ID)
	wantOnce(t, snap, u.Notes[0].Text)
	wantFile(t, snap, "lamp.jpg", picture)
	if !slices.Contains(snap.Tags, "deskside_resolved") {
		t.Errorf("the tags went with it: %v", snap.Tags)
	}
	wantStatus(t, crm, ticket.ID, s.Now.Label)
}

func statusUnknown(t *testing.T, h Harness) {
	org, crm := statused(t, h)
	ticket := seedTicket(h)
	s := mustStatuses(t, crm, ticket.ID)
	for _, c := range s.Choices {
		if c.Value == org.FinalStatus() {
			t.Errorf("%+v is a choice", c)
		}
	}
	u := wrappingUp(ticket.ID, s.Now, org.FinalStatus())
	wantLeft(t, mustApply(t, h, u), connectors.StatusRefused)
	wantOnce(t, h.Snapshot(ticket.ID), u.Notes[0].Text)
	wantStatus(t, crm, ticket.ID, s.Now.Label)
}

// statusLost: the answer to a status that was set is not heard, and a colleague opens the
// ticket again before anybody looks.
func statusLost(t *testing.T, h Harness) {
	colleague, crm := statused(t, h)
	for _, trouble := range []Trouble{LoseAnswer, DownAfter, Garbage} {
		ticket := seedTicket(h)
		s := mustStatuses(t, crm, ticket.ID)
		u := wrappingUp(ticket.ID, s.Now, other(t, s, true).Value)
		u.Key, u.Notes[0].Key = "int-"+string(trouble)+"-u1", "int-"+string(trouble)+"-n1"
		u.Status.Key = u.Notes[0].Key
		h.Fault(Fault{Trouble: trouble})
		_, err := h.CRM().Apply(attempt(t), u)
		wantKind(t, err, connectors.Unknown)
		again := other(t, s, false)
		colleague.SetStatus(ticket.ID, again.Value)
		out := mustLookup(t, h, sought(u))
		wantReceipts(t, out, u)
		wantNothingLeft(t, out)
		wantOnce(t, h.Snapshot(ticket.ID), u.Notes[0].Text)
		wantStatus(t, crm, ticket.ID, again.Label)
	}
}

func statusRefusedLost(t *testing.T, h Harness) {
	org, crm := statused(t, h)
	ticket := seedTicket(h)
	s := mustStatuses(t, crm, ticket.ID)
	org.RequireToClose()
	u := wrappingUp(ticket.ID, s.Now, other(t, s, true).Value)
	h.Fault(Fault{}) // the first try is refused by itself
	h.Fault(Fault{Trouble: LoseAnswer})
	_, err := h.CRM().Apply(attempt(t), u)
	wantKind(t, err, connectors.Unknown)
	out := mustLookup(t, h, sought(u))
	wantReceipts(t, out, u)
	wantLeft(t, out, connectors.StatusFields)
	wantStatus(t, crm, ticket.ID, s.Now.Label)
}
