package salesforce_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/deskside/deskside/widget/salesforce"
)

var acme = salesforce.Tenant{Account: "sales", PublicURL: "https://desk.example.com", OrgURL: "https://acme.my.salesforce.com", Version: "1.2.3", OpenCTI: true}

func build(t *testing.T, tenant salesforce.Tenant) []byte {
	t.Helper()
	archive, err := salesforce.Build(tenant)
	if err != nil {
		t.Fatal(err)
	}
	return archive
}

func unpack(t *testing.T, archive []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		doc, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(doc)
	}
	return files
}

func pack(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, doc := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, doc); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestBuild(t *testing.T) {
	archive := build(t, acme)
	for _, p := range salesforce.Validate(archive) {
		t.Error(p)
	}
	if again := build(t, acme); !bytes.Equal(archive, again) {
		t.Error("two builds differ")
	}
	files := unpack(t, archive)
	for file, want := range map[string][]string{
		"package.xml": {"<version>66.0</version>", "<members>DesksideAgent</members>", "<members>Activity.Deskside_Key__c</members>", "<members>Deskside_Receipt__c</members>",
			"<members>Deskside_Setting.Default</members>", "<members>desksideWidget</members>", "<members>Case.Deskside_Call</members>"},
		"cspTrustedSites/Deskside.cspTrustedSite":    {"<endpointUrl>https://desk.example.com</endpointUrl>", "<canAccessMicrophone>true</canAccessMicrophone>", "<isApplicableToFrameSrc>true"},
		"customMetadata/Deskside_Setting.Default.md": {">sales<", ">https://desk.example.com<", ">1.2.3<"},
		"callCenters/Deskside.callCenter":            {"<adapterUrl>https://desk.example.com/widget/salesforce?account=sales</adapterUrl>"},
		"externalClientApps/Deskside.eca":            {"https://acme.my.salesforce.com"},
		"lwc/desksideWidget/desksideWidget.html":     {`allow="microphone; autoplay; clipboard-write"`},
		"classes/DesksideAgent.cls":                  {"webservice static String proof(String nonce, String audience)"},
		"classes/DesksideAgent.cls-meta.xml":         {"<apiVersion>66.0</apiVersion>"},
		"objects/Deskside_Receipt__c.object":         {"<fullName>Key__c</fullName>", "<sharingModel>Private</sharingModel>"},
	} {
		for _, w := range want {
			if !strings.Contains(files[file], w) {
				t.Errorf("%s lacks %s:\n%s", file, w, files[file])
			}
		}
	}
	for name, doc := range files {
		if strings.Contains(name, "__tests__") || regexp.MustCompile(`DESKSIDE_[A-Z]|(?i)consumer(Key|Secret)>`).MatchString(doc) {
			t.Errorf("%s does not belong into a package:\n%s", name, doc)
		}
	}
}

func TestOpenCTIOnlyWhenAskedFor(t *testing.T) {
	tenant := acme
	tenant.OpenCTI = false
	archive := build(t, tenant)
	for _, p := range salesforce.Validate(archive) {
		t.Error(p)
	}
	files := unpack(t, archive)
	if _, there := files["callCenters/Deskside.callCenter"]; there || strings.Contains(files["package.xml"], "CallCenter") {
		t.Error("there is a call centre")
	}
}

func TestTenantsVersion(t *testing.T) {
	tenant := acme
	tenant.APIVersion = "68.0"
	files := unpack(t, build(t, tenant))
	for _, file := range []string{"package.xml", "classes/DesksideAgent.cls-meta.xml", "lwc/desksideWidget/desksideWidget.js-meta.xml"} {
		if !strings.Contains(files[file], "68.0") || strings.Contains(files[file], "66.0") {
			t.Errorf("%s: %s", file, files[file])
		}
	}
}

