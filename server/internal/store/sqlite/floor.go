package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/mark"
)

// LossKind says what has become of a database.
type LossKind string

// Kinds of losses.
const (
	Removed     LossKind = "removed"     // the file is not where it was opened
	Replaced    LossKind = "replaced"    // another one is there
	Overwritten LossKind = "overwritten" // what is in it is not what was written
	Behind      LossKind = "behind"      // it ends before what was acknowledged
)

// LostError says that a database does not hold what was acknowledged, or would not
// hold what is asked of it. Nothing is written any more until a person has decided.
type LostError struct {
	Path string // of the database, or of its log
	Kind LossKind
	Why  string // what SQLite says, where it does

	Have, Had int64     // last event that is there, and that was there; only of Behind
	Since, At time.Time // of these two; zero: not known
	Rescued   string    // a whole copy that could still be made; empty: none
}

func (e *LostError) Error() string {
	says := ""
	switch e.Kind {
	case Removed:
		says = fmt.Sprintf("%s was removed while it was in use", e.Path)
	case Replaced:
		says = fmt.Sprintf("%s was replaced while it was in use", e.Path)
	case Overwritten:
		says = fmt.Sprintf("%s was written to by somebody else while it was in use, and is damaged", e.Path)
	case Behind:
		says = (&mark.Loss{Of: e.Path, Have: e.Have, Had: e.Had, Since: e.Since, At: e.At}).Error()
	}
	if e.Why != "" {
		says += " (" + e.Why + ")"
	}
	if e.Rescued != "" {
		says += "; all that was acknowledged is in " + e.Rescued
	}
	return says
}

// floor is what the database stands on: its file and the write-ahead log, as they lie
// in their folder. Nobody but the writer changes them, so whatever else changes is
// somebody else's doing.
type floor struct {
	path, logPath string
	db, wal       os.FileInfo // as of the last look
	lost          atomic.Pointer[LostError]
}

// stand on the files as they are now; SQLite has just opened them.
func (f *floor) stand() (err error) {
	if f.db, err = os.Stat(f.path); err != nil {
		return err
	}
	f.wal, err = os.Stat(f.logPath)
	return err
}

// same tells whether the files are those that were opened, and takes them as they are
// now.
func (f *floor) same() *LostError {
	db, err := os.Stat(f.path)
	switch {
	case err != nil:
		return f.fall(&LostError{Path: f.path, Kind: Removed})
	case !os.SameFile(db, f.db):
		return f.fall(&LostError{Path: f.path, Kind: Replaced})
	}
	wal, err := os.Stat(f.logPath)
	switch {
	case err != nil:
		return f.fall(&LostError{Path: f.logPath, Kind: Removed})
	case !os.SameFile(wal, f.wal):
		return f.fall(&LostError{Path: f.logPath, Kind: Replaced})
	}
	f.db, f.wal = db, wal
	return nil
}

func (f *floor) fall(lost *LostError) *LostError {
	f.lost.CompareAndSwap(nil, lost)
	return f.lost.Load()
}

// untouched: nobody has written to the files since the last look.
func untouched(a, b os.FileInfo) bool { return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) }

// check before a transaction that what the writer stands on is still there, and as it
// has left it.
func (w *writer) check() error {
	if lost := w.floor.lost.Load(); lost != nil {
		return lost
	}
	db, wal := w.floor.db, w.floor.wal
	if lost := w.floor.same(); lost != nil {
		return lost
	}
	if untouched(db, w.floor.db) && untouched(wal, w.floor.wal) {
		return nil
	}
	return w.examine()
}

// examine files that somebody else has written to. A tool that has moved the log into
// the database does no harm; an older copy, or noise, does. What passes is moved out of
// the log at once, so that noise between its pages cannot cut it off at the next start.
func (w *writer) examine() error {
	problem, head, err := wholeness(w.floor.path)
	switch {
	case err != nil:
		problem = err.Error()
	case problem == "" && head < w.last.event:
		problem = fmt.Sprintf("it ends with event %d, not %d", head, w.last.event)
	}
	if problem != "" {
		return w.floor.fall(&LostError{Path: w.floor.path, Kind: Overwritten, Why: problem})
	}
	w.memory.forget()
	w.doubt = true // somebody else may have added something
	if err := w.tx.control("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return err
	}
	if lost := w.floor.same(); lost != nil {
		return lost
	}
	return nil
}

// wholeness of a database, as somebody sees it who opens it now.
func wholeness(path string) (problem string, head int64, err error) {
	ctx := context.Background()
	db, err := openReads(ctx, dsn(path, true), 1)
	if err != nil {
		return "", 0, err
	}
	defer db.Close()
	lines, err := collect(ctx, db, text, "PRAGMA integrity_check(1)")
	if err != nil {
		return "", 0, err
	}
	if len(lines) != 1 || lines[0] != "ok" {
		return fmt.Sprint(lines), 0, nil
	}
	head, err = feedHead(ctx, db)
	return "", head, err
}

// sink is what callers are told when the floor is gone.
func sink(lost error) error { return fmt.Errorf("%w: %w", store.ErrUnavailable, lost) }

// Lost is what has become of the database, if it is not what it should be; else nil.
func (s *Store) Lost() *LostError { return s.writer.floor.lost.Load() }

// rescue writes what the process still holds of files that are not there any more to a
// new one beside them: SQLite has them open, so all that was acknowledged is in it.
func (s *Store) rescue(ctx context.Context, lost *LostError, at time.Time) (string, error) {
	if lost.Kind != Removed && lost.Kind != Replaced {
		return "", nil
	}
	to := s.writer.floor.path + ".rescued-" + at.UTC().Format("20060102T150405Z")
	conn, err := s.reads.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA query_only(OFF)"); err != nil { // it forbids copying too
		return "", err
	}
	_, err = conn.ExecContext(ctx, "VACUUM INTO ?", to)
	_, again := conn.ExecContext(ctx, "PRAGMA query_only(ON)")
	if err = errors.Join(err, again); err != nil {
		return "", err
	}
	return to, os.Chmod(to, 0o600)
}
