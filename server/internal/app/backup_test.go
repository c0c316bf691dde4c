package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

// A backup of which anything is damaged is refused, by the name of what is, and
// data_dir is as it was; so is one that comes while a server runs.
func TestRefusedBackupChangesNothing(t *testing.T) {
	const owner interaction.ID = "01jq000000000000000000000a"
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	from := t.TempDir()
	db, err := sqlite.Open(t.Context(), filepath.Join(from, databaseFile), sqlite.Options{})
	must(err)
	files, err := media.Open(filepath.Join(from, mediaFolder), media.Options{})
	must(err)
	f, err := files.Save(t.Context(), owner, strings.NewReader("It began to smoke."), "notes.txt", "")
	must(err)
	make := func() (dir, file string) {
		t.Helper()
		dir = filepath.Join(t.TempDir(), "backup")
		_, err := MakeBackup(t.Context(), &config.Config{DataDir: from}, dir, time.Now())
		must(err)
		return dir, filepath.Join(dir, mediaFolder, f.SHA256[:2], f.SHA256[2:4], f.SHA256)
	}
	flip := func(path string) {
		t.Helper()
		raw, err := os.ReadFile(path)
		must(err)
		raw[len(raw)/2] ^= 1
		must(os.WriteFile(path, raw, 0o600))
	}
	refused := func(dir, to, says string) {
		t.Helper()
		_, aside, err := RestoreBackup(t.Context(), &config.Config{DataDir: to}, dir, time.Now())
		if err == nil || !strings.Contains(err.Error(), says) || aside != "" {
			t.Errorf("want %q: %v", says, err)
		}
		for _, name := range []string{databaseFile + ".restoring", mediaFolder} {
			if _, err := os.Stat(filepath.Join(to, name)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: %s is there now: %v", says, name, err)
			}
		}
	}

	dir, file := make()
	flip(file)
	to := t.TempDir()
	refused(dir, to, file+" is damaged")
	if _, err := os.Stat(filepath.Join(to, databaseFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the database was put back: %v", err)
	}
	must(os.Remove(file)) // as the sentence says
	_, _, err = RestoreBackup(t.Context(), &config.Config{DataDir: to}, dir, time.Now())
	must(err)

	dir, _ = make()
	flip(filepath.Join(dir, databaseFile))
	refused(dir, t.TempDir(), "is not as it was written")

	dir, file = make()
	to = t.TempDir()
	running, err := sqlite.Open(t.Context(), filepath.Join(to, databaseFile), sqlite.Options{})
	must(err)
	refused(dir, to, "another process has this database open")
	must(running.Close())
	_, _, err = RestoreBackup(t.Context(), &config.Config{DataDir: to}, dir, time.Now())
	must(err)
	raw, err := os.ReadFile(strings.Replace(file, dir, to, 1))
	if err != nil || string(raw) != "It began to smoke." {
		t.Errorf("%q %v", raw, err)
	}
	if claims, err := filepath.Glob(strings.Replace(file, dir, to, 1) + "." + string(owner)); len(claims) != 1 {
		t.Errorf("the claim: %v %v", claims, err)
	}

	// Nor is a damaged file taken into a backup, which would then be refused.
	must(db.Close())
	flip(strings.Replace(file, dir, from, 1))
	dir = filepath.Join(t.TempDir(), "backup")
	if _, err := MakeBackup(t.Context(), &config.Config{DataDir: from}, dir, time.Now()); err == nil || !strings.Contains(err.Error(), f.SHA256+" is damaged") {
		t.Errorf("a damaged file was backed up: %v", err)
	}
}
