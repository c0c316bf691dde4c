package zendesk_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/deskside/deskside/widget/zendesk"
)

var acme = zendesk.Tenant{Account: "support", PublicURL: "https://desk.example.com"}

func build(t *testing.T, tenant zendesk.Tenant) map[string][]byte {
	t.Helper()
	doc, err := zendesk.Build(tenant)
	if err != nil {
		t.Fatal(err)
	}
	return unpack(t, doc)
}

func unpack(t *testing.T, doc []byte) map[string][]byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(doc), int64(len(doc)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// TestBuild: the package is what Zendesk takes without a word, and each place leads
// to this account's page on this server.
func TestBuild(t *testing.T) {
	doc, err := zendesk.Build(acme)
	if err != nil {
		t.Fatal(err)
	}
	if problems := zendesk.Validate(doc); len(problems) != 0 {
		t.Errorf("problems: %v", problems)
	}
	again, err := zendesk.Build(acme)
	if err != nil || !bytes.Equal(doc, again) {
		t.Errorf("the same tenant gives other bytes: %v", err)
	}
	files := unpack(t, doc)
	var m struct {
		Name, Version, FrameworkVersion string
		SignedUrls, Private             bool
		SingleInstall                   bool
		Location                        struct {
			Support map[string]struct {
				URL      string
				Flexible bool
			}
		}
	}
	if err := json.Unmarshal(files["manifest.json"], &m); err != nil {
		t.Fatal(err)
	}
	if m.Name != "Deskside" || m.Version != zendesk.Version || !m.SignedUrls || !m.Private || !m.SingleInstall {
		t.Errorf("manifest %s", files["manifest.json"])
	}
	places := []string{"background", "top_bar", "ticket_sidebar"} // in Zendesk's words
	if len(m.Location.Support) != len(places) || !m.Location.Support["ticket_sidebar"].Flexible {
		t.Errorf("places %v", m.Location.Support)
	}
	for _, place := range places {
		if got, want := m.Location.Support[place].URL, "https://desk.example.com/widget/zendesk/"+place+"?account=support"; got != want {
			t.Errorf("%s leads to %s, want %s", place, got, want)
		}
	}
	for _, l := range []string{"en", "ja", "ko"} {
		var tr struct{ App map[string]string }
		if err := json.Unmarshal(files["translations/"+l+".json"], &tr); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"name", "short_description", "long_description", "installation_instructions"} {
			if tr.App[key] == "" {
				t.Errorf("%s: no %s", l, key)
			}
		}
	}
	for name, size := range map[string]int{"assets/logo.png": 320, "assets/logo-small.png": 128} {
		c, err := png.DecodeConfig(bytes.NewReader(files[name]))
		if err != nil || c.Width != size || c.Height != size {
			t.Errorf("%s: %d x %d, %v", name, c.Width, c.Height, err)
		}
	}
	for _, name := range []string{"assets/logo.svg", "assets/icon_top_bar.svg"} {
		if !bytes.HasPrefix(files[name], []byte("<svg ")) {
			t.Errorf("%s: %.20s", name, files[name])
		}
	}
}

// TestVersionGrowsWithTheApp: what an admin has to install anew has another number.
func TestVersionGrowsWithTheApp(t *testing.T) {
	const version, sum = "1.0.0", "00c0b64e18db8ec168a677bc3965c7e54df36e99496c66c106eeb1cd02dbbf4e"
	files := build(t, acme)
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%s %d %s", name, len(files[name]), files[name])
	}
	if got := hex.EncodeToString(h.Sum(nil)); zendesk.Version != version || got != sum {
		t.Errorf("the app has changed: raise Version in package.go, and write here %q and %q", zendesk.Version, got)
	}
}

// TestBuildTenants: names are data, whatever they hold, and what Zendesk could not
// frame is not packed.
func TestBuildTenants(t *testing.T) {
	files := build(t, zendesk.Tenant{Account: `a&b "c"`, PublicURL: "http://localhost:8080/", Name: `Desk "two" \ {{.Name}} </script>`, Version: "7"})
	var m struct {
		Name, Version string
		Location      struct {
			Support struct {
				Background struct{ URL string }
			}
		}
	}
	if err := json.Unmarshal(files["manifest.json"], &m); err != nil {
		t.Fatal(err)
	}
	if m.Name != `Desk "two" \ {{.Name}} </script>` || m.Version != "7" || m.Location.Support.Background.URL != "http://localhost:8080/widget/zendesk/background?account=a%26b+%22c%22" {
		t.Errorf("%+v", m)
	}
	for _, c := range []struct {
		tenant zendesk.Tenant
		says   string
	}{
		{zendesk.Tenant{Account: "support", PublicURL: "http://desk.example.com"}, "https only"},
		{zendesk.Tenant{Account: "support", PublicURL: "http://127.0.0.1:8080"}, "http://127.0.0.1:8080"},
		{zendesk.Tenant{Account: "support", PublicURL: "desk.example.com"}, "https only"},
		{zendesk.Tenant{Account: "support"}, "https only"},
		{zendesk.Tenant{PublicURL: "https://desk.example.com"}, "no name"},
	} {
		if _, err := zendesk.Build(c.tenant); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v, want %q", c.tenant, err, c.says)
		}
	}
}
