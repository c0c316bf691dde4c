package e2e

import (
	"os"
	"path/filepath"
)

// shop is a customer at a demo company's site.
type shop struct {
	*tab
	contact *frame // Deskside's page over it
}

// shop opens a shop on one of its items. The visitor says what its backend
// signs: sound, anonymous, broken or expired.
func (s *sandbox) shop(c crm, visitor string) *shop {
	s.t.Helper()
	item := map[string]string{"shop": "mug", "boutique": "bag"}[c.shop]
	p := s.open("the customer in the "+c.shop, s.at[c.shop]+"?visitor="+visitor+"#"+item)
	return &shop{p, p.within("/contact")}
}

// items that customers look at.
var itemInView = map[string]string{"shop": "Harbour mug, set of two", "boutique": "Courier bag"}

// choose opens the contact page and says what it is about.
func (s *shop) choose(issue string) {
	s.t.Helper()
	// The page's loader may not be there yet; a customer presses again, too.
	await(s.t, patience, s.tab.name+": the contact page opens", func() error {
		if _, err := s.contact.world(); err == nil {
			return nil
		}
		button := s.button("Contact support")
		o, err := button.object()
		if err != nil {
			return err
		}
		if err := s.press(o); err != nil {
			return err
		}
		return complain("pressed, and waiting")
	})
	s.contact.button(issue).click()
}

// call gets through to the line.
func (s *shop) call() {
	s.t.Helper()
	s.choose("Damaged item")
	s.contact.button("Call now").click()
}

// connected waits until the customer is told who answers.
func (s *shop) connected(agent string) {
	s.t.Helper()
	s.contact.see("h2", "Connected to "+agent)
}

// send uploads a file, and waits until the page says that it has arrived.
func (s *shop) send(name string, content []byte) {
	s.t.Helper()
	path := filepath.Join(s.t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.contact.button("Send a photo").there()
	await(s.t, patience, "choose "+name, func() error {
		world, err := s.contact.world()
		if err != nil {
			return err
		}
		var input result
		if err := s.contact.command("Runtime.callFunctionOn", map[string]any{
			"functionDeclaration": `() => document.querySelector("input[type=file]")`, "executionContextId": world,
		}, &input); err != nil {
			return err
		}
		return s.contact.command("DOM.setFileInputFiles", map[string]any{"files": []string{path}, "objectId": input.Result.ObjectID}, nil)
	})
	s.contact.see(".upload.sent", name)
}
