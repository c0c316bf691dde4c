package sqlite

import (
	"context"
	"database/sql"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// heads are the first pending rows of their lanes, with the moment from which
// each may be sent: not before its own time, nor while somebody holds the lane
// or is still sending the row under a lease on the lane it came from.
const heads = `
	SELECT w.seq, w.lane, w.account, max(
		w.next_at,
		coalesce((SELECT until FROM leases WHERE lane = w.lane), 0),
		coalesce((SELECT until FROM leases WHERE token = w.token), 0)) AS due
	FROM writes w
	WHERE w.state IN ('waiting', 'sending') AND NOT EXISTS (
		SELECT 1 FROM writes p WHERE p.lane = w.lane AND p.seq < w.seq AND p.state IN ('waiting', 'sending'))`

// Lanes implements store.Store.
func (s *Store) Lanes(ctx context.Context, now time.Time, max int) ([]store.Lane, error) {
	return collect(ctx, s.reads, func(row scanner) (l store.Lane, err error) {
		err = row.Scan(&l.Name, &l.Account)
		return l, err
	}, "SELECT lane, account FROM ("+heads+") WHERE due <= ? ORDER BY seq LIMIT ?", nanos(now), limit(max, 100))
}

// NextDue implements store.Store.
func (s *Store) NextDue(ctx context.Context, now time.Time) (time.Time, error) {
	var due sql.NullInt64
	err := s.reads.QueryRowContext(ctx, "SELECT min(due) FROM ("+heads+") WHERE due > ?", nanos(now)).Scan(&due)
	return instant(due.Int64), err
}
