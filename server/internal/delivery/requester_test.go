package delivery_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/interaction"
)

// stranger of whom nothing is known.
var stranger = interaction.Customer{}

func requester(u zendesktest.User) interaction.Requester {
	return interaction.Requester{ID: strconv.FormatInt(u.ID, 10), Name: u.Name}
}

// The ticket of a stranger is nobody's, and says so, until an agent says whose it is.
func TestTicketBecomesTheCustomers(t *testing.T) {
	r := newRig(t)
	rosa := r.zendesk.AddUser(zendesktest.User{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	r.start()
	id := r.contact(stranger, "")
	first := r.settled(id)
	k := r.ticket(first)
	if text, _ := contents(k); k.RequesterID == rosa.ID || !strings.Contains(text, "Nobody is known as the ticket's requester") {
		t.Fatalf("requester %d, %q", k.RequesterID, text)
	}
	r.do(id, interaction.ChooseRequester{Requester: requester(rosa), Agent: r.mia})
	s := r.settled(id)
	k = r.ticket(s)
	if text, _ := contents(k); k.RequesterID != rosa.ID || !strings.Contains(text, "The customer is Rosa Diaz, said by Mia Thornton") || s.Ticket.ID != first.Ticket.ID {
		t.Errorf("requester %d, want %d, on ticket %s, was %s: %q", k.RequesterID, rosa.ID, s.Ticket.ID, first.Ticket.ID, text)
	}
}

// Two people share a number: whoever the agent says it is gets the ticket, and what
// waited goes there.
func TestSayingWhoItIsEndsTheQuestion(t *testing.T) {
	r := newRig(t)
	shared := "+16617480123"
	rosa := r.zendesk.AddUser(zendesktest.User{Name: "Rosa Diaz", Phone: shared})
	r.zendesk.AddUser(zendesktest.User{Name: "Leo Diaz", Phone: shared})
	r.start()
	id := r.contact(interaction.Customer{Phone: shared, Verified: true}, "")
	s := r.until("a question", id, func(s interaction.State) bool { return s.Unclear != nil })
	if s.Unclear.Code != "several_requesters" {
		t.Fatalf("%+v", s.Unclear)
	}
	r.do(id, interaction.ChooseRequester{Requester: requester(rosa), Agent: r.mia})
	if k := r.ticket(r.settled(id)); k.RequesterID != rosa.ID {
		t.Errorf("requester %d, want %d", k.RequesterID, rosa.ID)
	}
}

// Somebody whom the CRM does not take keeps nothing else from the ticket.
func TestRequesterWhoIsNotTaken(t *testing.T) {
	r := newRig(t)
	rosa := r.zendesk.AddUser(zendesktest.User{Name: "Rosa Diaz", Email: "rosa@customer.example"})
	r.start()
	id := r.contact(stranger, "")
	before := r.ticket(r.settled(id))
	r.zendesk.Suspend(rosa.ID, true)
	r.do(id, interaction.ChooseRequester{Requester: requester(rosa), Agent: r.mia}, interaction.AddNote{Note: "note-0001", Agent: r.mia, Text: "Goes on."})
	s := r.until("an answer to both", id, func(s interaction.State) bool {
		said, note := s.Items.At(s.Items.Len()-2), s.Items.At(s.Items.Len()-1)
		return said.Delivery.State == interaction.Held && note.Delivery.State == interaction.Landed
	})
	if why := s.Items.At(s.Items.Len() - 2).Delivery.Reason; why.Code != "requester_not_taken" || why.Values["name"] != "Rosa Diaz" {
		t.Errorf("%+v", why)
	}
	if k := r.ticket(s); k.RequesterID != before.RequesterID {
		t.Errorf("the ticket is %d's", k.RequesterID)
	}
}
