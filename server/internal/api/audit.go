package api

import (
	"cmp"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/store"
)

// Actions of the record.
const (
	writeRetried      = "write_retried"
	writesRetried     = "writes_retried"
	writeDropped      = "write_dropped"
	interactionMoved  = "interaction_moved"
	rehearsed         = "rehearsed"
	packageDownloaded = "package_downloaded"
)

// recorded writes down what the caller has changed; false: it could not be, and the
// request has been answered. What was changed may then be asked for again, which
// changes nothing more and is recorded.
func (s *Server) recorded(c *gin.Context, e store.AuditEntry) bool {
	who := claims(c)
	e.At, e.Actor = s.Deciding.Now(), cmp.Or(who.Agent.Name, who.Agent.ID)
	if err := s.Store.Audit(c.Request.Context(), e); err != nil {
		s.fail(c, err)
		return false
	}
	return true
}

// ListAudit: who changed what. An admin of one account sees what was about it.
func (s *Server) ListAudit(c *gin.Context, p ListAuditParams) {
	limit := 100
	if p.Limit != nil {
		limit = *p.Limit
	}
	out := AuditList{Entries: []AuditEntry{}}
	for before := val(p.Before); len(out.Entries) < limit; {
		page, err := s.Store.Audits(c.Request.Context(), before, limit)
		if err != nil {
			s.fail(c, err)
			return
		}
		for _, e := range page {
			before = e.Seq
			if administers(claims(c), e.Account) && len(out.Entries) < limit {
				out.Entries = append(out.Entries, AuditEntry{
					Seq: e.Seq, At: e.At, Actor: e.Actor, Action: e.Action, Account: ptr(e.Account), Subject: ptr(e.Subject), Detail: ptr(e.Detail),
				})
			}
		}
		if len(page) < limit {
			break
		}
	}
	c.JSON(http.StatusOK, out)
}
