package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// Acquire implements store.Store.
func (s *Store) Acquire(ctx context.Context, lane, owner string, now time.Time, ttl time.Duration) (store.Lease, error) {
	l := store.Lease{Lane: lane, Owner: owner, Until: now.Add(ttl)}
	err := s.writer.do(ctx, quiet, func(tx *session) error {
		var holder string
		var until int64
		err := tx.row("SELECT token, owner, until FROM leases WHERE lane = ?", lane).Scan(&l.Token, &holder, &until)
		switch {
		case errors.Is(err, sql.ErrNoRows):
		case err != nil:
			return err
		case holder == owner:
			return tx.exec("UPDATE leases SET until = ? WHERE token = ?", nanos(l.Until), l.Token)
		case until > nanos(now):
			return store.ErrFenced
		default:
			if err := tx.exec("DELETE FROM leases WHERE token = ?", l.Token); err != nil {
				return err
			}
		}
		return tx.row("INSERT INTO leases (lane, owner, until) VALUES (?, ?, ?) RETURNING token", lane, owner, nanos(l.Until)).Scan(&l.Token)
	})
	if err != nil {
		return store.Lease{}, err
	}
	return l, nil
}

// Release implements store.Store.
func (s *Store) Release(ctx context.Context, l store.Lease) error {
	return s.writer.do(ctx, wakes, func(tx *session) error {
		return tx.exec("DELETE FROM leases WHERE token = ? AND lane = ? AND owner = ?", l.Token, l.Lane, l.Owner)
	})
}

// holds gives ErrFenced unless the lease is still this holder's.
func holds(tx *session, l store.Lease) error {
	ok, err := tx.has("SELECT 1 FROM leases WHERE token = ? AND lane = ? AND owner = ?", l.Token, l.Lane, l.Owner)
	if err == nil && !ok {
		return store.ErrFenced
	}
	return err
}

// Begin implements store.Store.
func (s *Store) Begin(ctx context.Context, l store.Lease, batch string, keys []string, now time.Time) error {
	if batch == "" || len(keys) == 0 {
		return errors.New("store: a batch needs a key and writes")
	}
	return s.writer.do(ctx, quiet, func(tx *session) error {
		live, err := tx.has("SELECT 1 FROM leases WHERE token = ? AND lane = ? AND owner = ? AND until > ?", l.Token, l.Lane, l.Owner, nanos(now))
		if err != nil {
			return err
		}
		if !live {
			return store.ErrFenced
		}
		for _, key := range keys {
			n, err := tx.execN(`UPDATE writes SET state = 'sending', batch = ?1, token = ?2, sent_at = ?3, next_at = 0
				WHERE key = ?4 AND lane = ?5 AND (state = 'waiting' OR state = 'sending'
					AND NOT EXISTS (SELECT 1 FROM leases WHERE token = writes.token AND token <> ?2 AND until > ?3))`,
				batch, l.Token, nanos(now), key, l.Lane)
			if err := oneOr(store.ErrConflict, n, err); err != nil {
				return err
			}
		}
		return nil
	})
}

// Abort implements store.Store.
func (s *Store) Abort(ctx context.Context, l store.Lease, batch string, until time.Time, free bool) error {
	attempt := 1
	if free {
		attempt = 0
	}
	return s.writer.do(ctx, wakes, func(tx *session) error {
		if err := holds(tx, l); err != nil {
			return err
		}
		// By token too: a row may have been moved to another lane meanwhile.
		return tx.exec(`UPDATE writes SET state = 'waiting', batch = '', token = 0, sent_at = 0, next_at = ?, attempts = attempts + ?
			WHERE state = 'sending' AND batch = ? AND (lane = ? OR token = ?)`,
			nanos(until), attempt, batch, l.Lane, l.Token)
	})
}

// Defer implements store.Store.
func (s *Store) Defer(ctx context.Context, l store.Lease, until time.Time) error {
	return s.writer.do(ctx, wakes, func(tx *session) error {
		if err := holds(tx, l); err != nil {
			return err
		}
		return tx.exec("UPDATE writes SET next_at = ? WHERE lane = ? AND state IN ('waiting', 'sending')", nanos(until), l.Lane)
	})
}
