package e2e

import "testing"

// TestMessage leaves a message instead of calling, with a photo after it.
func TestMessage(t *testing.T) { everywhere(t, message) }

func message(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	desk := s.desk(c, mia)
	shop := s.shop(c, "sound")
	shop.choose("Billing")
	shop.contact.button("Leave a message").click()
	shop.contact.field("Your message").fill("I was charged twice.")
	shop.contact.button("Send").click()
	shop.contact.see("h2", "Thank you")
	shop.send("statement.png", mug())

	ticket := s.awaitAdded(c, before)
	r := s.awaitRecord(c, ticket, "message and file", func(r record) error {
		if len(r.files) != 1 {
			return complain("files %+v", r.files)
		}
		return once("I was charged twice.", "The customer wrote", "Message from the customer", "The customer sent a file")(r)
	})
	if r.requester != "Aiko Tanaka" {
		t.Errorf("it belongs to %q", r.requester)
	}
	desk.widget.gone(".ring-card")
	desk.widget.element(".list .row", "Aiko Tanaka", "Billing").click()
	desk.widget.see(".said", "I was charged twice.")
	desk.landed("Message", "statement.png")
	s.quiet(c)
	if added := s.added(c, before); len(added) != 1 {
		t.Errorf("new tickets: %v", added)
	}
}
