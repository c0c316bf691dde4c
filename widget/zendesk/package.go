// Package zendesk holds the source of the Zendesk app that shows the widget, and
// packs it for one account: an admin uploads the zip as a private app.
//
// The package carries no code: each of its three places is a page of the Deskside
// server, loaded by a signed URL. Background hears clicked numbers, top_bar is the
// desk, ticket_sidebar shows what belongs to one ticket.
package zendesk

import (
	"archive/zip"
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"text/template"
	"time"
)

//go:embed app
var source embed.FS

// Version of the app. It grows with every change to what stands in app/, since
// Zendesk shows it to admins and they compare.
const Version = "1.0.0"

// Tenant is the account for which the app is packed.
type Tenant struct {
	Account   string // its name in the configuration
	PublicURL string // of the Deskside server, https or localhost; no trailing slash
	Name      string // of the app in Zendesk; empty: Deskside
	Version   string // empty: Version
	Trial     bool   // to look at: Zendesk would not frame what it leads to
}

// Build packs the app. The same tenant gives the same bytes.
func Build(t Tenant) ([]byte, error) {
	if t.Account == "" {
		return nil, errors.New("the account has no name")
	}
	if !t.Trial && !loadable(t.PublicURL) {
		return nil, fmt.Errorf("public_url is %s, and Zendesk frames pages by https only; http works from http://localhost alone", t.PublicURL)
	}
	manifest, err := Manifest(t)
	if err != nil {
		return nil, err
	}
	var doc bytes.Buffer
	zw := zip.NewWriter(&doc)
	err = fs.WalkDir(source, "app", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := source.ReadFile(name)
		if err != nil {
			return err
		}
		if name == manifestSource {
			data = manifest
		}
		w, err := zw.CreateHeader(&zip.FileHeader{Name: strings.TrimPrefix(name, "app/"), Method: zip.Deflate, Modified: packed})
		if err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("zendesk package: %w", err)
	}
	if err := zw.Close(); err != nil {
		return nil, fmt.Errorf("zendesk package: %w", err)
	}
	for _, p := range Validate(doc.Bytes()) {
		if p.Severity == Error && !t.Trial {
			return nil, fmt.Errorf("zendesk package: %s", p)
		}
	}
	return doc.Bytes(), nil
}

// packed is the time in the zip: the beginning of the format's calendar, so that
// no build differs from another.
var packed = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Manifest is the package's manifest.json, whatever Zendesk would think of its
// addresses.
func Manifest(t Tenant) ([]byte, error) {
	if t.Name == "" {
		t.Name = "Deskside"
	}
	if t.Version == "" {
		t.Version = Version
	}
	t.PublicURL = strings.TrimSuffix(t.PublicURL, "/")
	tmpl, err := template.New(manifestName).Funcs(template.FuncMap{"json": func(v string) (string, error) {
		raw, err := json.Marshal(v)
		return string(raw), err
	}}).ParseFS(source, manifestSource)
	if err != nil {
		return nil, fmt.Errorf("zendesk package: %w", err)
	}
	var out bytes.Buffer
	if err := tmpl.Execute(&out, t); err != nil {
		return nil, fmt.Errorf("zendesk package: %w", err)
	}
	return out.Bytes(), nil
}

// manifestSource is a template: what differs from tenant to tenant is filled in.
const manifestSource = "app/" + manifestName

// Page is the address of one place.
func (t Tenant) Page(place string) string {
	return t.PublicURL + "/widget/zendesk/" + place + "?" + url.Values{"account": {t.Account}}.Encode()
}

// Contact of the app's author, which Zendesk's form of a manifest wants: whoever
// runs the server.
func (t Tenant) Contact() string {
	u, err := url.Parse(t.PublicURL)
	if err != nil {
		return ""
	}
	return "postmaster@" + u.Hostname() // the one mailbox that RFC 5321 asks every domain to have
}
