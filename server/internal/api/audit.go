package api

import (
	"cmp"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
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
	signedIn          = "signed_in"
	signInRefused     = "sign_in_refused"
	passphraseSet     = "passphrase_set"
	adminLinkMade     = "admin_link_made"
)

// refusalsKept are how many refused sign-ins a minute are recorded: strangers must
// not fill the disk. The log has them all.
const refusalsKept = 20

// refusals counts them.
type refusals struct {
	mu    sync.Mutex
	until time.Time
	n     int
}

// room for one more.
func (r *refusals) room(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.After(r.until) {
		r.until, r.n = now.Add(time.Minute), 0
	}
	r.n++
	return r.n <= refusalsKept
}

// refused records a sign-in that was not let in. The answer does not depend on it.
func (s *Server) refused(c *gin.Context, e store.AuditEntry) {
	if !s.refusals.room(s.Decider.Now()) {
		return
	}
	e.At, e.Action = s.Decider.Now(), signInRefused
	if err := s.Store.Audit(c.Request.Context(), e); err != nil {
		s.Log.Error("a refused sign-in was not recorded", "request", requestID(c), "err", err)
	}
}

// signedInToday records an agent's first sign-in of a day: every page that they open
// signs in by itself. false: the request has been answered.
func (s *Server) signedInToday(c *gin.Context, account string, agent interaction.Agent) bool {
	now := s.Decider.Now().UTC()
	first, err := s.Store.Once(c.Request.Context(), "signed-in/"+agent.ID+"/"+now.Format(time.DateOnly), now, now.Add(24*time.Hour))
	if err != nil {
		s.fail(c, err)
		return false
	}
	return !first || s.recorded(c, store.AuditEntry{Actor: agent.Name, Action: signedIn, Account: account, Subject: agent.ID})
}

// recorded writes down what the caller has changed; false: it could not be, and the
// request has been answered. What was changed may then be asked for again, which
// changes nothing more and is recorded.
func (s *Server) recorded(c *gin.Context, e store.AuditEntry) bool {
	e.At = s.Decider.Now()
	if e.Actor == "" {
		who := claims(c).Agent
		e.Actor = cmp.Or(who.Name, who.ID)
	}
	if err := s.Store.Audit(c.Request.Context(), e); err != nil {
		s.fail(c, err)
		return false
	}
	return true
}

// ListAudit: who changed what. An admin of one account sees what was about it.
func (s *Server) ListAudit(c *gin.Context, p contract.ListAuditParams) {
	limit := 100
	if p.Limit != nil {
		limit = *p.Limit
	}
	out := contract.AuditList{Entries: []contract.AuditEntry{}}
	for before := contract.Val(p.Before); len(out.Entries) < limit; {
		page, err := s.Store.Audits(c.Request.Context(), before, limit)
		if err != nil {
			s.fail(c, err)
			return
		}
		for _, e := range page {
			before = e.Seq
			if administers(claims(c), e.Account) && len(out.Entries) < limit {
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
