// Package salesforce is the package that an admin deploys into a Salesforce
// organisation: the utility item that frames the widget, the class that signs who
// an agent is, the fields and the receipt object that writing exactly once needs,
// permission sets, the trusted URL and the external client app.
//
// The folder is an ordinary Salesforce project (sfdx-project.json, force-app), to be
// read, tested and deployed with Salesforce's own tools. Build makes of it, for one
// organisation, the zip that the Metadata API takes; Validate looks at such a zip
// offline, with the rules that a deployment would apply first.
package salesforce

import (
	"archive/zip"
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Folders whose name begins with _ are left out: the components' tests.
//
//go:embed force-app
var source embed.FS

const root = "force-app/main/default"

const defaultAPIVersion = "66.0" // Spring '26, in every organisation

// Tenant is the organisation that a package is for.
type Tenant struct {
	Account    string // its name in the configuration
	PublicURL  string // where the Deskside server is reached, no trailing slash
	OrgURL     string // its My Domain: https://acme.my.salesforce.com
	Trial      bool   // to look at: Salesforce would not frame what it leads to
	APIVersion string // "66.0"; empty: that
	Version    string // of Deskside
	OpenCTI    bool   // with the call centre, which organisations without Open CTI refuse to take
}

var (
	accountName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)
	versionName = regexp.MustCompile(`^[1-9][0-9]\.0$`)
	placeholder = regexp.MustCompile(`DESKSIDE_[A-Z_]+`)
)

// always is the time of every file: a true one would differ from build to build.
var always = time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)

// values are what stands for the placeholders of the source.
func (t Tenant) values() (map[string]string, error) {
	for _, u := range []struct{ what, value string }{{"public_url", t.PublicURL}, {"the organisation's url", t.OrgURL}} {
		parsed, err := url.Parse(u.value)
		if err != nil || parsed.Host == "" || parsed.Scheme != "https" && parsed.Scheme != "http" || strings.HasSuffix(u.value, "/") || parsed.RawQuery != "" {
			return nil, fmt.Errorf("%s must be an address such as https://desk.example.com, without a slash at its end", u.what)
		}
	}
	if !t.Trial && !strings.HasPrefix(t.PublicURL, "https://") {
		return nil, fmt.Errorf("public_url is %s, and Salesforce frames pages by https only", t.PublicURL)
	}
	if !accountName.MatchString(t.Account) {
		return nil, errors.New("the account's name must be lower-case letters, digits and -")
	}
	return map[string]string{
		"DESKSIDE_ACCOUNT": t.Account, "DESKSIDE_PUBLIC_URL": t.PublicURL, "DESKSIDE_ORG_URL": t.OrgURL, "DESKSIDE_VERSION": cmp.Or(t.Version, "unknown"),
	}, nil
}

// Build makes the zip for a deployment by the Metadata API. The same tenant always
// gets the same bytes.
func Build(t Tenant) ([]byte, error) {
	values, err := t.values()
	if err != nil {
		return nil, err
	}
	version := cmp.Or(t.APIVersion, defaultAPIVersion)
	if !versionName.MatchString(version) {
		return nil, errors.New(`the API version must be written as "66.0"`)
	}
	parts, err := readSource(values, version)
	if err != nil {
		return nil, err
	}
	if !t.OpenCTI {
		parts = slices.DeleteFunc(parts, func(p part) bool { return p.kind.name == "CallCenter" })
	}
	files, err := packed(parts)
	if err != nil {
		return nil, err
	}
	files["package.xml"] = manifest(parts, version)

	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range sortedKeys(files) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: always})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
