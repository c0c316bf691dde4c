package main_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	testNamed   = regexp.MustCompile("`(Test[A-Z]\\w*)`")
	testDefined = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	pageTest    = regexp.MustCompile("`(?:widget/)?(test/[\\w.-]+\\.test\\.tsx?)`")
)

// TestEveryGuaranteeHasItsTest: a test that the documents name as the holder of a
// guarantee exists, be it in Go or a file of the pages' tests.
func TestEveryGuaranteeHasItsTest(t *testing.T) {
	root := os.DirFS("..")
	defined := map[string]bool{}
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		source, err := fs.ReadFile(root, path)
		for _, m := range testDefined.FindAllSubmatch(source, -1) {
			defined[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range []string{"docs/guarantees.md", "README.md", "CHANGELOG.md"} {
		text, err := fs.ReadFile(root, document)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range testNamed.FindAllSubmatch(text, -1) {
			if !defined[string(m[1])] {
				t.Errorf("%s names %s, which is not there", document, m[1])
			}
		}
		for _, m := range pageTest.FindAllSubmatch(text, -1) {
			if _, err := fs.Stat(root, "widget/"+string(m[1])); err != nil {
				t.Errorf("%s names %s, which is not there", document, m[1])
			}
		}
	}
}
