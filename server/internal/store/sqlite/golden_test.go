package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/deskside/deskside/server/internal/store/sqlite"
	"github.com/deskside/deskside/server/internal/store/storetest"
)

// TestGolden: a database that an older version made is brought up to date and holds
// what was in it.
func TestGolden(t *testing.T) {
	for _, version := range storetest.GoldenVersions(t) {
		t.Run(version, func(t *testing.T) {
			data, err := os.ReadFile("testdata/golden/" + version + ".db")
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "deskside.db")
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			storetest.Golden(t, version, open(t, path))
		})
	}
}

// TestMakeGolden writes what this version makes; see scripts/golden.
func TestMakeGolden(t *testing.T) {
	version := os.Getenv(storetest.GoldenVariable)
	if version == "" {
		t.Skip("a release is not made")
	}
	path := filepath.Join(t.TempDir(), "deskside.db")
	storetest.MakeGolden(t, version, open(t, path))
	if _, err := sqlite.Snapshot(t.Context(), path, "testdata/golden/"+version+".db"); err != nil {
		t.Fatal(err)
	}
}
