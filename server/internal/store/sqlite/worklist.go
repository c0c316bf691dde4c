package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/deskside/deskside/server/internal/store"
)

// Writes implements store.Store.
func (s *Store) Writes(ctx context.Context, f store.WriteFilter) ([]store.Write, error) {
	query, args := writesQuery(f)
	if query == "" {
		return nil, ctx.Err()
	}
	return collect(ctx, s.reads, write, query, args...)
}

const rowsOf = `SELECT w.seq, w.key, i.id, w.account, w.lane, w.kind, w.author, w.state, w.batch, w.sent_at, w.attempts, w.next_at, w.created_at
	FROM (%s) w JOIN interactions i ON i.seq = w.interaction ORDER BY w.%s`

// writesQuery puts a question together from parts, each of which one index answers
// in order. Asked for at once, SQLite would read everything that has ever landed.
// Empty: there is no such row.
func writesQuery(f store.WriteFilter) (query string, args []any) {
	order := "seq LIMIT ?"
	if f.Newest {
		order = "seq DESC LIMIT ?"
	}
	from, parts := "writes", statesOf(f.States)
	var w where
	if f.Interaction != "" { // it has few rows: parts of a state would find those of all others
		from, parts = "writes INDEXED BY writes_of", []string{"(" + strings.Join(parts, " OR ") + ")"}
		w.and("interaction = (SELECT seq FROM interactions WHERE id = ?)", string(f.Interaction))
	}
	if f.Account != "" {
		w.and("account = ?", f.Account)
	}
	if f.Lane != "" {
		w.and("lane = ?", f.Lane)
	}
	if f.Before > 0 {
		w.and("seq < ?", f.Before)
	}
	if len(parts) == 0 {
		return "", nil
	}
	most := limit(f.Limit, 1000)
	for i, condition := range parts {
		both := w
		both.and(condition)
		parts[i] = "SELECT * FROM (SELECT * FROM " + from + both.String() + " ORDER BY " + order + ")"
		args = append(append(args, w.args...), most)
	}
	return fmt.Sprintf(rowsOf, strings.Join(parts, " UNION ALL "), order), append(args, most)
}

// statesOf are the conditions for rows of these states; none: of all. The states
// stand in the text, since a partial index is not used for what is bound later.
func statesOf(states []store.WriteState) (conditions []string) {
	wants := func(st store.WriteState) bool { return len(states) == 0 || slices.Contains(states, st) }
	const pending = "state IN ('waiting', 'sending')"
	switch waiting, sending := wants(store.Waiting), wants(store.Sending); {
	case waiting && sending:
		conditions = append(conditions, pending)
	case waiting:
		conditions = append(conditions, pending+" AND state = 'waiting'")
	case sending:
		conditions = append(conditions, pending+" AND state = 'sending'")
	}
	for _, st := range []store.WriteState{store.Held, store.Landed, store.Dropped} {
		if wants(st) {
			conditions = append(conditions, "state = '"+string(st)+"'")
		}
	}
	return conditions
}

func write(row scanner) (store.Write, error) {
	var w store.Write
	var sent, next, created int64
	err := row.Scan(&w.Seq, &w.Key, (*string)(&w.Interaction), &w.Account, &w.Lane, (*string)(&w.Type), &w.Author,
		(*string)(&w.State), &w.Batch, &sent, &w.Attempts, &next, &created)
	w.SentAt, w.NextAt, w.CreatedAt = instant(sent), instant(next), instant(created)
	return w, err
}

// They are kept, not counted: see writeCounts.
const (
	countsOfAll = "SELECT state, sum(n) FROM counts WHERE n > 0 GROUP BY state"
	countsOf    = "SELECT state, n FROM counts WHERE n > 0 AND account = ?"
)

// Counts implements store.Store.
func (s *Store) Counts(ctx context.Context, account string) (map[store.WriteState]int, error) {
	query, args := countsOfAll, []any(nil)
	if account != "" {
		query, args = countsOf, []any{account}
	}
	counts := map[store.WriteState]int{}
	_, err := collect(ctx, s.reads, func(row scanner) (n int, err error) {
		var state store.WriteState
		err = row.Scan((*string)(&state), &n)
		counts[state] = n
		return n, err
	}, query, args...)
	return counts, err
}
