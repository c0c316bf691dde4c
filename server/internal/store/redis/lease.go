package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// Acquire implements store.Store.
func (s *Store) Acquire(ctx context.Context, lane, owner string, now time.Time, ttl time.Duration) (store.Lease, error) {
	l := store.Lease{Lane: lane, Owner: owner, Until: now.Add(ttl)}
	answer, err := s.change(ctx, acquireScript, lane, owner, moment(now), moment(l.Until))
	if err != nil {
		return store.Lease{}, err
	}
	if l.Token, err = strconv.ParseInt(answer[0], 10, 64); err != nil {
		return store.Lease{}, fmt.Errorf("redis: %q is no token", answer[0])
	}
	return l, nil
}

// Release implements store.Store.
func (s *Store) Release(ctx context.Context, l store.Lease) error {
	_, err := s.change(ctx, releaseScript, s.self, l.Lane, l.Token, l.Owner)
	if err == nil {
		s.changed.fire()
	}
	return err
}

// Begin implements store.Store.
func (s *Store) Begin(ctx context.Context, l store.Lease, batch string, keys []string, now time.Time) error {
	if batch == "" || len(keys) == 0 {
		return errors.New("store: a batch needs a key and writes")
	}
	args := []any{l.Lane, l.Token, l.Owner, moment(now), batch}
	for _, key := range keys {
		args = append(args, key)
	}
	_, err := s.change(ctx, beginScript, args...)
	return err
}

// Abort implements store.Store. Asked again it finds nothing left of the batch,
// so an attempt counts once.
func (s *Store) Abort(ctx context.Context, l store.Lease, batch string, until time.Time, free bool) error {
	attempt := 1
	if free {
		attempt = 0
	}
	_, err := s.change(ctx, abortScript, s.self, l.Lane, l.Token, l.Owner, batch, moment(until), attempt)
	if err == nil {
		s.changed.fire()
	}
	return err
}

// Defer implements store.Store.
func (s *Store) Defer(ctx context.Context, l store.Lease, until time.Time) error {
	_, err := s.change(ctx, deferScript, s.self, l.Lane, l.Token, l.Owner, moment(until))
	if err == nil {
		s.changed.fire()
	}
	return err
}
