package bench

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// whenPainted makes a page tell when the frame after its first sight of data has been
// painted, in milliseconds since it was asked for.
const whenPainted = `window.painted = new Promise((tell) => {
	const frame = () => requestAnimationFrame(() => setTimeout(() => tell(performance.now())));
	new PerformanceObserver((seen) => {
		if (seen.getEntriesByName("deskside:data").length > 0) frame();
	}).observe({ type: "mark", buffered: true });
})`

// staticPage has its data from the start.
const staticPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Floor</title>
<main><h1>Ready</h1><p>+1 212 555 0100 calls.</p></main><script>performance.mark("deskside:data")</script></html>`

// firstPaint: from the moment an agent's page is asked for until it has painted who
// calls, in a browser that has never been here; the floor's page is static. Agents sign
// in as in the sandbox: who vouches for them takes its own time.
func (b *bench) firstPaint() {
	path := chromium()
	if path == "" {
		if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
			b.t.Fatal("there is no Chromium: install it, or name it in $CHROMIUM")
		}
		b.t.Log("first_paint was left out: there is no Chromium. Install it, or name it in $CHROMIUM.")
		return
	}
	w := b.newWorld(realLimits)
	defer w.close()
	ringing := func(of *build) string {
		p := b.startServer(w, of.sandbox, b.place())
		b.t.Cleanup(p.discard)
		c, err := p.dial()
		if err != nil {
			b.t.Fatal(err)
		}
		defer c.conn.Close()
		if err := c.send(w.knownCall().webhook(voicePath)); err != nil {
			b.t.Fatal(err)
		}
		return "http://" + p.address + "/widget?user=7&name=Mia"
	}
	pages := map[*build]string{b.ours: ringing(b.ours)}
	if b.base != nil {
		pages[b.base] = ringing(b.base)
	}
	floor := w.open(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, staticPage) }))

	browser, stop := b.startBrowser(path)
	defer stop()
	b.load(browser, floor, nil) // a browser's first page takes it longer
	for i, line := range []*network.Conditions{nil, {Latency: roundTrip, DownloadThroughput: bandwidth, UploadThroughput: bandwidth}} {
		if !b.wants(paintRows[i]) {
			continue
		}
		loads := func(page string) float64 {
			var took []float64
			for range b.size.loads {
				took = append(took, b.load(browser, page, line))
			}
			return median(took)
		}
		ours, base, turns := b.both(func(of *build) float64 { return loads(pages[of]) })
		var floors []float64
		b.inTurns(append(turns, func() { floors = append(floors, loads(floor)) })...)
		b.report.add(paintRows[i], "ms", figures{*ours, *base, floors}, baseAtMost([]float64{0.9, 0.6}[i]))
	}
}

// paintRows: on loopback, and over a line of a phone's kind.
var paintRows = []string{"first_paint", "first_paint_slow"}

const (
	roundTrip = 150       // ms
	bandwidth = 1.6e6 / 8 // bytes per second
)

// load a page as somebody who has never been there, over a line that is slowed down or not.
// In milliseconds.
func (b *bench) load(browser context.Context, address string, line *network.Conditions) (took float64) {
	b.t.Helper()
	somebody, err := chromedp.CallBrowser(browser, target.CreateBrowserContext, target.CreateBrowserContextParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { // and its window
		_, _ = chromedp.CallBrowser(browser, target.DisposeBrowserContext, target.DisposeBrowserContextParams(somebody))
	}()
	window, err := chromedp.CallBrowser(browser, target.CreateTarget, target.CreateTargetParams{
		URL: "about:blank", BrowserContextID: somebody.BrowserContextID, NewWindow: new(true),
	})
	if err != nil {
		b.t.Fatal(err)
	}
	tab, leave := chromedp.NewContext(browser, chromedp.WithTargetID(window.TargetID))
	defer leave()
	// A deadline of the first call would end the browser.
	if line != nil {
		if _, err := chromedp.Call(tab, network.Enable, network.EnableParams{}); err != nil {
			b.t.Fatal(err)
		}
		if _, err := chromedp.Call(tab, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{line}}); err != nil {
			b.t.Fatal(err)
		}
	}
	if _, err := chromedp.Call(tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: whenPainted}); err != nil {
		b.t.Fatal(err)
	}
	tab, cancel := context.WithTimeout(tab, patience)
	defer cancel()
	err = chromedp.Do(tab, chromedp.Navigate(address))
	if err == nil {
		took, err = chromedp.Run(tab, chromedp.Evaluate[float64]("window.painted", chromedp.EvalAwaitPromise))
	}
	if err != nil {
		b.t.Fatalf("%s was not painted: %v", address, err)
	}
	return took
}

func (b *bench) startBrowser(path string) (browser context.Context, stop func()) {
	b.t.Helper()
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.UserDataDir(filepath.Join(b.dir, "browser")), chromedp.NoFirstRun, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(time.Minute), // a busy machine, a cold disk
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	)
	// The protocol's newest words are not in the library; what it cannot read is not what we ask for.
	browser, stopBrowser := chromedp.NewContext(alloc, chromedp.WithErrorf(func(string, ...any) {}))
	stop = func() { stopBrowser(); stopAlloc() }
	if err := chromedp.Do(browser); err != nil {
		stop()
		b.t.Fatalf("start the browser: %v", err)
	}
	return browser, stop
}

// chromium on this machine; empty: there is none.
func chromium() string {
	if named := os.Getenv("CHROMIUM"); named != "" {
		return named
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
