package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
)

// migrations are applied in the order of their names, each once and whole. A
// published one never changes; what is wrong in it is put right by the next.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrateAt migrates the database at a dsn, over a connection of its own.
func migrateAt(ctx context.Context, dsn string) error {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err == nil {
		err = errors.Join(migrate(ctx, conn), conn.Close())
	}
	return errors.Join(err, db.Close())
}

// migrate brings the database up to this binary's schema. The number of the last
// migration applied is kept in user_version.
func migrate(ctx context.Context, conn *sql.Conn) error {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return err
	}
	var have int
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
		return err
	}
	if have > len(files) {
		return newer(have, len(files))
	}
	for i, f := range files[have:] {
		text, err := migrations.ReadFile("migrations/" + f.Name())
		if err != nil {
			return err
		}
		if err := apply(ctx, conn, string(text), have+i+1); err != nil {
			return fmt.Errorf("migration %s: %w", f.Name(), err)
		}
	}
	return nil
}

// newer database than this program knows. Migrations do not go back.
func newer(have, known int) error {
	return fmt.Errorf("the database has schema %d, this program knows only up to %d: it was written by a newer version. "+
		"Run that version again, or restore a backup that was made before the upgrade", have, known)
}

func apply(ctx context.Context, conn *sql.Conn, text string, version int) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after Commit
	if _, err := tx.ExecContext(ctx, text); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
		return err
	}
	return tx.Commit()
}
