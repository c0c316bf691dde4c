package e2e

import "testing"

// TestTexts: a customer on the phone is sent a text and answers by one, also while the server
// is being killed; both are in the widget, on the phone and, once, on the ticket.
func TestTexts(t *testing.T) { everywhere(t, texted) }

func texted(t *testing.T, s *sandbox, c crm) {
	desk := s.desk(c, mia)
	before := s.tickets(c)
	aiko := s.phone(aikosPhone)
	aiko.call(c)
	desk.rings("Aiko Tanaka")
	desk.accept()
	aiko.see("#callstatus", "Speaking with the agent")

	desk.widget.button("Send a text").click()
	desk.widget.field("Text to " + shown(aikosPhone)).fill("Which tracking number is it?")
	desk.widget.see(".texts-form", "1 part, room for 132 more")
	desk.widget.button("Send text").click()
	desk.widget.see(".texts-out", "Which tracking number is it?", "Delivered.")
	desk.picture("texts-" + c.name)

	// A link lets their browser in.
	desk.widget.button("Send link by text").click()
	desk.widget.see(".texts-out:last-child", "open this page: [link]", "Delivered.")
	desk.widget.see(".join", "A link was texted to "+shown(aikosPhone))

	s.kill()
	s.post(s.at["twilio"]+"/_sandbox/phone/texts", map[string]any{"from": aikosPhone, "to": c.number, "body": "1Z999AA10123456784"})
	desk.widget.see(".texts-in", "1Z999AA10123456784")

	// One that does not arrive says why, and the agent sends it again.
	s.do("PUT", s.at["twilio"]+"/_sandbox/phone/numbers/"+aikosPhone+"/texts", map[string]any{"ends": "undelivered", "code": 30003})
	desk.widget.field("Text to " + shown(aikosPhone)).fill("Thank you, it is on its way.")
	desk.widget.button("Send text").click()
	desk.widget.see(".texts-out:last-child", "Thank you, it is on its way.", "Not delivered. The phone is switched off or out of reach.")
	s.do("PUT", s.at["twilio"]+"/_sandbox/phone/numbers/"+aikosPhone+"/texts", map[string]any{})
	desk.widget.button("Send again?").click()
	desk.widget.see(".texts-out:last-child", "Thank you, it is on its way.", "Delivered.")

	aiko.hangUp()
	desk.wrapUp("Resolved", "The number came by text.")
	aiko.button("Done").click()
	aiko.button("Texts").click()
	aiko.see(".bubbles", "Which tracking number is it?", "/join/", "1Z999AA10123456784", "Thank you, it is on its way.")
	aiko.field("Text").fill("Got it, bye")
	aiko.button("Send").click()

	ticket := s.awaitAdded(c, before)
	s.awaitRecord(c, ticket, "all texts, once", once("Which tracking number is it?", "1Z999AA10123456784", "did not arrive", "Got it, bye"))
	s.quiet(c)
	if r := s.record(c, ticket); r.count("Thank you, it is on its way.") != 2 || r.count("Text from "+shown(aikosPhone)) != 2 {
		t.Errorf("notes %v", r.notes)
	}
	if added := s.added(c, before); len(added) != 1 {
		t.Errorf("new tickets: %v", added)
	}
}
