package sessions

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

// EndSession signs the caller out, of the page they ask from or of all of theirs.
func (s *Sessions) EndSession(c *gin.Context, p contract.EndSessionParams) {
	who := edge.Claims(c)
	if contract.Val(p.Everywhere) {
		s.endAll(c, who.Role, who.Agent.ID, who.Account, "")
		return
	}
	if err := s.Register.End(c.Request.Context(), who); err != nil {
		s.Fail(c, err)
		return
	}
	if s.Recorded(c, store.AuditEntry{Action: edge.SignedOut, Account: who.Account, Subject: who.Agent.ID}) {
		c.Status(http.StatusNoContent)
	}
}

// EndSessions of one agent, or all of the caller's own.
func (s *Sessions) EndSessions(c *gin.Context) {
	var in contract.EndSessions
	if !s.Bind(c, &in) {
		return
	}
	who := edge.Claims(c)
	role, id := who.Role, who.Agent.ID
	if agent := contract.Val(in.Agent); agent != "" {
		role, id = session.Agent, agent
	}
	account, _, _ := strings.Cut(id, "/")
	if role == session.Agent {
		if _, ok := s.Account(account); !ok || who.Account != "" && who.Account != account {
			s.Fail(c, problem.UnknownAccount())
			return
		}
	} else {
		account = who.Account
	}
	s.endAll(c, role, id, account, "")
}

func (s *Sessions) endAll(c *gin.Context, role session.Role, id, account, detail string) {
	if err := s.Register.EndAll(c.Request.Context(), role, id); err != nil {
		s.Fail(c, err)
		return
	}
	if s.Recorded(c, store.AuditEntry{Action: edge.SessionsEnded, Account: account, Subject: id, Detail: detail}) {
		c.Status(http.StatusNoContent)
	}
}
