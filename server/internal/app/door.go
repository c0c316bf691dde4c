package app

import (
	"context"
	"crypto/rsa"
	"time"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/connectors/zendesk"
	"github.com/deskside/deskside/server/internal/session/signin"
)

// fetchingKey is how long a page waits at most for a key that Zendesk publishes.
const fetchingKey = 8 * time.Second

// door where an account's agents sign in; nil if the configuration lacks what is
// needed for that, which is told once.
func (a *App) door(account string, crm connectors.CRM) *signin.Door {
	c, _ := a.cfg.Account(account)
	log := a.log.With("room", "signin")
	door := signin.Config{Account: account, Memory: a.store, Now: time.Now, Log: log}
	switch crm := crm.(type) {
	case *zendesk.Connector:
		if c.AppID == "" {
			log.Warn("agents cannot sign in: set app_id, the id of the installed app", "account", account)
			return nil
		}
		keys := signin.NewFetchedKey(func(ctx context.Context) ([]byte, error) {
			limited, cancel := context.WithTimeout(ctx, fetchingKey)
			defer cancel()
			return crm.AppKey(limited, c.AppID)
		}, time.Now)
		rules := &signin.Zendesk{Account: account, URL: c.URL, AppID: c.AppID, Installation: c.InstallationID, Keys: keys, Memory: a.store}
		door.Rules, door.Directory = rules.Rules(), crm
	case *salesforce.Connector:
		key, ok := c.Key.(*rsa.PublicKey)
		if !ok {
			log.Warn("agents cannot sign in: set certificate_file, the certificate with which the organisation signs", "account", account)
			return nil
		}
		rules := &signin.Salesforce{
			Account: account, PublicURL: a.cfg.PublicURL, Is: organisation(c, crm), Keys: signin.FixedKey{Public: key}, Frames: a.keeper,
		}
		door.Rules, door.Directory = rules.Rules(), crm
	default:
		return nil
	}
	return signin.NewDoor(door)
}

// organisation that the configuration names, or else the one we are signed in to.
func organisation(c config.Account, crm *salesforce.Connector) func(context.Context, string) (bool, error) {
	return func(ctx context.Context, id string) (bool, error) {
		if c.OrgID != "" {
			return salesforce.SameRecord(c.OrgID, id), nil
		}
		own, err := crm.Organisation(ctx)
		return err == nil && salesforce.SameRecord(own, id), err
	}
}
