package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/storetest"
)

// TestFuture: an event that this version does not know is refused, not passed over.
func TestFuture(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deskside.db")
	s := open(t, path)
	storetest.Future(t, s, func(t *testing.T, to func(string) string) store.Store {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", "file:"+path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var seq int64
		var text string
		if err := db.QueryRow("SELECT seq, events FROM log ORDER BY seq DESC LIMIT 1").Scan(&seq, &text); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec("UPDATE log SET events = ? WHERE seq = ?", to(text), seq); err != nil {
			t.Fatal(err)
		}
		return open(t, path)
	})
}
