package admin

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// ReopenAccount asks an account's cloud, or Twilio, again at once.
func (s *Admins) ReopenAccount(c *gin.Context, account string) {
	who := edge.Claims(c)
	a, ok := s.Account(account)
	if account == s.Twilio.Name {
		a, ok = s.Twilio, true
	}
	if !ok || !edge.Administers(who, account) {
		s.Fail(c, problem.UnknownAccount())
		return
	}
	if err := s.hurry(c.Request.Context(), account, who.Agent.Name); err != nil {
		s.Fail(c, err)
		return
	}
	if s.Recorded(c, store.AuditEntry{Action: edge.AccountReopened, Account: account}) {
		a.Resume()
		c.Status(http.StatusNoContent)
	}
}

// hurried at most, the oldest first. Behind those that the cloud refused, which are a few at
// a time, others wait for nothing but the account.
const hurried = 1000

// hurry what has been put back until the account was to be asked again.
func (s *Admins) hurry(ctx context.Context, account, by string) error {
	rows, err := s.Store.Writes(ctx, store.WriteFilter{Account: account, States: []store.WriteState{store.Waiting}, Limit: hurried})
	if err != nil {
		return err
	}
	now := s.Decider.Now()
	for _, r := range rows {
		if !r.NextAt.After(now) {
			continue
		}
		_, err := s.Decider.Update(ctx, s.Store, r.Interaction, interaction.Retry{Key: r.Key, By: by})
		if _, refused := errors.AsType[*interaction.Refusal](err); err != nil && !refused {
			return err
		}
	}
	return nil
}
