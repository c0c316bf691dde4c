package e2e

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
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
	made, err := chromedp.CallBrowser(browser, target.CreateBrowserContext, target.CreateBrowserContextParams{})
	if err != nil {
		t.Fatal(err)
	}
	id := made.BrowserContextID
	// Everybody has let our pages use the microphone; what is said where they have not, other tests look at.
	if _, err := chromedp.CallBrowser(browser, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
		Permission: &cdpbrowser.PermissionDescriptor{Name: "microphone"}, Setting: cdpbrowser.PermissionSettingGranted, BrowserContextID: id,
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // an error: the browser ends soon anyway
		_, _ = chromedp.CallBrowser(browser, target.DisposeBrowserContext, target.DisposeBrowserContextParams{BrowserContextID: id})
	})
	return profile(id)
}

// tab is one page, in a window of its own so that it is always awake and visible.
type tab struct {
	*frame
	name string
	ctx  context.Context

	mu       sync.Mutex
	troubles []string // what no page should do: exceptions, dialogs, refused content
	logged   []string // errors in the browser's console: what fails on purpose leaves some, too
}

const width, height = 1440, 900

// open shows an address in a window of its own.
func (s *sandbox) open(name, url string) *tab {
	s.t.Helper()
	made, err := chromedp.CallBrowser(browser, target.CreateTarget, target.CreateTargetParams{
		URL: "about:blank", BrowserContextID: cdp.BrowserContextID(s.profile), NewWindow: new(true), Width: width, Height: height,
	})
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	p := &tab{name: name}
	p.frame = &frame{t: s.t, tab: p}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithTargetID(made.TargetID), chromedp.WithListener(p.hear))
	p.ctx = ctx
	s.t.Cleanup(func() {
		p.close()
		cancel()
	})
	if err := chromedp.Do(ctx, command(log.Enable, cdp.Empty{}),
		command(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
		command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1}),
		chromedp.Navigate(url)); err != nil {
		s.t.Fatalf("%s: open %s: %v", name, url, err)
	}
	return p
}

// command of the protocol, as a step whose answer nobody needs.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

func (p *tab) hear(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		said := e.ExceptionDetails.Text
		if thrown := e.ExceptionDetails.Exception; thrown != nil {
			said += " " + thrown.Description
		}
		p.note("exception: " + said)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			said := "console." + string(e.Type) + ":"
			for _, a := range e.Args {
				said += " " + string(a.Value) + a.Description
			}
			p.log(said)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			p.log(string(e.Entry.Source) + ": " + e.Entry.Text + " " + e.Entry.URL)
		}
		if strings.Contains(e.Entry.Text, "Content Security Policy") {
			p.note("refused by policy: " + e.Entry.Text)
		}
	case *page.EventJavascriptDialogOpening:
		// Leaving a page in mid-call is asked about, and a test that reloads means it.
		leaving := e.Type == page.DialogTypeBeforeunload
		if !leaving {
			p.note("dialog: " + e.Message)
		}
		go func() { // listeners must not wait for the browser
			_, _ = chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: leaving})
		}()
	}
}

func (p *tab) note(trouble string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.troubles = append(p.troubles, trouble)
}

func (p *tab) log(said string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.logged = append(p.logged, said)
}

// spotless: nobody who opens the browser's console finds an error of the page's in it.
func (p *tab) spotless() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, said := range p.logged {
		p.t.Errorf("%s: in the console: %s", p.name, said)
	}
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
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	return os.WriteFile(path, picture, 0o644)
}

// picture keeps the page as it stands for people to look at, in the folder of $DESKSIDE_PICTURES.
func (p *tab) picture(name string) {
	p.t.Helper()
	dir := os.Getenv("DESKSIDE_PICTURES")
	if dir == "" {
		return
	}
	if err := p.screenshot(filepath.Join(dir, regexp.MustCompile(`\W+`).ReplaceAllString(name, "-")+".png")); err != nil {
		p.t.Error(err)
	}
}

// reload loads the page anew, as F5 does.
func (p *tab) reload() {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.Reload()); err != nil {
		p.t.Fatalf("%s: reload: %v", p.name, err)
	}
}

// leave goes to an empty page, as somebody does who is done here.
func (p *tab) leave() {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.Navigate("about:blank")); err != nil {
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
