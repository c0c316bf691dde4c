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

// later are the pending rows that something keeps waiting beyond a moment: few,
// however many wait for their turn. CROSS: from the leases, of which there are as
// many as lanes being worked on.
const later = `
	SELECT seq FROM writes WHERE next_at > 0 AND next_at > ?1 AND state IN ('waiting', 'sending')
	UNION SELECT w.seq FROM leases l CROSS JOIN writes w ON w.lane = l.lane WHERE l.until > ?1 AND w.state IN ('waiting', 'sending')
	UNION SELECT w.seq FROM leases l CROSS JOIN writes w ON w.token = l.token WHERE l.until > ?1 AND w.state = 'sending'`

// NextDue implements store.Store.
func (s *Store) NextDue(ctx context.Context, now time.Time) (time.Time, error) {
	var due sql.NullInt64
	err := s.reads.row(ctx, "SELECT min(due) FROM ("+heads+" AND w.seq IN ("+later+")) WHERE due > ?1", nanos(now)).Scan(&due)
	return instant(due.Int64), err
}
