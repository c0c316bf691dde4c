package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// Secret implements store.Store.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	fresh := make([]byte, 32)
	if _, err := io.ReadFull(s.random, fresh); err != nil {
		return nil, err
	}
	var secret []byte
	err := s.writer.do(ctx, quiet, func(tx *session) error {
		if err := tx.exec("INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", name, fresh); err != nil {
			return err
		}
		return tx.one("SELECT value FROM secrets WHERE name = ?", []any{name}, &secret)
	})
	return secret, err
}

// Once implements store.Store.
func (s *Store) Once(ctx context.Context, key string, now, until time.Time) (first bool, err error) {
	err = s.writer.do(ctx, quiet, func(tx *session) error {
		if err := tx.exec("DELETE FROM once WHERE until <= ?", nanos(now)); err != nil {
			return err
		}
		n, err := tx.execN("INSERT INTO once (key, until) VALUES (?, ?) ON CONFLICT (key) DO NOTHING", key, nanos(until))
		first = n == 1
		return err
	})
	return first && err == nil, err
}

// Setting implements store.Store.
func (s *Store) Setting(ctx context.Context, name string) (value []byte, version int64, err error) {
	err = s.reads.row(ctx, "SELECT value, version FROM settings WHERE name = ?", name).Scan(&value, &version)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, 0, nil
	}
	return value, version, err
}

// PutSetting implements store.Store.
func (s *Store) PutSetting(ctx context.Context, name string, value []byte, expect int64) error {
	if value == nil {
		value = []byte{} // nil is NULL to SQLite
	}
	return s.writer.do(ctx, wakes, func(tx *session) error {
		if expect == 0 {
			n, err := tx.execN("INSERT INTO settings (name, value, version) VALUES (?, ?, 1) ON CONFLICT (name) DO NOTHING", name, value)
			return oneOr(store.ErrConflict, n, err)
		}
		n, err := tx.execN("UPDATE settings SET value = ?, version = version + 1 WHERE name = ? AND version = ?", value, name, expect)
		return oneOr(store.ErrConflict, n, err)
	})
}
