package main

import (
	"context"
	"fmt"
	"time"

	"github.com/deskside/deskside/server/internal/app"
)

func backup(ctx context.Context, in *invocation) error {
	b, err := app.MakeBackup(ctx, in.cfg, in.args[0], time.Now())
	if err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	if err := app.NoteBackup(in.cfg, b); err != nil {
		fmt.Fprintf(in.stderr, "The backup is whole, but the doctor will not know of it: %v\n", err)
	}
	return in.tellBackup("It holds", b)
}

func restore(ctx context.Context, in *invocation) error {
	b, aside, err := app.RestoreBackup(ctx, in.cfg, in.args[0], time.Now())
	if aside != "" {
		fmt.Fprintf(in.stdout, "The database that was there is now %s.\n", aside)
	}
	if err != nil {
		return err
	}
	return in.tellBackup("Restored:", b)
}

func (in *invocation) tellBackup(does string, b app.Backup) error {
	if b.Database == nil {
		_, err := fmt.Fprintf(in.stdout, "%s %d files (%d bytes) and no database: it is in Redis, which has backups of its own.\n", does, b.Media.Files, b.Media.Bytes)
		return err
	}
	_, err := fmt.Fprintf(in.stdout, "%s %d contacts, up to event %d of %s UTC, and %d files (%d bytes). The database is whole.\n",
		does, b.Database.Interactions, b.Database.Head, b.Database.At.UTC().Format(writtenTime), b.Media.Files, b.Media.Bytes)
	return err
}

func recoverDatabase(ctx context.Context, in *invocation) error {
	given, err := app.Recover(ctx, in.cfg)
	switch {
	case err != nil:
		return err
	case given == "":
		fmt.Fprintln(in.stdout, "Nothing is missing: the database is whole, and the server starts on it.")
	default:
		fmt.Fprintf(in.stdout, "%s.\nThe server starts without them. What they wrote into the CRM stays there.\n", given)
	}
	return nil
}
