package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

// TestStory is the whole line: customer, event, widget and ticket.
func TestStory(t *testing.T) {
	for _, who := range []string{"the customer", "the agent"} {
		t.Run("ended by "+who, func(t *testing.T) {
			everywhere(t, func(t *testing.T, s *sandbox, c crm) { story(t, s, c, who) })
		})
	}
}

func story(t *testing.T, s *sandbox, c crm, endedBy string) {
	before := s.tickets(c)
	desk := s.desk(c, mia)
	shop := s.shop(c, "sound")

	shop.call()
	desk.rings("Aiko Tanaka", "Verified", "Damaged item", itemInView[c.shop], "Device")
	ticket := s.awaitAdded(c, before)
	s.awaitRecord(c, ticket, "the packet", once("Call from the customer"))

	desk.widget.control("DisclosureTriangle", "All that is known").click()
	desk.widget.see(".ring-card .fields.signed", "Signed by your company", itemInView[c.shop], "10422")
	desk.widget.see(".ring-card .fields:not(.signed)", "not verified", "Device", "In the cart")

	desk.accept()
	shop.connected(mia)
	number := s.record(c, ticket).number
	desk.widget.see(".ticket-link", c.word, number)
	desk.why("new")

	photo := mug()
	sum := sha256.Sum256(photo)
	shop.send("broken mug.png", photo)
	desk.widget.see(".photos")
	await(t, patience, "the photo is shown", func() error {
		var width int
		if err := desk.widget.run(&width, `() => document.querySelector(".photos img")?.naturalWidth ?? 0`); err != nil {
			return err
		}
		if width != mugWidth {
			return complain("it is %d wide", width)
		}
		return nil
	})

	desk.note("The handle is off, she wants a new one.")
	desk.landed("Who called, and why", "broken mug.png", "The handle is off")
	noted := s.awaitRecord(c, ticket, "photo and note", once("The customer sent a file", "The handle is off, she wants a new one."))
	if len(noted.files) != 1 || noted.files[0].sha256 != hex.EncodeToString(sum[:]) || noted.files[0].name != "broken mug.png" {
		t.Errorf("files %+v, want %x", noted.files, sum)
	}
	if c.kind == "zendesk" && noted.by("The handle is off") != mia {
		t.Errorf("the note is by %q", noted.by("The handle is off"))
	}
	if noted.count("Note by "+mia) != 1 {
		t.Errorf("the note does not say whose it is: %+v", noted.notes)
	}
	desk.see("main .internal", "The handle is off, she wants a new one.")
	desk.see("main .file", "broken mug.png")
	desk.see("main", "Call from the customer", "Signed by your system", "not verified", "Aiko Tanaka")

	if endedBy == "the customer" {
		shop.contact.button("Hang up").click()
	} else {
		desk.hangUp()
	}
	shop.contact.see("h2", "The call has ended")
	desk.widget.see(".wrap-up .outcome", "Answered", map[string]string{"the customer": "The customer hung up", "the agent": "You hung up"}[endedBy])
	desk.wrapUp("Resolved", "A new mug ships tomorrow.")

	end := s.awaitRecord(c, ticket, "the call log and the closing note", func(r record) error {
		if len(r.callLogs()) != 1 {
			return complain("call logs %q in %+v", r.callLogs(), r.notes)
		}
		return once("A new mug ships tomorrow.", "Closed by "+mia, "UTC: Resolved")(r)
	})
	logged := end.callLogs()[0]
	for _, want := range []string{"Inbound call, answered", "the app " + c.app, shown(c.number), "Started", "Talk time", "Agent", mia, "by " + endedBy} {
		if !strings.Contains(logged, want) {
			t.Errorf("the call log lacks %q: %s", want, logged)
		}
	}
	settled(t, s, c, ticket, before, "The handle is off", "A new mug ships tomorrow.", "The customer sent a file", "Call from the customer")
	if c.kind == "salesforce" {
		if k := end.calls[0]; k.kind != "Inbound" || k.owner != mia {
			t.Errorf("the Task is %+v", k)
		}
	}
}

// settled looks at the whole ticket when nothing is on its way any more: all of
// it once, nothing public, and no other new ticket.
func settled(t *testing.T, s *sandbox, c crm, ticket string, before []string, texts ...string) {
	t.Helper()
	s.quiet(c)
	r := s.record(c, ticket)
	if err := once(texts...)(r); err != nil {
		t.Error(err)
	}
	for _, n := range r.notes {
		if n.public {
			t.Errorf("public: %+v", n)
		}
	}
	if n := len(r.callLogs()); n != 1 {
		t.Errorf("%d call logs: %q", n, r.callLogs())
	}
	seen := map[string]bool{}
	for _, f := range r.files {
		if seen[f.sha256] {
			t.Errorf("twice: %+v", f)
		}
		seen[f.sha256] = true
	}
	if added := s.added(c, before); len(added) != 1 || added[0] != ticket {
		t.Errorf("new tickets: %v", added)
	}
}
