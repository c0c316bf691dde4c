package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	salesforceapp "github.com/deskside/deskside/widget/salesforce"
	zendeskapp "github.com/deskside/deskside/widget/zendesk"
)

const packed = `public_url: %s
twilio: {account_sid: AC00000000000000000000000000000001, auth_token: authtoken0000000000000000000000a, numbers: ["+15550100100"]}
accounts:
  - {name: support, kind: zendesk, url: "https://acme.zendesk.com", client_id: deskside, client_secret: a-secret-of-some-length-0001}
  - {name: other, kind: zendesk, url: "https://other.zendesk.com", client_id: deskside, client_secret: a-secret-of-some-length-0001}
`

func configured(t *testing.T, publicURL string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(file, []byte(strings.Replace(packed, "%s", publicURL, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestPackageCommand: the file is what Zendesk takes, made for the named account.
func TestPackageCommand(t *testing.T) {
	cfg := configured(t, "https://desk.example.com")
	out := filepath.Join(t.TempDir(), "app.zip")
	for _, args := range [][]string{
		{"package", "zendesk", "--config", cfg, "-account", "other", "-o", out},
		{"package", "--config", cfg, "-o", out, "-account", "other", "zendesk"},
	} {
		if code, stdout, stderr := deskside(t, nil, args...); code != 0 || !strings.Contains(stdout, "the account other, for https://desk.example.com") || stderr != "" {
			t.Fatalf("%d %s %s", code, stdout, stderr)
		}
		doc, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		want, err := zendeskapp.Build(zendeskapp.Tenant{Account: "other", PublicURL: "https://desk.example.com"})
		if err != nil || string(doc) != string(want) {
			t.Errorf("another package: %v", err)
		}
		if err := os.Remove(out); err != nil {
			t.Fatal(err)
		}
	}
	if code, stdout, _ := deskside(t, nil, "package", "zendesk", "-config", cfg, "-account", "support", "-o", "-"); code != 0 || len(zendeskapp.Validate([]byte(stdout))) != 0 {
		t.Errorf("%d: %v", code, zendeskapp.Validate([]byte(stdout)))
	}
}

// TestPackageCommandSalesforce: what is made is what an organisation would take.
func TestPackageCommandSalesforce(t *testing.T) {
	cfg := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(cfg, []byte(strings.NewReplacer("%s", "https://desk.example.com", "name: other, kind: zendesk", "name: sales, open_cti: true, kind: salesforce",
		"other.zendesk.com", "acme.my.salesforce.com").Replace(packed)), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := deskside(t, nil, "package", "salesforce", "-config", cfg, "-o", "-")
	if code != 0 || stderr != "" {
		t.Fatalf("%d %s", code, stderr)
	}
	if found := salesforceapp.Validate([]byte(stdout)); len(found) != 0 || !strings.Contains(stdout, "callCenters/Deskside.callCenter") {
		t.Errorf("%v", found)
	}
}

func TestPackageCommandRefuses(t *testing.T) {
	cfg, plain := configured(t, "https://desk.example.com"), configured(t, "http://127.0.0.1:8080")
	out := filepath.Join(t.TempDir(), "app.zip")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{nil, 2, "package needs KIND."},
		{[]string{"hubspot", "-o", out}, 2, `no package of the kind "hubspot": say zendesk or salesforce.`},
		{[]string{"zendesk", "salesforce", "-o", out}, 2, `package does not take "salesforce".`},
		{[]string{"zendesk", "--config", cfg}, 2, "Say where to write it with -o."},
		{[]string{"zendesk", "--conf", cfg}, 2, "-conf"},
		{[]string{"zendesk", "--config", "/nowhere.yaml", "-o", out}, 1, "/nowhere.yaml"},
		{[]string{"zendesk", "--config", cfg, "-o", out}, 1, "name one with -account: support, other"},
		{[]string{"zendesk", "--config", cfg, "-account", "suport", "-o", out}, 1, `no account "suport"; of the kind zendesk there is: support, other`},
		{[]string{"salesforce", "--config", cfg, "-account", "support", "-o", out}, 1, "the account support is of the kind zendesk, not salesforce"},
		{[]string{"salesforce", "--config", cfg, "-o", out}, 1, "no account of the kind salesforce"},
		{[]string{"zendesk", "--config", plain, "-account", "support", "-o", out}, 1, "public_url is http://127.0.0.1:8080, and Zendesk frames pages by https only"},
		{[]string{"zendesk", "--config", cfg, "-account", "support", "-o", filepath.Join(out, "x", "app.zip")}, 1, "cannot be written"},
	} {
		code, stdout, stderr := deskside(t, nil, append([]string{"package"}, c.args...)...)
		if code != c.code || stdout != "" || !strings.Contains(stderr, c.says) {
			t.Errorf("%q: %d %s %s", c.args, code, stdout, stderr)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%q left a file", c.args)
		}
	}
}
