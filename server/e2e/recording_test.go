package e2e

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
)

// TestRecordedCall: a call that is recorded says so all the time, is paused and goes on, and
// its recording is a file on the ticket.
func TestRecordedCall(t *testing.T) {
	t.Parallel()
	for _, c := range crms {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			recordedCall(t, start(t, "-record"), c)
		})
	}
}

func recordedCall(t *testing.T, s *sandbox, c crm) {
	desk := s.desk(c, mia)
	desk.microphone(agentTone)
	desk.reload()
	desk.ready()
	before := s.tickets(c)
	shop := s.shop(c, "sound")
	shop.microphone(customerTone)
	shop.call()
	desk.rings("Aiko Tanaka")
	desk.accept()
	shop.connected(mia)
	desk.widget.see(".recording", "Recorded")
	shop.contact.hears("880")
	if err := desk.screenshot(filepath.Join(t.ArtifactDir(), "recorded.png")); err != nil {
		t.Error(err)
	}
	desk.widget.button("Pause recording").click()
	desk.widget.see(".recording", "Recording paused")
	if err := desk.screenshot(filepath.Join(t.ArtifactDir(), "paused.png")); err != nil {
		t.Error(err)
	}
	desk.widget.button("Resume recording").click()
	desk.widget.see(".recording-mark", "Recorded")
	desk.hangUp()
	desk.widget.gone(".recording-mark", "Recorded")
	desk.wrapUp("Resolved", "It was recorded.")
	ticket := s.awaitAdded(c, before)
	s.awaitRecord(c, ticket, "the recording", func(r record) error {
		if !slices.ContainsFunc(r.files, func(f file) bool { return f.name == "recording.wav" }) {
			return fmt.Errorf("its files are %v", r.files)
		}
		return once("The call was recorded")(r) // Salesforce is sent the file first
	})
	s.quiet(c)
	if r := s.record(c, ticket); len(r.files) != 1 || r.count("The call was recorded") != 1 {
		t.Errorf("its files are %v, its notes %v", r.files, r.notes)
	}
}
