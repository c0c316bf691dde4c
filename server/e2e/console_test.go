package e2e

import "testing"

// TestConsoleIsEmpty: during the whole story, and where it ends or cannot begin, no page
// leaves an error in the browser's console, throws, or drops a promise. That nothing is
// thrown holds for the pages of every test; errors that are logged, where none is wanted.
func TestConsoleIsEmpty(t *testing.T) { everywhere(t, consoleIsEmpty) }

func consoleIsEmpty(t *testing.T, s *sandbox, c crm) {
	index := s.open("the first page", s.at["index"])
	index.see("#story li", "Call")
	desk := s.desk(c, mia)
	shop := s.shop(c, "sound")
	shop.call()
	desk.rings("Aiko Tanaka")
	desk.accept()
	shop.connected(mia)
	shop.send("broken mug.png", mug())
	desk.note("The handle is off.")
	desk.landed("broken mug.png", "The handle is off.")
	desk.hangUp()
	shop.contact.see("h2", "The call has ended")
	desk.wrapUp("Resolved", "A new mug ships tomorrow.")

	writer := s.shop(c, "expired")
	writer.choose("Billing")
	writer.contact.button("Leave a message").there()

	phone := s.phone(aikosPhone)
	desk.open(s.about(c, "Refund for order 10391"))
	desk.dial()
	phone.button("Answer").click()
	desk.widget.see(".call-bar", "On the call")
	phone.hangUp()
	desk.wrapUp("Resolved", "Her money comes on Friday.")
	phone.button("Done").click()
	desk.widget.control("searchbox", c.lookUp()).fill("aiko")
	desk.widget.see(".list[aria-label=Found] .row", "Aiko Tanaka")
	desk.widget.element(".list[aria-label=Found] .row", "Aiko Tanaka", "Damaged item").click()
	desk.widget.element(".legs summary").click()
	desk.widget.see(".legs li", mia, " to ")
	desk.widget.see(".legs li", "Waiting for an answer")
	s.quiet(c)

	admin := s.open("the admin", s.at["admin"])
	admin.see(".account", c.name, "Connected")
	for _, view := range []struct{ name, there string }{{"Contacts", "tbody tr"}, {"Health", ".check"}, {"Record", "tbody tr"}, {"Now", ".troubles"}} {
		admin.element(".views a", view.name).click()
		admin.see(view.there)
	}
	alone := s.open("the widget outside its CRM", s.at["deskside"]+"/widget/salesforce?account=sales")
	alone.see("h1", "Deskside could not start")

	for _, p := range []*tab{index, desk.tab, shop.tab, writer.tab, phone.tab, admin, alone} {
		p.spotless()
	}
}
