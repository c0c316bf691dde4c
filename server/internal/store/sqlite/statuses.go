package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
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

const (
	agentsAtATime   = 20
	statusesAtATime = 100

	agentsAfter = "SELECT agent FROM statuses WHERE account = ? AND agent > ? ORDER BY agent LIMIT 1"
	// Of what is older than the last change by the moment; of changes at one moment all stay.
	statusesOver = `SELECT seq FROM statuses WHERE account = ?1 AND agent = ?2
		AND at < (SELECT max(at) FROM statuses WHERE account = ?1 AND agent = ?2 AND at <= ?3) ORDER BY at LIMIT ?4`
)

// ForgetStatuses implements store.Store.
func (s *Store) ForgetStatuses(ctx context.Context, account, after string, before time.Time) (last string, err error) {
	err = s.writer.do(ctx, quiet, func(tx *session) error {
		last = after
		for range agentsAtATime {
			agent := ""
			if err := tx.one(agentsAfter, []any{account, last}, &agent); errors.Is(err, errNoRow) {
				last = ""
				return nil
			} else if err != nil {
				return err
			}
			last = agent
			if err := forgetStatuses(tx, account, agent, before); err != nil {
				return err
			}
		}
		return nil
	})
	return last, err
}

func forgetStatuses(tx *session, account, agent string, before time.Time) error {
	var over []int64
	err := tx.each(statusesOver, []any{account, agent, nanos(before), statusesAtATime}, func(row []driver.Value) error {
		var seq int64
		err := assign(row, []any{&seq})
		over = append(over, seq)
		return err
	})
	if err != nil {
		return err
	}
	for _, seq := range over {
		if err := tx.exec("DELETE FROM statuses WHERE seq = ?", seq); err != nil {
			return err
		}
	}
	return nil
}

func scanStatus(row scanner) (c interaction.StatusChange, err error) {
	var at int64
	err = row.Scan(&at, &c.Reason, &c.Text)
	c.At = instant(at)
	return c, err
}
