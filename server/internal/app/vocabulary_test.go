package app_test

import (
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/deskside/deskside/server/internal/app"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

// A store on which a newer version has run is refused by name of what is not understood,
// and left as it is; one of an older version is taken on.
func TestNewerVersionsStoreIsRefused(t *testing.T) {
	w := newSite(t)
	cfg := w.config()
	w.must(w.start(cfg).stop())
	path := filepath.Join(cfg.DataDir, "deskside.db")
	put := func(change func(had string) string) {
		t.Helper()
		db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		w.must(err)
		had, version, err := db.Setting(t.Context(), "events")
		w.must(err)
		if !strings.Contains(string(had), `"note_added"`) {
			t.Errorf("what is known is not noted: %s", had)
		}
		w.must(errors.Join(db.PutSetting(t.Context(), "events", []byte(change(string(had))), version), db.Close()))
	}
	put(func(had string) string {
		return strings.Replace(had, `"note_added"`, `"hologram_shown","note_added"`, 1)
	})
	err := app.Run(t.Context(), cfg, app.Options{Log: slog.New(slog.DiscardHandler)})
	if err == nil || !strings.Contains(err.Error(), "hologram_shown") || !strings.Contains(err.Error(), "newer version") || !strings.Contains(err.Error(), "backup") {
		t.Errorf("started, or does not say what it needs: %v", err)
	}
	put(func(string) string { return `["note_added"]` })
	w.must(w.start(cfg).stop())
	put(func(had string) string {
		if !strings.Contains(had, `"started"`) {
			t.Errorf("an older version's list is not brought up to date: %s", had)
		}
		return had
	})
}
