package e2e

import (
	"testing"
	"time"
)

// TestClickToDial calls a customer from the open ticket: the call belongs to that ticket.
func TestClickToDial(t *testing.T) { everywhere(t, clickToDial) }

func clickToDial(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	refund := s.about(c, "Refund for order 10391")
	phone := s.phone(aikosPhone)
	desk := s.desk(c, mia)
	desk.open(refund)

	desk.dial()
	phone.see("#callstatus", "is calling")
	phone.button("Answer").click()
	desk.widget.see(".call-bar", "On the call")
	desk.widget.see(".ticket-link", s.record(c, refund).number)
	desk.note("Told her the money is there on Friday.")
	phone.hangUp()
	desk.wrapUp("Resolved", "She is content.")
	s.logged(c, refund, "Outbound call, answered", shown(aikosPhone), mia, "by the customer")
	s.awaitRecord(c, refund, "the notes", once("Told her the money is there on Friday.", "She is content."))
	phone.button("Done").click()

	for _, v := range []struct{ behaviour, said, logged string }{
		{"busy", "Busy", "Outbound call, busy"},
		{"no-answer", "No answer", "Outbound call, no-answer"},
	} {
		s.behaves(aikosPhone, v.behaviour)
		desk.dial()
		desk.widget.see(".wrap-up .outcome", v.said)
		desk.wrapUp("No answer", "Tried: "+v.behaviour)
		s.logged(c, refund, v.logged, shown(aikosPhone))
	}
	s.quiet(c)
	if added := s.added(c, before); len(added) != 0 {
		t.Errorf("new tickets: %v", added)
	}
}

// dial clicks the number on the ticket, which is the call.
func (d *desk) dial() {
	d.t.Helper()
	pressed := time.Time{}
	await(d.t, patience, d.tab.name+": the call has begun", func() error {
		// The ticket is drawn anew at every change, and a click in that moment meets nothing.
		if time.Since(pressed) > 2*time.Second {
			o, err := d.element("main .dial", "+1 415 555 0134").object()
			if err != nil {
				return err
			}
			if err := d.press(o); err != nil {
				return err
			}
			pressed = time.Now()
		}
		var begun bool
		if err := d.widget.run(&begun, `() => document.querySelector(".call-bar, .wrap-up .outcome") !== null`); err != nil {
			return err
		}
		if !begun {
			return complain("it has not")
		}
		return nil
	})
}
