package widget

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"regexp"
	"testing"
)

// TestWhatTravelsIsEmbedded: beside each script and style sheet stands what browsers get
// instead of it, smaller and the same.
func TestWhatTravelsIsEmbedded(t *testing.T) {
	if _, err := fs.Stat(Files(), "agent.html"); err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
			t.Fatal(err)
		}
		t.Skip("the pages are not built: make widget")
	}
	shrinks := regexp.MustCompile(`\.(js|css)$`)
	seen := 0
	err := fs.WalkDir(Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !shrinks.MatchString(name) {
			return err
		}
		seen++
		content, err := fs.ReadFile(Files(), name)
		if err != nil {
			return err
		}
		zipped, err := fs.ReadFile(Files(), name+".gz")
		if err != nil {
			return err
		}
		z, err := gzip.NewReader(bytes.NewReader(zipped))
		if err != nil {
			return err
		}
		if same, err := io.ReadAll(z); err != nil || !bytes.Equal(same, content) {
			t.Errorf("%s.gz is not %s (%v)", name, name, err)
		}
		smaller, err := fs.ReadFile(Files(), name+".br")
		if err == nil && len(smaller) > len(zipped) {
			t.Errorf("%s: %d bytes in brotli, %d in gzip", name, len(smaller), len(zipped))
		}
		return err
	})
	if err != nil || seen < 50 {
		t.Fatalf("%d scripts and style sheets: %v", seen, err)
	}
}
