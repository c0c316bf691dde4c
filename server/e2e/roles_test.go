package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestAdminsByName: admins come in by the company's identity provider, each in the role
// that the rules give them. Who may only look is shown nothing to change anything by; an
// owner ends their session, and their own everywhere.
func TestAdminsByName(t *testing.T) {
	t.Parallel()
	s, c := start(t), crms[0]
	before := s.tickets(c)
	desk, shop := s.desk(c, mia), s.shop(c, "sound")
	shop.call()
	desk.rings("Aiko Tanaka")
	desk.accept()
	ticket := s.awaitAdded(c, before)
	desk.landed("Who called, and why")
	s.post(s.at[c.kind]+"/_sandbox/tickets/"+ticket+"/state", map[string]any{"state": "closed"})
	desk.note("Written after it was closed.")
	desk.widget.see(".item", "Written after it was closed.", "Needs you") // something that an admin may act on

	stranger := s.open("the admin page of a stranger", s.at["entrance"])
	stranger.element(".provider button", "Sign in with Acme").click()
	stranger.element("a", "Gail Unger").click()
	stranger.see("[role=alert]", "no role")

	piet := s.comes("Piet de Vries", "Read-only")
	ines := s.comes("Ines Aalto", "Owner")
	changes := ines.changes("Retry all held of")
	for _, one := range []string{"Retry", "Drop", "End sessions of " + mia, "Download", "Rehearse", "End session of Piet de Vries"} {
		if !slices.ContainsFunc(changes, func(b string) bool { return strings.HasPrefix(b, one) }) {
			t.Errorf("an owner is shown nothing to %q by: %q", one, changes)
		}
	}
	if changes := piet.changes("A supervisor or owner can have it tried again"); len(changes) > 0 {
		t.Errorf("who may only look is shown %q", changes)
	}
	noor := s.comes("Noor Haddad", "Supervisor")
	if changes := noor.changes("Retry all held of"); slices.ContainsFunc(changes, func(b string) bool {
		return strings.HasPrefix(b, "End session of") || strings.HasPrefix(b, "Download the")
	}) {
		t.Errorf("a supervisor is shown %q", changes)
	}
	noor.button("Sign out").click()
	noor.see("h1", "Sign in")

	ines.button("Refresh").click()
	ines.gone("td", "Noor Haddad")
	ines.see("td", "Piet de Vries")
	ines.handset360("the admins")
	ines.button("End session of Piet de Vries (piet.devries@acme.example)").click()
	ines.picture("admins asked")
	ines.button("Really end it? End session of Piet de Vries (piet.devries@acme.example)").click()
	ines.gone("td", "Piet de Vries")
	piet.see("[role=alert]", "Your session has ended. Sign in again here.")
	piet.picture("admin was signed out")

	again := s.comes("Ines Aalto", "Owner")
	again.button("Sign out everywhere: all your sessions").click()
	again.button("Really everywhere? Sign out everywhere: all your sessions").click()
	again.see("h1", "Sign in")
	ines.see("h1", "Sign in")

	noor = s.comes("Noor Haddad", "Supervisor")
	noor.element(".views a", "Record").click()
	noor.see("tbody tr", "Ines Aalto (ines.aalto@acme.example)", "ended a session of an admin", "Piet de Vries")
	noor.see("tbody tr", "Ines Aalto (ines.aalto@acme.example)", "ended all")
	noor.handset360("the record")
}

// comes in to the admin page by the company's sign-in.
func (s *sandbox) comes(name, role string) *tab {
	s.t.Helper()
	p := s.open("the admin page of "+name, s.at["entrance"])
	p.see(".provider button", "Sign in with Acme")
	p.handset360("the entrance")
	p.element(".provider button", "Sign in with Acme").click()
	p.element("a", name).click()
	p.see(".who", name, role)
	return p
}

// changes are the names of all that the admin page offers to change something by, on all of
// its pages: all but what only looks, and one's own way out. held is what stands at a write
// that waits for somebody.
func (p *tab) changes(held string) (out []string) {
	p.t.Helper()
	look := func(view, there string, words ...string) {
		p.element(".views a", view).click()
		p.see(there, words...)
		p.picture("admin " + p.name + " " + view)
		p.handset360(view)
		var names []string
		if err := p.run(&names, `() => [...document.querySelectorAll("main button, main select, main input, main a[download]")]
			.filter((e) => e.checkVisibility({ visibilityProperty: true }))
			.map((e) => (e.ariaLabel ?? e.labels?.[0]?.innerText ?? e.innerText).replace(/\s+/g, " ").trim())`); err != nil {
			p.t.Fatal(err)
		}
		for _, n := range names {
			if !slices.ContainsFunc(looks, func(l string) bool { return strings.HasPrefix(n, l) }) {
				out = append(out, n)
			}
		}
	}
	p.element(".views a", "Now").click()
	p.element(".work .opener").click()
	p.see(".writes-panel", "Written after it was closed.")
	look("Now", ".writes-panel", held)
	look("Contacts", "#contacts", "Contacts")
	look("Health", ".check", "sign-in")
	look("Record", "tbody tr", "signed in")
	look("Admins", "#rules", "Who may come in")
	return out
}

// looks are the beginnings of names of what changes nothing.
var looks = []string{
	"Account", "Contacts from", "Contacts to", "Changes from", "Changes to", "Stretch of time", "Name, number, e-mail or ticket", "Note", "Keep the text", "Needs somebody", "Waiting", "In the CRM", "All", "Sending", "Dropped", "Refresh", "Check again", "Newest", "Export CSV", "Show older",
	"Sign out of this page",
}

// handset360 looks at the page as a phone of 360 pixels shows it: nothing runs over the edge.
func (p *tab) handset360(what string) {
	p.t.Helper()
	size := func(width, height int64, mobile bool) {
		if err := chromedp.Do(p.ctx, command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1, Mobile: mobile})); err != nil {
			p.t.Fatal(err)
		}
	}
	size(360, 1600, true)
	defer size(width, height, false)
	await(p.t, patience, p.name+": "+what+" fits 360 pixels", func() error {
		var wide int
		if err := p.run(&wide, "() => document.documentElement.scrollWidth"); err != nil {
			return err
		}
		if wide > 360 {
			return complain("it is %d wide", wide)
		}
		return nil
	})
	p.picture("360 " + p.name + " " + what)
}
