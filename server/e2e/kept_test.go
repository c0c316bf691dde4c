package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestCallStaysInView: in a pane as Zendesk gives it, the call's bar, the note, what is
// asked and the strip of photos stay in view wherever the agent reads.
func TestCallStaysInView(t *testing.T) {
	const paneWidth, paneHeight = 380, 600
	s, base := pretended(t)
	p := s.open("the pane in a call", "about:blank")
	if err := chromedp.Do(p.ctx,
		command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: paneWidth, Height: paneHeight, DeviceScaleFactor: 1}),
		chromedp.Navigate(base+"/widget?user=7001&scene=call&look=zendesk")); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{".call-bar", ".dock .photos", ".dock .note textarea", ".dock .asks input"} {
		p.thereIs(what)
	}
	p.element(".ticket .more summary").click()
	p.element(".timeline summary").click()
	for _, at := range []string{"top", "middle", "end"} {
		for _, what := range []string{".call-bar", ".dock .photos", ".dock .note textarea", ".dock .asks input"} {
			await(t, patience, what+" in view, scrolled to "+at, func() error {
				if err := p.run(nil, `(at) => {
					const most = document.documentElement.scrollHeight - innerHeight;
					if (most < 100) throw new Error("there is nothing to scroll");
					scrollTo(0, { top: 0, middle: most / 2, end: most }[at]);
				}`, at); err != nil {
					return err
				}
				o, err := p.element(what).object()
				if err != nil {
					return err
				}
				return p.inView(o, paneHeight)
			})
		}
		p.picture("pane-" + at)
	}
	var height float64
	if err := p.run(&height, `() => document.querySelector(".dock .photos").getBoundingClientRect().height`); err != nil || height > 80 {
		t.Errorf("the photos are a strip of %v pixels (%v)", height, err)
	}
}
