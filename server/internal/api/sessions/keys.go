package sessions

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/keyring"
	"github.com/deskside/deskside/server/internal/store"
)

// RotateKeys for the command line on the server: an admin's own session must not suffice
// to end everybody's.
func (s *Sessions) RotateKeys(c *gin.Context) {
	if edge.Claims(c).Method != session.ByOperator {
		s.Fail(c, problem.New(http.StatusForbidden, "forbidden", "You may not do this."))
		return
	}
	var in contract.RotateKeys
	if !s.Bind(c, &in) {
		return
	}
	made, err := s.Keys.Rotate(c.Request.Context(), contract.Val(in.DropOld))
	if errors.Is(err, keyring.ErrTooMany) {
		err = problem.New(http.StatusConflict, "too_many_keys", "There were so many rotations lately that older keys are still needed. Wait some hours, or drop them.")
	}
	if err != nil {
		s.Fail(c, err)
		return
	}
	s.Log.Info("there is a new key to sign tokens with", "request", edge.RequestID(c), "by", edge.Claims(c).Agent.Name, "key", made.Key, "from", made.From, "old_until", made.Until)
	detail := "older ones verify until " + made.Until.Format("2006-01-02 15:04 UTC")
	if made.Until.IsZero() {
		detail = "older ones are dropped"
	}
	if s.Recorded(c, store.AuditEntry{Action: edge.KeysRotated, Subject: made.Key, Detail: detail}) {
		c.JSON(http.StatusCreated, contract.KeysRotated{Key: made.Key, SignsFrom: made.From, OldUntil: contract.Opt(made.Until)})
	}
}
