package admin

import (
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/store"
)

// GetPackage: the zip that an admin installs in the account's CRM. Why one cannot
// be made is for the admin to read: it speaks of the configuration alone.
func (s *Admins) GetPackage(c *gin.Context, account string) {
	a, ok := s.Account(account)
	if !ok || !edge.Administers(edge.Claims(c), account) {
		s.Fail(c, problem.UnknownAccount())
		return
	}
	zip, err := a.Package()
	if err != nil {
		s.Fail(c, problem.New(http.StatusConflict, "no_package", "The package cannot be made: "+err.Error()+"."))
		return
	}
	if !s.Recorded(c, store.AuditEntry{Action: edge.PackageDownloaded, Account: a.Name}) {
		return
	}
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "deskside-" + a.Name + "-" + a.Kind + ".zip"}))
	c.Data(http.StatusOK, "application/zip", zip)
}
