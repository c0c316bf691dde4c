package e2e

import (
	"os"
	"path/filepath"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestAsked: in a call the agent asks for what a customer can show, and their phone shows who
// asks and what for; pictures, a refusal, a place that the browser tells and one that it may
// not, and consent are with the agent and on the ticket, once.
func TestAsked(t *testing.T) { everywhere(t, asked) }

func asked(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	desk := s.desk(c, mia)
	shop := s.shop(c, "sound")
	shop.handset()
	shop.call()
	desk.rings("Aiko Tanaka")
	desk.accept()
	shop.connected(mia)

	desk.asks("Photo", "The broken handle")
	shop.contact.see(".asked", mia+" asks you for a photo:", "The broken handle", "Up to 4 photos")
	shop.contact.targets(44)
	shop.picture("asked-for-a-photo-" + c.kind)
	shop.contact.gives("handle.png", "rim.png")
	shop.contact.see(".asked .upload.sent", "handle.png")
	shop.contact.see(".asked .upload.sent", "rim.png")
	shop.contact.see(".asked", "2 of up to 4 are there.")
	shop.picture("photos-are-there-" + c.kind)
	shop.contact.button("Done").click()
	shop.contact.gone(".asked")
	desk.widget.see(".asks-made li", "The broken handle", "The customer sent it:", "2 files")

	desk.asks("Video", "")
	shop.contact.see(".asked", mia+" asks you for a video:", "A short video of it")
	shop.contact.button("I would rather not").click()
	desk.widget.see(".asks-made li", "A short video of it", "The customer declined.")

	s.whereabouts(cdpbrowser.PermissionSettingDenied)
	desk.asks("Location", "For the courier")
	shop.contact.see(".asked", mia+" asks where you are:", "For the courier")
	shop.contact.button("Show where I am").click()
	desk.widget.see(".asks-made li", "For the courier", "Their browser may not tell where they are.")
	s.whereabouts(cdpbrowser.PermissionSettingGranted)
	shop.stands(35.658581, 139.745438, 12)
	desk.asks("Location", "For the van")
	shop.contact.see(".asked-label", "For the van")
	shop.contact.button("Show where I am").click()
	shop.contact.see(".asked-place", "This will be sent:", "35.658581, 139.745438, within 12 m")
	shop.picture("place-before-it-is-sent-" + c.kind)
	shop.contact.button("Send").click()
	desk.widget.see(".asks-made a", "35.658581, 139.745438, within 12 m")

	desk.widget.control("combobox", "What to ask for").choose("Text")
	desk.widget.field("What do you want from the customer?").fill("Card number")
	desk.widget.control("checkbox", "Sensitive").click()
	desk.widget.button("Ask").click()
	shop.contact.see(".asked", "Card number", "the call is not recorded until you have answered")
	shop.picture("asked-for-what-is-sensitive-" + c.kind)
	shop.contact.element(".asked textarea").click()
	shop.key("4242 4242")
	shop.contact.button("Send").click()
	desk.widget.see(".asks-made li", "Card number", "Sensitive", "Given, and kept out of the")
	desk.widget.gone(".asks", "4242")
	desk.widget.button("Show the answer").click()
	desk.widget.see(".asks-answer", "4242 4242")

	desk.asks("Consent", "You may open the parcel.")
	shop.contact.see(".asked", mia+" asks whether you agree:", "You may open the parcel.")
	shop.picture("asked-for-consent-" + c.kind)
	shop.contact.button("I agree").click()
	desk.widget.see(".asks-made li", "You may open the parcel.", "The customer agreed.")
	desk.picture("asks-at-the-desk-" + c.kind)
	desk.hangUp()
	desk.wrapUp("Resolved", "A new mug ships.")

	ticket := s.awaitAdded(c, before)
	s.awaitRecord(c, ticket, "what was asked", func(r record) error {
		if len(r.files) != 2 {
			return complain("files %+v", r.files)
		}
		if n := r.count("The customer sent handle.png, rim.png,") + r.count("The customer sent rim.png, handle.png,"); n != 1 { // whichever came first
			return complain("the photos are told of %d times in %+v", n, r.notes)
		}
		if r.count("4242") > 0 {
			return complain("what is sensitive stands on it: %+v", r.notes)
		}
		return once(
			mia+" asked for: Card number", "the answer is kept out of this note",
			mia+" asked for a photo: The broken handle", "handle.png (image/png", "rim.png (image/png",
			mia+" asked for a video: A short video of it", "The customer declined,",
			mia+" asked where the customer is: For the courier", "Their browser may not tell where they are.",
			mia+" asked where the customer is: For the van", "35.658581, 139.745438 (±12 m)",
			mia+" asked for consent: You may open the parcel.", "The customer agreed,",
		)(r)
	})
}

// TestAskedOutlivesReloads: after a message, too; whoever loads their page anew, in the middle,
// finds what is asked and what has come of it.
func TestAskedOutlivesReloads(t *testing.T) { everywhere(t, askedOutlivesReloads) }

func askedOutlivesReloads(t *testing.T, s *sandbox, c crm) {
	before := s.tickets(c)
	desk := s.desk(c, mia)
	alone := s.open("the contact page by itself", s.at["deskside"]+"/contact?app="+c.shop)
	alone.handset()
	alone.button("Leave a message").click()
	alone.field("Your message").fill("It came broken.")
	alone.field("Your name (optional)").fill("Rosa")
	alone.field("Your e-mail, for our answer").fill("rosa@example.com")
	alone.button("Send").click()
	alone.see("h2", "Thank you")
	desk.widget.element(".list .row", "Rosa").click()
	desk.asks("Photo", "The broken handle")
	alone.see(".asked-label", "The broken handle")
	alone.gives("handle.png")
	alone.see(".asked .upload.sent", "handle.png")
	alone.reload()
	alone.see(".asked", "The broken handle", "1 of up to 4 are there.")
	desk.reload()
	desk.ready()
	desk.widget.element(".list .row", "Rosa").click()
	desk.widget.see(".asks-made li", "The broken handle", "Waiting for the customer", "1 file")
	alone.gives("rim.png")
	alone.see(".asked", "2 of up to 4 are there.")
	alone.button("Done").click()
	alone.gone(".asked")
	desk.widget.see(".asks-made li", "The broken handle", "The customer sent it:", "2 files")
	desk.asks("Photo", "The parcel")
	alone.see(".asked-label", "The parcel")
	desk.widget.button("Take back: The parcel").click()
	alone.see(".asked", "No longer asked for: The parcel")
	alone.gone(".asked-label")
	ticket := s.awaitAdded(c, before)
	s.awaitRecord(c, ticket, "what was asked", func(r record) error {
		if len(r.files) != 2 || r.count("The parcel") != 0 {
			return complain("%+v", r)
		}
		return once(mia+" asked for a photo: The broken handle", "The customer sent handle.png, rim.png,")(r) // in the order in which they came
	})
}

// asks for something of that kind; with no words, for what is usual.
func (d *desk) asks(kind, label string) {
	d.t.Helper()
	d.widget.control("combobox", "What to ask for").choose(kind)
	if label != "" {
		d.widget.field("What do you want from the customer?").fill(label)
	}
	d.widget.button("Ask").click()
}

// gives pictures of these names for what is asked, out of those that are there.
func (f *frame) gives(names ...string) {
	f.t.Helper()
	var paths []string
	for _, name := range names {
		path := filepath.Join(f.t.TempDir(), name)
		if err := os.WriteFile(path, append(mug(), name...), 0o600); err != nil { // one is not the other
			f.t.Fatal(err)
		}
		paths = append(paths, path)
	}
	f.button("Choose photos").there()
	await(f.t, patience, "choose photos", func() error {
		world, err := f.world()
		if err != nil {
			return err
		}
		var input result
		if err := f.command("Runtime.callFunctionOn", map[string]any{
			"functionDeclaration": `() => document.querySelector(".asked input[multiple]")`, "executionContextId": world,
		}, &input); err != nil {
			return err
		}
		return f.command("DOM.setFileInputFiles", map[string]any{"files": paths, "objectId": input.Result.ObjectID}, nil)
	})
}

// whereabouts may be told to pages, or not.
func (s *sandbox) whereabouts(setting cdpbrowser.PermissionSetting) {
	s.t.Helper()
	if _, err := chromedp.CallBrowser(browser, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
		Permission: &cdpbrowser.PermissionDescriptor{Name: "geolocation"}, Setting: setting, BrowserContextID: cdp.BrowserContextID(s.profile),
	}); err != nil {
		s.t.Fatal(err)
	}
}

// stands is where the tab's device is.
func (p *tab) stands(north, east, within float64) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, command(emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &north, Longitude: &east, Accuracy: &within})); err != nil {
		p.t.Fatal(err)
	}
}
