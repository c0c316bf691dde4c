package e2e

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// profile keeps the pages of one test apart from those of others.
type profile cdp.BrowserContextID

func newProfile(t *testing.T) profile {
	t.Helper()
	in := cdp.WithExecutor(browser, chromedp.FromContext(browser).Browser)
	id, err := target.CreateBrowserContext().Do(in)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = target.DisposeBrowserContext(id).Do(in) }) // the browser ends soon anyway
	return profile(id)
}

// tab is one page, in a window of its own so that it is always awake and visible.
type tab struct {
	*frame
	name string
	ctx  context.Context

	mu       sync.Mutex
	troubles []string // what no page should do: exceptions, dialogs, refused content
}

const width, height = 1440, 900

// open shows an address in a window of its own.
func (s *sandbox) open(name, url string) *tab {
	s.t.Helper()
	in := cdp.WithExecutor(browser, chromedp.FromContext(browser).Browser)
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(cdp.BrowserContextID(s.profile)).
		WithNewWindow(true).WithWidth(width).WithHeight(height).Do(in)
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithTargetID(id))
	p := &tab{name: name, ctx: ctx}
	p.frame = &frame{t: s.t, tab: p}
	chromedp.ListenTarget(ctx, p.hear)
	s.t.Cleanup(func() {
		p.close()
		cancel()
	})
	if err := chromedp.Run(ctx, log.Enable(), emulation.SetFocusEmulationEnabled(true),
		emulation.SetDeviceMetricsOverride(width, height, 1, false), chromedp.Navigate(url)); err != nil {
		s.t.Fatalf("%s: open %s: %v", name, url, err)
	}
	return p
}

func (p *tab) hear(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.note("exception: " + e.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		if strings.Contains(e.Entry.Text, "Content Security Policy") {
			p.note("refused by policy: " + e.Entry.Text)
		}
	case *page.EventJavascriptDialogOpening:
		// Leaving a page in mid-call is asked about, and a test that reloads means it.
		leaving := e.Type == page.DialogTypeBeforeunload
		if !leaving {
			p.note("dialog: " + e.Message)
		}
		go func() { _ = chromedp.Run(p.ctx, page.HandleJavaScriptDialog(leaving)) }() // listeners must not wait for the browser
	}
}

func (p *tab) note(trouble string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.troubles = append(p.troubles, trouble)
}

// close says what went wrong on the page, and keeps a picture of it if the test has failed.
func (p *tab) close() {
	p.mu.Lock()
	for _, trouble := range p.troubles {
		p.t.Errorf("%s: %s", p.name, trouble)
	}
	p.mu.Unlock()
	if !p.t.Failed() {
		return
	}
	path := filepath.Join(p.t.ArtifactDir(), strings.ReplaceAll(p.name, " ", "-")+".png")
	if err := p.screenshot(path); err != nil {
		p.t.Logf("%s: no screenshot: %v", p.name, err)
		return
	}
	p.t.Logf("%s: see %s; go test -artifacts keeps it", p.name, path)
}

func (p *tab) screenshot(path string) error {
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	var picture []byte
	if err := chromedp.Run(ctx, chromedp.CaptureScreenshot(&picture)); err != nil {
		return err
	}
	return os.WriteFile(path, picture, 0o644)
}

// reload loads the page anew, as F5 does.
func (p *tab) reload() {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, chromedp.Reload()); err != nil {
		p.t.Fatalf("%s: reload: %v", p.name, err)
	}
}

// leave goes to an empty page, as somebody does who is done here.
func (p *tab) leave() {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, chromedp.Navigate("about:blank")); err != nil {
		p.t.Fatalf("%s: leave: %v", p.name, err)
	}
}

// refuses waits for the browser to refuse something by a policy with that word, which is then no trouble.
func (p *tab) refuses(word string) {
	p.t.Helper()
	await(p.t, patience, p.name+": the browser refuses by "+word, func() error {
		p.mu.Lock()
		defer p.mu.Unlock()
		for i, trouble := range p.troubles {
			if strings.Contains(trouble, "refused by policy") && strings.Contains(trouble, word) {
				p.troubles = slices.Delete(p.troubles, i, i+1)
				return nil
			}
		}
		return complain("there is %q", p.troubles)
	})
}
