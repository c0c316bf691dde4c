package sqlite

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/mark"
)

// standing is a store of a few contacts, most of which are not in the log any more.
func standing(t *testing.T) (s *Store, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "deskside.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // of what is gone it may complain
	fill(t, s, "before", 40)
	if err := s.writer.tx.control("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil { // the writer rests
		t.Fatal(err)
	}
	if lost := s.writer.floor.same(); lost != nil {
		t.Fatal(lost)
	}
	return s, path
}

func fill(t *testing.T, s *Store, name string, contacts int) {
	t.Helper()
	for i := range contacts {
		if err := s.Commit(t.Context(), start(interaction.ID(fmt.Sprintf("%s-%d", name, i)))); err != nil {
			t.Fatal(err)
		}
	}
}

func copied(t *testing.T, from, to string) {
	t.Helper()
	if err := copyFile(from, to); err != nil {
		t.Fatal(err)
	}
}

// Whatever happens to the files while the server runs, nothing is acknowledged from then
// on, and it is said what has happened.
func TestFloorPulledAway(t *testing.T) {
	for name, c := range map[string]struct {
		pull    func(t *testing.T, path string)
		kind    LossKind
		rescued bool
	}{
		"removed":                 {func(t *testing.T, path string) { must(t, os.Remove(path)) }, Removed, true},
		"moved away":              {func(t *testing.T, path string) { must(t, os.Rename(path, path+".old")) }, Removed, true},
		"log removed":             {func(t *testing.T, path string) { must(t, os.Remove(path+"-wal")) }, Removed, true},
		"older copy":              {func(t *testing.T, path string) { must(t, os.Rename(path+".copy", path)) }, Replaced, true},
		"folder moved":            {func(t *testing.T, path string) { must(t, os.Rename(filepath.Dir(path), filepath.Dir(path)+".old")) }, Removed, false},
		"older copy in its place": {func(t *testing.T, path string) { copied(t, path+".copy", path) }, Overwritten, false},
		"noise in its place":      {func(t *testing.T, path string) { noise(t, path, 0) }, Overwritten, false},
		"noise in the log":        {func(t *testing.T, path string) { noise(t, path+"-wal", 64) }, Overwritten, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, path := standing(t)
			copied(t, path, path+".copy")
			fill(t, s, "after", 200)
			must(t, s.writer.tx.control("PRAGMA wal_checkpoint(PASSIVE)"))
			s.writer.floor.same()
			fill(t, s, "later", 20)
			c.pull(t, path)
			err := s.Commit(t.Context(), start("lost"))
			lost, ok := errors.AsType[*LostError](err)
			if !ok || !errors.Is(err, store.ErrUnavailable) || lost.Kind != c.kind {
				t.Fatalf("acknowledged, or not told why: %v", err)
			}
			var log strings.Builder
			now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
			err = s.look(t.Context(), now, slog.New(slog.NewTextHandler(&log, nil)))
			if lost, ok = errors.AsType[*LostError](err); !ok || s.Lost() == nil {
				t.Fatalf("a look finds nothing: %v", err)
			}
			if (lost.Rescued != "") != c.rescued {
				t.Fatalf("rescued into %q; %s", lost.Rescued, log.String())
			}
			if c.rescued {
				facts, err := Verify(t.Context(), lost.Rescued)
				if err != nil || facts.Interactions < 260 {
					t.Errorf("what was rescued: %+v, %v", facts, err)
				}
			}
			if err := s.Commit(t.Context(), start("still")); !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("once more: %v", err)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// noise over all that follows in a file.
func noise(t *testing.T, path string, from int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	must(t, err)
	info, err := f.Stat()
	must(t, err)
	_, err = f.WriteAt([]byte(strings.Repeat("\x5a\xa5noise", int(info.Size()-from)/7)), from)
	must(t, errors.Join(err, f.Close()))
}

// A person with a tool who reads, or moves the log into the database, harms nobody.
func TestToolBesideTheServer(t *testing.T) {
	s, path := standing(t)
	fill(t, s, "x", 5)
	_, err := Snapshot(t.Context(), path, path+".copy")
	must(t, err)
	must(t, migrateAt(t.Context(), dsn(path, false))) // opens, reads and closes as the shell of SQLite does
	other, err := openReads(t.Context(), dsn(path, false), 1)
	must(t, err)
	_, err = other.ExecContext(t.Context(), "PRAGMA wal_checkpoint(TRUNCATE)")
	must(t, errors.Join(err, other.Close()))
	fill(t, s, "y", 5)
	must(t, s.look(t.Context(), time.Now(), slog.New(slog.DiscardHandler)))
	if ids := listed(t, s); len(ids) != 50 {
		t.Errorf("%d contacts", len(ids))
	}
}

// A database that ends before what was acknowledged is not opened, and is left as it is,
// until somebody says so.
func TestLostEndIsRefused(t *testing.T) {
	for name, pull := range map[string]func(t *testing.T, path string){
		"noise in the log": func(t *testing.T, path string) { noise(t, path+"-wal", 8192) },
		"log removed":      func(t *testing.T, path string) { must(t, os.Remove(path+"-wal")) },
		"older copy":       func(t *testing.T, path string) { must(t, os.Remove(path+"-wal")); copied(t, path+".copy", path) },
		"removed":          func(t *testing.T, path string) { must(t, os.Remove(path)); must(t, os.Remove(path+"-wal")) },
	} {
		t.Run(name, func(t *testing.T) {
			s, live := standing(t)
			fill(t, s, "after", 40)
			must(t, s.look(t.Context(), time.Now(), slog.New(slog.DiscardHandler))) // writes the mark
			// As a power cut leaves it.
			path := filepath.Join(t.TempDir(), "deskside.db")
			for _, suffix := range []string{"", "-wal", ".mark"} {
				copied(t, live+suffix, path+suffix)
			}
			copied(t, path, path+".copy")
			pull(t, path)
			before := folder(t, path)
			_, err := Open(t.Context(), path, Options{})
			lost, ok := errors.AsType[*LostError](err)
			if !ok || lost.Kind != Behind || lost.Had != 80 || lost.Have >= 80 || !strings.Contains(err.Error(), "events are missing") {
				t.Fatalf("opened, or not told why: %v", err)
			}
			if after := folder(t, path); after != before {
				t.Errorf("it was touched:\n%s\n%s", before, after)
			}
			if problems, err := Examine(t.Context(), path); err == nil || err.Error() != lost.Error() {
				t.Errorf("the doctor says %q, %v", problems, err)
			}
			given, err := Recover(t.Context(), path)
			if err != nil || given == nil || given.Have != lost.Have {
				t.Fatalf("recover: %+v, %v", given, err)
			}
			s, err = Open(t.Context(), path, Options{})
			must(t, err)
			defer s.Close()
			fill(t, s, "again", 3)
			if given, err := Recover(t.Context(), path); !errors.Is(err, ErrLocked) {
				t.Errorf("recovered beside a server: %+v, %v", given, err)
			}
		})
	}
}

// folder is what a database consists of: an empty log is none.
func folder(t *testing.T, path string) string {
	t.Helper()
	var out strings.Builder
	for _, suffix := range []string{"", "-wal", ".mark"} {
		content, err := os.ReadFile(path + suffix)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s %d bytes %x\n", suffix, len(content), sha256.Sum256(content))
	}
	return out.String()
}

// What was acknowledged within the last second may be missing without being noticed; a
// server that is stopped in order leaves not even that.
func TestMarkIsExactAfterClose(t *testing.T) {
	s, path := standing(t)
	fill(t, s, "x", 3)
	must(t, s.Close())
	if m, err := mark.Read(markPath(path)); err != nil || m.Head != 43 || m.At.IsZero() {
		t.Errorf("%+v, %v", m, err)
	}
	must(t, os.WriteFile(markPath(path), []byte("{"), 0o600)) // as a disk may leave it
	s, err := Open(t.Context(), path, Options{})
	must(t, err)
	must(t, s.Close())
	if m, err := mark.Read(markPath(path)); err != nil || m.Head != 43 {
		t.Errorf("%+v, %v", m, err)
	}
}

// A copy is made while the server writes, and put back with a check; what was there
// stays beside it.
func TestSnapshotAndRestore(t *testing.T) {
	s, path := standing(t)
	stop, ended := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		for i := 0; stop.Err() == nil; i++ {
			if err := s.Commit(t.Context(), start(interaction.ID(fmt.Sprintf("w-%d", i)))); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	copyOf := path + ".copy"
	facts, err := Snapshot(t.Context(), path, copyOf)
	ended()
	must(t, errors.Join(err, <-done))
	if facts.Head < 40 || facts.Interactions != facts.Head || facts.Schema == 0 {
		t.Fatalf("%+v", facts)
	}
	fill(t, s, "after", 7)
	if _, _, err := Restore(t.Context(), copyOf, path, time.Now(), nil); !errors.Is(err, ErrLocked) {
		t.Fatalf("restored under a server: %v", err)
	}
	must(t, s.Close())
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	got, aside, err := Restore(t.Context(), copyOf, path, now, nil)
	if err != nil || got != facts {
		t.Fatalf("%+v, %v", got, err)
	}
	if old, err := Verify(t.Context(), aside); err != nil || old.Head < facts.Head+7 {
		t.Errorf("what was there: %+v, %v", old, err)
	}
	if s, err = Open(t.Context(), path, Options{}); err != nil {
		t.Fatal(err)
	}
	fill(t, s, "again", 1)
	must(t, s.Close())
	got, second, err := Restore(t.Context(), copyOf, path, now, nil) // in the same second
	if err != nil || got != facts || second == aside {
		t.Fatalf("%+v, %s, %v", got, second, err)
	}
	for where, least := range map[string]int64{aside: facts.Head + 7, second: facts.Head + 1} {
		if old, err := Verify(t.Context(), where); err != nil || old.Head < least {
			t.Errorf("%s: %+v, %v", where, old, err)
		}
	}

	noise(t, copyOf, 4096)
	if _, _, err := Restore(t.Context(), copyOf, path, now, nil); err == nil {
		t.Error("a damaged copy was put back")
	}
	if s, err = Open(t.Context(), path, Options{}); err != nil {
		t.Fatal(err)
	}
	must(t, s.Close())
}
