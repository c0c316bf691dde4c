package sqlite

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

const indexedQuery = "SELECT upto FROM indexed WHERE one = 1"

// Indexed implements store.Store.
func (s *Store) Indexed(ctx context.Context) (upTo int64, err error) {
	err = s.reads.row(ctx, indexedQuery).Scan(&upTo)
	return upTo, err
}

// Index implements store.Store.
func (s *Store) Index(ctx context.Context, after, upTo int64, docs []store.Terms) error {
	return s.writer.do(ctx, quiet, func(tx *session) error {
		n, err := tx.execN("UPDATE indexed SET upto = ? WHERE one = 1 AND upto = ?", upTo, after)
		if err := oneOr(store.ErrConflict, n, err); err != nil {
			return err
		}
		for _, d := range docs {
			if err := putTerms(tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

// putTerms of one interaction; most of what happens to it changes none.
func putTerms(tx *session, d store.Terms) error {
	var seq int64
	err := tx.one("SELECT seq FROM interactions WHERE id = ?", []any{string(d.Interaction)}, &seq)
	if errors.Is(err, errNoRow) {
		return nil
	}
	if err != nil {
		return err
	}
	joined, had := store.JoinTerms(d.Terms), ""
	err = tx.one("SELECT terms FROM docs WHERE interaction = ?", []any{seq}, &had)
	if err == nil && had == joined || err != nil && !errors.Is(err, errNoRow) {
		return err
	}
	err = tx.exec("INSERT INTO docs (interaction, at, terms) VALUES (?1, ?2, ?3) ON CONFLICT (interaction) DO UPDATE SET at = ?2, terms = ?3", seq, nanos(d.At), joined)
	if err != nil {
		return err
	}
	old := strings.SplitAfter(strings.TrimPrefix(had, "\n"), "\n")
	for _, term := range old {
		if term == "" || slices.Contains(d.Terms, term) {
			continue
		}
		if err := tx.exec("DELETE FROM terms WHERE term = ? AND interaction = ?", term, seq); err != nil {
			return err
		}
	}
	for _, term := range d.Terms {
		if slices.Contains(old, term) {
			continue
		}
		if err := tx.exec("INSERT INTO terms (term, interaction) VALUES (?, ?) ON CONFLICT DO NOTHING", term, seq); err != nil {
			return err
		}
	}
	return nil
}

// Find implements store.Store.
func (s *Store) Find(ctx context.Context, f store.TermFilter) ([]interaction.ID, error) {
	before, err := s.placeOf(ctx, f.Before)
	if err != nil {
		return nil, err
	}
	query, args := findQuery(f, before)
	return s.ids(ctx, query, args...)
}

// findQuery goes through the terms that begin with the longest word, which are the
// fewest, and looks for the others in what is known of each. SQLite keeps the newest of
// them while it reads, and no more than are wanted.
func findQuery(f store.TermFilter, before int64) (query string, args []any) {
	var w where
	words := slices.Clone(f.Words)
	slices.SortStableFunc(words, func(a, b []string) int { return shortest(b) - shortest(a) })
	from := "docs d"
	switch {
	case len(words) > 0:
		var parts []string
		for _, beginning := range words[0] {
			parts = append(parts, "SELECT interaction FROM terms WHERE term >= ? AND term < ?")
			args = append(args, beginning, beginning+"\U0010ffff")
		}
		from = "(" + strings.Join(parts, " UNION ") + ") t CROSS JOIN docs d ON d.interaction = t.interaction"
		words = words[1:]
	case !f.From.IsZero() || !f.To.IsZero():
		from = "docs d INDEXED BY docs_at"
	}
	for _, word := range words {
		var either []string
		var beginnings []any
		for _, beginning := range word {
			either = append(either, "instr(d.terms, ?) > 0")
			beginnings = append(beginnings, "\n"+beginning)
		}
		w.and("("+strings.Join(either, " OR ")+")", beginnings...)
	}
	if !f.From.IsZero() || !f.To.IsZero() {
		w.and("d.at >= ?", nanos(f.From))
	}
	if !f.To.IsZero() {
		w.and("d.at < ?", nanos(f.To))
	}
	if before > 0 {
		w.and("d.interaction < ?", before)
	}
	if f.Account != "" {
		w.and("i.account = ?", f.Account)
	}
	query = "SELECT i.id FROM " + from + " CROSS JOIN interactions i ON i.seq = d.interaction" + w.String() + " ORDER BY d.interaction DESC LIMIT ?"
	return query, append(append(args, w.args...), limit(f.Limit, 100))
}

// shortest of the alternatives of a word, in bytes.
func shortest(word []string) int {
	least := len(word[0])
	for _, s := range word {
		least = min(least, len(s))
	}
	return least
}
