package e2e

import "testing"

// TestLiveView: who leads sees in their widget, and an admin on theirs, who waits, who talks
// with whom, and then what it came to; whoever does not lead is shown none of it.
func TestLiveView(t *testing.T) { everywhere(t, liveView) }

func liveView(t *testing.T, s *sandbox, c crm) {
	desk, lead := s.desk(c, mia), s.desk(c, jonas)
	admin := s.comes("Ines Aalto", "Owner")
	shop := s.shop(c, "sound")

	lead.widget.control("DisclosureTriangle", "Live view").click()
	lead.widget.see(".team-board tr", "default", "0", "–", "0")
	lead.widget.see(".team-board tr", mia, "Ready")
	shop.call()
	desk.rings("Aiko Tanaka")
	lead.widget.see(".team-board tr", "default", "1", "0:")
	admin.see(".queues li", "default", "1 waiting")
	lead.picture("live view " + c.kind + " waits")

	desk.accept()
	lead.widget.see(".team-board tr", mia, "On a call", "Aiko Tanaka")
	lead.widget.see(".team-board tr", "default", "100%", "1", "0", "0:")
	admin.see("table.service tr", "default", "100%", "1", "0", "0:")
	admin.see(".agents li", mia, "Reachable, on a call", "Aiko Tanaka")
	admin.handset360("the live view")
	lead.picture("live view " + c.kind + " talks")

	desk.hangUp()
	lead.widget.see(".team-board tr", mia, "Wrap-up", "Aiko Tanaka")
	desk.wrapUp("Resolved", "It was nothing.")
	lead.widget.see(".team-board tr", mia, "Ready")
	desk.widget.gone("summary", "Live view")
}
