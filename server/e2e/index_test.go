package e2e

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestIndex: the first page ticks the story as it is played elsewhere, says beside a
// button what it does and has done, and asks before it wipes everything.
func TestIndex(t *testing.T) {
	s, c := start(t), crms[0]
	index := s.open("the first page", s.at["index"])
	index.see("#story li", "Call")
	ticked := func(step string) {
		t.Helper()
		await(t, patience, "step "+step+" is ticked", func() error {
			var is bool
			if err := index.run(&is, `(id) => document.getElementById(id).checked`, "step-"+step); err != nil {
				return err
			}
			if !is {
				return complain("it is not")
			}
			return nil
		})
	}

	index.see("[data-cloud=zendesk] .fault", "Throttle", "asks us to wait for 20 seconds")
	index.element("[data-cloud=salesforce] .fault button", "Slow").click()
	index.see("[data-cloud=salesforce] [role=status]", "From now on Salesforce takes eight seconds for the next write.")
	index.see("#waiting-salesforce", "1 to come")
	ticked("trouble")

	desk, shop := s.desk(c, mia), s.shop(c, "sound")
	shop.call()
	desk.rings("Aiko Tanaka")
	ticked("call")
	desk.accept()
	shop.connected(mia)
	shop.send("broken mug.png", mug())
	desk.note("The handle is off.")
	ticked("photo")
	ticked("note")
	index.element("#kill").click()
	index.see(".server [role=status]", "Killed. It is on its way back.")
	ticked("kill")
	desk.hangUp()
	desk.wrapUp("Resolved", "A new mug ships tomorrow.")
	ticked("hangup")
	index.see("#told", "Done: ")

	held := len(s.tickets(c))
	asked := func() (open bool) {
		t.Helper()
		if err := index.run(&open, `() => document.querySelector("dialog").open`); err != nil {
			t.Fatal(err)
		}
		return open
	}
	index.element("#reset").click()
	index.see("dialog", "Reset the sandbox?", "cannot be undone")
	index.element("dialog button", "Cancel").click()
	if asked() || len(s.tickets(c)) != held {
		t.Error("Cancel has not cancelled")
	}
	index.element("#reset").click()
	index.element("#reset-sure").click()
	index.see(".panel [role=status]", "Everything is as it was in the beginning.")
	if n := len(s.tickets(c)); n != held-1 {
		t.Errorf("%d tickets after a reset, %d before", n, held)
	}
	var left int
	if err := index.run(&left, `() => document.querySelectorAll("#story :checked").length`); err != nil || left != 0 {
		t.Errorf("%d steps are still ticked, %v", left, err)
	}
}

// TestNarrow: what a customer holds in their hand, and who tries it there, needs no
// scrolling aside on a phone of 360 pixels, nor on the narrowest that WCAG has in mind
// (1.4.10), nor with a scroll bar in those 360.
func TestNarrow(t *testing.T) {
	s := start(t)
	for name, address := range map[string]string{
		"the first page": s.at["index"], "the shop": s.at["shop"], "a thing in the shop": s.at["shop"] + "#mug",
		"a stranger in the shop": s.at["shop"] + "?visitor=expired", "the boutique": s.at["boutique"], "the phone": s.at["phone"],
	} {
		p := s.open(name, address)
		await(t, patience, name+" is drawn", func() error {
			var words int
			if err := p.run(&words, `() => document.body.innerText.length`); err != nil {
				return err
			}
			if words < 100 {
				return complain("%d letters", words)
			}
			return nil
		})
		for _, phone := range []int{320, 345, 360} {
			p.narrow(t, name, phone)
		}
	}
}

func (p *tab) narrow(t *testing.T, name string, phone int) {
	t.Helper()
	if err := chromedp.Do(p.ctx, command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: int64(phone), Height: 780, DeviceScaleFactor: 1, Mobile: true,
	})); err != nil {
		t.Fatal(err)
	}
	var beyond []string
	if err := p.run(&beyond, `async (width) => {
		await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
		const all = [...document.querySelectorAll("body *")].filter((e) => {
			const r = e.getBoundingClientRect();
			return r.width > 0 && r.height > 0 && (r.right > width + 1 || r.left < -1) && !e.closest(".unseen, svg svg");
		}).map((e) => e.tagName + "." + e.className + " to " + Math.round(e.getBoundingClientRect().right));
		const wide = document.documentElement.scrollWidth;
		return wide > width ? ["the page is " + wide + " wide", ...all] : all;
	}`, phone); err != nil {
		t.Fatal(err)
	}
	if len(beyond) > 0 {
		t.Errorf("%s at %d: %v", name, phone, beyond)
	}
	if err := p.screenshot(filepath.Join(t.ArtifactDir(), fmt.Sprintf("%s %d.png", name, phone))); err != nil {
		t.Error(err)
	}
}
