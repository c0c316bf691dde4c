package e2e

import "testing"

func TestTransfer(t *testing.T) { everywhere(t, transfer) }

// transfer: an agent passes a call on to a colleague. The customer hears music, the colleague reads why before they
// accept; what they decline comes back, and who accepts is heard alone. The ticket has both.
func transfer(t *testing.T, s *sandbox, c crm) {
	at := func(agent string) *desk {
		d := s.desk(c, agent)
		d.microphone(agentTone)
		d.reload()
		d.ready()
		return d
	}
	before := s.tickets(c)
	shop := s.shop(c, "sound")
	shop.microphone(customerTone)
	first := at(mia)
	shop.call()
	first.rings("Aiko Tanaka")
	first.accept()
	shop.connected(mia)
	shop.contact.hears("880")
	second := at(jonas)

	pass := func(note string) {
		t.Helper()
		first.widget.button("Transfer").click()
		first.widget.control("combobox", "Pass the call on to").choose(jonas + " (available)")
		first.widget.field("What they should know").fill(note)
		first.picture(c.kind + "-transfer-whom")
		first.widget.button("Pass on").click()
		first.widget.see(".call-bar", "Transferring to "+jonas)
		shop.contact.hears("660") // the stand-in's music
		shop.contact.see(".state", "You are on hold")
		second.rings("Aiko Tanaka", mia+" passes this call on to you.", note)
	}
	pass("Wants to speak German.")
	first.picture(c.kind + "-transfer-on")
	second.widget.button("Decline").click()
	first.widget.see(".call-bar", jonas+" declined. The customer is with you again.")
	shop.contact.hears("880")

	pass("The mug came broken, and they have the receipt.")
	second.picture(c.kind + "-transfer-ring")
	second.accept()
	shop.connected(jonas)
	shop.contact.hears("880")
	second.widget.hears("440")
	second.widget.see(".brief", "The mug came broken")
	first.widget.see(".message", jonas+" has Aiko Tanaka on the line now.")
	first.ready()
	second.picture(c.kind + "-transfer-done")

	second.hangUp()
	shop.contact.see(".state", "The call has ended")
	second.wrapUp("Resolved", "A new one is on its way.")
	s.logged(c, s.awaitAdded(c, before), "Inbound call, answered", "On the line", mia+" to "+jonas, "declined", "taken by "+jonas, "The mug came broken")
}
