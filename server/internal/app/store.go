package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/mark"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

// Files inside data_dir.
const (
	databaseFile = "deskside.db"
	redisMark    = "redis.mark"
)

// markOf Redis, as this server has seen it.
func markOf(cfg *config.Config) string { return filepath.Join(cfg.DataDir, redisMark) }

// openStore opens Redis if it is configured, and the embedded database if not.
func openStore(ctx context.Context, cfg *config.Config, log *slog.Logger) (store.Store, error) {
	if cfg.RedisURL.IsSet() {
		s, err := redis.Open(ctx, cfg.RedisURL.Reveal(), redis.Options{Log: log.With("store", "redis"), Mark: markOf(cfg)})
		if _, lost := errors.AsType[*mark.Loss](err); lost {
			err = fmt.Errorf("%w. Put the right copy back, or go on without them (deskside recover): see docs/operations.md", err)
		}
		if err != nil {
			return nil, fmt.Errorf("redis_url: %w", err) // and not s: a nil pointer in an interface is not nil
		}
		return s, nil
	}
	s, err := sqlite.Open(ctx, filepath.Join(cfg.DataDir, databaseFile), sqlite.Options{})
	if _, lost := errors.AsType[*sqlite.LostError](err); lost {
		err = fmt.Errorf("%w. Put the right file back, or restore a backup (deskside restore), or go on without them (deskside recover): see docs/operations.md", err)
	}
	if err != nil {
		return nil, fmt.Errorf("data_dir: %w", err)
	}
	return s, nil
}

// embedded is the store as the database in data_dir; nil: it is Redis.
func embedded(s store.Store) *sqlite.Store {
	db, _ := s.(*sqlite.Store)
	return db
}

// inRedis is the store as Redis; nil: it is embedded.
func inRedis(s store.Store) *redis.Store {
	r, _ := s.(*redis.Store)
	return r
}

// lostIn a database, in a sentence for anybody; empty: nothing.
func lostIn(db *sqlite.Store) string {
	if db == nil {
		return ""
	}
	lost := db.Lost()
	if lost == nil {
		return ""
	}
	const until = "; nothing is taken on until somebody has mended it (docs/operations.md)"
	switch lost.Kind {
	case sqlite.Removed:
		return "the database in data_dir was removed" + until
	case sqlite.Replaced:
		return "the database in data_dir was replaced" + until
	case sqlite.Overwritten, sqlite.Behind:
	}
	return "the database in data_dir was overwritten" + until
}

// readSecret of the running server: ErrNotFound if no server has been there.
func readSecret(ctx context.Context, cfg *config.Config, name string) (_ []byte, err error) {
	if !cfg.RedisURL.IsSet() {
		secret, err := sqlite.ReadSecret(ctx, filepath.Join(cfg.DataDir, databaseFile), name)
		if err != nil {
			return nil, fmt.Errorf("data_dir: %s: %w", cfg.DataDir, err)
		}
		return secret, nil
	}
	s, err := redis.Open(ctx, cfg.RedisURL.Reveal(), redis.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("redis_url: %w", err)
	}
	defer s.Close()
	return s.Secret(ctx, name)
}

// readSetting of the running server; nothing if there is none of that name.
func readSetting(ctx context.Context, cfg *config.Config, name string) ([]byte, error) {
	if !cfg.RedisURL.IsSet() {
		setting, err := sqlite.ReadSetting(ctx, filepath.Join(cfg.DataDir, databaseFile), name)
		if err != nil {
			return nil, fmt.Errorf("data_dir: %s: %w", cfg.DataDir, err)
		}
		return setting, nil
	}
	s, err := redis.Open(ctx, cfg.RedisURL.Reveal(), redis.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("redis_url: %w", err)
	}
	defer s.Close()
	setting, _, err := s.Setting(ctx, name)
	return setting, err
}
