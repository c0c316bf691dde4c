package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/store/mark"
)

// markPath is where the mark of a database lies: beside it.
func markPath(path string) string { return path + ".mark" }

const lastQuery = "SELECT seq, events FROM log ORDER BY seq DESC LIMIT 1"

// last event of a feed, with its time; 0: there is none. It need not be understood.
type last struct {
	seq int64
	at  time.Time
}

func lastOf(ctx context.Context, db *reads) (last, error) {
	rows, err := collect(ctx, db, func(row scanner) (l last, err error) {
		var text string
		if err := row.Scan(&l.seq, &text); err != nil {
			return l, err
		}
		at, _, _ := strings.Cut(text[strings.LastIndexByte(text, '\n')+1:], " ")
		ns, err := strconv.ParseInt(at, 10, 64)
		l.at = instant(ns)
		return l, err
	}, lastQuery)
	if err != nil || len(rows) == 0 {
		return last{}, err
	}
	return rows[0], nil
}

// feedHead of a database that may be empty, or of an older version.
func feedHead(ctx context.Context, db *reads) (head int64, err error) {
	tables, err := collect(ctx, db, text, "SELECT name FROM sqlite_schema WHERE name IN ('log', 'given')")
	if err != nil || !slices.Contains(tables, "log") {
		return 0, err
	}
	query := feedHeadQuery
	if !slices.Contains(tables, "given") {
		query = "SELECT coalesce(max(seq), 0) FROM log"
	}
	err = db.row(ctx, query).Scan(&head)
	return head, err
}

// missing looks whether the database that is about to be opened holds what the mark
// beside it says. It looks without changing anything, so that nothing is lost of what
// somebody who can mend it may need: SQLite would throw away a log that it cannot read.
func missing(ctx context.Context, path string) error {
	m, err := mark.Read(markPath(path))
	if err != nil || m.Head == 0 {
		return err
	}
	lost := &LostError{Path: path, Kind: Behind, Had: m.Head, At: m.At}
	if lost.Have, lost.Since, err = end(ctx, path); err != nil || lost.Have >= lost.Had {
		return err
	}
	return lost
}

// end of the feed of a database that nobody has open; 0: it is not there.
func end(ctx context.Context, path string) (head int64, at time.Time, err error) {
	if info, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return 0, at, nil
	}
	db, err := openReads(ctx, dsn(path, true), 1)
	if err != nil {
		return 0, at, err
	}
	defer db.Close()
	if head, err = feedHead(ctx, db); err != nil || head == 0 {
		return head, at, err
	}
	newest, err := lastOf(ctx, db)
	return head, newest.at, err
}

// Recover lets a database be opened that has lost what the mark beside it tells of. It
// returns what is given up: nil if nothing is missing. A database that is damaged is
// left alone, and so is one that somebody has open.
func Recover(ctx context.Context, path string) (given *LostError, err error) {
	l, err := lock(path + ".lock")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, l.unlock()) }()
	err = missing(ctx, path)
	given, behind := errors.AsType[*LostError](err)
	if err != nil && !behind {
		return nil, err
	}
	if _, err := os.Stat(path); err == nil {
		if _, err := Verify(ctx, path); err != nil {
			return nil, err
		}
	}
	if given == nil {
		return nil, nil
	}
	return given, mark.Mark{Head: given.Have, At: given.Since}.Write(markPath(path))
}

// Facts of a database.
type Facts struct {
	Schema       int       `json:"schema"`
	Head         int64     `json:"head"` // last event of the feed
	At           time.Time `json:"at"`   // of it
	Interactions int64     `json:"interactions"`
}

// Verify a database from end to end: every page and index, the version of its layout,
// and the end of its feed.
func Verify(ctx context.Context, path string) (f Facts, err error) {
	if _, err := os.Stat(path); err != nil {
		return f, err
	}
	db, err := openReads(ctx, dsn(path, true), 1)
	if err != nil {
		return f, err
	}
	defer db.Close()
	problems, err := collect(ctx, db, text, "PRAGMA integrity_check(5)")
	if err != nil {
		return f, err
	}
	if len(problems) != 1 || problems[0] != "ok" {
		return f, fmt.Errorf("the database is damaged: %s", strings.Join(problems, "; "))
	}
	known, err := migrations.ReadDir("migrations")
	if err != nil {
		return f, err
	}
	if err := db.row(ctx, "PRAGMA user_version").Scan(&f.Schema); err != nil {
		return f, err
	}
	if f.Schema > len(known) {
		return f, newer(f.Schema, len(known))
	}
	if f.Head, err = feedHead(ctx, db); err != nil || f.Head == 0 {
		return f, err
	}
	newest, err := lastOf(ctx, db)
	if err != nil {
		return f, err
	}
	f.At = newest.at
	err = db.row(ctx, "SELECT count(*) FROM interactions").Scan(&f.Interactions)
	return f, err
}