func TestBadTenant(t *testing.T) {
	for name, bad := range map[string]func(*salesforce.Tenant){
		"no public_url":      func(x *salesforce.Tenant) { x.PublicURL = "" },
		"a slash at the end": func(x *salesforce.Tenant) { x.PublicURL += "/" },
		"plain http":         func(x *salesforce.Tenant) { x.PublicURL = "http://desk.example.com" },
		"another scheme":     func(x *salesforce.Tenant) { x.PublicURL = "javascript://desk.example.com" },
		"no organisation":    func(x *salesforce.Tenant) { x.OrgURL = "acme" },
		"markup as a name":   func(x *salesforce.Tenant) { x.Account = "<a>" },
		"a strange version":  func(x *salesforce.Tenant) { x.APIVersion = "v66" },
	} {
		tenant := acme
		bad(&tenant)
		if _, err := salesforce.Build(tenant); err == nil {
			t.Errorf("%s: built", name)
		}
	}
	// What an address may hold must not break the files it is written into.
	tenant := acme
	tenant.PublicURL = "https://desk.example.com/a&b"
	for _, p := range salesforce.Validate(build(t, tenant)) {
		t.Error(p)
	}
}

func TestValidateFinds(t *testing.T) {
	good := unpack(t, build(t, acme))
	change := func(file, from, to string) func(map[string]string) {
		return func(files map[string]string) {
			if !strings.Contains(files[file], from) {
				t.Fatalf("%s has no %s", file, from)
			}
			files[file] = strings.Replace(files[file], from, to, 1)
		}
	}
	for _, tc := range []struct {
		name, file, want string
		damage           func(map[string]string)
	}{
		{"not well-formed", "quickActions/Case.Deskside_Call.quickAction", "well-formed", change("quickActions/Case.Deskside_Call.quickAction", "</label>", "")},
		{"another namespace", "cspTrustedSites/Deskside.cspTrustedSite", "namespace", change("cspTrustedSites/Deskside.cspTrustedSite", "soap.sforce.com", "example.com")},
		{"wrong root", "cspTrustedSites/Deskside.cspTrustedSite", "its root is <CallCenter>", func(f map[string]string) {
			f["cspTrustedSites/Deskside.cspTrustedSite"] = f["callCenters/Deskside.callCenter"]
		}},
		{"unknown tag", "permissionsets/Deskside_Agent.permissionset", "knows no tag <colour>",
			change("permissionsets/Deskside_Agent.permissionset", "<label>", "<colour>red</colour><label>")},
		{"unknown inner tag", "permissionsets/Deskside_Agent.permissionset", "PermissionSet.classAccesses knows no tag <on>",
			change("permissionsets/Deskside_Agent.permissionset", "<apexClass>", "<on>x</on><apexClass>")},
		{"missing tag", "cspTrustedSites/Deskside.cspTrustedSite", "lacks <isActive>", change("cspTrustedSites/Deskside.cspTrustedSite", "<isActive>true</isActive>", "")},
		{"twice", "cspTrustedSites/Deskside.cspTrustedSite", "more than once", change("cspTrustedSites/Deskside.cspTrustedSite", "<isActive>true</isActive>", "<isActive>true</isActive><isActive>true</isActive>")},
		{"not a truth", "cspTrustedSites/Deskside.cspTrustedSite", `isActive may not be "yes"`, change("cspTrustedSites/Deskside.cspTrustedSite", "<isActive>true", "<isActive>yes")},
		{"a state that does not exist", "externalClientApps/Deskside.eca", "Packageable", change("externalClientApps/Deskside.eca", "Local", "Packageable")},
		{"a secret", "extlClntAppGlobalOauthSets/Deskside_global.ecaGlblOauth", "<consumerSecret>",
			change("extlClntAppGlobalOauthSets/Deskside_global.ecaGlblOauth", "<label>", "<consumerSecret>s</consumerSecret><label>")},
		{"no length", "objects/Case.object", "is a Text and lacks <length>", change("objects/Case.object", "<length>255</length>", "")},
		{"a field under Task", "objects/Task.object", "belongs under Activity", func(f map[string]string) {
			f["objects/Task.object"] = f["objects/Activity.object"]
			delete(f, "objects/Activity.object")
		}},
		{"a file less", "package.xml", "QuickAction Case.Deskside_Call, which is not there", func(f map[string]string) { delete(f, "quickActions/Case.Deskside_Call.quickAction") }},
		{"a member less", "package.xml", "does not list CustomField Case.Deskside_Key__c", change("package.xml", "<members>Case.Deskside_Key__c</members>", "")},
		{"no package.xml", "package.xml", "missing", func(f map[string]string) { delete(f, "package.xml") }},
		{"a class without description", "classes/DesksideAgent.cls", "has no", func(f map[string]string) { delete(f, "classes/DesksideAgent.cls-meta.xml") }},
		{"a description without class", "classes/DesksideAgent.cls-meta.xml", "is not there", func(f map[string]string) { delete(f, "classes/DesksideAgent.cls") }},
		{"half a bundle", "lwc/desksideWidget/desksideWidget.html", "lacks", func(f map[string]string) { delete(f, "lwc/desksideWidget/desksideWidget.js") }},
		{"an unknown folder", "triggers/X.trigger", "no metadata is kept there", func(f map[string]string) { f["triggers/X.trigger"] = "x" }},
		{"an unknown suffix", "quickActions/readme.txt", "NAME.quickAction", func(f map[string]string) { f["quickActions/readme.txt"] = "x" }},
		{"a permission for nothing", "permissionsets/Deskside_Integration.permissionset", "CustomField Activity.Other__c, which is not there",
			change("permissionsets/Deskside_Integration.permissionset", "Task.Deskside_Key__c", "Task.Other__c")},
		{"a role of nobody", "permissionsets/Deskside_Supervisor.permissionset", "CustomPermission Other, which is not there", change("permissionsets/Deskside_Supervisor.permissionset", ">Deskside_Supervisor<", ">Other<")},
		{"access to no class", "permissionsets/Deskside_Agent.permissionset", "ApexClass Other, which is not there", change("permissionsets/Deskside_Agent.permissionset", ">DesksideAgent<", ">Other<")},
		{"an action of no component", "quickActions/Case.Deskside_Call.quickAction", "LightningComponentBundle other", change("quickActions/Case.Deskside_Call.quickAction", ">desksideCall<", ">other<")},
		{"an action of a utility", "quickActions/Case.Deskside_Call.quickAction", "lightning__RecordAction", change("quickActions/Case.Deskside_Call.quickAction", ">desksideCall<", ">desksideWidget<")},
		{"settings of no app", "extlClntAppOauthSettings/Deskside_oauth.ecaOauth", "ExternalClientApplication Other", change("extlClntAppOauthSettings/Deskside_oauth.ecaOauth", ">Deskside<", ">Other<")},
		{"a value without type", "customMetadata/Deskside_Setting.Default.md", "xsi:type", change("customMetadata/Deskside_Setting.Default.md", ` xsi:type="xsd:string"`, "")},
		{"a required value less", "customMetadata/Deskside_Setting.Default.md", "no value for Public_URL__c", change("customMetadata/Deskside_Setting.Default.md", "Public_URL__c", "Version__c")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			files := map[string]string{}
			for name, doc := range good {
				files[name] = doc
			}
			tc.damage(files)
			found := salesforce.Validate(pack(t, files))
			for _, p := range found {
				if p.File == tc.file && strings.Contains(p.Message, tc.want) {
					return
				}
			}
			t.Errorf("want %s: … %s, found %v", tc.file, tc.want, found)
		})
	}
	if found := salesforce.Validate([]byte("hello")); len(found) != 1 || !strings.Contains(found[0].Message, "not a zip") {
		t.Errorf("not a zip: %v", found)
	}
}

