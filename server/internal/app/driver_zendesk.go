package app

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/zendesk"
	"github.com/deskside/deskside/server/internal/session/signin"
	zendeskapp "github.com/deskside/deskside/widget/zendesk"
)

var zendeskDriver = driver{
	kind:      config.Zendesk,
	noun:      zendesk.Noun(),
	connect:   connectZendesk,
	rehearsal: zendesk.Rehearsal,
	pack:      packZendesk,
	packed:    func() string { return zendeskapp.Version },
	signIn:    signInByZendesk,
}

func connectZendesk(a config.Account, o connection) (connectors.CRM, error) {
	return zendesk.New(zendesk.Config{
		URL: a.URL, ClientID: a.ClientID, ClientSecret: a.ClientSecret.Reveal(), Scope: a.Scope,
		DefaultCountry: a.DefaultCountry, Ticket: zendeskSettings(a.TicketSettings), Queues: ofQueues(o.queues, zendeskSettings),
	}, zendesk.WithLog(o.log), zendesk.WithLimiter(o.limiter), zendesk.WithTransport(o.via), zendesk.WithClock(clock.Real))
}

// zendeskSettings are those that Zendesk knows; Load has proved that numbers are such.
func zendeskSettings(s config.TicketSettings) zendesk.Settings {
	number := func(text string) int64 { n, _ := strconv.ParseInt(text, 10, 64); return n }
	out := zendesk.Settings{BrandID: number(s.BrandID), FormID: number(s.TicketFormID), GroupID: number(s.GroupID), Priority: s.Priority, Fields: map[int64]any{}}
	for name, value := range s.Fields {
		if id := number(name); id > 0 {
			out.Fields[id] = value
		}
	}
	return out
}

func packZendesk(cfg *config.Config, a config.Account, trial bool) (zip []byte, warnings []string, err error) {
	zip, err = zendeskapp.Build(zendeskapp.Tenant{Account: a.Name, Trial: trial, PublicURL: cfg.PublicURL})
	if err != nil {
		return nil, nil, err
	}
	for _, p := range zendeskapp.Validate(zip) {
		warnings = append(warnings, p.String())
	}
	return zip, warnings, nil
}

// fetchingKey is how long a page waits at most for a key that Zendesk publishes.
const fetchingKey = 8 * time.Second

// signInByZendesk goes by the address that Zendesk signs for the frame.
func signInByZendesk(app *App, a config.Account, crm connectors.CRM, log *slog.Logger) *signin.Config {
	if a.AppID == "" {
		log.Warn("agents cannot sign in: set app_id, the id of the installed app", "account", a.Name)
		return nil
	}
	connector, ok := crm.(*zendesk.Connector)
	if !ok {
		return nil
	}
	keys := signin.NewFetchedKey(func(ctx context.Context) ([]byte, error) {
		limited, cancel := context.WithTimeout(ctx, fetchingKey)
		defer cancel()
		return connector.AppKey(limited, a.AppID)
	}, clock.Real)
	rules := &signin.Zendesk{Account: a.Name, URL: a.URL, AppID: a.AppID, Installation: a.InstallationID, Keys: keys, Memory: app.store}
	return &signin.Config{Rules: rules.Rules(), Directory: connector}
}
