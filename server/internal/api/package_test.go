package api_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/deskside/deskside/server/internal/api"
)

// TestPackage: an admin gets the account's package as a file, or the reason why
// there is none.
func TestPackage(t *testing.T) {
	e := open(t, func(c *api.Config) {
		c.Accounts[1].Package = func() ([]byte, error) { return nil, errors.New("public_url is http") }
	})
	get := func(account string) answer {
		return e.send(request{method: "GET", path: "/v1/admin/accounts/" + account + "/package", token: e.admin()})
	}
	a := get("support")
	e.want(a, http.StatusOK, "")
	if string(a.body) != "PK of support" || a.Header.Get("Content-Type") != "application/zip" || a.Header.Get("Content-Disposition") != "attachment; filename=deskside-support-zendesk.zip" {
		t.Errorf("%s %v", a.body, a.Header)
	}
	e.want(get("sales"), http.StatusConflict, "no_package")
	e.want(get("nothing"), http.StatusNotFound, "unknown_account")
	e.want(e.send(request{method: "GET", path: "/v1/admin/accounts/support/package", token: e.agent("support", "ann")}), http.StatusForbidden, "forbidden")
}
