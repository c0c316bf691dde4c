package admin

import (
	"context"
	"encoding/csv"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

// ListAudit: who changed what. An admin of one account sees what was about it.
func (s *Admins) ListAudit(c *gin.Context, p contract.ListAuditParams) {
	limit := 100
	if p.Limit != nil {
		limit = *p.Limit
	}
	f := store.AuditFilter{Before: contract.Val(p.Before), From: contract.Val(p.From), To: contract.Val(p.To), Limit: limit}
	out := contract.AuditList{Entries: []contract.AuditEntry{}}
	for more := true; more && len(out.Entries) < limit; {
		var page []store.AuditEntry
		var err error
		if page, more, err = s.auditPage(c.Request.Context(), edge.Claims(c), &f); err != nil {
			s.Fail(c, err)
			return
		}
		for _, e := range page[:min(len(page), limit-len(out.Entries))] {
			out.Entries = append(out.Entries, contract.AuditEntry{
				Seq: e.Seq, At: e.At, Actor: e.Actor, Action: e.Action, Account: contract.Opt(e.Account), Subject: contract.Opt(e.Subject), Detail: contract.Opt(e.Detail),
			})
		}
	}
	c.JSON(http.StatusOK, out)
}

// auditPage is what somebody may see of a page, and whether there may be another, which
// the filter then asks for.
func (s *Admins) auditPage(ctx context.Context, who session.Claims, f *store.AuditFilter) (seen []store.AuditEntry, more bool, err error) {
	page, err := s.Store.Audits(ctx, *f)
	for _, e := range page {
		f.Before = e.Seq
		if edge.Administers(who, e.Account) {
			seen = append(seen, e)
		}
	}
	return seen, len(page) == f.Limit, err
}

// exportPage is how many entries of the record are in memory at once.
const exportPage = 500

// ExportAudit streams the record as a table. What goes wrong after its beginning breaks
// the connection off, so that half a record is never taken for a whole one.
func (s *Admins) ExportAudit(c *gin.Context, p contract.ExportAuditParams) {
	f := store.AuditFilter{From: contract.Val(p.From), To: contract.Val(p.To), Limit: exportPage}
	page, more, err := s.auditPage(c.Request.Context(), edge.Claims(c), &f)
	if err != nil {
		s.Fail(c, err)
		return
	}
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "deskside-record.csv"}))
	c.Header("Content-Type", "text/csv; charset=utf-8")
	c.Status(http.StatusOK)
	rows := csv.NewWriter(c.Writer)
	rows.UseCRLF = true                     // RFC 4180
	_, err = c.Writer.WriteString("\ufeff") // without it Excel takes UTF-8 for an old code page
	if err == nil {
		err = rows.Write([]string{"seq", "at", "actor", "action", "account", "subject", "detail"})
	}
	for err == nil {
		for _, e := range page {
			if err = rows.Write(cells(strconv.FormatInt(e.Seq, 10), e.At.UTC().Format(time.RFC3339), e.Actor, e.Action, e.Account, e.Subject, e.Detail)); err != nil {
				break
			}
		}
		rows.Flush()
		c.Writer.Flush()
		if err == nil {
			err = rows.Error()
		}
		if err != nil || !more {
			break
		}
		page, more, err = s.auditPage(c.Request.Context(), edge.Claims(c), &f)
	}
	if err != nil {
		s.Log.Warn("an export of the record broke off", "err", err)
		panic(http.ErrAbortHandler)
	}
}

// cells that no spreadsheet takes for a formula: what people typed may begin like one.
func cells(values ...string) []string {
	for i, v := range values {
		if v != "" && strings.ContainsRune("=+-@\t\r\n", rune(v[0])) {
			values[i] = "'" + v
		}
	}
	return values
}
