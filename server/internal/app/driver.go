package app

import (
	"fmt"
	"log/slog"
	"net/http"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/server/internal/doctor"
	"github.com/deskside/deskside/server/internal/session/signin"
	"github.com/deskside/deskside/templates/words"
)

// driver is what one kind of CRM brings: how to connect, and what else it can. Nobody
// else asks of which kind an account is.
type driver struct {
	kind string
	// noun is what it calls its records, in each language that pages speak.
	noun    connectors.Noun
	connect func(a config.Account, o connection) (connectors.CRM, error)

	// Abilities; nil: it has none of these.

	// rehearsal answers in place of the CRM.
	rehearsal func() *transport.Stage
	// pack makes the zip that an admin installs in the CRM, and says what the CRM would
	// find wrong with it and take all the same. One that is made on trial is to look at: it
	// may lead to an address that the CRM does not frame.
	pack func(cfg *config.Config, a config.Account, trial bool) (zip []byte, warnings []string, err error)
	// packed is the version that this server's package calls itself; "": it is not compared.
	packed func() string
	// signIn is where an account's agents sign in; nil if the configuration lacks what is
	// needed for that, which is told once.
	signIn func(app *App, a config.Account, crm connectors.CRM, log *slog.Logger) *signin.Config
	// examine looks at settings that no other kind has.
	examine func(a config.Account) []doctor.Check
}

// connection is how requests reach the CRM, and whose queues they are for.
type connection struct {
	queues  []config.Queue
	limiter transport.Limiter
	via     http.RoundTripper // nil: the network
	log     *slog.Logger
}

// drivers of all kinds. A new kind is one more line.
var drivers = []driver{
	zendeskDriver,
	salesforceDriver,
}

// driverOf a kind.
func driverOf(kind string, drivers []driver) (driver, error) {
	for _, d := range drivers {
		if d.kind == kind {
			return d, nil
		}
	}
	return driver{}, fmt.Errorf("there is no connector for accounts of the kind %q", kind)
}

// lexicon of an account: how its CRM and the organisation have it.
func lexicon(cfg *config.Config, a config.Account) words.Lexicon {
	l := words.Lexicon{Dispositions: labels(cfg.Dispositions), Country: a.DefaultCountry}
	if d, err := driverOf(a.Kind, drivers); err == nil {
		l.Noun = d.noun
	}
	return l
}

// labels by each text that they have, in every language.
func labels(all []config.Label) words.Labels {
	out := words.Labels{}
	for _, l := range all {
		in := map[string]string{}
		for _, language := range config.Languages() {
			in[language] = l.Reads(language)
		}
		for _, text := range in {
			out[text] = in
		}
		out[l.Text] = in
	}
	return out
}

// dispositions as they are stored.
func dispositions(cfg *config.Config) []string {
	var out []string
	for _, d := range cfg.Dispositions {
		out = append(out, d.Text)
	}
	return out
}

// connect makes the connector of every account.
func connect(cfg *config.Config, limiters map[string]transport.Limiter, log *slog.Logger, drivers []driver) (map[string]connectors.CRM, error) {
	crms := map[string]connectors.CRM{}
	for _, a := range cfg.Accounts {
		d, err := driverOf(a.Kind, drivers)
		if err == nil {
			crms[a.Name], err = d.connect(a, connection{queues: cfg.Queues, limiter: limiters[a.Name], log: log.With("account", a.Name)})
		}
		if err != nil {
			return nil, fmt.Errorf("account %s: %w", a.Name, err)
		}
	}
	return crms, nil
}

// ofQueues gives each queue's own settings, as a connector has them.
func ofQueues[S any](queues []config.Queue, as func(config.TicketSettings) S) map[string]S {
	out := map[string]S{}
	for _, q := range queues {
		out[q.Name] = as(q.TicketSettings)
	}
	return out
}

// Package makes the zip that an admin installs in an account's CRM. Warnings are what the
// CRM would say about it and take it all the same.
func Package(cfg *config.Config, a config.Account) (zip []byte, warnings []string, err error) {
	return packed(cfg, a, false)
}

func packed(cfg *config.Config, a config.Account, trial bool) (zip []byte, warnings []string, err error) {
	d, err := driverOf(a.Kind, drivers)
	if err != nil {
		return nil, nil, err
	}
	if d.pack == nil {
		return nil, nil, fmt.Errorf("there is no package for accounts of the kind %s", a.Kind)
	}
	return d.pack(cfg, a, trial)
}

// Packages are the kinds that have one.
func Packages() []string {
	var kinds []string
	for _, d := range drivers {
		if d.pack != nil {
			kinds = append(kinds, d.kind)
		}
	}
	return kinds
}
