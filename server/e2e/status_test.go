package e2e

import (
	"strings"
	"testing"
)

// TestWrapUpSetsTheStatus: an agent says in the wrap-up what becomes of the ticket, which
// stays as it is where a colleague has changed it since, of which the agent reads why.
func TestWrapUpSetsTheStatus(t *testing.T) { everywhere(t, wrapUpSetsTheStatus) }

func wrapUpSetsTheStatus(t *testing.T, s *sandbox, c crm) {
	solved, closed, later, stands := "Solved", "solved", "Pending", "open"
	if c.kind == "salesforce" {
		solved, closed, later, stands = "Resolved", "Resolved", "Waiting on Customer", "Working"
	}
	refund := s.about(c, "Refund for order 10391")
	phone := s.phone(aikosPhone)
	desk := s.desk(c, mia)
	desk.open(refund)
	becomes := "What becomes of the " + strings.ToLower(c.word) + "?"
	call := func() {
		t.Helper()
		desk.dial()
		phone.see("#callstatus", "is calling")
		phone.button("Answer").click()
		desk.widget.see(".call-bar", "On the call")
		phone.hangUp()
		phone.button("Done").click()
	}

	call()
	desk.widget.control("combobox", becomes).choose(solved + " (closed)")
	desk.wrapUp("Resolved", "The money is there.")
	r := s.awaitRecord(c, refund, "the note", once("The money is there."))
	if r.status != closed {
		t.Errorf("it is %s, the agent made it %s", r.status, closed)
	}

	call()
	desk.widget.control("combobox", becomes).choose(later)
	s.post(s.at[c.kind]+"/_sandbox/tickets/"+refund+"/state", map[string]any{"state": "open"}) // a colleague
	desk.wrapUp("Resolved", "Rang once more.")
	desk.widget.see(".message", "The "+strings.ToLower(c.word)+"'s status was not set to "+later, "somebody has changed it meanwhile")
	if r := s.awaitRecord(c, refund, "the note, without the status", once("Rang once more.")); r.status != stands {
		t.Errorf("it is %s, a colleague made it %s", r.status, stands)
	}
	s.quiet(c)
}
