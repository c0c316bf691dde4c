package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/doctor"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

// mediaFolder inside data_dir, and inside a backup.
const mediaFolder = "media"

// manifestFile inside a backup says what else is in it. It is written last, so that a
// folder without one is no backup.
const manifestFile = "backup.json"

// lastBackupFile inside data_dir is the manifest of the last one.
const lastBackupFile = "last-backup.json"

// Backup is what a folder holds.
type Backup struct {
	MadeAt   time.Time     `json:"made_at"`
	Database *sqlite.Facts `json:"database,omitempty"` // nil: it is in Redis, which has backups of its own
	SHA256   string        `json:"sha256,omitempty"`   // of the database
	Media    media.Copied  `json:"media"`
}

// MakeBackup of data_dir in a new folder, beside a running server or without one.
func MakeBackup(ctx context.Context, cfg *config.Config, dir string, now time.Time) (b Backup, err error) {
	b.MadeAt = now.UTC()
	if left, err := os.ReadDir(dir); err == nil && len(left) > 0 {
		return b, fmt.Errorf("%s is not empty: a backup is made in a folder of its own", dir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return b, err
	}
	// Files before the database that speaks of them, and those that came meanwhile after.
	from, to := filepath.Join(cfg.DataDir, mediaFolder), filepath.Join(dir, mediaFolder)
	if b.Media, err = media.Copy(ctx, from, to); err != nil {
		return b, fmt.Errorf("copy the files: %w", err)
	}
	if !cfg.RedisURL.IsSet() {
		copied := filepath.Join(dir, databaseFile)
		facts, err := sqlite.Snapshot(ctx, filepath.Join(cfg.DataDir, databaseFile), copied)
		if err != nil {
			return b, err
		}
		b.Database = &facts
		if b.SHA256, err = sumOf(copied); err != nil {
			return b, err
		}
	}
	later, err := media.Copy(ctx, from, to)
	if err != nil {
		return b, fmt.Errorf("copy the files: %w", err)
	}
	b.Media.Files += later.Files
	b.Media.Bytes += later.Bytes
	return b, b.write(dir)
}

func (b Backup) write(dir string) error {
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, manifestFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// NoteBackup in data_dir, so that everybody sees when the last one was made.
func NoteBackup(cfg *config.Config, b Backup) error {
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(cfg.DataDir, lastBackupFile+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(cfg.DataDir, lastBackupFile))
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// lastBackup that was noted; nil: none was. A note that cannot be read is none.
func lastBackup(cfg *config.Config) *Backup {
	raw, err := os.ReadFile(filepath.Join(cfg.DataDir, lastBackupFile))
	var b Backup
	if err != nil || json.Unmarshal(raw, &b) != nil || b.MadeAt.IsZero() {
		return nil
	}
	return &b
}

// backups are what the doctor says of them.
func backups(cfg *config.Config, now time.Time) doctor.Check {
	var last time.Time
	if b := lastBackup(cfg); b != nil {
		last = b.MadeAt
	}
	if cfg.RedisURL.IsSet() {
		return doctor.BackupBesideRedis(last, now)
	}
	if _, err := os.Stat(filepath.Join(cfg.DataDir, databaseFile)); errors.Is(err, fs.ErrNotExist) && last.IsZero() {
		return doctor.NothingToBackUp()
	}
	return doctor.Backup(last, now, time.Duration(cfg.BackupWithin))
}

// RestoreBackup puts a backup, or a single copy of the database that a server could
// rescue, into data_dir, where no server may run. A database that is
// there is moved aside, to where aside says; files that are there stay. Everything in the
// backup is looked at first: one that is refused has changed nothing.
func RestoreBackup(ctx context.Context, cfg *config.Config, dir string, now time.Time) (b Backup, aside string, err error) {
	path := filepath.Join(cfg.DataDir, databaseFile)
	if info, err := os.Stat(dir); err == nil && info.Mode().IsRegular() && !cfg.RedisURL.IsSet() {
		facts, aside, err := sqlite.Restore(ctx, dir, path, now, nil)
		return Backup{Database: &facts}, aside, err
	}
	raw, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return b, "", fmt.Errorf("%s is no backup, or one that was not finished: there is no %s in it", dir, manifestFile)
	}
	if err == nil {
		err = json.Unmarshal(raw, &b)
	}
	if err != nil {
		return b, "", fmt.Errorf("%s: %w", filepath.Join(dir, manifestFile), err)
	}
	if cfg.RedisURL.IsSet() != (b.Database == nil) {
		return b, "", errors.New("redis_url and the backup do not agree about where the database is")
	}
	files := filepath.Join(dir, mediaFolder)
	if err := media.Check(ctx, files); err != nil {
		return b, "", fmt.Errorf("check the files: %w", err)
	}
	copyFiles := func() error {
		if _, err := media.Copy(ctx, files, filepath.Join(cfg.DataDir, mediaFolder)); err != nil {
			return fmt.Errorf("copy the files: %w", err)
		}
		return nil
	}
	if b.Database == nil {
		return b, "", copyFiles()
	}
	copied := filepath.Join(dir, databaseFile)
	sum, err := sumOf(copied)
	if err != nil {
		return b, "", err
	}
	if sum != b.SHA256 {
		return b, "", fmt.Errorf("%s is not as it was written: its SHA-256 is another", copied)
	}
	_, aside, err = sqlite.Restore(ctx, copied, path, now, func(facts sqlite.Facts) error {
		if facts != *b.Database {
			return fmt.Errorf("%s holds something else than %s says", copied, manifestFile)
		}
		return copyFiles() // before the database that speaks of them
	})
	return b, aside, err
}

func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Recover lets the server start on a database, or a Redis, that has lost its end. It
// returns what is given up, in a sentence; empty: nothing is missing.
func Recover(ctx context.Context, cfg *config.Config) (given string, err error) {
	if cfg.RedisURL.IsSet() {
		loss, err := redis.Recover(ctx, cfg.RedisURL.Reveal(), markOf(cfg))
		if err != nil {
			return "", fmt.Errorf("redis_url: %w", err)
		}
		if loss == nil {
			return "", nil
		}
		return loss.Error(), nil
	}
	lost, err := sqlite.Recover(ctx, filepath.Join(cfg.DataDir, databaseFile))
	if err != nil || lost == nil {
		return "", err
	}
	return lost.Error(), nil
}
