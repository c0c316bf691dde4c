package e2e

import (
	"strings"
	"testing"
)

// TestBadPackets: whatever is wrong with a packet, the contact gets through, and
// everybody is told what is not proven.
func TestBadPackets(t *testing.T) { everywhere(t, badPackets) }

func badPackets(t *testing.T, s *sandbox, c crm) {
	desk := s.desk(c, mia)
	for _, v := range []struct {
		visitor, badge, widget, note string
	}{
		{"broken", "Signature rejected", "The signature was rejected", "The signature did not hold:"},
		{"expired", "Signature rejected", "The signature was rejected", "The signature did not hold:"},
		{"anonymous", "Not verified", "not verified", "not verified"},
	} {
		before := s.tickets(c)
		shop := s.shop(c, v.visitor)
		shop.call()
		desk.rings(v.badge, "Damaged item")
		desk.widget.control("DisclosureTriangle", "All that is known").click()
		desk.widget.see(".ring-card .packet", v.widget)
		desk.widget.gone(".ring-card .fields.signed")
		ticket := s.awaitAdded(c, before)
		r := s.awaitRecord(c, ticket, "the packet", once("Call from the customer"))
		if r.count(v.note) == 0 || r.count("Signed by your system") != 0 {
			t.Errorf("%s: %+v", v.visitor, r.notes)
		}
		shop.contact.button("Cancel the call").click()
		desk.widget.gone(".ring-card")
		s.logged(c, ticket, "Inbound call, abandoned")
	}
}

// hostile is what strangers write: markup, direction overrides, emoji.
const hostile = `<script>alert(1)</script><img src=x onerror=alert(2)> "quoted" & 😀 مرحبا`

// TestHostileText: it is text, everywhere. A dialog anywhere fails the test by itself.
func TestHostileText(t *testing.T) { everywhere(t, hostileText) }

func hostileText(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	desk := s.desk(c, mia)
	shop := s.shop(c, "anonymous")
	shop.choose("Something else")
	shop.contact.button("Leave a message").click()
	shop.contact.field("Your message").fill("Please help " + hostile)
	shop.contact.field("Your name (optional)").fill("Eve " + hostile)
	shop.contact.button("Send").click()
	shop.contact.see("#no-way", "nobody can answer you")
	shop.contact.button("Send without an answer").click()
	shop.contact.see("h2", "Thank you")
	shop.contact.see(".state", "nobody can get back to you")

	ticket := s.awaitAdded(c, before)
	s.awaitRecord(c, ticket, "the message", once("Please help "+hostile))
	desk.widget.element(".list .row", "Eve <script>").click()
	desk.widget.see(".said", "Please help "+hostile)
	desk.widget.see(".customer h2", "<img src=x onerror=alert(2)>")
	desk.open(ticket)
	desk.see("main", "Please help "+hostile)

	for _, f := range []*frame{desk.frame, desk.widget, shop.contact, shop.frame} {
		var injected []string
		if err := f.run(&injected, `() => [...document.querySelectorAll("img[src=x], script:not([src]):not([type='application/json'])")].map((e) => e.outerHTML)`); err != nil {
			t.Fatal(err)
		}
		if len(injected) > 0 {
			t.Errorf("%s %s: injected %q", f.tab.name, f.path, injected)
		}
	}
	for _, n := range s.record(c, ticket).notes {
		if strings.Contains(n.markup, "<script") || strings.Contains(n.markup, "<img") {
			t.Errorf("not escaped in the CRM: %s", n.markup)
		}
	}
}
