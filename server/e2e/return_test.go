package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestAgentReturnsByEar reloads an agent's page in mid-call, with keys alone: the call rings
// there again, the half-written note is where it was, and afterwards the call's times say who
// was on the line and when the customer was alone.
func TestAgentReturnsByEar(t *testing.T) { everywhere(t, agentReturnsByEar) }

func agentReturnsByEar(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	desk := s.desk(c, mia)
	agent := desk.widget.ear()
	shop := s.shop(c, "sound")
	customer := shop.calls()
	desk.presses(desk.widget.button("Accept"))
	agent.hears("Connected to Aiko Tanaka.")
	desk.tabTo(desk.widget.field("Private note"))
	desk.key("The handle is off, and")
	agent.step("half a note is written")
	customer.hears("Connected to " + mia + ".")
	customer.step("an agent is there")

	desk.reload()
	agent = desk.widget.ear()
	desk.widget.button("Accept").there()
	agent.loaded()
	agent.step("the page is there again, and so is the call")
	customer.hears("Waiting for an agent. Your call is in line.")
	customer.step("the agent is gone")
	desk.presses(desk.widget.button("Accept"))
	agent.hears("Connected to Aiko Tanaka.", "On a call")
	agent.at("region", "Call")
	agent.step("it is answered once more")
	customer.hears("Connected to " + mia + ".")
	customer.at("heading", "Connected to "+mia)
	customer.step("the agent is back")

	desk.tabTo(desk.widget.field("Private note"))
	desk.key(kb.End, chromedp.ModifierCtrl)
	desk.key(" so is the rim.")
	desk.key(kb.Enter, chromedp.ModifierCtrl)
	desk.widget.see(".item:not(.unsaved)", "The handle is off, and so is the rim.")
	agent.hears("Note saved.")
	agent.at("textbox", "Private note")
	agent.step("the note is whole")

	desk.presses(desk.widget.control("DisclosureTriangle", "Who was on the line"))
	desk.widget.see(".legs li", "Aiko Tanaka", "since")
	desk.widget.see(".legs li", "Waiting for an answer", " to ")
	desk.widget.see(".legs li", mia, " to ", "the connection was lost")
	desk.widget.see(".legs li", "The customer, alone on the line", " to ")
	desk.widget.see(".legs li", mia, "since")
	agent.at("DisclosureTriangle", "Who was on the line")
	agent.step("who was on the line")
	desk.presses(desk.widget.button("Hang up"))
	agent.hears("You hung up.", "Wrap-up")
	agent.at("combobox", "How did it end?")
	agent.step("it is over")
	desk.wrapUp("Resolved", "A new mug ships.")
	ticket := s.awaitAdded(c, before)
	s.awaitRecord(c, ticket, "the note", once("The handle is off, and so is the rim."))
	s.logged(c, ticket, "Inbound call, answered", "On the line", mia)
}

// calls support with keys alone, from a shop's page.
func (s *shop) calls() *ear {
	s.t.Helper()
	customer := s.contacts()
	s.presses(s.contact.button("Damaged item"))
	s.presses(s.contact.button("Call now"))
	customer.hears("Waiting for an agent. Your call is in line.")
	customer.step("it calls")
	return customer
}

// contacts opens the contact page with keys alone.
func (s *shop) contacts() *ear {
	s.t.Helper()
	s.presses(s.button("Contact support"))
	await(s.t, patience, s.name+": the contact page is there", func() error { _, err := s.contact.world(); return err })
	return s.contact.ear()
}

// goBack goes where the browser's Back does.
func (p *tab) goBack() {
	p.t.Helper()
	var history struct {
		Current int `json:"currentIndex"`
		Entries []struct {
			ID int `json:"id"`
		} `json:"entries"`
	}
	if err := p.command("Page.getNavigationHistory", map[string]any{}, &history); err != nil {
		p.t.Fatal(err)
	}
	if history.Current < 1 {
		p.t.Fatalf("%s: there is nothing to go back to", p.name)
	}
	if err := p.command("Page.navigateToHistoryEntry", map[string]any{"entryId": history.Entries[history.Current-1].ID}, nil); err != nil {
		p.t.Fatal(err)
	}
}

