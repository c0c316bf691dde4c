package sqlite

import (
	"context"
	"database/sql/driver"
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
		err := tx.one("SELECT token, owner, until FROM leases WHERE lane = ?", []any{lane}, &l.Token, &holder, &until)
		switch {
		case errors.Is(err, errNoRow):
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
		l.Token, err = tx.insert("INSERT INTO leases (lane, owner, until) VALUES (?, ?, ?)", lane, owner, nanos(l.Until))
		return err
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
	_, err := leasedUntil(tx, l)
	return err
}

// leasedUntil is when the lease runs out, or ErrFenced if it is somebody else's.
func leasedUntil(tx *session, l store.Lease) (until int64, err error) {
	err = tx.one("SELECT until FROM leases WHERE token = ? AND lane = ? AND owner = ?", []any{l.Token, l.Lane, l.Owner}, &until)
	if errors.Is(err, errNoRow) {
		err = store.ErrFenced
	}
	return until, err
}

// Begin implements store.Store.
func (s *Store) Begin(ctx context.Context, l store.Lease, batch string, keys []string, now time.Time) error {
	if batch == "" || len(keys) == 0 {
		return errors.New("store: a batch needs a key and writes")
	}
	return s.writer.do(ctx, quiet, func(tx *session) error {
		until, err := leasedUntil(tx, l)
		if err != nil {
			return err
		}
		if until <= nanos(now) {
			return store.ErrFenced
		}
		rows, err := pendingOf(tx, l.Lane, keys)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if free, err := r.free(tx, l, now); err != nil || !free {
				return errors.Join(err, store.ErrConflict)
			}
		}
		for _, r := range rows {
			err := tx.exec("UPDATE writes SET state = 'sending', batch = ?, token = ?, sent_at = ?, next_at = 0 WHERE seq = ?",
				batch, l.Token, nanos(now), r.seq)
			if err != nil {
				return err
			}
			tx.draft.moved(r.account, r.state, store.Sending, 1)
		}
		return nil
	})
}

// pendingRow is a row that waits or is being sent.
type pendingRow struct {
	seq, token int64
	account    string
	state      store.WriteState
}

const pendingRows = "SELECT key, seq, token, account, state FROM writes WHERE lane = ? AND state IN ('waiting', 'sending') ORDER BY seq"

var errEnough = errors.New("sqlite: all that was looked for is found")

// pendingOf a lane are the rows with these keys, or ErrConflict if one is not there.
// They are looked for from its head on, which is where they mostly are.
func pendingOf(tx *session, lane string, keys []string) ([]pendingRow, error) {
	wanted := make(map[string]bool, len(keys))
	for _, key := range keys {
		wanted[key] = true
	}
	var found []pendingRow
	err := tx.each(pendingRows, []any{lane}, func(row []driver.Value) error {
		if key, ok := row[0].(string); !ok || !wanted[key] {
			return nil
		}
		var r pendingRow
		if err := assign(row[1:], []any{&r.seq, &r.token, &r.account, (*string)(&r.state)}); err != nil {
			return err
		}
		if found = append(found, r); len(found) == len(wanted) {
			return errEnough
		}
		return nil
	})
	switch {
	case errors.Is(err, errEnough):
		return found, nil
	case err == nil:
		err = store.ErrConflict
	}
	return nil, err
}

// free to be begun by the holder of that lease: nobody else is still sending it.
func (r pendingRow) free(tx *session, l store.Lease, now time.Time) (bool, error) {
	if r.state != store.Sending || r.token == l.Token {
		return true, nil
	}
	var until int64
	err := tx.one("SELECT until FROM leases WHERE token = ?", []any{r.token}, &until)
	if errors.Is(err, errNoRow) {
		return true, nil
	}
	return until <= nanos(now), err
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
		err := tx.each(batchQuery, []any{batch, l.Lane, l.Token}, func(row []driver.Value) error {
			var account string
			var n int64
			err := assign(row, []any{&account, &n})
			tx.draft.moved(account, store.Sending, store.Waiting, int(n))
			return err
		})
		if err != nil {
			return err
		}
		return tx.exec(`UPDATE writes SET state = 'waiting', batch = '', token = 0, sent_at = 0, next_at = ?4, attempts = attempts + ?5
			WHERE `+inBatch, batch, l.Lane, l.Token, nanos(until), attempt)
	})
}

// By token too: a row may have been moved to another lane meanwhile.
const (
	inBatch    = "state = 'sending' AND batch = ?1 AND (lane = ?2 OR token = ?3)"
	batchQuery = "SELECT account, count(*) FROM writes WHERE " + inBatch + " GROUP BY account"
)

const deferLane = "UPDATE writes SET next_at = ? WHERE lane = ? AND state IN ('waiting', 'sending')"

// Defer implements store.Store.
func (s *Store) Defer(ctx context.Context, l store.Lease, until time.Time) error {
	return s.writer.do(ctx, wakes, func(tx *session) error {
		if err := holds(tx, l); err != nil {
			return err
		}
		return tx.exec(deferLane, nanos(until), l.Lane)
	})
}
