package sqlite

import (
	"context"

	"github.com/deskside/deskside/server/internal/store"
)

// Audit implements store.Store.
func (s *Store) Audit(ctx context.Context, e store.AuditEntry) error {
	return s.writer.do(ctx, quiet, func(tx *session) error {
		return tx.exec("INSERT INTO audit (at, actor, action, account, subject, detail) VALUES (?, ?, ?, ?, ?, ?)",
			nanos(e.At), e.Actor, e.Action, e.Account, e.Subject, e.Detail)
	})
}

// Audits implements store.Store.
func (s *Store) Audits(ctx context.Context, f store.AuditFilter) ([]store.AuditEntry, error) {
	query, args := auditsQuery(f)
	return collect(ctx, s.reads, func(row scanner) (e store.AuditEntry, err error) {
		var at int64
		err = row.Scan(&e.Seq, &at, &e.Actor, &e.Action, &e.Account, &e.Subject, &e.Detail)
		e.At = instant(at)
		return e, err
	}, query, args...)
}

func auditsQuery(f store.AuditFilter) (query string, args []any) {
	var w where
	from := "audit"
	if !f.From.IsZero() || !f.To.IsZero() {
		from += " INDEXED BY audit_at"
		w.and("at >= ?", nanos(f.From))
	}
	if !f.To.IsZero() {
		w.and("at < ?", nanos(f.To))
	}
	if f.Before > 0 {
		w.and("seq < ?", f.Before)
	}
	return "SELECT seq, at, actor, action, account, subject, detail FROM " + from + w.String() + " ORDER BY seq DESC LIMIT ?", append(w.args, limit(f.Limit, 100))
}
