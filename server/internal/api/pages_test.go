package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	apiedge "github.com/deskside/deskside/server/internal/api/edge"

	"github.com/deskside/deskside/server/internal/api"
)

// booted reads a page's boot record as the page does.
func booted(t *testing.T, a answer) map[string]any {
	t.Helper()
	const begin, end = `<script type="application/json" id="deskside-boot">`, `</script>`
	page := string(a.body)
	if n := strings.Count(page, begin); n != 1 {
		t.Fatalf("%d boot records in %s", n, page)
	}
	_, rest, _ := strings.Cut(page, begin)
	record, after, _ := strings.Cut(rest, end)
	if strings.ContainsAny(record, "<>&") {
		t.Errorf("markup in the boot record: %s", record)
	}
	if !strings.HasPrefix(after, "<script type=module src=/widget/assets/") || strings.Contains(page, "<!--boot-->") {
		t.Errorf("the page is not as it was built: %s", page)
	}
	var b map[string]any
	if err := json.Unmarshal([]byte(record), &b); err != nil {
		t.Fatalf("%v: %s", err, record)
	}
	return b
}

func policy(a answer, name string) []string {
	for directive := range strings.SplitSeq(a.Header.Get("Content-Security-Policy"), ";") {
		if words := strings.Fields(directive); len(words) > 0 && words[0] == name {
			return words[1:]
		}
	}
	return nil
}

// Calls go to Twilio, whichever of its edges is nearest, and to nobody else.
func TestPagesMayCallTwilio(t *testing.T) {
	e := open(t, nil)
	for path, voice := range map[string][]string{"/widget": {"blob:", "wss://*.twilio.com", "https://*.twilio.com"}, "/contact?app=shop": {"blob:", "wss://*.twilio.com", "https://*.twilio.com"}, "/admin": nil} {
		a := e.send(request{method: "GET", path: path})
		if got := policy(a, "connect-src"); !slices.Equal(got, append([]string{"'self'", "wss://desk.example.com"}, voice...)) {
			t.Errorf("%s: connect-src %q", path, got)
		}
		if got := policy(a, "media-src"); !slices.Equal(got, []string{"'self'", "blob:"}) {
			t.Errorf("%s: media-src %q", path, got)
		}
		if got := a.Header.Get("Permissions-Policy"); !strings.Contains(got, "microphone=(self)") {
			t.Errorf("%s: %q", path, got)
		}
	}
}

