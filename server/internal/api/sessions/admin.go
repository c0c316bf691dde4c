package sessions

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/logs"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/passphrase"
	"github.com/deskside/deskside/server/internal/store"
)

// admin is who has the passphrase: there is one for all accounts.
var admin = interaction.Agent{ID: "admin", Name: "Admin"}

// CreateAdminSession takes the passphrase.
func (s *Sessions) CreateAdminSession(c *gin.Context) {
	var in contract.AdminSignIn
	if !s.Bind(c, &in) {
		return
	}
	from := s.Source(c.Request)
	version, err := s.Admin.Try(c.Request.Context(), from, in.Passphrase)
	if wait, ok := errors.AsType[*passphrase.TooManyError](err); ok {
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.After.Seconds()))))
		err = tooManyTries()
	}
	if err != nil {
		s.Log.Warn("the admin was not signed in", logs.Stranger, "request", edge.RequestID(c), "from", from, "err", err)
		s.refused(c, store.AuditEntry{Actor: "somebody", Subject: admin.ID, Detail: "from " + from})
		s.Fail(c, err)
		return
	}
	s.Log.Info("the admin has signed in", "request", edge.RequestID(c), "from", from)
	if !s.Recorded(c, store.AuditEntry{Actor: admin.Name, Action: edge.SignedIn, Subject: admin.ID, Detail: "from " + from}) {
		return
	}
	s.signedIn(c, session.Claims{Role: session.Admin, Agent: admin, Method: session.ByPassphrase, Credential: version})
}

func tooManyTries() error {
	return problem.New(http.StatusTooManyRequests, "too_many_tries", "There were too many wrong tries; wait a while before the next one.")
}

// SetAdminPassphrase with a one-time link, and sign in.
func (s *Sessions) SetAdminPassphrase(c *gin.Context) {
	var in contract.NewPassphrase
	if !s.Bind(c, &in) {
		return
	}
	version, err := s.Tokens.VerifyLink(in.Link)
	if err == nil {
		err = s.Admin.Set(c.Request.Context(), in.Passphrase, version)
	}
	switch {
	case errors.Is(err, passphrase.ErrShort):
		err = problem.New(http.StatusBadRequest, "passphrase_short", fmt.Sprintf("The passphrase needs at least %d characters.", passphrase.MinLength))
	case errors.Is(err, session.ErrInvalid), errors.Is(err, session.ErrExpired), errors.Is(err, store.ErrConflict):
		s.Log.Warn("an admin's link was refused", logs.Stranger, "request", edge.RequestID(c), "from", s.Source(c.Request), "err", err)
		s.refused(c, store.AuditEntry{Actor: "somebody", Subject: admin.ID, Detail: "by a link, from " + s.Source(c.Request)})
		err = problem.New(http.StatusUnauthorized, "link_refused", "This link has been used or has run out. Make a new one on the server with `deskside admin-link`.")
	}
	if err != nil {
		s.Fail(c, err)
		return
	}
	s.Register.Passphrase(version + 1) // before the answer: the older sessions are over
	s.Log.Info("the admin's passphrase has been set", "request", edge.RequestID(c), "from", s.Source(c.Request))
	if !s.Recorded(c, store.AuditEntry{Actor: admin.Name, Action: edge.PassphraseSet, Subject: admin.ID, Detail: "from " + s.Source(c.Request)}) {
		return
	}
	s.signedIn(c, session.Claims{Role: session.Admin, Agent: admin, Method: session.ByPassphrase, Credential: version + 1})
}

// CreateAdminLink for the command line on the server: an admin's own session must
// not suffice to take the passphrase over.
func (s *Sessions) CreateAdminLink(c *gin.Context) {
	if edge.Claims(c).Method != session.ByOperator {
		s.Fail(c, problem.New(http.StatusForbidden, "forbidden", "You may not do this."))
		return
	}
	version, err := s.Admin.Version(c.Request.Context())
	if err != nil {
		s.Fail(c, err)
		return
	}
	link, expires, err := s.Tokens.IssueLink(version)
	if err != nil {
		s.Fail(c, err)
		return
	}
	s.Log.Info("a one-time link for the admin was made", "request", edge.RequestID(c), "by", edge.Claims(c).Agent.Name)
	if !s.Recorded(c, store.AuditEntry{Action: edge.AdminLinkMade, Subject: admin.ID}) {
		return
	}
	c.JSON(http.StatusCreated, contract.AdminLink{Url: AdminAddress(s.PublicURL, link), ExpiresAt: expires})
}

// AdminAddress is where a one-time link leads. What stands behind # reaches no
// server and no log on the way.
func AdminAddress(publicURL, link string) string { return publicURL + "/admin#once=" + link }
