package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// pagesWithoutHost are the admin's and the customer's, with what is there when they have come up.
var pagesWithoutHost = []scene{
	{"/admin", ".work", []string{".work .opener"}}, {"/admin#contacts", "#contacts", nil}, {"/admin#health", ".check", nil}, {"/admin#record", "#record", nil},
	{"/contact?app=shop", "main button", nil},
}

// TestThumbsAndOwnTextSize: where fingers press, whatever can be pressed measures 44 pixels
// each way, on a narrow screen, and nothing runs over its edge; and all text follows the
// size that the browser is set to. With a mouse 24 pixels are enough: TestLooks.
func TestThumbsAndOwnTextSize(t *testing.T) {
	s, base := pretended(t)
	p := s.open("a page under a finger", "about:blank")
	pages := append([]scene{}, pagesWithoutHost...)
	for _, sc := range scenes {
		pages = append(pages, scene{"/widget?" + sc.query + "&look=zendesk", sc.there, sc.open})
	}
	for _, page := range pages {
		p.name = page.query
		p.scheme("light")
		p.fingers(true)
		for _, address := range []string{"about:blank", base + page.query} { // a new # alone loads nothing
			if err := chromedp.Do(p.ctx, chromedp.Navigate(address)); err != nil {
				t.Fatal(err)
			}
		}
		if page.query == "/widget?scene=idle&look=zendesk" {
			p.enter()
		}
		p.thereIs(page.there)
		for _, what := range page.open {
			p.element(what).click()
		}
		p.targets(44)
		var over int
		if err := p.run(&over, "() => document.documentElement.scrollWidth - innerWidth"); err != nil || over > 0 {
			t.Errorf("%s: %d pixels run over the edge (%v)", p.name, over, err)
		}
		p.picture("touch " + page.query)
		p.fingers(false)
		p.growsWithTheBrowser()
	}
}

// fingers has the page be pressed with them, or with a mouse.
func (p *tab) fingers(on bool) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, command(emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: on})); err != nil {
		p.t.Fatal(err)
	}
	await(p.t, patience, p.name+": the pointer", func() error {
		var coarse bool
		if err := p.run(&coarse, `() => matchMedia("(pointer: coarse)").matches`); err != nil || coarse == on {
			return err
		}
		return complain("coarse: %v", coarse)
	})
}

// growsWithTheBrowser sets the browser's text from 16 to 20 pixels: all that is read grows by as much.
func (p *tab) growsWithTheBrowser() {
	p.t.Helper()
	const sizes = `() => Object.fromEntries([...document.querySelectorAll("body *")]
		.filter((e) => e.checkVisibility({ visibilityProperty: true }) && [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim() !== ""))
		.map((e) => [e.localName + "." + e.className + ": " + [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data.trim()).join(" "), parseFloat(getComputedStyle(e).fontSize)]))`
	usual := map[string]float64{}
	if err := p.run(&usual, sizes); err != nil {
		p.t.Fatal(err)
	}
	if len(usual) == 0 {
		p.t.Fatalf("%s: there is nothing to read", p.name)
	}
	p.textSize(20)
	defer p.textSize(16)
	await(p.t, patience, p.name+": text of the browser's size", func() error {
		large, same := map[string]float64{}, 0
		if err := p.run(&large, sizes); err != nil {
			return err
		}
		for what, size := range usual {
			now, there := large[what] // a part that comes or goes meanwhile is not compared with another of its kind
			if there && now < size*1.24 {
				return complain("%s: %v pixels, and %v before", what, now, size)
			}
			if there {
				same++
			}
		}
		if 2*same < len(usual) {
			return complain("of %d texts %d are there still", len(usual), same)
		}
		return nil
	})
}

// textSize is what somebody sets in their browser.
func (p *tab) textSize(pixels int) {
	p.t.Helper()
	if err := p.command("Page.setFontSizes", map[string]any{"fontSizes": map[string]any{"standard": pixels}}, nil); err != nil {
		p.t.Fatal(fmt.Errorf("%s: %w", p.name, err))
	}
}
