package api

import (
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"
)

// GetPackage: the zip that an admin installs in the account's CRM. Why one cannot
// be made is for the admin to read: it speaks of the configuration alone.
func (s *Server) GetPackage(c *gin.Context, account string) {
	a, ok := s.accounts[account]
	if own := claims(c).Account; !ok || own != "" && own != account {
		s.fail(c, &problem{http.StatusNotFound, "unknown_account", "There is no account of that name."})
		return
	}
	zip, err := a.Package()
	if err != nil {
		s.fail(c, &problem{http.StatusConflict, "no_package", "The package cannot be made: " + err.Error() + "."})
		return
	}
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "deskside-" + a.Name + "-" + a.Kind + ".zip"}))
	c.Data(http.StatusOK, "application/zip", zip)
}
