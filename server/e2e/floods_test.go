package e2e

import (
	"fmt"
	"net/http"
	"testing"
)

// TestFloods: an admin sees where a flood of contacts comes from and what it says, narrows
// it to one source, and drops that; what came from elsewhere, and whom a packet vouches
// for, stays.
func TestFloods(t *testing.T) { everywhere(t, floods) }

func floods(t *testing.T, s *sandbox, c crm) {
	s.fault(c.kind, map[string]any{"trouble": "throttle", "times": 1000, "retry_after_ms": 600_000}) // what comes waits
	known := s.shop(c, "sound")
	known.choose("Billing")
	known.contact.button("Leave a message").click()
	known.contact.field("Your message").fill("I was charged twice.")
	known.contact.button("Send").click()
	known.contact.see("h2", "Thank you")
	for n := range 12 {
		s.stranger(c, "203.0.113.7", map[string]any{"contact_id": fmt.Sprintf("contact-number-of-a-test-flood-%06d", n), "channel": "message", "message": "Cheap watches, today alone!", "email": fmt.Sprintf("deal%d@example.net", n)})
	}
	s.stranger(c, "2001:db8:7:1::5", map[string]any{"contact_id": "contact-number-of-a-test-flood-v6-0001", "channel": "voice", "name": "Best prices"})
	s.stranger(c, "198.51.100.20", map[string]any{"contact_id": "contact-number-of-a-test-person-0001", "channel": "message", "message": "My parcel has not come.", "name": "Lena Vogt"})

	page := s.open("the admin", s.at["admin"])
	page.see(".account", "Until", "Reopen")
	page.picture("reopen")
	page.element(".views a", "Contacts").click()
	page.element("summary", "Drop a flood of contacts").click()
	page.button("Look").click()
	page.see(".floods [role=status]", "14 contacts, with")
	page.see(".floods tbody tr", "203.0.113.7", c.shop, "12")
	page.see(".floods tbody tr", "2001:db8:7:1::/64", "Best prices", "a call")
	page.picture("floods")
	page.element(".floods tbody tr button", "Only these").click() // of those that sent most
	page.see(".floods [role=status]", "12 contacts, with 24 writes that the CRM does not have yet.")
	page.see(".floods tbody tr", "deal11@example.net", "Cheap watches, today alone!")
	page.narrow(t, "floods", 360)
	page.picture("floods-narrow")
	page.button("Drop 12 contacts").click()
	page.picture("floods-asked")
	page.button("Really drop 12 contacts?").click()
	page.see(".floods [role=status]", "12 contacts dropped.")
	page.button("Look").click()
	page.see(".floods [role=status]", "There are none.")
	page.field("Source").fill("")
	page.button("Look").click()
	page.see(".floods [role=status]", "2 contacts, with")
	page.see(".floods tbody tr", "Lena Vogt", "My parcel has not come.")
	page.element(".views a", "Record").click()
	page.see("tbody tr", "dropped a flood", "12 contacts without a signed packet", "203.0.113.7")
}

// stranger begins a contact from an address, past the shop's pages.
func (s *sandbox) stranger(c crm, from string, contact map[string]any) {
	s.t.Helper()
	contact["app"] = c.shop
	s.send(http.MethodPost, s.at["deskside"]+"/v1/contacts", contact, http.Header{"X-Forwarded-For": {from}})
}
