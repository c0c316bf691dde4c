package edge

import (
	"cmp"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/store"
)

// Actions of the record.
const (
	WriteRetried      = "write_retried"
	WritesRetried     = "writes_retried"
	WriteDropped      = "write_dropped"
	InteractionMoved  = "interaction_moved"
	RequesterChosen   = "requester_chosen"
	Rehearsed         = "rehearsed"
	PackageDownloaded = "package_downloaded"
	SignedIn          = "signed_in"
	SignInRefused     = "sign_in_refused"
	PassphraseSet     = "passphrase_set"
	AdminLinkMade     = "admin_link_made"
	SignedOut         = "signed_out"
	SessionsEnded     = "sessions_ended"
	SessionEnded      = "session_ended"
	KeysRotated       = "keys_rotated"
	FloodDropped      = "flood_dropped"
	AccountReopened   = "account_reopened"
)

// Recorded writes down what the caller has changed; false: it could not be, and the
// request has been answered. What was changed may then be asked for again, which
// changes nothing more and is recorded.
func (e *Edge) Recorded(c *gin.Context, a store.AuditEntry) bool {
	a.At = e.Decider.Now()
	if a.Actor == "" {
		who := Claims(c).Agent
		a.Actor = cmp.Or(who.Name, who.ID)
	}
	if err := e.Store.Audit(c.Request.Context(), a); err != nil {
		e.Fail(c, err)
		return false
	}
	return true
}