func TestPagesAndWhoMayFrameThem(t *testing.T) {
	e := open(t, func(c *api.Config) {
		c.Accounts[0].EmbedOrigins = []string{"https://portal.example.com"}
		c.Simulator = "http://127.0.0.1:8093"
	})
	for _, c := range []struct {
		path, host, account, app string
		ancestors                []string
	}{
		{"/widget", "standalone", "support", "", []string{"'none'"}},
		{"/widget?account=sales", "standalone", "sales", "", []string{"'none'"}},
		{"/admin", "standalone", "support", "", []string{"'none'"}},
		{"/widget/zendesk/top_bar?origin=https%3A%2F%2Facme.zendesk.com&app_guid=x", "zendesk", "support", "", []string{zendeskURL, "https://portal.example.com"}},
		{"/widget/zendesk/ticket_sidebar?account=support", "zendesk", "support", "", []string{zendeskURL, "https://portal.example.com"}},
		{"/widget/salesforce?host_origin=https%3A%2F%2Facme.lightning.force.com", "salesforce", "sales", "", []string{"https://acme.my.salesforce.com", "https://acme.lightning.force.com", "https://acme--c.vf.force.com"}},
		{"/contact?app=shop", "", "", "shop", []string{shopOrigin}},
		{"/contact?app=boutique", "", "", "boutique", []string{"https://boutique.example.com"}},
	} {
		t.Run(c.path, func(t *testing.T) {
			a := e.send(request{method: "GET", path: c.path})
			e.want(a, http.StatusOK, "")
			b := booted(t, a)
			for k, want := range map[string]string{"host": c.host, "account": c.account, "app": c.app, "base": publicURL, "sign_in": "sandbox"} {
				if got, _ := b[k].(string); got != want {
					t.Errorf("%s: %q, want %q", k, got, want)
				}
			}
			if got := policy(a, "frame-ancestors"); !slices.Equal(got, c.ancestors) {
				t.Errorf("frame-ancestors %q, want %q", got, c.ancestors)
			}
			if got := policy(a, "script-src"); !slices.Equal(got, []string{"'self'"}) {
				t.Errorf("script-src %q", got)
			}
			connects := []string{"'self'", "wss://desk.example.com", "blob:", "ws://127.0.0.1:8093"}
			if c.path == "/admin" {
				connects = connects[:2]
			}
			if got := policy(a, "connect-src"); !slices.Equal(got, connects) {
				t.Errorf("connect-src %q", got)
			}
			for _, directive := range []string{"default-src", "base-uri", "form-action"} {
				if got := policy(a, directive); !slices.Equal(got, []string{"'none'"}) {
					t.Errorf("%s %q", directive, got)
				}
			}
			h := a.Header
			if h.Get("Content-Type") != "text/html; charset=utf-8" || h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("Strict-Transport-Security") == "" {
				t.Errorf("%v", h)
			}
			if origins, ok := b["origins"].([]any); ok != (c.ancestors[0] != "'none'") || ok && len(origins) != len(c.ancestors) {
				t.Errorf("origins %v", b["origins"])
			}
		})
	}
	for _, path := range []string{"/contact", "/contact?app=", "/contact?app=nothing", "/widget/zendesk/top_bar?account=sales", "/widget/salesforce?account=support", "/widget/salesforce?account=%3Cscript%3E"} {
		e.want(e.send(request{method: "GET", path: path}), http.StatusNotFound, "not_found")
	}
	for _, origin := range []string{
		"https://evil.example", "https://acme.zendesk.com.evil.example", "https://evil.zendesk.com", "http://acme.zendesk.com", "https://ACME.zendesk.com",
		"https://acme.zendesk.com/", "https://acme.zendesk.com:443", "null", "", "*",
	} {
		o := url.QueryEscape(origin)
		for _, path := range []string{
			"/widget/zendesk/top_bar?origin=" + o, "/widget/salesforce?host_origin=" + o,
			"/widget/zendesk/top_bar?origin=https%3A%2F%2Facme.zendesk.com&origin=" + o,
		} {
			a := e.send(request{method: "GET", path: path})
			e.want(a, http.StatusForbidden, "origin_not_allowed")
		}
		e.want(e.send(request{method: "POST", path: "/widget/zendesk/top_bar?origin=" + o, body: "token=a.b.c", header: signature("")}), http.StatusForbidden, "origin_not_allowed")
	}
	if a := open(t, notSandbox).send(request{method: "GET", path: "/widget"}); booted(t, a)["sign_in"] != "none" {
		t.Error("the real server offers to sign in without proof")
	}
}

// Salesforce's page names itself in one way around our own component and in another
// around Open CTI; both must be the account's organisation, whatever kind it is of.
func TestSalesforcePages(t *testing.T) {
	for _, c := range []struct{ org, lightning, visualforce string }{
		{"https://acme.my.salesforce.com", "https://acme.lightning.force.com", "https://acme--c.vf.force.com"},
		{"https://acme--test.sandbox.my.salesforce.com", "https://acme--test.sandbox.lightning.force.com", "https://acme--test--c.sandbox.vf.force.com"},
		{"https://acme-dev-ed.develop.my.salesforce.com", "https://acme-dev-ed.develop.lightning.force.com", "https://acme-dev-ed--c.develop.vf.force.com"},
		{"https://ruby-12.scratch.my.salesforce.com", "https://ruby-12.scratch.lightning.force.com", "https://ruby-12--c.scratch.vf.force.com"},
	} {
		e := open(t, func(x *api.Config) { x.Accounts[1].URL = c.org })
		own := "mode=Lightning&isdtp=vw&clc=1&sfdcIframeOrigin=" + url.QueryEscape(c.lightning)
		a := e.send(request{method: "GET", path: "/widget/salesforce?account=sales&" + own})
		e.want(a, http.StatusOK, "")
		if got, want := policy(a, "frame-ancestors"), []string{c.org, c.lightning, c.visualforce}; !slices.Equal(got, want) {
			t.Errorf("frame-ancestors %q, want %q", got, want)
		}
		for _, strange := range []string{"https://other.lightning.force.com", c.lightning + ".evil.example.com", strings.Replace(c.lightning, "https", "http", 1), "null", ""} {
			s := url.QueryEscape(strange)
			for _, path := range []string{"?mode=Lightning&sfdcIframeOrigin=" + s, "?host_origin=" + s, "?" + own + "&sfdcIframeOrigin=" + s, "?" + own + "&host_origin=" + s} {
				e.want(e.send(request{method: "GET", path: "/widget/salesforce" + path}), http.StatusForbidden, "origin_not_allowed")
			}
		}
	}
}

