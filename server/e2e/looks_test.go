package e2e

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Narrower than any place a CRM gives the widget.
const narrow = 320

// scene is a state of the widget as the pretended server plays it (widget/dev), and
// what to open in it.
type scene struct {
	query string
	there string   // what is there when it has come up
	open  []string // clicked, one after the other
}

var scenes = []scene{
	{"sign_in=none", ".entrance", nil},
	{"scene=idle", ".list .row", nil},
	{"user=7001&scene=away", ".list .row", nil},
	{"user=7001&scene=frozen", ".list .row", []string{".missed summary", ".status-button"}},
	{"user=7001&scene=ringing", ".ring-card", []string{".ring-card .more summary"}},
	{"user=7001&scene=two", ".also .row", nil},
	{"user=7001&scene=call", ".call-bar", []string{".ticket .more summary", ".timeline summary", ".status-button"}},
	{"user=7001&scene=street", ".call-bar", []string{".join .button", ".join-foot .button:nth-child(2)"}},
	{"user=7001&scene=unclear", ".candidate", []string{".customer .more summary"}},
	{"user=7001&scene=wrapup", ".wrap-up", nil},
	{"user=7001&scene=held", ".list .row", []string{".list .row", ".held-look", ".held-buttons .button:last-child"}},
	{"user=7001&scene=moved", ".list .row", []string{".list .row", ".ticket .link"}},
	{"user=7001&scene=call&location=ticket_sidebar&ticket=4821", ".list .row", nil},
}

// TestLooks shows every state of the widget at 320 pixels in every look, light and
// dark, and in every language: nothing runs over the edge, and axe finds nothing
// serious.
func TestLooks(t *testing.T) {
	s, base := pretended(t)
	axe, err := os.ReadFile("../../widget/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	p := s.open("the widget", "about:blank")
	p.hasLetters("あい", "가나")
	for _, sc := range scenes {
		for _, in := range []struct{ look, language string }{{"zendesk", "en"}, {"salesforce", "ja"}, {"standalone", "ko"}} {
			p.name = fmt.Sprintf("%s in %s, %s", sc.query, in.look, in.language)
			p.scheme("light")
			if err := chromedp.Do(p.ctx, chromedp.Navigate(base+"/widget?"+sc.query+"&look="+in.look+"&lang="+in.language)); err != nil {
				t.Fatal(err)
			}
			if sc.query == "scene=idle" {
				p.enter()
			}
			p.thereIs(sc.there)
			for _, what := range sc.open {
				p.element(what).click()
			}
			var over int
			if err := p.run(&over, "() => document.documentElement.scrollWidth - innerWidth"); err != nil || over > 0 {
				t.Errorf("%s: %d pixels run over the edge (%v)", p.name, over, err)
			}
			p.targets(24)
			if err := p.run(nil, "() => {"+string(axe)+"}"); err != nil {
				t.Fatal(err)
			}
			p.accessible("light", nil)
			p.scheme("dark")
			p.accessible("dark", []string{"color-contrast"}) // all else is the same
			p.picture(p.name)
		}
	}
}

// TestLooksWithoutHost: the admin's and the customer's pages follow the system's light or
// dark, at a phone's width, and nobody has to strain to read them; what goes wrong in the
// browser's console fails the test of a page by itself.
func TestLooksWithoutHost(t *testing.T) {
	s, base := pretended(t)
	axe, err := os.ReadFile("../../widget/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	p := s.open("the pages without a host", "about:blank")
	grounds := map[string]string{}
	for _, page := range []struct{ path, there string }{
		{"/admin", ".work"}, {"/admin#contacts", "#contacts"}, {"/admin#health", ".check"}, {"/admin#record", "#record"},
		{"/contact?app=shop", "main button"}, {"/join", "#code"},
	} {
		p.name = page.path
		p.scheme("light")
		if err := chromedp.Do(p.ctx, chromedp.Navigate("about:blank")); err != nil { // a new # alone loads nothing
			t.Fatal(err)
		}
		if err := chromedp.Do(p.ctx, chromedp.Navigate(base+page.path)); err != nil {
			t.Fatal(err)
		}
		p.thereIs(page.there)
		if err := p.run(nil, "() => {"+string(axe)+"}"); err != nil {
			t.Fatal(err)
		}
		for _, scheme := range []string{"light", "dark"} {
			p.scheme(scheme)
			p.accessible(scheme, nil)
			var ground string
			if err := p.run(&ground, "() => getComputedStyle(document.body).backgroundColor"); err != nil {
				t.Fatal(err)
			}
			if grounds[scheme] = ground; scheme == "dark" && ground == grounds["light"] {
				t.Errorf("%s is as light in the dark: %s", page.path, ground)
			}
			var over int
			if err := p.run(&over, "() => document.documentElement.scrollWidth - innerWidth"); err != nil || over > 0 {
				t.Errorf("%s: %d pixels run over the edge (%v)", page.path, over, err)
			}
			p.picture(page.path + "-" + scheme)
		}
	}
}

// pretended starts the built pages on the server that they are developed against.
func pretended(t *testing.T) (*sandbox, string) {
	t.Helper()
	if lacking != "" {
		t.Skip(lacking)
	}
	if _, err := os.Stat("../../widget/node_modules/axe-core"); err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
			t.Fatal(err)
		}
		t.Skip("axe-core is not installed: make widget")
	}
	cmd := exec.Command("node", "node_modules/vite/bin/vite.js", "preview", "--host", "127.0.0.1", "--port", "0")
	cmd.Dir = "../../widget"
	cmd.Env = append(os.Environ(), "NO_COLOR=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if found := address.FindString(lines.Text()); found != "" {
			return &sandbox{t: t, profile: newProfile(t)}, found
		}
	}
	t.Fatal("the pretended server has not started")
	return nil, ""
}

