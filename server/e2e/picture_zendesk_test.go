package e2e

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestPictureOfPackage draws the admin page's card with the button for the app.
//
//	go test -tags nomsgpack ./server/e2e -run TestPictureOfPackage -picture "$PWD/docs/zendesk-package.png"
func TestPictureOfPackage(t *testing.T) {
	if *picture == "" {
		t.Skip("only with -picture FILE")
	}
	s := start(t)
	admin := s.open("the admin", s.at["admin"])
	admin.see(".account", "support", "Connected")
	admin.button("Download the Zendesk app").there()
	var at page.Viewport
	if err := admin.run(&at, `() => {
		const box = document.querySelector(".account").getBoundingClientRect();
		return { x: box.x - 12, y: box.y - 12, width: box.width + 24, height: box.height + 24, scale: 1 };
	}`); err != nil {
		t.Fatal(err)
	}
	clip(t, admin, at)
}

// TestPictureOfRing draws a call that rings in the pane on Zendesk's page.
//
//	go test -tags nomsgpack ./server/e2e -run TestPictureOfRing -picture "$PWD/docs/zendesk-ring.png"
func TestPictureOfRing(t *testing.T) {
	if *picture == "" {
		t.Skip("only with -picture FILE")
	}
	s := start(t)
	desk := s.desk(crms[0], mia)
	desk.open(s.about(crms[0], "Refund for order 10391"))
	s.shop(crms[0], "sound").call()
	desk.rings("Aiko Tanaka", "Verified", "Damaged item")
	await(t, patience, "the card stands still", func() error {
		var still bool
		err := desk.widget.run(&still, `() => document.querySelector(".ring-card").getAnimations().length === 0`)
		if err == nil && !still {
			err = complain("it moves")
		}
		return err
	})
	clip(t, desk.tab, page.Viewport{X: 540, Width: width - 540, Height: 760, Scale: 1})
}

// clip draws a part of a page.
func clip(t *testing.T, p *tab, part page.Viewport) {
	t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	drawn, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Clip: &part})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(*picture, drawn.Data, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := squeeze(*picture); err != nil {
		t.Fatal(err)
	}
}
