package api_test

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/deskside/deskside/server/internal/api"
)

// What travels is what the build has left for the encoding that the browser takes, with
// its own length and validator; a range is one of what travels.
func TestAssetsTravelAsTheBrowserTakesThem(t *testing.T) {
	e := open(t, nil)
	const address = "/widget/assets/agent-1a2b.js"
	files := pages()
	travels := map[string]string{"identity": "assets/agent-1a2b.js", "br": "assets/agent-1a2b.js.br", "gzip": "assets/agent-1a2b.js.gz"}
	get := func(method, takes string, more ...string) answer {
		h := http.Header{"Accept-Encoding": {takes}}
		for i := 0; i < len(more); i += 2 {
			h[more[i]] = []string{more[i+1]}
		}
		return e.send(request{method: method, path: address, header: h})
	}
	for takes, encoding := range map[string]string{
		"gzip, deflate, br, zstd": "br",
		"gzip":                    "gzip",
		"GZIP;q=0.2":              "gzip",
		"br;q=0, gzip":            "gzip",
		"br; q=0.000, *":          "gzip",
		"*":                       "br",
		"*;q=0":                   "identity",
		"identity":                "identity",
		"deflate":                 "identity",
		"br;q=x":                  "identity",
		"brr, xgzip":              "identity",
	} {
		for _, method := range []string{"GET", "HEAD"} {
			a := get(method, takes)
			e.want(a, http.StatusOK, "")
			want := files[travels[encoding]].Data
			if got := cmp.Or(a.Header.Get("Content-Encoding"), "identity"); got != encoding {
				t.Errorf("%s for %q travels as %q, not %q", method, takes, got, encoding)
			}
			if got := a.Header.Get("Content-Length"); got != strconv.Itoa(len(want)) {
				t.Errorf("%s for %q: %s bytes travel, not %d", method, takes, got, len(want))
			}
			if method == "GET" && string(a.body) != string(want) {
				t.Errorf("%q got %q", takes, a.body)
			}
			if a.Header.Get("Vary") != "Accept-Encoding" || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/javascript") {
				t.Errorf("%q: %v", takes, a.Header)
			}
		}
	}

	validators := map[string]string{}
	for encoding := range travels {
		tag := get("GET", encoding).Header.Get("ETag")
		if !strings.HasPrefix(tag, `"`) || validators[tag] != "" {
			t.Errorf("%q has the validator %s, as %q has", encoding, tag, validators[tag])
		}
		validators[tag] = encoding + "."
		e.want(get("GET", encoding, "If-None-Match", tag), http.StatusNotModified, "")
		if encoding != "br" {
			e.want(get("GET", "br", "If-None-Match", tag), http.StatusOK, "") // that one it does not have
		}
		part := get("GET", encoding, "Range", "bytes=2-4")
		e.want(part, http.StatusPartialContent, "")
		whole := string(files[travels[encoding]].Data)
		if string(part.body) != whole[2:5] || part.Header.Get("Content-Length") != "3" || part.Header.Get("Content-Range") != "bytes 2-4/"+strconv.Itoa(len(whole)) {
			t.Errorf("a part of %q: %q, %v", encoding, part.body, part.Header)
		}
		if a := get("GET", encoding, "Range", "bytes=2-4", "If-Range", `"of another"`); a.StatusCode != http.StatusOK || string(a.body) != whole {
			t.Errorf("a part of what has changed: %d %q", a.StatusCode, a.body)
		}
	}
	e.want(get("GET", "br", "Range", "bytes=900-"), http.StatusRequestedRangeNotSatisfiable, "no_such_range")

	for _, path := range []string{address + ".br", address + ".gz"} {
		e.want(e.send(request{method: "GET", path: path}), http.StatusNotFound, "not_found")
	}
	svg := e.send(request{method: "GET", path: "/widget/assets/plain-1a2b.svg", header: http.Header{"Accept-Encoding": {"br, gzip"}}})
	e.want(svg, http.StatusOK, "")
	if svg.Header.Get("Content-Encoding") != "" || string(svg.body) != "<svg/>" {
		t.Errorf("%v %q", svg.Header, svg.body)
	}
}

// A page names what its script will ask for first, by its host and by the language it
// will speak; pages hold tokens and are never compressed.
func TestPagesNameWhatTheyAskForFirst(t *testing.T) {
	e := open(t, func(c *api.Config) {
		files := pages()
		files["preloads.json"] = &fstest.MapFile{Data: []byte(`{"agent.html": {"zendesk": ["zendesk-1.js"], "salesforce": ["salesforce-1.js", "both-1.js"],
			"opencti": ["opencti-1.js", "both-1.js"], "en": ["en-1.js"], "ja": ["ja-1.js", "both-1.js"], "first": ["f-1.js", "both-1.js"], "first.ja": ["fj-1.js"]}, "contact.html": {"en": ["e-1.js"], "ja": ["j-1.js"]}}`)}
		c.Pages = files
	})
	for _, c := range []struct{ path, languages, want string }{
		{"/widget/zendesk/top_bar", "", "zendesk-1.js en-1.js later f-1.js later both-1.js"},
		{"/widget/zendesk/top_bar", "de, ja-JP;q=0.8, en;q=0.9", "zendesk-1.js en-1.js later f-1.js later both-1.js"},
		{"/widget/zendesk/top_bar", "de, ja-JP;q=0.9, en;q=0.8", "zendesk-1.js ja-1.js both-1.js later f-1.js later fj-1.js"},
		{"/widget/zendesk/top_bar?lang=JA_jp", "en", "zendesk-1.js ja-1.js both-1.js later f-1.js later fj-1.js"},
		{"/widget/zendesk/top_bar?lang=zendesk", "salesforce", "zendesk-1.js en-1.js later f-1.js later both-1.js"},
		{"/widget/salesforce", "en", "salesforce-1.js both-1.js en-1.js later f-1.js"},
		{"/widget/salesforce?mode=Lightning", "ja", "opencti-1.js both-1.js ja-1.js later f-1.js later fj-1.js"},
		{"/widget/zendesk/ticket_sidebar", "en", "zendesk-1.js en-1.js"},
		{"/widget/zendesk/background", "en", "zendesk-1.js en-1.js"},
		{"/contact?app=shop", "ja", "j-1.js"},
		{"/admin", "ja", ""},
	} {
		a := e.send(request{method: "GET", path: c.path, header: http.Header{"Accept-Language": {c.languages}, "Accept-Encoding": {"br, gzip"}}})
		e.want(a, http.StatusOK, "")
		var named []string
		for _, rest := range strings.Split(string(a.body), `<link rel="modulepreload" href="/widget/assets/`)[1:] {
			file, after, _ := strings.Cut(rest, `"`)
			if strings.HasPrefix(after, ` fetchpriority="low">`) {
				file = "later " + file
			}
			named = append(named, file)
		}
		if got := strings.Join(named, " "); got != c.want {
			t.Errorf("%s for %q names %q, not %q", c.path, c.languages, got, c.want)
		}
		if a.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s is compressed", c.path)
		}
	}
}
