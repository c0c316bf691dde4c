package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// Remove implements store.Store. The room that it leaves in the file is filled by what
// comes next.
func (s *Store) Remove(ctx context.Context, id interaction.ID, version int) error {
	return s.writer.do(ctx, quiet, func(tx *session) error {
		h, there, err := headOf(tx, id)
		switch {
		case err != nil:
			return err
		case !there:
			return store.ErrNotFound
		case h.version != version || h.active:
			return store.ErrConflict
		}
		settled, err := settledRows(tx, h.seq)
		if err != nil {
			return err
		}
		return remove(tx, id, h.seq, settled)
	})
}

// settledRows of an interaction; ErrConflict: something of it is not.
func settledRows(tx *session, interaction int64) (rows map[stock]int, err error) {
	rows = map[stock]int{}
	err = tx.each("SELECT account, state, count(*) FROM writes WHERE interaction = ? GROUP BY account, state", []any{interaction}, func(row []driver.Value) error {
		var of stock
		var n int64
		if err := assign(row, []any{&of.account, (*string)(&of.state), &n}); err != nil {
			return err
		}
		if of.state != store.Landed && of.state != store.Dropped {
			return store.ErrConflict
		}
		rows[of] = int(n)
		return nil
	})
	return rows, err
}

func remove(tx *session, id interaction.ID, seq int64, rows map[stock]int) error {
	last := tx.draft.last
	if err := tx.exec("UPDATE given SET interaction = ?, event = ?, write = ? WHERE one = 1", last.interaction, last.event, last.write); err != nil {
		return err
	}
	terms := ""
	if err := tx.one("SELECT terms FROM docs WHERE interaction = ?", []any{seq}, &terms); err != nil && !errors.Is(err, errNoRow) {
		return err
	}
	for _, term := range strings.SplitAfter(strings.TrimPrefix(terms, "\n"), "\n") {
		if term == "" {
			continue
		}
		if err := tx.exec("DELETE FROM terms WHERE term = ? AND interaction = ?", term, seq); err != nil {
			return err
		}
	}
	for _, where := range []string{
		"docs WHERE interaction = ?", "writes WHERE interaction = ?", "refs WHERE interaction = ?", "log WHERE interaction = ?", "interactions WHERE seq = ?",
	} {
		if err := tx.exec("DELETE FROM "+where, seq); err != nil {
			return err
		}
	}
	if err := tx.exec("DELETE FROM leases WHERE lane = ?", "i/"+string(id)); err != nil {
		return err
	}
	for of, n := range rows {
		tx.draft.moved(of.account, of.state, "", n)
	}
	delete(tx.draft.heads, id)
	tx.draft.removed[id] = true
	return nil
}
