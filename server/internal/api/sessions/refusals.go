package sessions

import (
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/logs"
	"github.com/deskside/deskside/server/internal/store"
)

// refusalsKept are how many refused sign-ins a minute are recorded: strangers must
// not fill the disk. The log counts them all.
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
func (s *Sessions) refused(c *gin.Context, e store.AuditEntry) {
	if !s.refusals.room(s.Decider.Now()) {
		return
	}
	e.At, e.Action = s.Decider.Now(), edge.SignInRefused
	if err := s.Store.Audit(c.Request.Context(), e); err != nil {
		s.Log.Error("a refused sign-in was not recorded", logs.Stranger, "request", edge.RequestID(c), "err", err)
	}
}

// signedInToday records an agent's first sign-in of a day: every page that they open
// signs in by itself. false: the request has been answered.
func (s *Sessions) signedInToday(c *gin.Context, account string, agent interaction.Agent) bool {
	now := s.Decider.Now().UTC()
	first, err := s.Store.Once(c.Request.Context(), "signed-in/"+agent.ID+"/"+now.Format(time.DateOnly), now, now.Add(24*time.Hour))
	if err != nil {
		s.Fail(c, err)
		return false
	}
	return !first || s.Recorded(c, store.AuditEntry{Actor: agent.Name, Action: edge.SignedIn, Account: account, Subject: agent.ID})
}
