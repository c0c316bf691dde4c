package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors/identity"
)

// TestStreet calls our number from phones: the number is all that is known.
func TestStreet(t *testing.T) { everywhere(t, street) }

func street(t *testing.T, s *sandbox, c crm) {
	desk := s.desk(c, mia)

	// Somebody nobody knows gives up before an answer.
	before := s.tickets(c)
	stranger := s.phone(unknown)
	stranger.call(c)
	desk.rings(shown(unknown))
	ticket := s.awaitAdded(c, before)
	notices := desk.widget.ear()
	stranger.hangUp()
	notices.hears("hung up")
	desk.widget.gone(".ring-card")
	s.logged(c, ticket, "Inbound call, abandoned", shown(unknown), shown(c.number))
	stranger.button("Done").click()

	// The same one again, answered.
	stranger.call(c)
	desk.rings(shown(unknown), "Not verified")
	desk.talk(stranger)
	desk.wrapUp("Resolved", "Wanted our opening hours.")
	s.holding(c, "Wanted our opening hours.")

	// A withheld number.
	before = s.tickets(c)
	hidden := s.phone(withheld)
	hidden.call(c)
	desk.rings("Unknown caller")
	desk.accept()
	hidden.see("#callstatus", "Speaking with the agent")
	desk.saysWho("Rosa Diaz", "661-748-0123")
	hidden.hangUp()
	desk.widget.see(".wrap-up .outcome", "Answered", "The customer hung up")
	desk.wrapUp("Resolved", "Would not say who it was.")
	ticket = s.awaitAdded(c, before)
	s.awaitRecord(c, ticket, "the closing note", once("Would not say who it was."))
	s.logged(c, ticket, "Inbound call, answered", "a withheld number")
	if r := s.record(c, ticket); r.requester != "Rosa Diaz" || r.count("The customer is Rosa Diaz, said by "+mia) != 1 {
		t.Errorf("the %s belongs to %q", c.word, r.requester)
	}

	// A number with one owner.
	before = s.tickets(c)
	aiko := s.phone(aikosPhone)
	aiko.call(c)
	desk.rings("Aiko Tanaka")
	desk.talk(aiko)
	desk.wrapUp("Resolved", "It was about the invoice.")
	ticket = s.awaitAdded(c, before)
	if who := s.record(c, ticket).requester; who != "Aiko Tanaka" {
		t.Errorf("the %s belongs to %q", c.word, who)
	}
	s.logged(c, ticket, "Inbound call, answered", shown(aikosPhone))

	// A number that two people share: nothing is written before the agent says whose call it is.
	before = s.tickets(c)
	shared := s.phone(sharedPhone)
	shared.call(c)
	desk.rings(shown(sharedPhone))
	desk.accept()
	desk.widget.see(".ticket", "Which "+c.word+" is this about?", "Samuel Okafor", "Lena Okafor")
	if added := s.added(c, before); len(added) != 0 {
		t.Errorf("new tickets before the choice: %v", added)
	}
	desk.widget.element(".candidate", "Chair arrived without screws").click()
	chair := s.about(c, "Chair arrived without screws")
	desk.widget.see(".ticket-link", s.record(c, chair).number)
	desk.hangUp()
	desk.wrapUp("Resolved", "The screws are on their way.")
	s.awaitRecord(c, chair, "everything", once("Call from the customer", "The screws are on their way."))
	s.logged(c, chair, "Inbound call, answered", shown(sharedPhone))
	s.quiet(c)
	if added := s.added(c, before); len(added) != 0 {
		t.Errorf("new tickets: %v", added)
	}
}

// saysWho the caller is, whom the CRM does not have.
func (d *desk) saysWho(name, phone string) {
	d.t.Helper()
	d.widget.button("Say who it is").click()
	d.widget.control("searchbox", "Name, e-mail, phone or order").fill(name)
	d.widget.button("Search").click()
	d.widget.see(".requester", "Nobody was found.")
	d.widget.element("summary", "New customer").click()
	d.widget.field("Name").fill(name)
	d.widget.field("Phone").fill(phone)
	d.widget.button("Create and choose").click()
	d.widget.see(".requester-line", name)
}

// talk answers, and lets the caller hang up.
func (d *desk) talk(p *phone) {
	d.t.Helper()
	d.accept()
	p.see("#callstatus", "Speaking with the agent")
	p.hangUp()
	d.widget.see(".wrap-up .outcome", "Answered", "The customer hung up")
}

// logged waits for one call log on the ticket that has all the words.
func (s *sandbox) logged(c crm, ticket string, words ...string) {
	s.t.Helper()
	for i := range words {
		words[i] = identity.Display(words[i], "US") // as the readers of its accounts are used to
	}
	s.awaitRecord(c, ticket, "call log "+strings.Join(words, " · "), func(r record) error {
		fits := func(log string) bool { return holds(log, words...) }
		if n := len(slices.DeleteFunc(r.callLogs(), func(log string) bool { return !fits(log) })); n != 1 {
			return complain("%d fit of %q", n, r.callLogs())
		}
		return nil
	})
}

// about finds the ticket with a subject.
func (s *sandbox) about(c crm, subject string) string {
	s.t.Helper()
	for _, id := range s.tickets(c) {
		if strings.Contains(s.record(c, id).subject, subject) {
			return id
		}
	}
	s.t.Fatalf("no %s is about %q", c.word, subject)
	return ""
}

// holding waits until exactly one ticket has the words, once.
func (s *sandbox) holding(c crm, text string) {
	s.t.Helper()
	await(s.t, patience, "a "+c.word+" with "+text, func() error {
		n := 0
		for _, id := range s.tickets(c) {
			n += s.record(c, id).count(text)
		}
		if n != 1 {
			return complain("it stands %d times", n)
		}
		return nil
	})
}
