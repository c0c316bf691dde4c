package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Examine looks for damage in a database that a server may have open at this
// moment, and whether it may be written to. It changes nothing. A database that is
// not there yet is well if its folder can be written to, or made. One that has lost its
// end gives a *LostError.
func Examine(ctx context.Context, path string) (problems []string, err error) {
	// Asked for and not tried: to close a file that this process has open elsewhere
	// takes away the locks that SQLite holds on it (sqlite.org/howtocorrupt.html, 2.2).
	const toWrite = 2 // W_OK of access(2)
	err = syscall.Access(path, toWrite)
	if lost, behind := errors.AsType[*LostError](missing(ctx, path)); behind {
		return nil, lost
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, writable(filepath.Dir(path))
	}
	if err != nil {
		return nil, &fs.PathError{Op: "write to", Path: path, Err: err}
	}
	db, err := openReads(ctx, dsn(path, true), 1)
	if err != nil {
		return nil, fmt.Errorf("check the database: %w", err)
	}
	defer db.Close()
	lines, err := collect(ctx, db, text, "PRAGMA quick_check(5)")
	if err != nil {
		return nil, fmt.Errorf("check the database: %w", err)
	}
	for _, l := range lines {
		if l != "ok" {
			problems = append(problems, "The database is damaged ("+l+")")
		}
	}
	return problems, nil
}

func text(row scanner) (line string, err error) {
	err = row.Scan(&line)
	return line, err
}

// writable tries the folder that the database would be in, or the nearest above it
// that is there.
func writable(dir string) error {
	_, err := os.Stat(dir)
	if above := filepath.Dir(dir); errors.Is(err, fs.ErrNotExist) && above != dir {
		return writable(above)
	}
	f, err := os.CreateTemp(dir, ".writable-*")
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return &fs.PathError{Op: "write to", Path: dir, Err: p.Err} // nobody knows the file that was tried
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
