package e2e

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

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

func TestConsult(t *testing.T) { everywhere(t, consult) }

// consult: an agent talks with a colleague before they have the call. The two hear each other, and the
// customer hears music; then all three hear all; and when it is handed over, customer and colleague each
// other. The colleague who hangs up leaves the customer to the sender, and has nothing to wrap up.
func consult(t *testing.T, s *sandbox, c crm) {
	at := func(agent string, hz int) *desk {
		d := s.desk(c, agent)
		d.microphone(hz)
		d.reload()
		d.ready()
		return d
	}
	before := s.tickets(c)
	shop := s.shop(c, "sound")
	shop.microphone(customerTone)
	first := at(mia, agentTone)
	shop.call()
	first.rings("Aiko Tanaka")
	first.accept()
	shop.connected(mia)
	shop.contact.hears("880")
	second := at(jonas, colleagueTone)

	ask := func(note string) {
		t.Helper()
		first.widget.button("Transfer").click()
		first.widget.control("combobox", "Pass the call on to").choose(jonas + " (available)")
		first.widget.field("What they should know").fill(note)
		first.widget.accessible()
		first.widget.button("Talk to them first").click()
		first.widget.see(".call-bar", "Asking "+jonas)
		shop.contact.hears("660") // the stand-in's music
		second.rings("Aiko Tanaka", mia+" wants to talk with you about this call.", note)
		second.widget.button("Accept").click()
		second.widget.see(".consult", mia+" asks you.")
		first.widget.see(".consult", "You talk with "+jonas)
		first.widget.hears("1000")
		second.widget.hears("880")
		shop.contact.hears("660")
		shop.contact.see(".state", "You are on hold")
	}
	ask("They want their money back.")
	first.widget.accessible()
	second.widget.accessible()
	first.picture(c.kind + "-consult-sender")
	second.picture(c.kind + "-consult-colleague")
	first.widget.button("All three").click()
	shop.contact.hears("880 1000")
	first.widget.hears("440 1000")
	second.widget.hears("440 880")
	first.picture(c.kind + "-consult-three")
	first.widget.button("Customer on hold").click()
	shop.contact.hears("660")
	first.widget.hears("1000")

	second.hangUp()
	first.widget.see(".call-bar", jonas+" has left. The customer is with you again.")
	shop.contact.hears("880")
	first.widget.hears("440")
	second.ready()

	ask("They still want it.")
	first.tabTo(first.widget.button("Hand over now"))
	first.key(kb.Enter)
	shop.connected(jonas)
	shop.contact.hears("1000")
	second.widget.hears("440")
	second.widget.see(".message", "Aiko Tanaka is on the line with you now.")
	second.widget.see(".brief", "They still want it.")
	first.widget.see(".message", jonas+" has Aiko Tanaka on the line now.")
	first.ready()
	second.picture(c.kind + "-consult-handed-over")

	second.hangUp()
	shop.contact.see(".state", "The call has ended")
	second.wrapUp("Resolved", "They get it.")
	s.logged(c, s.awaitAdded(c, before), "Inbound call, answered", "On the line", ", consulted", mia+" to "+jonas, "consulted "+jonas+" from", jonas+" left", "taken by "+jonas, "They want their money back.")
}

// accessible lets axe look at the frame as it stands.
func (f *frame) accessible() {
	f.t.Helper()
	axe, err := os.ReadFile("../../widget/node_modules/axe-core/axe.min.js")
	if err != nil {
		f.t.Skip("axe-core is not installed: make widget")
	}
	var found []string
	if err := f.run(nil, "() => {"+string(axe)+"}"); err != nil {
		f.t.Fatal(err)
	}
	if err := f.run(&found, `async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
		.filter((v) => v.impact === "serious" || v.impact === "critical")
		.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 160) + " " + n.failureSummary))`); err != nil {
		f.t.Fatal(err)
	}
	for _, one := range found {
		f.t.Errorf("%s: %s", f.tab.name, one)
	}
}