// TestPlaceholders: Salesforce's own tools fill in the same values at a deployment
// from the source.
func TestPlaceholders(t *testing.T) {
	doc, err := os.ReadFile("sfdx-project.json")
	if err != nil {
		t.Fatal(err)
	}
	var project struct {
		SourceAPIVersion string
		Replacements     []struct{ Glob, StringToReplace, ReplaceWithEnv string }
	}
	if err := json.Unmarshal(doc, &project); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(unpack(t, build(t, acme))["package.xml"], "<version>"+project.SourceAPIVersion+"</version>") {
		t.Error("the source is of another API version")
	}
	listed := map[string]bool{}
	for _, r := range project.Replacements {
		if r.StringToReplace != r.ReplaceWithEnv {
			t.Errorf("%+v", r)
		}
		listed[r.StringToReplace] = false
	}
	err = filepath.WalkDir("force-app", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		doc, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, name := range regexp.MustCompile(`DESKSIDE_[A-Z_]+`).FindAllString(string(doc), -1) {
			if _, ok := listed[name]; !ok || !strings.HasSuffix(path, "-meta.xml") {
				t.Errorf("%s: nobody fills in %s", path, name)
			}
			listed[name] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, used := range listed {
		if !used {
			t.Errorf("%s is used nowhere", name)
		}
	}
}
