package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// Commit implements store.Store.
func (s *Store) Commit(ctx context.Context, c store.Commit) error {
	run, err := commit(c)
	if err != nil {
		return err
	}
	return s.writer.do(ctx, wakes, run)
}

// encoded is an event as it stands in the table.
type encoded struct {
	n, at int64
	name  string
	data  string
}

// commit does in the caller's goroutine what needs no database.
func commit(c store.Commit) (func(*session) error, error) {
	if len(c.Events) == 0 {
		return nil, errors.New("store: a commit without events")
	}
	events := make([]encoded, len(c.Events))
	for i, e := range c.Events {
		if e.N != c.Expect+i+1 {
			return nil, fmt.Errorf("store: event %d is numbered %d", c.Expect+i+1, e.N)
		}
		name, data, err := interaction.Encode(e.Data)
		if err != nil {
			return nil, err
		}
		events[i] = encoded{n: int64(e.N), at: nanos(e.At), name: name, data: string(data)}
	}
	return func(tx *session) error {
		if c.Lease != nil {
			if err := holds(tx, *c.Lease); err != nil {
				return err
			}
		}
		if err := advance(tx, c); err != nil {
			return err
		}
		if err := addRefs(tx, c); err != nil {
			return err
		}
		if err := addEvents(tx, c.Interaction, events); err != nil {
			return err
		}
		return changeRows(tx, c)
	}, nil
}

func advance(tx *session, c store.Commit) error {
	version := c.Expect + len(c.Events)
	if c.Expect == 0 {
		n, err := tx.execN("INSERT INTO interactions (id, account, version, active) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
			string(c.Interaction), c.Account, version, c.Active)
		return oneOr(store.ErrConflict, n, err)
	}
	n, err := tx.execN("UPDATE interactions SET version = ?, active = ? WHERE id = ? AND version = ?",
		version, c.Active, string(c.Interaction), c.Expect)
	return oneOr(store.ErrConflict, n, err)
}

// oneOr turns "no row has changed" into its meaning.
func oneOr(meaning error, n int64, err error) error {
	if err == nil && n == 0 {
		return meaning
	}
	return err
}

func addRefs(tx *session, c store.Commit) error {
	for _, ref := range c.Refs {
		n, err := tx.execN("INSERT INTO refs (ref, interaction) VALUES (?, ?) ON CONFLICT (ref) DO NOTHING", ref, string(c.Interaction))
		if err != nil {
			return err
		}
		if n == 1 {
			continue
		}
		var has string
		if err := tx.row("SELECT interaction FROM refs WHERE ref = ?", ref).Scan(&has); err != nil {
			return err
		}
		if has != string(c.Interaction) {
			return &store.DuplicateError{Ref: ref, Interaction: interaction.ID(has)}
		}
	}
	return nil
}

func addEvents(tx *session, id interaction.ID, events []encoded) error {
	for _, e := range events {
		err := tx.exec("INSERT INTO events (interaction, n, at, type, data) VALUES (?, ?, ?, ?, ?)", string(id), e.n, e.at, e.name, e.data)
		if err != nil {
			return err
		}
	}
	return nil
}

// changeRows brings the work list in line with the log.
func changeRows(tx *session, c store.Commit) error {
	id := string(c.Interaction)
	for _, w := range c.Writes {
		err := tx.exec(`INSERT INTO writes (key, interaction, account, lane, kind, author, state, created_at)
			VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?) ON CONFLICT (key) DO NOTHING`,
			w.Key, id, c.Account, c.Lane, string(w.Type), w.Author, nanos(c.Events[0].At))
		if err != nil {
			return err
		}
	}
	for _, change := range store.Project(c.Events) {
		if err := project(tx, id, change); err != nil {
			return err
		}
	}
	if c.Expect == 0 {
		return nil // it has no rows in other lanes
	}
	// A row that is being sent keeps its batch and the lease it is sent under.
	return tx.exec("UPDATE writes SET lane = ?, next_at = 0 WHERE interaction = ? AND state <> 'landed' AND lane <> ?", c.Lane, id, c.Lane)
}

// project settles a row.
func project(tx *session, id string, change store.RowChange) error {
	if change.State == store.Waiting {
		return again(tx, id, change.Key)
	}
	return tx.exec(`UPDATE writes SET state = ?, batch = '', token = 0, sent_at = 0, next_at = 0
		WHERE key = ? AND interaction = ? AND state <> 'landed'`,
		string(change.State), change.Key, id)
}

// again lets a row be tried now, with all that stand before it in its lane.
func again(tx *session, id, key string) error {
	err := tx.exec(`UPDATE writes SET state = 'waiting', batch = '', token = 0, sent_at = 0, next_at = 0, attempts = 0
		WHERE key = ? AND interaction = ? AND state NOT IN ('landed', 'waiting', 'sending')`, key, id)
	if err != nil {
		return err
	}
	return tx.exec(`UPDATE writes SET next_at = 0 WHERE state IN ('waiting', 'sending')
		AND lane = (SELECT lane FROM writes WHERE key = ? AND interaction = ? AND state IN ('waiting', 'sending'))`, key, id)
}
