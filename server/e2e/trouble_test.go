package e2e

import (
	"strings"
	"testing"
)

// TestClosedBehindOurBack: the ticket is closed in mid-call, so the agent is
// asked, chooses another, and everything goes there.
func TestClosedBehindOurBack(t *testing.T) { everywhere(t, closedBehindOurBack) }

func closedBehindOurBack(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	desk := s.desk(c, mia)
	shop := s.shop(c, "sound")
	shop.call()
	desk.rings("Aiko Tanaka")
	desk.accept()
	ticket := s.awaitAdded(c, before)
	desk.landed("Who called, and why")

	// A closed Case still takes notes; a deleted one does not.
	state := map[string]string{"zendesk": "closed", "salesforce": "deleted"}[c.kind]
	s.post(s.at[c.kind]+"/_sandbox/tickets/"+ticket+"/state", map[string]any{"state": state})
	desk.note("Written after it was closed.")
	desk.widget.see(".item", "Written after it was closed.", "Needs you")

	refund := s.about(c, "Refund for order 10391")
	desk.widget.see(".ticket", "Which "+c.word+" is this about?")
	desk.widget.field(c.word + " number").fill(s.record(c, refund).number)
	desk.widget.button("Use").click()
	desk.widget.see(".ticket-link", s.record(c, refund).number)
	desk.landed("Written after it was closed.")
	desk.hangUp()
	desk.wrapUp("Resolved", "Closed here instead.")
	s.awaitRecord(c, refund, "everything", once("Call from the customer", "Written after it was closed.", "Closed here instead."))
	s.logged(c, refund, "Inbound call, answered", mia)
	s.quiet(c)
	if n := s.record(c, ticket).count("Written after it was closed."); n != 0 {
		t.Errorf("the closed %s has the note, too", c.word)
	}
	for _, id := range s.added(c, before) {
		if id != ticket {
			t.Errorf("a second new %s: %s", c.word, id)
		}
	}
}

// TestThrottled: a CRM that asks us to wait is waited for, with a word about why and until when.
func TestThrottled(t *testing.T) { everywhere(t, throttled) }

func throttled(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	desk := s.desk(c, mia)
	shop := s.shop(c, "sound")
	shop.call()
	desk.rings("Aiko Tanaka")
	desk.accept()
	ticket := s.awaitAdded(c, before)
	desk.landed("Who called, and why")

	s.fault(c.kind, map[string]any{"trouble": "throttle", "times": 1, "retry_after_ms": 4000})
	desk.note("This one has to wait.")
	desk.widget.see(".item", "This one has to wait.", "Waiting:", "until")
	if texts, err := desk.widget.texts(".item .delivery.waiting"); err == nil && len(texts) > 0 && strings.Contains(texts[0], "Waiting: until") {
		t.Errorf("no reason: %q", texts)
	}
	desk.landed("This one has to wait.")
	s.awaitRecord(c, ticket, "the note", once("This one has to wait."))
}
