package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// nanos and instant are how times stand in the tables: nanoseconds since 1970,
// 0 for no time. They reach from 1678 to 2262.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func instant(ns int64) time.Time {
	if ns == 0 {
		return time.Time{}
	}
	return time.Unix(0, ns).UTC()
}

// collect reads all rows of a query.
func collect[T any](ctx context.Context, r *reads, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := r.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// event reads n, at, type and data, in this order, after whatever comes first.
func event(row scanner, first ...any) (interaction.Event, error) {
	var e interaction.Event
	var at int64
	var name, data string
	if err := row.Scan(append(first, &e.N, &at, &name, &data)...); err != nil {
		return e, err
	}
	e.At = instant(at)
	var err error
	e.Data, err = interaction.Decode(name, []byte(data))
	return e, err
}

// Load implements store.Store.
func (s *Store) Load(ctx context.Context, id interaction.ID) ([]interaction.Event, error) {
	events, err := collect(ctx, s.reads, func(row scanner) (interaction.Event, error) { return event(row) },
		"SELECT n, at, type, data FROM events WHERE interaction = ? ORDER BY n", string(id))
	if err == nil && len(events) == 0 {
		err = store.ErrNotFound
	}
	return events, err
}

// ByRef implements store.Store.
func (s *Store) ByRef(ctx context.Context, ref string) (interaction.ID, error) {
	var id string
	err := s.reads.row(ctx, "SELECT interaction FROM refs WHERE ref = ?", ref).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = store.ErrNotFound
	}
	return interaction.ID(id), err
}

// List implements store.Store.
func (s *Store) List(ctx context.Context, f store.Filter) ([]interaction.ID, error) {
	var w where
	if f.Account != "" {
		w.and("account = ?", f.Account)
	}
	if f.Active {
		w.and("active = 1")
	}
	if f.Before != "" {
		var before int64
		err := s.reads.row(ctx, "SELECT seq FROM interactions WHERE id = ?", string(f.Before)).Scan(&before)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, store.ErrNotFound
		}
		if err != nil {
			return nil, err
		}
		w.and("seq < ?", before)
	}
	return collect(ctx, s.reads, func(row scanner) (id interaction.ID, err error) {
		err = row.Scan((*string)(&id))
		return id, err
	}, "SELECT id FROM interactions"+w.String()+" ORDER BY seq DESC LIMIT ?", append(w.args, limit(f.Limit, 100))...)
}

// Feed implements store.Store.
func (s *Store) Feed(ctx context.Context, after int64, max int) ([]store.FeedEntry, error) {
	return collect(ctx, s.reads, func(row scanner) (e store.FeedEntry, err error) {
		e.Event, err = event(row, &e.Seq, (*string)(&e.Interaction), &e.Account)
		return e, err
	}, `SELECT e.seq, e.interaction, i.account, e.n, e.at, e.type, e.data
		FROM events e JOIN interactions i ON i.id = e.interaction
		WHERE e.seq > ? ORDER BY e.seq LIMIT ?`, after, limit(max, 1000))
}

// Head implements store.Store.
func (s *Store) Head(ctx context.Context) (seq int64, err error) {
	err = s.reads.row(ctx, "SELECT coalesce(max(seq), 0) FROM events").Scan(&seq)
	return seq, err
}

// Writes implements store.Store.
func (s *Store) Writes(ctx context.Context, f store.WriteFilter) ([]store.Write, error) {
	var w where
	if f.Interaction != "" {
		w.and("interaction = ?", string(f.Interaction))
	}
	if f.Account != "" {
		w.and("account = ?", f.Account)
	}
	if f.Lane != "" {
		w.and("lane = ?", f.Lane)
	}
	if len(f.States) > 0 {
		states := make([]any, len(f.States))
		for i, st := range f.States {
			states[i] = string(st)
		}
		w.and("state IN (?"+strings.Repeat(", ?", len(states)-1)+")", states...)
	}
	if f.Before > 0 {
		w.and("seq < ?", f.Before)
	}
	order := " ORDER BY seq LIMIT ?"
	if f.Newest {
		order = " ORDER BY seq DESC LIMIT ?"
	}
	return collect(ctx, s.reads, write,
		`SELECT seq, key, interaction, account, lane, kind, author, state, batch, sent_at, attempts, next_at, created_at
		FROM writes`+w.String()+order, append(w.args, limit(f.Limit, 1000))...)
}

// Counts implements store.Store.
func (s *Store) Counts(ctx context.Context, account string) (map[store.WriteState]int, error) {
	var w where
	if account != "" {
		w.and("account = ?", account)
	}
	type count struct {
		state store.WriteState
		n     int
	}
	rows, err := collect(ctx, s.reads, func(row scanner) (c count, err error) {
		err = row.Scan((*string)(&c.state), &c.n)
		return c, err
	}, "SELECT state, count(*) FROM writes"+w.String()+" GROUP BY state", w.args...)
	counts := make(map[store.WriteState]int, len(rows))
	for _, c := range rows {
		counts[c.state] = c.n
	}
	return counts, err
}

func write(row scanner) (store.Write, error) {
	var w store.Write
	var sent, next, created int64
	err := row.Scan(&w.Seq, &w.Key, (*string)(&w.Interaction), &w.Account, &w.Lane, (*string)(&w.Type), &w.Author,
		(*string)(&w.State), &w.Batch, &sent, &w.Attempts, &next, &created)
	w.SentAt, w.NextAt, w.CreatedAt = instant(sent), instant(next), instant(created)
	return w, err
}

func limit(n, otherwise int) int {
	if n <= 0 {
		return otherwise
	}
	return n
}

// where collects conditions that must all hold.
type where struct {
	conditions []string
	args       []any
}

func (w *where) and(condition string, args ...any) {
	w.conditions = append(w.conditions, condition)
	w.args = append(w.args, args...)
}

func (w *where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}
