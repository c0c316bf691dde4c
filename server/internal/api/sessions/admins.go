package sessions

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/register"
	"github.com/deskside/deskside/server/internal/store"
)

// ListAdmins who are signed in, and the rules by which the provider's people may be.
func (s *Sessions) ListAdmins(c *gin.Context) {
	list, err := s.Register.Admins(c.Request.Context())
	if err != nil {
		s.Fail(c, err)
		return
	}
	own, now := edge.Claims(c).Family, s.Decider.Now()
	out := contract.AdminList{Sessions: []contract.AdminSession{}, Rules: contract.List(s.Rules), Provider: contract.Opt(s.Label)}
	for _, a := range list {
		out.Sessions = append(out.Sessions, contract.AdminSession{
			Id: a.Family, Admin: contract.Agent{Id: a.Agent.ID, Name: a.Agent.Name}, Role: contract.AdminRole(a.Admins()), Method: contract.AdminSessionMethod(a.Method),
			From: contract.Opt(a.From), Since: a.Since, EndsAt: a.Since.Add(session.RenewableFor), SeenAt: a.Seen, Open: now.Sub(a.Seen) < session.TTL,
			Own: contract.Opt(a.Family == own),
		})
	}
	c.JSON(http.StatusOK, out)
}

// EndAdminSessions of one admin: all of them, or one.
func (s *Sessions) EndAdminSessions(c *gin.Context) {
	var in contract.EndAdminSessions
	if !s.Bind(c, &in) {
		return
	}
	list, err := s.Register.Admins(c.Request.Context())
	if err != nil {
		s.Fail(c, err)
		return
	}
	one := contract.Val(in.Session)
	i := slices.IndexFunc(list, func(a register.AdminSession) bool { return a.Agent.ID == in.Admin && (one == "" || a.Family == one) })
	if i < 0 {
		s.Fail(c, problem.NotFound())
		return
	}
	if one == "" {
		s.endAll(c, session.Admin, in.Admin, "", list[i].Agent.Name)
		return
	}
	if err := s.Register.End(c.Request.Context(), list[i].Claims); err != nil {
		s.Fail(c, err)
		return
	}
	if s.Recorded(c, store.AuditEntry{Action: edge.SessionEnded, Subject: in.Admin, Detail: list[i].Agent.Name}) {
		c.Status(http.StatusNoContent)
	}
}
