package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A small phone, and what a keyboard on its screen takes of it, in pixels.
const (
	handsetWidth, handsetHeight = 360, 640
	keyboardHeight              = 300
)

// TestHangUpStaysInView: on a phone the way out of a call is in view and can be pressed
// wherever one has scrolled, also while a keyboard covers half of the screen, and what is
// typed into stands beside it; in the page over a company's own and in the page by itself.
// Whatever can be pressed is large enough for a thumb.
func TestHangUpStaysInView(t *testing.T) {
	t.Parallel()
	s := start(t)
	desk := s.desk(crms[0], mia)
	shop := s.shop(crms[0], "sound")
	shop.handset()
	shop.choose("Damaged item")
	shop.contact.button("Call now").there()
	shop.contact.targets(44)
	shop.picture("phone-how")
	shop.contact.button("Call now").click()
	shop.contact.button("Leave a message instead").click()
	shop.contact.field("Leave a message instead").fill("The handle of the mug is broken, and")
	shop.contact.reaches("Cancel the call", "textarea")
	shop.contact.targets(44)
	shop.picture("phone-in-line")

	desk.rings("Aiko Tanaka")
	desk.accept()
	shop.connected(mia)
	for _, label := range []string{"Tracking number", "Colour of the mug"} {
		desk.widget.field("What do you want from the customer?").fill(label)
		desk.widget.button("Ask").click()
		shop.contact.see(".asked-label", label)
	}
	shop.send("mug.png", mug())
	shop.contact.reaches("Hang up", "textarea")
	shop.contact.targets(44)
	shop.picture("phone-in-a-call")
	shop.contact.button("Hang up").click()
	shop.contact.see(".state", "The call has ended", "Thank you for calling", "Your reference: #")
	shop.contact.button("Call again").there()
	shop.contact.targets(44)
	shop.picture("phone-end-of-a-call")
	desk.wrapUp("Resolved", "All is said.")

	alone := s.open("the contact page by itself", s.at["deskside"]+"/contact?app=shop")
	alone.handset()
	alone.button("Call now").click()
	alone.button("Leave a message instead").click()
	alone.reaches("Cancel the call", "textarea")
	alone.targets(44)
	alone.button("Cancel the call").click()
	alone.see(".state", "The call is over", "Nobody had answered yet.", "Your reference: #")
	alone.gone(".state", "Thank you for calling")
	alone.button("Call again").there()
	alone.field("Leave a message").there()
	alone.targets(44)
	alone.picture("phone-end-of-a-cancelled-call")
}

// handset makes the tab a phone in somebody's hand.
func (p *tab) handset() {
	p.t.Helper()
	p.screen(handsetHeight)
	if err := chromedp.Do(p.ctx, command(emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true})); err != nil {
		p.t.Fatal(err)
	}
}

// screen gives the page of a phone that height.
func (p *tab) screen(height int64) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: handsetWidth, Height: height, DeviceScaleFactor: 1, Mobile: true,
	})); err != nil {
		p.t.Fatal(err)
	}
}

// reaches looks for the button wherever one may have scrolled to, without a keyboard, with
// one that makes the page smaller, and with one that is laid over it, as phones have both.
func (f *frame) reaches(button, field string) {
	f.t.Helper()
	p := f.tab
	f.scrolled("", button, "", handsetHeight)
	p.screen(handsetHeight - keyboardHeight)
	f.scrolled("a keyboard that makes the page smaller", button, field, handsetHeight-keyboardHeight)
	p.screen(handsetHeight)
	// Browsers without a screen show no keyboard: the page is told what it would be told of one.
	p.covers(handsetHeight - keyboardHeight)
	f.scrolled("a keyboard over the page", button, field, handsetHeight-keyboardHeight)
	p.covers(0)
	f.scrolled("the keyboard gone", button, "", handsetHeight)
}

// covers tells the tab's page that so much of it can be seen, as a keyboard over it does; with 0, what is true.
func (p *tab) covers(visible int) {
	p.t.Helper()
	var got result
	if err := p.command("Runtime.evaluate", map[string]any{"expression": fmt.Sprintf(`{
		delete visualViewport.height;
		if (%[1]d > 0) Object.defineProperty(visualViewport, "height", { configurable: true, get: () => %[1]d });
		visualViewport.dispatchEvent(new Event("resize"));
	}`, visible)}, &got); err != nil {
		p.t.Fatal(err)
	}
	if err := got.err(); err != nil {
		p.t.Fatal(err)
	}
}

// scrolled looks for the button at the top, in the middle, at the end, and where a field
// has the focus, in that much of the tab's page.
func (f *frame) scrolled(how, button, field string, visible int) {
	f.t.Helper()
	for _, at := range []string{"top", "middle", "end", field} {
		if at == "" {
			continue
		}
		what := fmt.Sprintf("%s: %s, scrolled to %s, %s", f.tab.name, button, at, how)
		await(f.t, patience, what, func() error {
			if err := f.run(nil, `(at) => {
				const most = document.documentElement.scrollHeight - innerHeight;
				const place = { top: 0, middle: most / 2, end: most }[at];
				if (place !== undefined) scrollTo(0, place);
				else for (const field of document.querySelectorAll(at)) { field.blur(); field.focus(); }
			}`, at); err != nil {
				return err
			}
			o, err := f.button(button).object()
			if err != nil {
				return err
			}
			if err := f.inView(o, visible); err != nil {
				return err
			}
			if at != field {
				return nil
			}
			if o, err = f.element(":focus").object(); err != nil {
				return err
			}
			return f.inView(o, visible)
		})
	}
}

// inView complains when any of the element is out of the frame, covered, or out of that
// much of the tab's page.
func (f *frame) inView(o object, visible int) error {
	var hidden string
	if err := f.on(o, &hidden, `function () {
		const box = this.getBoundingClientRect();
		if (box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth) return "out of the frame: " + JSON.stringify(box) + " in " + innerHeight;
		for (const y of [box.top + 1, box.bottom - 1]) {
			const top = document.elementFromPoint(box.x + box.width / 2, y);
			if (!this.contains(top)) return "covered by " + (top?.outerHTML ?? "nothing").slice(0, 120);
		}
		return "";
	}`); err != nil {
		return err
	}
	if hidden != "" {
		return complain("%s", hidden)
	}
	var bottom, above float64
	if err := f.on(o, &bottom, "function () { return this.getBoundingClientRect().bottom; }"); err != nil {
		return err
	}
	if f.path != "" {
		if err := f.tab.run(&above, `() => document.querySelector("dialog iframe").getBoundingClientRect().top`); err != nil {
			return err
		}
	}
	if above+bottom > float64(visible) {
		return complain("ends at %v of %d", above+bottom, visible)
	}
	return nil
}
