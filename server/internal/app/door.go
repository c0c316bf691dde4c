package app

import (
	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/session/signin"
)

// door where an account's agents sign in; nil: nobody can.
func (a *App) door(account string, crm connectors.CRM) *signin.Door {
	c, _ := a.cfg.Account(account)
	d, err := driverOf(c.Kind, drivers)
	if err != nil || d.signIn == nil {
		return nil
	}
	log := a.log.With("room", "signin")
	door := d.signIn(a, c, crm, log)
	if door == nil {
		return nil
	}
	door.Account, door.Memory, door.Clock, door.Log = account, a.store, clock.Real, log
	door.Met = a.met(account)
	return signin.NewDoor(*door)
}
