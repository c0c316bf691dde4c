package e2e

import "testing"

const jonas = "Jonas Weber"

// TestTwoDesks: a call rings at both, one answers, the other is told; a desk
// that is reloaded in mid-call misses nothing and gets its customer back.
func TestTwoDesks(t *testing.T) { everywhere(t, twoDesks) }

func twoDesks(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	mias, jonass := s.desk(c, mia), s.desk(c, jonas)
	shop := s.shop(c, "sound")
	shop.call()
	mias.rings("Aiko Tanaka")
	jonass.rings("Aiko Tanaka")
	notices := jonass.widget.ear() // they pass, on a busy machine before anybody looks
	mias.widget.button("Accept").click()
	notices.hears(mia + " answered Aiko Tanaka")
	mias.widget.see(".call-bar", "On the call")
	jonass.widget.gone(".ring-card")
	shop.connected(mia)
	mias.note("Before the reload.")

	mias.reload()
	shop.send("while-away.png", mug())
	mias.rings("Aiko Tanaka")
	mias.accept()
	shop.connected(mia)
	for _, item := range []string{"Who called, and why", "Before the reload.", "while-away.png"} {
		mias.widget.see(".item", item)
	}
	mias.hangUp()
	mias.wrapUp("Resolved", "Nothing was missed.")
	jonass.widget.gone(".ring-card")

	ticket := s.awaitAdded(c, before)
	s.logged(c, ticket, "Inbound call, answered", mia)
	s.awaitRecord(c, ticket, "the closing note", once("Nothing was missed."))
	settled(t, s, c, ticket, before, "Call from the customer", "Before the reload.", "The customer sent a file")
}
