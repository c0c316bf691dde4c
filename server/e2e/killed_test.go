package e2e

import (
	"slices"
	"testing"
)

// TestKilled ends the server by kill -9 at every turn of the story; the pages
// stay open and come back by themselves.
func TestKilled(t *testing.T) { everywhere(t, killed) }

func killed(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	desk := s.desk(c, mia)
	shop := s.shop(c, "sound")
	shop.call()

	desk.rings("Aiko Tanaka")
	s.killAndWait(desk) // while it rings
	desk.rings("Aiko Tanaka")
	desk.accept()
	shop.connected(mia)

	s.kill() // in the call; what is typed meanwhile waits in the widget
	desk.note("Typed while nobody was there.")
	desk.back()
	desk.widget.see(".call-bar", "On the call")

	shop.send("mug.png", mug())
	s.killAndWait(desk) // the photo was acknowledged
	desk.widget.see(".item", "mug.png")

	desk.note("Acknowledged, then killed.")
	s.killAndWait(desk)
	desk.widget.see(".call-bar", "On the call")
	shop.contact.see("h2", "Connected to "+mia)

	desk.hangUp()
	desk.widget.see(".wrap-up", "You hung up")
	s.killAndWait(desk)
	shop.contact.see("h2", "The call has ended")
	desk.wrapUp("Resolved", "Killed five times, lost nothing.")

	ticket := s.awaitAdded(c, before)
	s.logged(c, ticket, "Inbound call, answered", mia)
	s.awaitRecord(c, ticket, "the closing note", once("Killed five times, lost nothing."))
	settled(t, s, c, ticket, before, "Call from the customer", "Typed while nobody was there.", "The customer sent a file", "Acknowledged, then killed.")
	if files := s.record(c, ticket).files; len(files) != 1 {
		t.Errorf("files: %+v", files)
	}
}

// killAndWait kills the server and waits until it and the widget are back.
func (s *sandbox) killAndWait(d *desk) {
	s.t.Helper()
	before := s.starts()
	s.kill()
	await(s.t, patience, "the server is back", func() error {
		if now := s.starts(); now <= before {
			return complain("started %d times", now)
		}
		return nil
	})
	d.back()
}

// starts says how often the server has been started and made ready.
func (s *sandbox) starts() int {
	s.t.Helper()
	var status struct {
		Starts int
		Up     bool
	}
	if err := s.get(s.at["server"], &status); err != nil {
		s.t.Fatal(err)
	}
	if !status.Up {
		return 0
	}
	return status.Starts
}

// back waits until the widget is connected again.
func (d *desk) back() {
	d.t.Helper()
	await(d.t, patience, d.tab.name+": the widget is connected", func() error {
		texts, err := d.widget.texts(".presence")
		if err != nil {
			return err
		}
		if len(texts) != 1 || !slices.Contains([]string{"Ready", "On a call", "Wrap-up"}, texts[0]) {
			return complain("it says %q", texts)
		}
		return nil
	})
}
