package admin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
)

// ListAudit: who changed what. An admin of one account sees what was about it.
func (s *Admins) ListAudit(c *gin.Context, p contract.ListAuditParams) {
	limit := 100
	if p.Limit != nil {
		limit = *p.Limit
	}
	out := contract.AuditList{Entries: []contract.AuditEntry{}}
	for before := contract.Val(p.Before); len(out.Entries) < limit; {
		page, err := s.Store.Audits(c.Request.Context(), before, limit)
		if err != nil {
			s.Fail(c, err)
			return
		}
		for _, e := range page {
			before = e.Seq
			if edge.Administers(edge.Claims(c), e.Account) && len(out.Entries) < limit {
				out.Entries = append(out.Entries, contract.AuditEntry{
					Seq: e.Seq, At: e.At, Actor: e.Actor, Action: e.Action, Account: contract.Opt(e.Account), Subject: contract.Opt(e.Subject), Detail: contract.Opt(e.Detail),
				})
			}
		}
		if len(page) < limit {
			break
		}
	}
	c.JSON(http.StatusOK, out)
}
