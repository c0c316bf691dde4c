package app

import (
	"fmt"

	"github.com/deskside/deskside/config"
	zendeskapp "github.com/deskside/deskside/widget/zendesk"
)

// Package makes the zip that an admin installs in an account's CRM. Warnings are
// what the CRM would say about it and take it all the same.
func Package(cfg *config.Config, a config.Account) (zip []byte, warnings []string, err error) {
	switch a.Kind {
	case config.Zendesk:
		zip, err = zendeskapp.Build(zendeskapp.Tenant{Account: a.Name, PublicURL: cfg.PublicURL})
		if err != nil {
			return nil, nil, err
		}
		for _, p := range zendeskapp.Validate(zip) {
			warnings = append(warnings, p.String())
		}
		return zip, warnings, nil
	}
	return nil, nil, fmt.Errorf("there is no package for accounts of the kind %s", a.Kind)
}
