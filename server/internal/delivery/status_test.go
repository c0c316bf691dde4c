package delivery_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/interaction"
)

// wrapsUp a call whose contact is on its ticket, and makes of that what an agent has
// chosen.
func (r *rig) wrapsUp(id interaction.ID, s interaction.State, value, saw string) {
	r.t.Helper()
	r.do(id,
		interaction.Arrive{CallSID: "CA1", From: "", To: "+15550100"},
		interaction.Accept{Offer: 1, Agent: r.mia, Tab: "tab-00001"},
		interaction.JoinAgent{Offer: 1, CallSID: "CA2"},
		interaction.DisconnectCustomer{CallSID: "CA1", Status: "completed"},
		interaction.SaveWrapUp{Agent: r.mia, Disposition: "Resolved", Note: "Replacement sent.", TicketStatus: &interaction.TicketStatus{Ticket: s.Ticket.ID, Value: value, Label: "Solved", Saw: saw}},
	)
}

func (r *rig) wrapUpItem(s interaction.State) interaction.Item {
	r.t.Helper()
	for _, it := range s.Items.All() {
		if it.Type == interaction.ItemWrapUp {
			return it
		}
	}
	r.t.Fatal("no wrap-up")
	return interaction.Item{}
}

func (r *rig) statusOf(s interaction.State) string { return r.ticket(s).Status }

func TestWrapUpSetsTheStatus(t *testing.T) {
	for _, c := range []struct {
		name   string
		before func(r *rig, ticket int64)
		want   string
		left   string
	}{
		{"as it was seen", func(*rig, int64) {}, "solved", ""},
		{"a colleague was faster", func(r *rig, ticket int64) { r.zendesk.SetStatus(ticket, "pending") }, "pending", "status_changed"},
		{"a field lacks", func(r *rig, _ int64) {
			r.zendesk.RequireToSolve(zendesktest.TicketField{ID: 77, Title: "Root cause", Type: "text"})
		}, "new", "status_fields"},
		{"the answer is lost", func(r *rig, _ int64) { r.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.LoseAnswer}) }, "solved", ""},
		{"a field lacks, and the answer to that is lost", func(r *rig, _ int64) {
			r.zendesk.RequireToSolve(zendesktest.TicketField{ID: 77, Title: "Root cause", Type: "text"})
			r.zendesk.Fault(zendesktest.Fault{}) // refused by itself
			r.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.LoseAnswer})
		}, "new", "status_fields"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.start()
			id := r.contact(stranger, "")
			s := r.settled(id)
			r.halt()
			number, err := strconv.ParseInt(s.Ticket.ID, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			c.before(r, number)
			r.wrapsUp(id, s, "solved", "new")
			r.start()
			s = r.settled(id)
			text, _ := contents(r.ticket(s))
			if got := r.statusOf(s); got != c.want || strings.Count(text, "Replacement sent.") != 1 {
				t.Errorf("the ticket is %s, want %s: %q", got, c.want, text)
			}
			d := r.wrapUpItem(s).Delivery
			if d.State != interaction.Landed || d.Reason.Code != c.left {
				t.Errorf("%s without %+v, want %q", d.State, d.Reason, c.left)
			}
			if c.left != "" && d.Reason.Values["status"] != "Solved" {
				t.Errorf("the reason does not say which status: %+v", d.Reason.Values)
			}
		})
	}
}

// An interaction that has moved makes nothing of the ticket that it moved to.
func TestStatusOfAnotherTicket(t *testing.T) {
	r := newRig(t)
	other := r.zendesk.AddTicket(zendesktest.Ticket{Subject: "Another"}, "Another", 0)
	r.start()
	id := r.contact(stranger, "")
	s := r.settled(id)
	r.halt()
	r.wrapsUp(id, s, "solved", "new")
	to := strconv.FormatInt(other.ID, 10)
	r.do(id, interaction.PickTicket{Ticket: interaction.TicketRef{ID: to, Number: "#" + to}, Agent: r.mia})
	r.start()
	moved := r.settled(id)
	text, _ := contents(r.ticket(moved))
	if got := r.statusOf(moved); moved.Ticket.ID != to || got != "open" || strings.Count(text, "Replacement sent.") != 1 {
		t.Errorf("ticket %s is %s: %q", moved.Ticket.ID, got, text)
	}
	if got := r.statusOf(s); got != "new" {
		t.Errorf("the ticket that it left is %s", got)
	}
}
