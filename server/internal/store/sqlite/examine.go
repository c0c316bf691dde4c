package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Examine looks for damage in a database that a server may have open at this
// moment, and whether it may be written to. It changes nothing. A database that is
// not there yet is well if its folder can be written to, or made.
func Examine(ctx context.Context, path string) (problems []string, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, writable(filepath.Dir(path))
	}
	if err != nil {
		return nil, err
	}
	f.Close()
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

func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".writable-*")
	if above := filepath.Dir(dir); errors.Is(err, fs.ErrNotExist) && above != dir {
		return writable(above)
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
