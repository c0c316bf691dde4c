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
	"path"
	"strings"
	"text/template"
	"time"
)

//go:embed app
var source embed.FS

// Version of the app. It grows with every change to what stands in app/, since
// Zendesk shows it to admins and they compare.
const Version = "1.0.0"

// Places are where the app shows, in Zendesk's words.
var Places = []string{"background", "top_bar", "ticket_sidebar"}

// Tenant is the account for which the app is packed.
type Tenant struct {
	Account   string // its name in the configuration
	PublicURL string // of the Deskside server, https or localhost; no trailing slash
	Name      string // of the app in Zendesk; empty: Deskside
	Version   string // empty: Version
}

// Build packs the app. The same tenant gives the same bytes.
func Build(t Tenant) ([]byte, error) {
	if t.Name == "" {
		t.Name = "Deskside"
	}
	if t.Version == "" {
		t.Version = Version
	}
	if t.Account == "" {
		return nil, errors.New("zendesk package: the account has no name")
	}
	if !loadable(t.PublicURL) {
		return nil, fmt.Errorf("zendesk package: public_url is %s, and Zendesk frames pages by https only; http works from http://localhost alone", t.PublicURL)
	}
	t.PublicURL = strings.TrimSuffix(t.PublicURL, "/")
	var doc bytes.Buffer
	zw := zip.NewWriter(&doc)
	err := fs.WalkDir(source, "app", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := source.ReadFile(name)
		if err != nil {
			return err
		}
		if path.Base(name) == manifestName {
			if data, err = t.manifest(data); err != nil {
				return err
			}
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
		if p.Severity == Error {
			return nil, fmt.Errorf("zendesk package: %s", p)
		}
	}
	return doc.Bytes(), nil
}

// packed is the time in the zip: the beginning of the format's calendar, so that
// no build differs from another.
var packed = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

func (t Tenant) manifest(source []byte) ([]byte, error) {
	tmpl, err := template.New(manifestName).Funcs(template.FuncMap{"json": func(v string) (string, error) {
		raw, err := json.Marshal(v)
		return string(raw), err
	}}).Parse(string(source))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = tmpl.Execute(&out, t)
	return out.Bytes(), err
}

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
