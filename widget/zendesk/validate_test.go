package zendesk_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/deskside/deskside/widget/zendesk"
)

const (
	manifest = `{"name":"x","author":{"name":"A","email":"a@b.c","url":"https://a.example"},"defaultLocale":"en","private":true,"version":"1","frameworkVersion":"2.0","signedUrls":true,
		"location":{"support":{"top_bar":{"url":"https://a.example/x","size":{"width":"1px","height":"1px"}},"background":"https://a.example/b"}}}`
	english = `{"app":{"name":"x"}}`
)

// good is a small package; a test changes what it is about. An empty file is left out.
func good(change map[string]string) map[string]string {
	files := map[string]string{"manifest.json": manifest, "translations/en.json": english}
	maps.Copy(files, change)
	maps.DeleteFunc(files, func(_, data string) bool { return data == "" })
	return files
}

func zipped(t *testing.T, files map[string]string, links ...string) []byte {
	t.Helper()
	var doc bytes.Buffer
	zw := zip.NewWriter(&doc)
	put := func(h *zip.FileHeader, data string) {
		w, err := zw.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		put(&zip.FileHeader{Name: name}, files[name])
	}
	for _, name := range links {
		h := &zip.FileHeader{Name: name}
		h.SetMode(fs.ModeSymlink | 0o777)
		put(h, "/etc/passwd")
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return doc.Bytes()
}

// with replaces a piece of the good manifest.
func with(t *testing.T, old, replacement string) map[string]string {
	t.Helper()
	if !strings.Contains(manifest, old) {
		t.Fatalf("the manifest has no %s", old)
	}
	return good(map[string]string{"manifest.json": strings.Replace(manifest, old, replacement, 1)})
}

// plus adds a key to the good manifest.
func plus(t *testing.T, field string) map[string]string {
	t.Helper()
	return with(t, `"name":"x"`, `"name":"x",`+field)
}

func banner(t *testing.T, width, height int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestValidate(t *testing.T) {
	parameters := func(list string) map[string]string { return plus(t, `"parameters":[`+list+`]`) }
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string // "" : nothing at all; else one problem holds it
		kind  zendesk.Severity
	}{
		{"good", good(nil), "", ""},
		{"more locales", good(map[string]string{"translations/pt-br.json": `{}`}), "", ""},
		{"an address on localhost", with(t, "https://a.example/b", "http://localhost:4567/b"), "", ""},
		{"an address from a setting", with(t, "https://a.example/b", "{{setting.url}}/b"), "", ""},
		{"a file of its own", func() map[string]string {
			f := with(t, "https://a.example/b", "assets/b.html")
			f["assets/b.html"] = "<p>"
			return f
		}(), "", ""},
		{"no address where nothing is loaded", with(t, `"https://a.example/b"`, `{"autoLoad":false}`), "", ""},
		{"a secure parameter", parameters(`{"name":"shared","type":"text","secure":true,"scopes":["jwt_claim"]}`), "", ""},
		{"oauth", plus(t, `"oauth":{"client_id":"a","client_sec\u0072et":"b","authorize_uri":"c","access_tok\u0065n_uri":"d"},"parameters":[{"name":"o","type":"oauth"}]`), "", ""},
		{"banner", good(map[string]string{"assets/banner.png": banner(t, 830, 200)}), "", ""},
		{"requirements", good(map[string]string{"requirements.json": `{"triggers":{"a":{"title":"t"}}}`}), "", ""},

		{"no manifest", good(map[string]string{"manifest.json": ""}), "There is no manifest.json", "error"},
		{"manifest in a folder", good(map[string]string{"manifest.json": "", "app/manifest.json": manifest}), "it is at app/manifest.json", "error"},
		{"broken manifest", good(map[string]string{"manifest.json": `{"name":`}), "not valid JSON", "error"},
		{"manifest with a tail", good(map[string]string{"manifest.json": manifest + "{}"}), "not valid JSON", "error"},
		{"manifest too deep", good(map[string]string{"manifest.json": strings.Repeat("[", 5000)}), "not valid JSON", "error"},
		{"manifest is a list", good(map[string]string{"manifest.json": `[]`}), "not a JSON object", "error"},
		{"a key twice", plus(t, `"name":"y"`), "The key name comes twice", "error"},
		{"a key twice, deep", with(t, `"width":"1px"`, `"width":"1px","width":"2px"`), "The key location.support.top_bar.size.width comes twice", "error"},
		{"no author", with(t, `"author":{"name":"A","email":"a@b.c","url":"https://a.example"},`, ""), "author is missing", "error"},
		{"author's name", with(t, `"name":"A"`, `"name":1`), "author.name must be a string", "error"},
		{"author's address", with(t, `"url":"https://a.example"}`, `"url":"ftp://a.example"}`), "author.url", "error"},
		{"terms", plus(t, `"termsConditionsURL":"javascript:1"`), "termsConditionsURL", "error"},
		{"no locale", with(t, `"defaultLocale":"en",`, ""), "defaultLocale is missing", "error"},
		{"no such locale", with(t, `"defaultLocale":"en"`, `"defaultLocale":"english"`), "defaultLocale is not a locale", "error"},
		{"locale without words", with(t, `"defaultLocale":"en"`, `"defaultLocale":"fr"`), "translations/fr.json", "error"},
		{"framework 2.1", with(t, `"frameworkVersion":"2.0"`, `"frameworkVersion":"2.1"`), `frameworkVersion must be "2.0"`, "error"},
		{"framework 2.0, a number", with(t, `"frameworkVersion":"2.0"`, `"frameworkVersion":2.0`), "frameworkVersion must be", "error"},
		{"version, a number", with(t, `"version":"1"`, `"version":1`), "version must be a string", "error"},
		{"private, a word", with(t, `"private":true`, `"private":"yes"`), "private must be true or false", "error"},
		{"signed, a word", with(t, `"signedUrls":true`, `"signedUrls":"true"`), "signedUrls must be", "error"},
		{"domains", plus(t, `"domainWhitelist":"a.example"`), "domainWhitelist must be a list", "error"},
		{"domains of numbers", plus(t, `"domainWhitelist":[1]`), "domainWhitelist must be a list", "error"},
		{"experiments", plus(t, `"experiments":{"x":true}`), "no experiment x", "error"},
		{"no template", plus(t, `"noTemplate":true`), "noTemplate", "error"},
		{"no location", with(t, `{"support":{"top_bar":{"url":"https://a.example/x","size":{"width":"1px","height":"1px"}},"background":"https://a.example/b"}}`, `{}`), "location must name", "error"},
		{"old location", with(t, `{"support":{"top_bar":{"url":"https://a.example/x","size":{"width":"1px","height":"1px"}},"background":"https://a.example/b"}}`, `"top_bar"`), "location must name", "error"},
		{"no such product", with(t, `"support":`, `"helpdesk":`), "no product helpdesk", "error"},
		{"no such place", with(t, `"background":`, `"basement":`), "no place basement", "error"},
		{"address by http", with(t, "https://a.example/b", "http://a.example/b"), "must be https", "error"},
		{"address on 127.0.0.1", with(t, "https://a.example/b", "http://127.0.0.1/b"), "must be https", "error"},
		{"address without a host", with(t, "https://a.example/b", "https:///b"), "must be https", "error"},
		{"host that only begins like localhost", with(t, "https://a.example/b", "http://localhost.evil.example/b"), "must be https", "error"},
		{"file that is not there", with(t, "https://a.example/b", "assets/b.html"), "not in the zip", "error"},
		{"no address", with(t, `"https://a.example/b"`, `{}`), "has no address", "error"},
		{"address, a number", with(t, `"https://a.example/b"`, `1`), "has no address", "error"},
		{"legacy", with(t, `"https://a.example/b"`, `"_legacy"`), "older framework", "error"},
		{"flexible, a word", with(t, `"url":"https://a.example/x"`, `"url":"https://a.example/x","flexible":"yes"`), "flexible of support.top_bar", "error"},
		{"parameters, an object", plus(t, `"parameters":{}`), "parameters must be a list", "error"},
		{"parameter without a name", parameters(`{"type":"text"}`), "has no name", "error"},
		{"parameter called name", parameters(`{"name":"name"}`), `called "name"`, "error"},
		{"parameter twice", parameters(`{"name":"a"},{"name":"a"}`), "is there twice", "error"},
		{"parameter of the type password", parameters(`{"name":"a","type":"passw\u006frd"}`), "type that does not exist", "error"},
		{"parameter hidden and required", parameters(`{"name":"a","type":"hidden","required":true}`), "cannot be required", "error"},
		{"parameter, required a word", parameters(`{"name":"a","required":"yes"}`), "required of the parameter a", "error"},
		{"scopes without secure", parameters(`{"name":"a","scopes":["body"]}`), "is not secure", "error"},
		{"scope unknown", parameters(`{"name":"a","secure":true,"scopes":["cookie"]}`), "scope that does not exist", "error"},
		{"oauth parameter, secure", parameters(`{"name":"a","type":"oauth","secure":true,"scopes":["body"]}`), "cannot be secure", "error"},
		{"two oauth parameters", parameters(`{"name":"a","type":"oauth"},{"name":"b","type":"oauth"}`), "more than one", "error"},
		{"oauth not whole", plus(t, `"oauth":{"client_id":"a"},"parameters":[{"name":"o","type":"oauth"}]`), "oauth.authorize_uri is missing", "error"},
		{"oauth without a parameter", plus(t, `"oauth":{}`), "oauth needs a parameter", "error"},
		{"secure without scopes", parameters(`{"name":"a","secure":true}`), "has no scopes", "warning"},
		{"secure with a default", parameters(`{"name":"a","secure":true,"scopes":["body"],"default":"x"}`), "can be read by everybody", "warning"},
		{"insecure token", parameters(`{"name":"my_token"}`), "looks like a secret", "warning"},
		{"requirements only, with pages", plus(t, `"requirementsOnly":true`), "location is not for an app without pages", "error"},

		{"no English", good(map[string]string{"translations/en.json": ""}), "translations/en.json", "error"},
		{"broken words", good(map[string]string{"translations/en.json": `{`}), "not valid JSON", "error"},
		{"words twice", good(map[string]string{"translations/en.json": `{"app":{"name":"x","name":"x"}}`}), "The key app.name comes twice", "error"},
		{"no name", good(map[string]string{"translations/en.json": `{"app":{}}`}), "app.name is missing", "error"},
		{"public, with the words of a private app", with(t, `"private":true`, `"private":false`), "app.long_description is missing", "error"},
		{"label", good(map[string]string{"translations/en.json": `{"app":{"name":"x","parameters":{"a":{}}}}`}), "app.parameters.a has no label", "error"},
		{"words for another product", good(map[string]string{"translations/en.json": `{"app":{"name":"x","chat":{}}}`}), "app.chat", "error"},
		{"a locale that is none", good(map[string]string{"translations/english.json": `{}`}), "english is not the name of a locale", "error"},
		{"words in a list", good(map[string]string{"translations/ja.json": `[]`}), "not a JSON object", "error"},

		{"sound", good(map[string]string{"assets/ring.mp3": "x"}), "type mp3", "error"},
		{"sound under another name", good(map[string]string{"assets/ring.dat": "ID3\x04"}), "type mp3", "error"},
		{"script", good(map[string]string{"build.sh": "x"}), "type sh", "error"},
		{"archive under another name", good(map[string]string{"assets/x.png": "PK\x03\x04"}), "type zip", "error"},
		{"banner of another size", good(map[string]string{"assets/banner.png": banner(t, 831, 200)}), "830 x 200", "error"},
		{"banner that is no picture", good(map[string]string{"assets/banner.png": "x"}), "830 x 200", "error"},
		{"drawing that is none", good(map[string]string{"assets/logo.svg": "<svg><p></svg>"}), "not well-formed", "error"},
		{"drawing with a script", good(map[string]string{"assets/logo.svg": "<svg><script>1</script></svg>"}), "take the script out", "warning"},
		{"drawing that listens", good(map[string]string{"assets/logo.svg": `<svg onload="1"/>`}), "take the script out", "warning"},
		{"drawing with a bitmap", good(map[string]string{"assets/logo.svg": `<svg><image href="data:,"/></svg>`}), "placeholder", "warning"},
		{"secret word", good(map[string]string{"assets/a.js": "var client_secret = 1"}), "may be a secret", "warning"},
		{"secret key", good(map[string]string{"assets/a.js": "AKIAABCDEFGHIJKLMNOP"}), "may be a secret", "warning"},
		{"http in a page", good(map[string]string{"assets/a.html": "http://a.example"}), "use https", "warning"},
		{"requirements unknown", good(map[string]string{"requirements.json": `{"robots":{}}`}), "type robots", "error"},
		{"requirement without a title", good(map[string]string{"requirements.json": `{"views":{"a":{}}}`}), "views.a has no title", "error"},
		{"webhook not whole", good(map[string]string{"requirements.json": `{"webhooks":{"a":{"name":"x"}}}`}), "webhooks.a has no endpoint", "error"},
		{"too many requirements", good(map[string]string{"requirements.json": `{"views":{` + many(5001) + `}}`}), "5001 requirements", "error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			problems := zendesk.Validate(zipped(t, c.files))
			if c.want == "" {
				if len(problems) != 0 {
					t.Fatalf("%v", problems)
				}
				return
			}
			if !slices.ContainsFunc(problems, func(p zendesk.Problem) bool {
				return p.Severity == c.kind && strings.Contains(p.String(), c.want)
			}) {
				t.Errorf("want %s %q, got %v", c.kind, c.want, problems)
			}
			if c.kind == zendesk.Warning && slices.ContainsFunc(problems, func(p zendesk.Problem) bool { return p.Severity == zendesk.Error }) {
				t.Errorf("a warning comes with errors: %v", problems)
			}
		})
	}
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"v%d":{"title":"t"}`, i)
	}
	return b.String()[1:]
}

func TestValidateZips(t *testing.T) {
	for name, doc := range map[string][]byte{
		"nothing":         nil,
		"not a zip":       []byte("hello"),
		"cut short":       zipped(t, good(nil))[:200],
		"a symbolic link": zipped(t, good(nil), "assets/link.png"),
	} {
		if problems := zendesk.Validate(doc); len(problems) != 1 || problems[0].Severity != zendesk.Error {
			t.Errorf("%s: %v", name, problems)
		}
	}
}