// TestCustomerReturnsByEar leaves a call by Back and by a reload, with keys alone: Back asks
// first, also once more; after a reload the page says what became of the call, has what was
// half written, and calls again.
func TestCustomerReturnsByEar(t *testing.T) {
	t.Parallel()
	s, c := start(t), crms[0]
	desk := s.desk(c, mia)
	shop := s.shop(c, "sound")
	customer := shop.calls()
	desk.rings("Aiko Tanaka")
	shop.presses(shop.contact.button("Leave a message instead"))
	shop.key("The handle is")
	for _, time := range []string{"Back asks first", "Back asks again"} {
		shop.goBack()
		customer.at("button", "Stay on the call")
		customer.step(time)
		shop.key(kb.Enter)
		customer.at("textbox", "Leave a message instead")
	}

	shop.reload()
	customer = shop.contacts()
	shop.contact.see("h2", "The call is over")
	customer.hears("Nobody had answered yet.")
	customer.at("heading", "The call is over")
	customer.loaded()
	customer.step("the reload has ended the call")
	shop.tabTo(shop.contact.field("Leave a message"))
	shop.holds("Leave a message", "The handle is")
	desk.widget.gone(".ring-card")
	shop.presses(shop.contact.button("Call again"))
	customer.hears("Waiting for an agent. Your call is in line.")
	customer.at("heading", "Waiting for an agent")
	customer.step("it calls again")
	shop.holds("Leave a message instead", "The handle is")
	desk.accept()
	customer.hears("Connected to " + mia + ".")
	customer.at("heading", "Connected to "+mia)
	customer.step("an agent is there")

	shop.goBack()
	customer.at("button", "Stay on the call")
	customer.step("Back asks in the call")
	shop.key(kb.Enter)
	shop.connected(mia)
	shop.reload()
	desk.widget.see(".wrap-up .outcome", "Answered", "The customer hung up")
	customer = shop.contacts()
	customer.hears("Thank you for calling.")
	customer.at("heading", "The call has ended")
	shop.contact.button("Call again").there()
	customer.loaded()
	customer.step("the reload has ended the call with the agent")
}

// loaded leaves out what has come with the page itself: that is read as a page, not as a change of it.
func (e *ear) loaded() {
	e.t.Helper()
	if err := e.run(nil, "() => { globalThis.unheard.splice(0); }"); err != nil {
		e.t.Fatal(err)
	}
}

// holds waits until the field has this text in it.
func (s *shop) holds(field, text string) {
	s.t.Helper()
	await(s.t, patience, field+" holds "+text, func() error {
		o, err := s.contact.field(field).object()
		if err != nil {
			return err
		}
		var now string
		if err := s.contact.on(o, &now, "function () { return this.value; }"); err != nil || now == text {
			return err
		}
		return complain("it holds %q", now)
	})
}

// TestForgottenSessionsByEar: a server that begins anew knows no session of before. The pages
// say what to do instead of trying for ever, one that was out of the way too.
func TestForgottenSessionsByEar(t *testing.T) {
	t.Parallel()
	s, c := start(t), crms[0]
	desk := s.desk(c, mia)
	shop := s.shop(c, "sound")
	customer := shop.calls()
	desk.presses(desk.widget.button("Accept"))
	shop.connected(mia)
	desk.tabTo(desk.widget.field("Private note"))
	desk.key("Half a note")
	shop.presses(shop.contact.button("Minimize"))
	customer.at("button", "On a call")
	customer.step("out of the way")
	agent := desk.widget.ear()

	s.post(s.at["pages"]+"/_sandbox/reset", nil)
	agent.hears("Your session has ended. Reload the page to sign in again.")
	agent.at("textbox", "Private note")
	desk.widget.gone(".message", "Reconnecting")
	agent.step("the agent's session is not known any more")
	customer.hears("This request is not known any more. Please start again.")
	customer.at("heading", "How would you like to reach us?")
	customer.step("the customer's call is not known any more")
}

// TestExtensionByEar: a number is dialled with what stands behind the switchboard, which the
// agent reads for as long as the call lasts.
func TestExtensionByEar(t *testing.T) {
	t.Parallel()
	s, c := start(t), crms[0]
	desk := s.desk(c, mia)
	phone := s.phone(aikosPhone)
	agent := desk.widget.ear()
	desk.tabTo(desk.widget.field("Number to call"))
	desk.key("\u202a+1 (415) 555-0134\u202c x22")
	desk.key(kb.Enter)
	agent.hears("On a call")
	agent.at("region", "Call")
	desk.widget.see("main", "(415) 555-0134 ext. 22")
	agent.step("it is dialled")
	phone.button("Answer").click()
	desk.widget.see(".call-bar", "On the call")
	desk.presses(desk.widget.button("Hang up"))
	agent.hears("You hung up.")
	agent.at("combobox", "How did it end?")
	agent.step("it is over")
}
