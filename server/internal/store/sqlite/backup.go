package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/deskside/deskside/server/internal/store/mark"
)

// Snapshot writes a database as it is at one moment to a new file. A server may have it
// open and go on writing meanwhile; its log grows until the copy is made.
func Snapshot(ctx context.Context, path, to string) (Facts, error) {
	if _, err := os.Stat(path); err != nil {
		return Facts{}, err
	}
	db, err := openReads(ctx, copying(path), 1)
	if err != nil {
		return Facts{}, err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	if err = errors.Join(err, db.Close()); err != nil {
		return Facts{}, fmt.Errorf("copy %s: %w", path, err)
	}
	if err := os.Chmod(to, 0o600); err != nil {
		return Facts{}, err
	}
	if err := flush(to); err != nil {
		return Facts{}, err
	}
	return Verify(ctx, to)
}

// copying is a dsn for reading: with query_only SQLite refuses to write a copy, too.
func copying(path string) string { return dsnWith(path, "busy_timeout(5000)") }

// Restore puts a copy in the place of a database that nobody has open. What is there is
// moved aside, never removed; aside is where to, empty if there was none. From here on
// the server begins with what the copy holds. Once the copy was found whole, and while no
// server can begin, first is called, if there is one; with its error nothing is put back.
func Restore(ctx context.Context, from, path string, now time.Time, first func(Facts) error) (f Facts, aside string, err error) {
	if f, err = Verify(ctx, from); err != nil {
		return f, "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return f, "", err
	}
	l, err := lock(path + ".lock")
	if err != nil {
		return f, "", err
	}
	defer func() { err = errors.Join(err, l.unlock()) }()
	fresh := path + ".restoring"
	if err := copyFile(from, fresh); err != nil {
		return f, "", errors.Join(err, os.Remove(fresh))
	}
	if first != nil {
		if err := first(f); err != nil {
			return f, "", errors.Join(err, os.Remove(fresh))
		}
	}
	if aside, err = free(path + ".before-" + now.UTC().Format("20060102T150405Z")); err != nil {
		return f, "", err
	}
	had := false
	for _, part := range parts {
		err := os.Rename(path+part, aside+part)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return f, aside, err
		}
		had = had || err == nil
	}
	if !had {
		aside = ""
	}
	if err := os.Rename(fresh, path); err != nil {
		return f, aside, err
	}
	if err := (mark.Mark{Head: f.Head, At: f.At}).Write(markPath(path)); err != nil {
		return f, aside, err
	}
	return f, aside, flush(filepath.Dir(path))
}

// parts of a database. The log first: without it the database is an older one, with
// another's it is noise.
var parts = []string{"-wal", "-shm", ""}

// free name for a database, which nothing stands under: a second one of the same second
// must not take the first one's place.
func free(name string) (string, error) {
	for n, try := 2, name; ; n, try = n+1, fmt.Sprintf("%s-%d", name, n) {
		taken := false
		for _, part := range parts {
			_, err := os.Lstat(try + part)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
			taken = taken || err == nil
		}
		if !taken {
			return try, nil
		}
	}
}

// copyFile to a new one that is on disk when it returns.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// flush a file or folder.
func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
