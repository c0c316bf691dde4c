package salesforce_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestSameAsSalesforcesOwnTools: what Build makes is what a deployment from the
// source by Salesforce's own tools would send: the same files, with the same in them.
func TestSameAsSalesforcesOwnTools(t *testing.T) {
	if _, err := os.Stat("node_modules/@salesforce/source-deploy-retrieve"); err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
			t.Fatal("Salesforce's tools are not installed: make tools")
		}
		t.Skip("Salesforce's tools are not installed: make tools")
	}
	dir := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "node", "test/convert.mjs", dir)
	cmd.Env = append(os.Environ(), "DESKSIDE_ACCOUNT="+acme.Account, "DESKSIDE_ORG_URL="+acme.OrgURL, "DESKSIDE_PUBLIC_URL="+acme.PublicURL, "DESKSIDE_VERSION="+acme.Version)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	made, err := filepath.Glob(filepath.Join(dir, "*.zip"))
	if err != nil || len(made) != 1 {
		t.Fatalf("%v %v", made, err)
	}
	theirs, err := os.ReadFile(made[0])
	if err != nil {
		t.Fatal(err)
	}
	want, got := unpack(t, theirs), unpack(t, build(t, acme))
	for name, doc := range want {
		if strings.HasSuffix(name, "/") {
			continue // a folder
		}
		if _, ok := got[name]; !ok {
			t.Errorf("%s is missing", name)
		} else if a, b := lines(doc), lines(got[name]); !slices.Equal(a, b) {
			t.Errorf("%s: want\n%s\ngot\n%s", name, doc, got[name])
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("%s is there besides", name)
	}
}

// lines of a document whose parts may stand in another order.
func lines(doc string) []string {
	all := strings.Split(strings.NewReplacer("&apos;", "'", "&#39;", "'").Replace(doc), "\n")
	for i, line := range all {
		all[i] = strings.TrimSpace(line)
	}
	slices.Sort(all)
	return slices.DeleteFunc(all, func(line string) bool { return line == "" })
}
