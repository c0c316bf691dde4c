package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFilesAreTheOwnersAlone(t *testing.T) {
	// The name has everything in it that means something in a URI.
	path := filepath.Join(t.TempDir(), "a b?c#d%20e", "desk side?.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Commit(t.Context(), start("a")); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Error(err)
		} else if info.Mode().Perm() != 0o600 {
			t.Errorf("%q has mode %v", suffix, info.Mode())
		}
	}
}

func TestPermissionsAreNarrowedAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deskside.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestOneProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deskside.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), path, Options{})
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), path) {
		t.Errorf("a second one: %v", err)
	}
	if err := s.Commit(t.Context(), start("a")); err != nil {
		t.Errorf("the first one: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err = Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatalf("after the first has gone: %v", err)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deskside.db")
	db, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 9999"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a refusal leaves no lock behind
		_, err = Open(t.Context(), path, Options{})
		if err == nil || !strings.Contains(err.Error(), "newer version") {
			t.Errorf("error %v", err)
		}
	}
}

func TestWhatIsNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deskside.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{}); err == nil {
		t.Error("opened")
	}
}

// TestPragmas holds the promise that an acknowledged commit survives a power cut.
func TestPragmas(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "deskside.db"), Options{Readers: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ask := func(query func(context.Context, string, ...any) *sql.Row, pragma string) (v string) {
		t.Helper()
		if err := query(t.Context(), "PRAGMA "+pragma).Scan(&v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		if got := ask(s.writer.tx.conn.QueryRowContext, pragma); got != want {
			t.Errorf("writer: %s is %s", pragma, got)
		}
	}
	for range 3 { // each reader, held so that the pool must give another
		conn, err := s.reads.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if got := ask(conn.QueryRowContext, "query_only"); got != "1" {
			t.Errorf("reader: query_only is %s", got)
		}
		if _, err := conn.ExecContext(t.Context(), "DELETE FROM events"); err == nil {
			t.Error("a reader could write")
		}
	}
}

// TestPlans: what is asked all the time never reads the landed rows, which are
// kept for ever.
func TestPlans(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "deskside.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, query := range []string{
		heads,
		"SELECT seq FROM writes WHERE lane = 'x' AND state IN ('waiting', 'sending')",
		"SELECT seq FROM writes WHERE interaction = 'x' ORDER BY seq",
		"SELECT seq FROM writes WHERE account = 'x' AND state IN ('held') ORDER BY seq DESC LIMIT 10",
		"SELECT state, count(*) FROM writes WHERE account = 'x' GROUP BY state",
		"SELECT id FROM interactions WHERE active = 1 ORDER BY seq DESC LIMIT 10",
		"SELECT id FROM interactions WHERE account = 'x' AND seq < 9 ORDER BY seq DESC LIMIT 10",
		"SELECT n FROM events WHERE interaction = 'x' ORDER BY n",
	} {
		rows, err := s.reads.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(step, "SCAN") && !strings.Contains(step, "writes_pending") && !strings.Contains(step, "interactions_active") || strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s\n%s", query, step)
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTimes(t *testing.T) {
	for _, at := range []time.Time{{}, time.Date(2026, 12, 31, 23, 59, 59, 999999999, time.UTC), time.Unix(-1, 5).UTC()} {
		if got := instant(nanos(at)); !got.Equal(at) || got.Location() != time.UTC {
			t.Errorf("%v became %v", at, got)
		}
	}
}
