package app

import (
	"fmt"
	"runtime/debug"

	"github.com/deskside/deskside/config"
	salesforceapp "github.com/deskside/deskside/widget/salesforce"
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
	case config.Salesforce:
		zip, err = salesforceapp.Build(salesforceapp.Tenant{
			Account: a.Name, PublicURL: cfg.PublicURL, OrgURL: a.URL, APIVersion: a.APIVersion, Version: version(), OpenCTI: a.OpenCTI,
		})
		if err != nil {
			return nil, nil, err
		}
		for _, p := range salesforceapp.Validate(zip) {
			warnings = append(warnings, p.String())
		}
		return zip, warnings, nil
	}
	return nil, nil, fmt.Errorf("there is no package for accounts of the kind %s", a.Kind)
}

// version of this build, as Go's tools stamp it into the binary: a tag, or a commit.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return ""
}
