package sqlite

import (
	"errors"

	"github.com/deskside/deskside/server/internal/store"
)

// changeRows brings the work list in line with the log.
func (p *prepared) changeRows(tx *session, h head) error {
	for _, w := range p.Writes {
		n, err := tx.execN(`INSERT INTO writes (seq, interaction, key, account, lane, kind, author, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (interaction, key) DO NOTHING`,
			tx.draft.last.write+1, h.seq, w.Key, p.Account, p.Lane, string(w.Type), w.Author, nanos(p.Events[0].At))
		if err != nil {
			return err
		}
		if n == 1 {
			tx.draft.last.write++
			tx.draft.moved(p.Account, "", store.Waiting, 1)
		}
	}
	for _, change := range store.Project(p.Events) {
		if err := project(tx, h.seq, change); err != nil {
			return err
		}
	}
	if p.Expect == 0 || h.lane == p.Lane {
		return nil // it has no rows in other lanes
	}
	// A row that is being sent keeps its batch and the lease it is sent under.
	return tx.exec(moveRows, p.Lane, h.seq, p.Lane)
}

const (
	moveRows  = "UPDATE writes SET lane = ?, next_at = 0 WHERE interaction = ? AND state <> 'landed' AND lane <> ?"
	retryLane = "UPDATE writes SET next_at = 0 WHERE state IN ('waiting', 'sending') AND lane = ? AND next_at > 0"
)

// project settles a row.
func project(tx *session, interaction int64, change store.RowChange) error {
	var seq int64
	var account, lane, state string
	err := tx.one("SELECT seq, account, lane, state FROM writes WHERE interaction = ? AND key = ?", []any{interaction, change.Key}, &seq, &account, &lane, &state)
	if errors.Is(err, errNoRow) || err == nil && store.WriteState(state) == store.Landed {
		return nil
	}
	if err != nil {
		return err
	}
	was := store.WriteState(state)
	waits := was == store.Waiting || was == store.Sending
	if change.State != store.Waiting || !waits {
		tx.draft.moved(account, was, change.State, 1)
		err := tx.exec("UPDATE writes SET attempts = attempts + (state = 'sending'), state = ?, batch = '', token = 0, sent_at = 0, next_at = 0 WHERE seq = ?", string(change.State), seq)
		if err != nil {
			return err
		}
	}
	if change.State != store.Waiting {
		return nil
	}
	// Another try is wanted: now, with all that stand before it in its lane.
	if !waits {
		if err := tx.exec("UPDATE writes SET attempts = 0 WHERE seq = ?", seq); err != nil {
			return err
		}
	}
	return tx.exec(retryLane, lane)
}
