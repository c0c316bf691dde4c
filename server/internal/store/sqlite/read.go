package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
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
			return nil, trouble(err)
		}
		out = append(out, v)
	}
	return out, trouble(rows.Err())
}

const (
	loadQuery = "SELECT l.n, l.events FROM log l JOIN interactions i ON i.seq = l.interaction WHERE i.id = ? AND l.n > ? ORDER BY l.n"
	feedQuery = `SELECT l.seq, i.id, i.account, l.n, l.events FROM log l JOIN interactions i ON i.seq = l.interaction
		WHERE l.seq > ? ORDER BY l.seq LIMIT ?`
)

// Load implements store.Store.
func (s *Store) Load(ctx context.Context, id interaction.ID) ([]interaction.Event, error) {
	return s.Since(ctx, id, interaction.Event{})
}

// Since implements store.Store. Nobody else writes to the database, so an event that
// was read or committed once is there, unless all of its interaction has been removed.
func (s *Store) Since(ctx context.Context, id interaction.ID, last interaction.Event) ([]interaction.Event, error) {
	if h, ok := s.memory.head(id); ok && h.version == last.N {
		return nil, ctx.Err()
	}
	rows, err := collect(ctx, s.reads, logRow, loadQuery, string(id), last.N)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 && last.N == 0 {
		return nil, store.ErrNotFound
	}
	if len(rows) == 0 {
		if _, err := s.placeOf(ctx, id); errors.Is(err, store.ErrNotFound) {
			return nil, store.ErrConflict // it was removed
		}
	}
	events := slices.Concat(rows...)
	if len(events) > 0 {
		events = events[last.N+1-events[0].N:] // a commit may have more than what follows
	}
	return events, nil
}

// logRow reads n and events, in this order, after whatever comes first.
func logRow(row scanner) ([]interaction.Event, error) { return logRowAfter(row) }

func logRowAfter(row scanner, first ...any) ([]interaction.Event, error) {
	var n int
	var text string
	if err := row.Scan(append(first, &n, &text)...); err != nil {
		return nil, err
	}
	return unpack(n, text)
}

// ByRef implements store.Store.
func (s *Store) ByRef(ctx context.Context, ref string) (interaction.ID, error) {
	var id string
	err := s.reads.row(ctx, "SELECT i.id FROM refs r JOIN interactions i ON i.seq = r.interaction WHERE r.ref = ?", ref).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = store.ErrNotFound
	}
	return interaction.ID(id), err
}

// List implements store.Store.
func (s *Store) List(ctx context.Context, f store.Filter) ([]interaction.ID, error) {
	before, err := s.placeOf(ctx, f.Before)
	if err != nil {
		return nil, err
	}
	after, err := s.placeOf(ctx, f.After)
	if err != nil {
		return nil, err
	}
	query, args := listQuery(f, before, after)
	return s.ids(ctx, query, args...)
}

// placeOf an interaction among all; 0: of none.
func (s *Store) placeOf(ctx context.Context, id interaction.ID) (seq int64, err error) {
	if id == "" {
		return 0, nil
	}
	err = s.reads.row(ctx, "SELECT seq FROM interactions WHERE id = ?", string(id)).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		err = store.ErrNotFound
	}
	return seq, err
}

func (s *Store) ids(ctx context.Context, query string, args ...any) ([]interaction.ID, error) {
	return collect(ctx, s.reads, func(row scanner) (id interaction.ID, err error) {
		err = row.Scan((*string)(&id))
		return id, err
	}, query, args...)
}

func listQuery(f store.Filter, before, after int64) (query string, args []any) {
	var w where
	from := "interactions"
	if f.Account != "" {
		w.and("account = ?", f.Account)
	}
	if f.Active {
		from += " INDEXED BY interactions_active" // not through an account's whole past
		w.and("active = 1")
	}
	if before > 0 {
		w.and("seq < ?", before)
	}
	if after > 0 {
		w.and("seq > ?", after)
	}
	order := " ORDER BY seq DESC LIMIT ?"
	if f.Oldest {
		order = " ORDER BY seq LIMIT ?"
	}
	return "SELECT id FROM " + from + w.String() + order, append(w.args, limit(f.Limit, 100))
}

// Feed implements store.Store.
func (s *Store) Feed(ctx context.Context, after int64, max int) ([]store.FeedEntry, error) {
	max = limit(max, 1000)
	if entries, ok := s.memory.since(after, max); ok {
		return entries, ctx.Err()
	}
	// Each row has an event or more.
	rows, err := collect(ctx, s.reads, feedRow, feedQuery, after, max)
	var entries []store.FeedEntry
	for _, row := range rows {
		if skip := after + 1 - row[0].Seq; skip > 0 {
			row = row[skip:] // the page before has ended in the middle of this commit
		}
		entries = append(entries, row[:min(len(row), max-len(entries))]...)
	}
	return entries, err
}

func feedRow(row scanner) ([]store.FeedEntry, error) {
	var last store.FeedEntry
	events, err := logRowAfter(row, &last.Seq, (*string)(&last.Interaction), &last.Account)
	entries := make([]store.FeedEntry, len(events))
	for i, e := range events {
		entries[i] = store.FeedEntry{Seq: last.Seq - int64(len(events)-1-i), Interaction: last.Interaction, Account: last.Account, Event: e}
	}
	return entries, err
}

const feedHeadQuery = "SELECT max((SELECT coalesce(max(seq), 0) FROM log), (SELECT event FROM given))"

// Head implements store.Store.
func (s *Store) Head(ctx context.Context) (seq int64, err error) {
	err = s.reads.row(ctx, feedHeadQuery).Scan(&seq)
	return seq, err
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
