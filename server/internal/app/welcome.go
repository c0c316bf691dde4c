package app

import (
	"context"

	"github.com/deskside/deskside/server/internal/api/sessions"
)

// welcome tells the operator how the admin gets in for the first time: there is no
// default passphrase. The link is no use once a passphrase has been set.
func (a *App) welcome(ctx context.Context) error {
	if a.opts.Sandbox {
		return nil
	}
	version, err := a.admin.Version(ctx)
	if err != nil || version > 0 {
		return err
	}
	link, expires, err := a.keeper.IssueLink(version)
	if err != nil {
		return err
	}
	a.log.Info("the admin page has no passphrase yet: open the link to choose one", "link", sessions.AdminAddress(a.cfg.PublicURL, link), "until", expires)
	return nil
}
