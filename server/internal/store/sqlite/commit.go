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
	p, err := prepare(c)
	if err != nil {
		return err
	}
	return s.writer.finish(ctx, &op{effect: wakes, run: p.run, then: c.Then})
}

// prepared is a commit with everything done that needs no database.
type prepared struct {
	store.Commit
	events []interaction.Event // as they will be read
	row    string              // of the log
	sizes  []int               // of the events in it
}

// prepare a commit in its caller's goroutine.
func prepare(c store.Commit) (*prepared, error) {
	if len(c.Events) == 0 {
		return nil, errors.New("store: a commit without events")
	}
	for i, e := range c.Events {
		if e.N != c.Expect+i+1 {
			return nil, fmt.Errorf("store: event %d is numbered %d", c.Expect+i+1, e.N)
		}
	}
	p := &prepared{Commit: c}
	var err error
	p.row, p.events, p.sizes, err = pack(c.Events)
	return p, err
}

// run refuses what must be refused before it changes anything.
func (p *prepared) run(tx *session) error {
	if p.Lease != nil {
		if err := holds(tx, *p.Lease); err != nil {
			return err
		}
	}
	var h head
	var err error
	if p.Expect == 0 {
		h, err = p.create(tx)
	} else {
		h, err = p.advance(tx)
	}
	if err != nil {
		return err
	}
	d := &tx.draft
	for i, e := range p.events {
		d.entries = append(d.entries, store.FeedEntry{Seq: d.last.event + int64(i) + 1, Interaction: p.Interaction, Account: h.account, Event: e})
	}
	d.sizes = append(d.sizes, p.sizes...)
	d.last.event += int64(len(p.events))
	h.version = p.Expect + len(p.events)
	if err := tx.exec("INSERT INTO log (seq, interaction, n, events) VALUES (?, ?, ?, ?)", d.last.event, h.seq, h.version, p.row); err != nil {
		return err
	}
	if err := p.changeRows(tx, h); err != nil {
		return err
	}
	h.lane = p.Lane
	d.heads[p.Interaction] = h
	return nil
}

// create is told by the tables that something is taken, rather than asking them
// before: it hardly ever is.
func (p *prepared) create(tx *session) (head, error) {
	h := head{seq: tx.draft.last.interaction + 1, account: p.Account, lane: p.Lane, active: p.Active}
	if err := p.newRefs(tx, h.seq); err != nil {
		return h, err
	}
	n, err := tx.execN("INSERT INTO interactions (seq, id, account, active, lane) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
		h.seq, string(p.Interaction), p.Account, p.Active, p.Lane)
	if err := oneOr(store.ErrConflict, n, err); err != nil {
		return h, err
	}
	tx.draft.last.interaction = h.seq
	return h, nil
}

// oneOr turns "no row has changed" into its meaning.
func oneOr(meaning error, n int64, err error) error {
	if err == nil && n == 0 {
		return meaning
	}
	return err
}

// newRefs of an interaction that is just coming into being.
func (p *prepared) newRefs(tx *session, seq int64) error {
	switch len(p.Refs) {
	case 0:
		return nil
	case 1:
		n, err := tx.execN("INSERT INTO refs (ref, interaction) VALUES (?, ?) ON CONFLICT (ref) DO NOTHING", p.Refs[0], seq)
		if err != nil || n == 1 {
			return err
		}
	}
	_, there, err := headOf(tx, p.Interaction)
	if err == nil && there {
		err = store.ErrConflict // it comes before a reference that is taken
	}
	if err == nil {
		err = p.addRefs(tx, seq)
	}
	return err
}

// advance an interaction that is there already.
func (p *prepared) advance(tx *session) (head, error) {
	h, there, err := headOf(tx, p.Interaction)
	if err == nil && (!there || h.version != p.Expect) {
		err = store.ErrConflict
	}
	if err == nil {
		err = p.addRefs(tx, h.seq)
	}
	if err == nil && (h.active != p.Active || h.lane != p.Lane) {
		h.active = p.Active
		err = tx.exec("UPDATE interactions SET active = ?, lane = ? WHERE seq = ?", p.Active, p.Lane, h.seq)
	}
	return h, err
}

// addRefs looks at all of them before it adds the first.
func (p *prepared) addRefs(tx *session, seq int64) error {
	missing := make([]string, 0, len(p.Refs))
	for _, ref := range p.Refs {
		var has int64
		var id string
		err := tx.one("SELECT r.interaction, i.id FROM refs r JOIN interactions i ON i.seq = r.interaction WHERE r.ref = ?", []any{ref}, &has, &id)
		switch {
		case errors.Is(err, errNoRow):
			missing = append(missing, ref)
		case err != nil:
			return err
		case has != seq:
			return &store.DuplicateError{Ref: ref, Interaction: interaction.ID(id)}
		}
	}
	for _, ref := range missing {
		// The same reference may be given twice.
		if err := tx.exec("INSERT INTO refs (ref, interaction) VALUES (?, ?) ON CONFLICT (ref) DO NOTHING", ref, seq); err != nil {
			return err
		}
	}
	return nil
}

const headQuery = `SELECT seq, account, lane, active, (SELECT coalesce(max(n), 0) FROM log WHERE interaction = i.seq)
	FROM interactions i WHERE id = ?`

// headOf an interaction: of this transaction, from memory, or else from the tables.
func headOf(tx *session, id interaction.ID) (h head, there bool, err error) {
	if h, ok := tx.draft.heads[id]; ok {
		return h, true, nil
	}
	if tx.draft.removed[id] {
		return head{}, false, nil
	}
	if h, ok := tx.memory.head(id); ok {
		return h, true, nil
	}
	var version, active int64
	err = tx.one(headQuery, []any{string(id)}, &h.seq, &h.account, &h.lane, &active, &version)
	if errors.Is(err, errNoRow) {
		return head{}, false, nil
	}
	h.version, h.active = int(version), active == 1
	return h, err == nil, err
}
