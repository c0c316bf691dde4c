package bench

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/app"
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
	address := b.serveHere(w)
	c, err := (&process{b: b, address: address}).dial()
	if err != nil {
		b.t.Fatal(err)
	}
	defer c.conn.Close()
	if err := c.send(b.newCall().webhookOf(w.publicURL, voicePath)); err != nil {
		b.t.Fatal(err)
	}
	floor := w.open(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, staticPage) }))

	browser, stop := b.startBrowser(path)
	defer stop()
	var ours, floors []float64
	for range b.size.loads {
		floors = append(floors, b.load(browser, floor))
		ours = append(ours, b.load(browser, "http://"+address+"/widget?user=7&name=Mia"))
	}
	b.report.add("first_paint", "ms", median(ours), median(floors), atMost(300))
}

// serveHere runs the server in this process, where agents may sign in without proof:
// the binary has no such way in.
func (b *bench) serveHere(w *world) (address string) {
	b.t.Helper()
	p := &process{b: b, address: b.freeAddress(), data: filepath.Join(b.dir, "paint")}
	w.publicURL = "http://" + p.address
	cfg, err := config.Load(w.writeConfig(p), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	listening, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, cfg, app.Options{
			Sandbox: true, Log: slog.New(slog.DiscardHandler), Listening: func(net.Addr) { close(listening) },
		})
	}()
	b.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			b.t.Error(err)
		}
	})
	select {
	case <-listening:
	case err := <-ended:
		ended <- nil
		b.t.Fatal(err)
	case <-time.After(patience):
		b.t.Fatal("the server does not listen")
	}
	return p.address
}

// load a page as somebody who has never been there. In milliseconds.
func (b *bench) load(browser context.Context, address string) (took float64) {
	b.t.Helper()
	in := cdp.WithExecutor(browser, chromedp.FromContext(browser).Browser)
	somebody, err := target.CreateBrowserContext().Do(in)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = target.DisposeBrowserContext(somebody).Do(in) }() // and its window
	window, err := target.CreateTarget("about:blank").WithBrowserContextID(somebody).WithNewWindow(true).Do(in)
	if err != nil {
		b.t.Fatal(err)
	}
	tab, leave := chromedp.NewContext(browser, chromedp.WithTargetID(window))
	defer leave()
	tab, cancel := context.WithTimeout(tab, patience)
	defer cancel()
	err = chromedp.Run(tab,
		chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(whenPainted).Do(ctx)
			return err
		}),
		chromedp.Navigate(address),
		chromedp.Evaluate("window.painted", &took, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
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
	if err := chromedp.Run(browser); err != nil {
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
