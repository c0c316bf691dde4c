package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/deskside/deskside/server/internal/store"
)

// ReadSecret reads a secret of a database that a server may have open at this
// moment. Whoever may read the file may act for the server.
func ReadSecret(ctx context.Context, path, name string) ([]byte, error) {
	return readBeside(ctx, path, "SELECT value FROM secrets WHERE name = ?", name)
}

// ReadSetting is ReadSecret for a setting; nothing if there is none of that name.
func ReadSetting(ctx context.Context, path, name string) ([]byte, error) {
	value, err := readBeside(ctx, path, "SELECT value FROM settings WHERE name = ?", name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return value, err
}

func readBeside(ctx context.Context, path, query, name string) ([]byte, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, store.ErrNotFound
	}
	db, err := sql.Open("sqlite", dsn(path, true))
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var value []byte
	err = db.QueryRowContext(ctx, query, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, store.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("sqlite: read %s: %w", name, err)
	}
	return value, nil
}
