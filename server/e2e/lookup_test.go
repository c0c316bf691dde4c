package e2e

import (
	"strings"
	"testing"
)

// TestLookUp: an agent finds an earlier contact again from the widget, by whatever the
// customer says of it, and opens it; nobody of another organisation's is among them.
func TestLookUp(t *testing.T) { everywhere(t, lookUp) }

func lookUp(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	desk := s.desk(c, mia)
	shop := s.shop(c, "sound")
	shop.choose("Billing")
	shop.contact.button("Leave a message").click()
	shop.contact.field("Your message").fill("I was charged twice.")
	shop.contact.button("Send").click()
	shop.contact.see("h2", "Thank you")
	number := s.record(c, s.awaitAdded(c, before)).number
	s.quiet(c)

	box := desk.widget.control("searchbox", c.lookUp())
	for _, typed := range []string{"tana aiko", "415 555 0134", "0134", strings.ToUpper("aiko.tanaka@"), number} {
		box.fill("nobody by that name") // what was found before is not seen again
		desk.widget.see(".list[aria-label=Found]", "Nobody was found.")
		box.fill(typed)
		desk.widget.see(".list[aria-label=Found] .row", "Aiko Tanaka", "Billing")
	}
	desk.widget.control("combobox", "When it was").choose("Yesterday")
	desk.widget.see(".list[aria-label=Found]", "Nobody was found.")
	desk.widget.control("combobox", "When it was").choose("Today")
	desk.widget.element(".list .row", "Aiko Tanaka", "Billing").click()
	desk.widget.see(".said", "I was charged twice.")
	desk.widget.button("Back").click()
	desk.widget.see(".list[aria-label=Found] .row", "Aiko Tanaka", "Billing")

	other := crms[0]
	if c.kind == other.kind {
		other = crms[1]
	}
	theirs := s.desk(other, mia)
	theirs.widget.control("searchbox", other.lookUp()).fill("aiko")
	theirs.widget.see(".list[aria-label=Found]", "Nobody was found.")
}
