package sqlite

import (
	"context"
	"math"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// AddStatuses implements store.Store.
func (s *Store) AddStatuses(ctx context.Context, account string, changes []store.StatusChange) error {
	return s.writer.do(ctx, quiet, func(tx *session) error {
		for _, c := range changes {
			if err := tx.exec("INSERT INTO statuses (account, agent, at, reason, text) VALUES (?, ?, ?, ?, ?)",
				account, c.Agent, nanos(c.At), string(c.Reason), c.Text); err != nil {
				return err
			}
		}
		return nil
	})
}

const (
	statusBefore = "SELECT at, reason, text FROM statuses WHERE account = ? AND agent = ? AND at <= ? ORDER BY at DESC, seq DESC LIMIT 1"
	statusAfter  = "SELECT at, reason, text FROM statuses WHERE account = ? AND agent = ? AND at > ? AND at <= ? ORDER BY at, seq"
)

// Statuses implements store.Store.
func (s *Store) Statuses(ctx context.Context, account, agent string, from, to time.Time) (interaction.History, error) {
	first, last := int64(math.MinInt64), int64(math.MaxInt64)
	if !to.IsZero() {
		last = nanos(to)
	}
	var history interaction.History
	if !from.IsZero() {
		first = nanos(from)
		var err error
		if history, err = collect(ctx, s.reads, scanStatus, statusBefore, account, agent, min(first, last)); err != nil {
			return nil, err
		}
	}
	after, err := collect(ctx, s.reads, scanStatus, statusAfter, account, agent, first, last)
	return append(history, after...), err
}

func scanStatus(row scanner) (c interaction.StatusChange, err error) {
	var at int64
	err = row.Scan(&at, &c.Reason, &c.Text)
	c.At = instant(at)
	return c, err
}
