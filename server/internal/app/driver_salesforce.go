package app

import (
	"context"
	"crypto/rsa"
	"log/slog"
	"strconv"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/salesforce"
	"github.com/deskside/deskside/server/internal/doctor"
	"github.com/deskside/deskside/server/internal/session/signin"
	salesforceapp "github.com/deskside/deskside/widget/salesforce"
)

var salesforceDriver = driver{
	kind:      config.Salesforce,
	noun:      salesforce.Noun(),
	connect:   connectSalesforce,
	rehearsal: salesforce.Rehearsal,
	pack:      packSalesforce,
	packed:    released,
	signIn:    signInBySalesforce,
	examine: func(a config.Account) []doctor.Check {
		return []doctor.Check{doctor.Certificate(a.Name, a.CertificateFile, time.Now())}
	},
}

func connectSalesforce(a config.Account, o connection) (connectors.CRM, error) {
	return salesforce.New(salesforce.Config{
		URL: a.URL, ClientID: a.ClientID, ClientSecret: a.ClientSecret.Reveal(), APIVersion: a.APIVersion,
		SkipAssignmentRules: !a.AssignmentRules, DefaultCountry: a.DefaultCountry, Location: a.Location(), CustomerIDField: a.CustomerIDField,
		Ticket: salesforceSettings(a.TicketSettings), Queues: ofQueues(o.queues, salesforceSettings),
	}, salesforce.WithLog(o.log), salesforce.WithLimiter(o.limiter), salesforce.WithTransport(o.via), salesforce.WithClock(clock.Real))
}

// salesforceSettings are those that Salesforce knows.
func salesforceSettings(s config.TicketSettings) salesforce.Settings {
	out := salesforce.Settings{RecordType: s.RecordType, Origin: s.Origin, Fields: map[string]any{}}
	for name, value := range s.Fields {
		if _, err := strconv.Atoi(name); err != nil {
			out.Fields[name] = value
		}
	}
	return out
}

func packSalesforce(cfg *config.Config, a config.Account, trial bool) (zip []byte, warnings []string, err error) {
	zip, err = salesforceapp.Build(salesforceapp.Tenant{
		Account: a.Name, Trial: trial, PublicURL: cfg.PublicURL, OrgURL: a.URL, APIVersion: a.APIVersion, Version: version(), OpenCTI: a.OpenCTI,
	})
	if err != nil {
		return nil, nil, err
	}
	for _, p := range salesforceapp.Validate(zip) {
		warnings = append(warnings, p.String())
	}
	return zip, warnings, nil
}

// signInBySalesforce goes by the token that the organisation signs for the page.
func signInBySalesforce(app *App, a config.Account, crm connectors.CRM, log *slog.Logger) *signin.Config {
	key, ok := a.Key.(*rsa.PublicKey)
	if !ok {
		log.Warn("agents cannot sign in: set certificate_file, the certificate with which the organisation signs", "account", a.Name)
		return nil
	}
	connector, ok := crm.(*salesforce.Connector)
	if !ok {
		return nil
	}
	rules := &signin.Salesforce{
		Account: a.Name, PublicURL: app.cfg.PublicURL, Is: organisation(a, connector), Keys: signin.FixedKey{Public: key}, Frames: app.keeper,
	}
	return &signin.Config{Rules: rules.Rules(), Directory: connector}
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