// Zendesk posts the page's address with a token; the page gets it as it was, and
// whatever it is, it stays text.
func TestZendeskTokenReachesThePage(t *testing.T) {
	e := open(t, nil)
	for _, token := range []string{"eyJ.abc.def", `</script><script>alert(1)</script>`, "<!--boot-->", "<!--<script>", "\u2028\u2029", `"},{"x":"`, "\x00\xff", "$1 \\0 ${x}", strings.Repeat("t", 9000)} {
		a := e.send(request{method: "POST", path: "/widget/zendesk/top_bar?origin=https%3A%2F%2Facme.zendesk.com&app_guid=y", body: url.Values{"token": {token}}.Encode(), header: signature("")})
		e.want(a, http.StatusOK, "")
		if got := booted(t, a)["token"]; got != strings.ToValidUTF8(token, "\ufffd") {
			t.Errorf("%q came as %q", token, got)
		}
	}
	if b := booted(t, e.send(request{method: "GET", path: "/widget/zendesk/top_bar?token=not-here"})); b["token"] != nil {
		t.Errorf("a token out of the address: %v", b["token"])
	}
	location := `x"><script>1<img src=x>`
	if b := booted(t, e.send(request{method: "GET", path: "/widget/zendesk/" + url.PathEscape(location)})); b["location"] != location {
		t.Errorf("location %q", b["location"])
	}
	e.want(e.send(request{method: "POST", path: "/widget/zendesk/top_bar", body: "token=%zz", header: signature("")}), http.StatusBadRequest, "invalid_request")
}

func TestHostileNamesInTheConfiguration(t *testing.T) {
	const name = `a</script><script>alert(1)//&`
	e := open(t, func(c *api.Config) {
		c.Accounts[0].Name = name
		c.Apps = append(c.Apps, apiedge.App{Name: name, Account: name, Origins: []string{"https://x.example"}})
	})
	if b := booted(t, e.send(request{method: "GET", path: "/widget"})); b["account"] != name {
		t.Errorf("%q", b["account"])
	}
	if b := booted(t, e.send(request{method: "GET", path: "/contact?app=" + url.QueryEscape(name)})); b["app"] != name {
		t.Errorf("%q", b["app"])
	}
}

func TestAssets(t *testing.T) {
	e := open(t, nil)
	a := e.send(request{method: "GET", path: "/widget/assets/agent-1a2b.js"})
	e.want(a, http.StatusOK, "")
	if a.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/javascript") || a.Header.Get("ETag") == "" {
		t.Errorf("%v", a.Header)
	}
	again := e.send(request{method: "GET", path: "/widget/assets/agent-1a2b.js", header: http.Header{"If-None-Match": {a.Header.Get("ETag")}}})
	e.want(again, http.StatusNotModified, "")
	icon := e.send(request{method: "GET", path: "/favicon.ico"})
	e.want(icon, http.StatusOK, "")
	if !strings.HasPrefix(icon.Header.Get("Content-Type"), "image/svg+xml") {
		t.Errorf("%v", icon.Header)
	}
	loader := e.send(request{method: "GET", path: "/contact.js"})
	e.want(loader, http.StatusOK, "")
	if loader.Header.Get("Cache-Control") != "no-cache" || loader.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%v", loader.Header)
	}
	for _, path := range []string{
		"../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "%2e%2e%2fsecret.txt", "..%5csecret.txt", "....//secret.txt", "./../../../../../etc/passwd", "%00", "agent-1a2b.js%00.txt",
		"", ".", "..", "/", "//etc/passwd", "nothing.js", "agent-1a2b.js/../../secret.txt",
	} {
		a := e.send(request{method: "GET", path: "/widget/assets/" + path})
		if a.StatusCode != http.StatusNotFound || strings.Contains(string(a.body), "not an asset") {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.body)
		}
	}
}

func TestPagesThatAreNotBuilt(t *testing.T) {
	e := open(t, func(c *api.Config) { c.Pages = fstest.MapFS{} })
	for _, path := range []string{"/widget", "/admin", "/widget/zendesk/top_bar", "/widget/salesforce", "/contact?app=shop"} {
		e.want(e.send(request{method: "GET", path: path}), http.StatusServiceUnavailable, "not_built")
	}
	e.want(e.send(request{method: "GET", path: "/contact.js"}), http.StatusNotFound, "not_found")
	e.contact("voice") // the rest works
}
