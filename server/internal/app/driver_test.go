package app

import (
	"context"
	"log/slog"
	"slices"
	"testing"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/templates/words"
)

// A third CRM registers with one line: its driver in the list. What it cannot do is not
// asked of it.
func TestThirdCRM(t *testing.T) {
	with := slices.Concat(drivers, []driver{freshdeskDriver})
	cfg := &config.Config{Accounts: []config.Account{{Name: "returns", Kind: "freshdesk", URL: "https://acme.freshdesk.example"}}}
	crms, err := connect(cfg, nil, slog.New(slog.DiscardHandler), with)
	if err != nil {
		t.Fatal(err)
	}
	if got := crms["returns"].TicketURL("7"); got != "https://acme.freshdesk.example/a/tickets/7" {
		t.Error(got)
	}
	d, err := driverOf("freshdesk", with)
	if err != nil || d.pack != nil || d.rehearsal != nil || d.signIn != nil || d.examine != nil {
		t.Errorf("%+v, %v", d, err)
	}
	if said := (words.Lexicon{Noun: d.noun}).Fill("{Ticket} 7 is closed; {a_ticket} is opened."); said != "Incident 7 is closed; an incident is opened." {
		t.Error(said)
	}
	if _, err := connect(cfg, nil, slog.New(slog.DiscardHandler), drivers); err == nil {
		t.Error("a kind that nobody knows is connected")
	}
}

// Whatever is said of an account has its CRM's own word in every form: no driver lacks one
// that another has.
func TestNouns(t *testing.T) {
	want := drivers[0].noun
	for _, d := range drivers {
		for language, forms := range want {
			for form := range forms {
				if d.noun[language][form] == "" {
					t.Errorf("%s has no %q in %s", d.kind, form, language)
				}
			}
		}
		if len(d.noun) != len(want) || (words.Lexicon{Noun: d.noun}).Fill("{ticket}") == "{ticket}" {
			t.Errorf("%s: %v", d.kind, d.noun)
		}
	}
}

var freshdeskNoun = connectors.Noun{"en": {"ticket": "incident", "Ticket": "Incident", "a_ticket": "an incident", "tickets": "incidents"}}

var freshdeskDriver = driver{kind: "freshdesk", noun: freshdeskNoun, connect: func(a config.Account, _ connection) (connectors.CRM, error) {
	return freshdesk{url: a.URL}, nil
}}

// freshdesk is the skeleton of a connector.
type freshdesk struct{ url string }

func (f freshdesk) TicketURL(id string) string { return f.url + "/a/tickets/" + id }

func (freshdesk) Limits() connectors.Limits { return connectors.Limits{} }

func (freshdesk) Find(context.Context, connectors.Query) (connectors.Matches, error) {
	return connectors.Matches{}, nil
}

func (freshdesk) Open(context.Context, connectors.Opening) (connectors.Result, error) {
	return connectors.Result{}, &connectors.Error{Kind: connectors.Transient, Op: "freshdesk: open"}
}

func (freshdesk) Apply(context.Context, connectors.Update) (connectors.Result, error) {
	return connectors.Result{}, &connectors.Error{Kind: connectors.Transient, Op: "freshdesk: apply"}
}

func (freshdesk) Lookup(context.Context, connectors.LookupQuery) (connectors.Result, error) {
	return connectors.Result{}, nil
}

func (freshdesk) Probe(context.Context) (connectors.Health, error) { return connectors.Health{}, nil }

func (freshdesk) Pulse(_ context.Context, last connectors.Health) (connectors.Health, error) {
	return last, nil
}

func (freshdesk) Examine(context.Context, connectors.Expected) []connectors.Check { return nil }