// hasLetters: this machine draws each of two letters otherwise, and not the same box
// for both. What looks right with boxes may not with letters.
func (p *tab) hasLetters(pairs ...string) {
	p.t.Helper()
	for _, pair := range pairs {
		var boxes bool
		if err := p.run(&boxes, `(pair) => {
			const [one, other] = [...pair].map((letter) => {
				const drawn = Object.assign(document.createElement("canvas"), { width: 32, height: 32 }).getContext("2d");
				drawn.font = "24px sans-serif";
				drawn.fillText(letter, 2, 26);
				return drawn.getImageData(0, 0, 32, 32).data.join();
			});
			return one === other;
		}`, pair); err != nil {
			p.t.Fatal(err)
		}
		if boxes {
			p.t.Errorf("this machine has no letters for %s; make tools installs them", pair)
		}
	}
}

// scheme makes the window narrow, still, and light or dark.
func (p *tab) scheme(scheme string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx,
		command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: narrow, Height: height, DeviceScaleFactor: 1}),
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})); err != nil {
		p.t.Fatal(err)
	}
}

// enter signs in where no host says who is there.
func (p *tab) enter() {
	p.t.Helper()
	p.thereIs("#user")
	if err := p.run(nil, `() => document.querySelector("#user").focus()`); err != nil {
		p.t.Fatal(err)
	}
	p.key("7001")
	p.element("form button").click()
}

// targets: whatever can be pressed measures so many pixels each way.
func (f *frame) targets(least int) {
	f.t.Helper()
	var small []string
	if err := f.run(&small, `(least) => [...document.querySelectorAll("button, select, input, textarea, summary, a[href]")]
		.filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".unseen"))
		.map((e) => [e, e.getBoundingClientRect()])
		.filter(([, box]) => Math.min(box.width, box.height) < least - 0.5)
		.map(([e, box]) => e.outerHTML.slice(0, 120) + " " + Math.round(box.width) + " × " + Math.round(box.height))`, least); err != nil {
		f.t.Fatal(err)
	}
	for _, s := range small {
		f.t.Errorf("%s: too small to press: %s", f.tab.name, s)
	}
}

func (p *tab) thereIs(selector string) {
	p.t.Helper()
	await(p.t, patience, p.name+": "+selector, func() error {
		_, err := p.element(selector).object()
		return err
	})
}

// accessible lets axe look at the page as it stands; without rules, by all of them.
func (p *tab) accessible(scheme string, rules []string) {
	p.t.Helper()
	var found []string
	if err := p.run(&found, `async (rules) => {
		await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
		const seen = await axe.run(document, { resultTypes: ["violations"], ...(rules?.length ? { runOnly: { type: "rule", values: rules } } : {}) });
		return seen.violations.filter((v) => v.impact === "serious" || v.impact === "critical")
			.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.html.slice(0, 160) + " " + n.failureSummary));
	}`, rules); err != nil {
		p.t.Fatal(err)
	}
	for _, f := range found {
		p.t.Errorf("%s, %s: %s", p.name, scheme, f)
	}
}
