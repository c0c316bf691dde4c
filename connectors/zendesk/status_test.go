package zendesk_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

func labels(s connectors.TicketStatuses) (out []string) {
	for _, c := range s.Choices {
		out = append(out, c.Label)
	}
	return out
}

func (h *harness) statuses(ticket string) connectors.TicketStatuses {
	h.t.Helper()
	s, err := h.crm.TicketStatuses(h.t.Context(), ticket)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

func (h *harness) seeded(t zendesktest.Ticket) string {
	return strconv.FormatInt(h.server.AddTicket(t, "It is broken", 0).ID, 10)
}

// On-hold is offered where the account has it, new and closed never, and what an admin
// has retired not any more.
func TestChoicesAreTheAccounts(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	if got, want := labels(h.statuses(h.seeded(zendesktest.Ticket{Subject: "Lamp"}))), []string{"Open", "Pending", "On-hold", "Solved", "Waiting for the courier"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	h = newHarnessOf(t, zendesktest.Options{StatusesClosed: true})
	if got, want := labels(h.statuses(h.seeded(zendesktest.Ticket{Subject: "Lamp"}))), []string{"Open", "Pending", "Solved"}; !slices.Equal(got, want) {
		t.Errorf("where the list may not be read: %v, want %v", got, want)
	}
}

// A ticket that is nobody's becomes theirs who solve it, as in Zendesk's own pages; one
// that is somebody's stays whose it is.
func TestWhoSolvesATicketHasIt(t *testing.T) {
	h := newHarnessOf(t, zendesktest.Options{OnHold: true})
	kim := h.SeedAgent("Kim Lee")
	other := h.server.AddUser(zendesktest.User{Name: "Mia Thornton", Email: "mia@acme.example", Role: "agent"}).ID
	for _, c := range []struct {
		had  int64
		to   string
		want string
	}{{0, "solved", kim.CRMID}, {other, "solved", strconv.FormatInt(other, 10)}, {0, "pending", "0"}} {
		id := h.seeded(zendesktest.Ticket{Subject: "Lamp", AssigneeID: c.had})
		saw := h.statuses(id).Now.Value
		u := connectors.Update{Key: "u-" + id, Ticket: id, Author: kim, Notes: []connectors.Note{{Key: "n-" + id, Author: kim, Body: connectors.Body{Text: "Done.", HTML: "<p>Done.</p>"}}}}
		u.Status = &connectors.NewStatus{Key: "n-" + id, Value: c.to, Saw: []string{saw}}
		out, err := h.crm.Apply(t.Context(), u)
		if err != nil || len(out.Omitted) != 0 {
			t.Fatalf("%+v: %v, left out %+v", c, err, out.Omitted)
		}
		k, _ := h.server.Ticket(h.id(id))
		if got := strconv.FormatInt(k.AssigneeID, 10); got != c.want || k.Status != c.to {
			t.Errorf("%+v: it is %s, and %s's", c, k.Status, got)
		}
	}
}

// Nobody whom Zendesk knows has solved it: the note lands, and the agent reads what lacks.
func TestSolvingWithoutAnAssignee(t *testing.T) {
	h := newHarnessOf(t, zendesktest.Options{})
	id := h.seeded(zendesktest.Ticket{Subject: "Lamp"})
	u := connectors.Update{Key: "u-1", Ticket: id, Notes: []connectors.Note{{Key: "n-1", Body: connectors.Body{Text: "Done.", HTML: "<p>Done.</p>"}}}}
	u.Status = &connectors.NewStatus{Key: "n-1", Value: "solved", Saw: []string{h.statuses(id).Now.Value}}
	out, err := h.crm.Apply(t.Context(), u)
	if err != nil || len(out.Omitted) != 1 || out.Omitted[0].Reason.Values["fields"] != "Assignee" {
		t.Fatalf("%v, left out %+v", err, out.Omitted)
	}
	if k, _ := h.server.Ticket(h.id(id)); k.Status != "open" || len(k.Comments) != 2 {
		t.Errorf("%s with %d comments", k.Status, len(k.Comments))
	}
}

// A status of the account's own is no change away from what the agent saw of its category.
func TestStatusWithinACategory(t *testing.T) {
	h := newHarness(t, zendesktest.Options{})
	id := h.seeded(zendesktest.Ticket{Subject: "Lamp", Status: "pending"})
	saw := h.statuses(id).Now
	h.server.SetStatus(h.id(id), strconv.Itoa(aStatus))
	if now := h.statuses(id).Now; now.Label != "Waiting for the courier" || now.Value == saw.Value {
		t.Errorf("%+v, was %+v", now, saw)
	}
}
