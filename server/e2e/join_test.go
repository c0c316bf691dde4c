package e2e

import (
	"strings"
	"testing"
)

// TestJoin: somebody who calls from the street joins with a browser, sends a photo and answers
// what they are asked, all of it on the ticket.
func TestJoin(t *testing.T) { everywhere(t, join) }

func join(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	desk := s.desk(c, mia)
	caller := s.phone(unknown)
	caller.call(c)
	desk.rings(shown(unknown))
	desk.accept()
	caller.see("#callstatus", "Speaking with the agent")

	browser := s.open("the caller's browser", s.at["deskside"]+"/join")
	browser.handset()
	browser.see("h2", "Join your call")
	browser.picture("join-" + c.kind + "-asked")
	browser.field("The six digits that you were told").fill("000 000")
	browser.button("Join the call").click()
	browser.see("[role=alert]", "This code is not right, or not any more")

	desk.widget.button("Let them join").click()
	digits := desk.code()
	desk.widget.button("QR code").click()
	await(t, patience, "the QR code is drawn", func() error {
		var drawn bool
		if err := desk.widget.run(&drawn, `() => document.querySelector(".join-picture path") !== null`); err != nil || !drawn {
			return complain("%v", err)
		}
		return nil
	})
	desk.picture("join-" + c.kind + "-code")
	browser.field("The six digits that you were told").fill(digits)
	browser.targets(44)
	browser.button("Join the call").click()
	browser.see("h2", "You are on the phone with "+mia)
	browser.gone("button", "Hang up")
	desk.widget.see(".join", "The customer's browser has joined")
	desk.widget.gone(".join-code")

	customer := &shop{browser, browser.frame}
	customer.send("broken-mug.png", mug())
	desk.widget.field("What do you want from the customer?").fill("Tracking number")
	desk.widget.button("Ask").click()
	browser.see(".asked-label", "Tracking number")
	browser.picture("join-" + c.kind + "-joined")
	browser.field(mia + " asks you for: Tracking number").fill("1Z999")
	browser.reload()
	browser.see("h2", "You are on the phone with "+mia)
	browser.button("Send").click() // what was typed is there still
	desk.widget.see(".asks", "1Z999")
	desk.picture("join-" + c.kind + "-answered")
	browser.leave()
	caller.see("#callstatus", "Speaking with the agent") // on the phone nobody has hung up

	caller.hangUp()
	desk.widget.see(".wrap-up .outcome", "Answered", "The customer hung up")
	desk.wrapUp("Resolved", "The parcel is found.")
	ticket := s.awaitAdded(c, before)
	r := s.awaitRecord(c, ticket, "photo and answer", once("The customer sent a file", "1Z999", "The parcel is found."))
	if len(r.files) != 1 || r.files[0].name != "broken-mug.png" {
		t.Errorf("%+v", r.files)
	}
	s.logged(c, ticket, "Inbound call, answered", shown(unknown), "joined", "by the code that the agent told", "Linux PC")
}

// code that the agent reads out.
func (d *desk) code() (digits string) {
	d.t.Helper()
	await(d.t, patience, "the code", func() error {
		if err := d.widget.run(&digits, `() => document.querySelector(".join-code")?.textContent ?? ""`); err != nil {
			return err
		}
		if len(strings.Fields(digits)) != 2 || len(digits) != 7 {
			return complain("%q", digits)
		}
		return nil
	})
	return digits
}
