// Package e2e plays the story in a real browser: the sandbox as a process of its
// own, its pages as a person sees them, and what the stand-ins hold afterwards.
//
// A test opens pages and waits for what a person would see; nothing is reached
// into. Controls are found by role and accessible name, so that what a screen
// reader cannot name cannot be pressed here either.
package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// picture is where TestPicture puts the README's picture.
var picture = flag.String("picture", "", "draw the README's picture into this `file`")

var (
	lacking string          // why the tests cannot run here; empty when they can
	binary  string          // the sandbox
	browser context.Context // the one browser of all tests
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	chromium := findChromium()
	switch _, err := os.Stat("../../widget/dist/agent.html"); {
	case err != nil:
		lacking = "the widget is not built: make widget"
	case chromium == "":
		lacking = "there is no Chromium: install it, or name it in $CHROMIUM"
	}
	if lacking != "" {
		if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
			fmt.Fprintln(os.Stderr, "e2e:", lacking)
			return 1
		}
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "deskside-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := build(dir); err != nil {
		fmt.Fprintln(os.Stderr, "e2e: build the sandbox:", err)
		return 1
	}
	stop, err := startBrowser(chromium, filepath.Join(dir, "browser"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e: start the browser:", err)
		return 1
	}
	defer stop()
	return m.Run()
}

func build(dir string) error {
	binary = filepath.Join(dir, "sandbox")
	out, err := exec.Command("go", "build", "-race", "-tags", "nomsgpack", "-o", binary, "../cmd/sandbox").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

func findChromium() string {
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

// startBrowser starts the browser that all tests share; each has its own profile in it.
func startBrowser(path, profile string) (stop func(), err error) {
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoFirstRun, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(time.Minute), // a busy machine, a cold disk
		chromedp.Flag("headless", "new"),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		// Frames of other origins stay in the target of their page, where they can be queried.
		chromedp.Flag("disable-site-isolation-trials", true),
		chromedp.Flag("disable-features", "IsolateOrigins,site-per-process"),
		// A tab behind another is as awake as the one in front.
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true),
		chromedp.Flag("disable-renderer-backgrounding", true),
		// Everybody has a microphone, and has allowed it.
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("force-color-profile", "srgb"), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("lang", "en-US"), chromedp.Env("TZ=UTC", "LANG=en_US.UTF-8"),
	)
	// The protocol's newest words are not in the library; what it cannot read is not what we ask for.
	var stopBrowser context.CancelFunc
	browser, stopBrowser = chromedp.NewContext(alloc, chromedp.WithErrorf(func(string, ...any) {}))
	stop = func() { stopBrowser(); stopAlloc() }
	if err := chromedp.Do(browser); err != nil {
		stop()
		return nil, err
	}
	return stop, nil
}
