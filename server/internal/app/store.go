package app

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

// databaseFile inside data_dir.
const databaseFile = "deskside.db"

// openStore opens Redis if it is configured, and the embedded database if not.
func openStore(ctx context.Context, cfg *config.Config, log *slog.Logger) (store.Store, error) {
	if cfg.RedisURL.IsSet() {
		s, err := redis.Open(ctx, cfg.RedisURL.Reveal(), redis.Options{Log: log.With("store", "redis")})
		if err != nil {
			return nil, fmt.Errorf("redis_url: %w", err) // and not s: a nil pointer in an interface is not nil
		}
		return s, nil
	}
	s, err := sqlite.Open(ctx, filepath.Join(cfg.DataDir, databaseFile), sqlite.Options{})
	if err != nil {
		return nil, fmt.Errorf("data_dir: %w", err)
	}
	return s, nil
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
