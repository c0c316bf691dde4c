package app

import (
	"context"
	"fmt"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/alerts"
	"github.com/deskside/deskside/server/internal/store"
)

// poster to the organisation's own address; nil: nobody is told.
func poster(cfg *config.Config) (alerts.Poster, error) {
	if !cfg.Alerts.Webhook.IsSet() {
		return nil, nil
	}
	w, err := alerts.NewWebhook(cfg.Alerts.Webhook.Reveal(), cfg.Alerts.Secret.Reveal(), userAgent)
	if err != nil {
		return nil, fmt.Errorf("alerts: %w", err)
	}
	return w, nil
}

func adminPage(cfg *config.Config) string { return cfg.PublicURL + "/admin" }

// TryAlert sends one to the address of the configuration.
func TryAlert(ctx context.Context, cfg *config.Config) error {
	post, err := poster(cfg)
	switch {
	case err != nil:
		return err
	case post == nil:
		return fmt.Errorf("alerts.webhook is not set: nobody is told anything")
	}
	return alerts.Test(ctx, post, time.Now(), adminPage(cfg))
}

// telling of what a person must mend; nil: nobody wants to be told.
func (a *App) telling(post alerts.Poster) *alerts.Alerts {
	if post == nil {
		return nil
	}
	return alerts.New(alerts.Config{
		Store: a.store,
		Owner: a.id,
		Look:  a.troubles,
		Alone: a.withoutStore,
		Post:  post,
		Admin: adminPage(a.cfg),
		Clock: clock.Real,
		Log:   a.log.With("room", "alerts"),
	})
}

// withoutStore is what is wrong with the store; none: it takes what it is given.
func (a *App) withoutStore(ctx context.Context) []alerts.Trouble {
	if lost := lostIn(a.embedded); lost != "" {
		return []alerts.Trouble{notReady(lost, true)}
	}
	r := a.readiness.ask(ctx)
	if !r.NoStore {
		return nil
	}
	return []alerts.Trouble{notReady(r.Troubles[0], false)}
}

func notReady(says string, now bool) alerts.Trouble {
	return alerts.Trouble{Key: "not_ready", Code: "not_ready", Says: "The server is not ready: " + says + ".", Now: now}
}

// troubles that a person must mend, as this server sees them.
func (a *App) troubles(ctx context.Context) (out []alerts.Trouble, err error) {
	for _, account := range a.health.accounts() {
		counts, err := a.store.Counts(ctx, account.Name)
		if err != nil {
			return nil, err
		}
		if n := counts[store.Held]; n > 0 {
			says := fmt.Sprintf("%d writes for %s wait for a person: the CRM has refused them.", n, account.Name)
			if n == 1 {
				says = fmt.Sprintf("One write for %s waits for a person: the CRM has refused it.", account.Name)
			}
			out = append(out, alerts.Trouble{Key: "writes_held/" + account.Name, Code: "writes_held", Account: account.Name, Says: says, Now: true})
		}
	}
	for _, cloud := range append(a.health.accounts(), a.health.twilio()) {
		if h := cloud.Health(); h.State == "trouble" {
			out = append(out, alerts.Trouble{Key: "cloud/" + cloud.Name, Code: "cloud", Account: cloud.Name, Says: fmt.Sprintf("%s is in trouble: %s", cloud.Name, h.Reason)})
		}
	}
	if free, known := a.free(); known && free < comfortable {
		out = append(out, alerts.Trouble{Key: "disk", Code: "disk", Says: fmt.Sprintf("The disk of data_dir is nearly full, no files are taken in: %d MB are free.", free>>20), Now: true})
	}
	for _, says := range a.ready(ctx).Troubles {
		out = append(out, notReady(says, false))
		break
	}
	return out, nil
}
