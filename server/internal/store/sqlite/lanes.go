package sqlite

import (
	"context"
	"database/sql"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// Conditions on a pending row w.
const (
	// isFirst in its lane.
	isFirst = `w.state IN ('waiting', 'sending') AND NOT EXISTS (
		SELECT 1 FROM writes p WHERE p.lane = w.lane AND p.seq < w.seq AND p.state IN ('waiting', 'sending'))`
	// leased until then, by whoever holds its lane or is still sending it under a
	// lease on the lane it came from.
	leased = `max(
		coalesce((SELECT until FROM leases WHERE lane = w.lane), 0),
		coalesce((SELECT until FROM leases WHERE token = w.token), 0))`
	// due is when it may be sent.
	due = "max(w.next_at, " + leased + ")"
)

const dueLanes = "SELECT w.lane, w.account FROM writes w WHERE " + isFirst + " AND " + due + " <= ? ORDER BY w.seq LIMIT ?"

// Lanes implements store.Store.
func (s *Store) Lanes(ctx context.Context, now time.Time, max int) ([]store.Lane, error) {
	return collect(ctx, s.reads, func(row scanner) (l store.Lane, err error) {
		err = row.Scan(&l.Name, &l.Account)
		return l, err
	}, dueLanes, nanos(now), limit(max, 100))
}

// nextDue looks at few rows, however many wait: the first whose own moment comes
// next, and those that a lease keeps waiting, of which there are as many as lanes
// being worked on.
const nextDue = `
	SELECT min(due) FROM (
		SELECT * FROM (
			SELECT w.next_at AS due FROM writes w INDEXED BY writes_later
			WHERE w.next_at > 0 AND w.next_at > ?1 AND ` + isFirst + " AND " + leased + ` <= w.next_at
			ORDER BY w.next_at LIMIT 1)
		UNION ALL
		SELECT ` + due + ` FROM leases l CROSS JOIN writes w ON w.seq = (
			SELECT min(seq) FROM writes WHERE lane = l.lane AND state IN ('waiting', 'sending'))
		WHERE l.until > ?1
		UNION ALL
		SELECT ` + due + ` FROM leases l CROSS JOIN writes w ON w.token = l.token
		WHERE l.until > ?1 AND w.state = 'sending' AND ` + isFirst + `
	) WHERE due > ?1`

// NextDue implements store.Store.
func (s *Store) NextDue(ctx context.Context, now time.Time) (time.Time, error) {
	var next sql.NullInt64
	err := s.reads.row(ctx, nextDue, nanos(now)).Scan(&next)
	return instant(next.Int64), err
}
