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
func (s *Store) Audits(ctx context.Context, before int64, max int) ([]store.AuditEntry, error) {
	var w where
	if before > 0 {
		w.and("seq < ?", before)
	}
	return collect(ctx, s.reads, func(row scanner) (e store.AuditEntry, err error) {
		var at int64
		err = row.Scan(&e.Seq, &at, &e.Actor, &e.Action, &e.Account, &e.Subject, &e.Detail)
		e.At = instant(at)
		return e, err
	}, "SELECT seq, at, actor, action, account, subject, detail FROM audit"+w.String()+" ORDER BY seq DESC LIMIT ?",
		append(w.args, limit(max, 100))...)
}
