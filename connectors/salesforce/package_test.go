package salesforce

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/deskside/deskside/connectors/salesforce/salesforcetest"
	widget "github.com/deskside/deskside/widget/salesforce"
)

// packaged is a custom field, as both the package and an organisation describe it.
type packaged struct {
	kind                            string
	length                          int
	unique, external, caseSensitive bool
}

// TestPackage: the package that admins deploy makes exactly the fields that the
// connector writes, as the stand-in that every other test runs against has them.
func TestPackage(t *testing.T) {
	ships := fieldsOfPackage(t)
	n := schemaNames("")
	for _, want := range []string{
		"Case." + n.key, "Activity." + n.key, "ContentVersion." + n.key, "Case." + n.issue, "Case." + n.channel, "Case." + n.tags,
		n.receipt + "." + n.receiptKey, n.receipt + "." + n.receiptCase, n.receipt + "." + n.receiptItems,
	} {
		if _, ok := ships[want]; !ok {
			t.Errorf("the package lacks %s", want)
		}
	}
	if ships["Case."+n.issue].length != issueLength || ships["Case."+n.channel].length != channelLength {
		t.Errorf("lengths: %+v", ships)
	}

	has := fieldsOfOrganisation(t, "Case", "Task", "ContentVersion", n.receipt)
	for name, f := range has {
		if ships[name] != f {
			t.Errorf("%s is %+v in the package and %+v in the stand-in", name, ships[name], f)
		}
	}
	for name := range ships {
		if _, ok := has[name]; !ok && !strings.HasPrefix(name, "Deskside_Setting__mdt.") {
			t.Errorf("the package makes %s, which nobody uses", name)
		}
	}
}

// kindsOf fields: what the Metadata API calls them, and what a describe does.
var kindsOf = map[string]string{"Text": "string", "LongTextArea": "textarea", "Lookup": "reference", "MultiselectPicklist": "multipicklist"}

func fieldsOfPackage(t *testing.T) map[string]packaged {
	t.Helper()
	archive, err := widget.Build(widget.Tenant{Account: "sales", PublicURL: "https://desk.example.com", OrgURL: "https://acme.my.salesforce.com"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]packaged{}
	for _, f := range r.File {
		object, ok := strings.CutSuffix(f.Name, ".object")
		if !ok {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Fields []struct {
				FullName      string `xml:"fullName"`
				Type          string `xml:"type"`
				Length        int    `xml:"length"`
				Unique        bool   `xml:"unique"`
				ExternalID    bool   `xml:"externalId"`
				CaseSensitive bool   `xml:"caseSensitive"`
			} `xml:"fields"`
		}
		if err := xml.NewDecoder(in).Decode(&doc); err != nil {
			t.Fatal(err)
		}
		for _, x := range doc.Fields {
			fields[strings.TrimPrefix(object, "objects/")+"."+x.FullName] = packaged{kindsOf[x.Type], x.Length, x.Unique, x.ExternalID, x.CaseSensitive}
		}
	}
	return fields
}

func fieldsOfOrganisation(t *testing.T, objects ...string) map[string]packaged {
	t.Helper()
	org := salesforcetest.New(salesforcetest.Options{})
	server := httptest.NewServer(org.Handler())
	t.Cleanup(func() {
		server.Close()
		if err := org.Close(); err != nil {
			t.Error(err)
		}
	})
	var token struct {
		Value string `json:"access_token"`
	}
	answer, err := http.PostForm(server.URL+"/services/oauth2/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {"consumer-key"}, "client_secret": {"consumer-secret"},
	})
	decode(t, answer, err, &token)

	fields := map[string]packaged{}
	for _, object := range objects {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/services/data/v66.0/sobjects/"+object+"/describe", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token.Value)
		var described struct {
			Fields []struct {
				Name, Type                                string
				Length                                    int
				Unique, ExternalID, CaseSensitive, Custom bool
			}
		}
		answer, err := http.DefaultClient.Do(r)
		decode(t, answer, err, &described)
		for _, f := range described.Fields {
			if !f.Custom {
				continue
			}
			if f.Type == "multipicklist" {
				f.Length = 0 // follows from the values
			}
			if object == "Task" {
				object = "Activity" // where the fields of Tasks are defined
			}
			fields[object+"."+f.Name] = packaged{f.Type, f.Length, f.Unique, f.ExternalID, f.CaseSensitive}
		}
	}
	return fields
}

func decode(t *testing.T, answer *http.Response, err error, into any) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status)
	}
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}
