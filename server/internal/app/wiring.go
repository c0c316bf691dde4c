package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors/siteverify"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/compose"
	"github.com/deskside/deskside/server/internal/customer"
	"github.com/deskside/deskside/server/internal/delivery"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/voice"
)

const userAgent = "Deskside (+https://github.com/deskside/deskside)"

// pacers are the limiters of all accounts, by name.
type pacers map[string]*transport.Pacer

func newPacers(cfg *config.Config) pacers {
	p := pacers{}
	for _, a := range cfg.Accounts {
		p[a.Name] = transport.NewPacer(clock.Real)
	}
	return p
}

// timedBy gives what requests go through.
func (p pacers) timedBy(t *requestTimes) map[string]transport.Limiter {
	out := map[string]transport.Limiter{}
	for name, pacer := range p {
		out[name] = t.through(name, pacer)
	}
	return out
}

func (p pacers) pacing() map[string]delivery.Pacing {
	out := map[string]delivery.Pacing{}
	for name, pacer := range p {
		out[name] = pacer
	}
	return out
}

func phone(cfg *config.Config, log *slog.Logger) (*twilio.Client, error) {
	t := cfg.Twilio
	tokens := []string{t.AuthToken.Reveal()}
	if t.AuthTokenSecondary.IsSet() {
		tokens = append(tokens, t.AuthTokenSecondary.Reveal())
	}
	c, err := twilio.New(twilio.Config{
		AccountSID: t.AccountSID, AuthTokens: tokens, APIKeySID: t.APIKeySID, APIKeySecret: t.APIKeySecret.Reveal(),
		TwiMLAppSID: t.TwiMLAppSID, APIURL: t.APIURL, Numbers: t.Numbers,
	}, twilio.WithTransport(&transport.Chain{UserAgent: userAgent, Log: log.With("cloud", "twilio"), Timeout: 15 * time.Second}))
	if err != nil {
		return nil, fmt.Errorf("twilio: %w", err)
	}
	return c, nil
}

func accountNames(cfg *config.Config) []string {
	var names []string
	for _, a := range cfg.Accounts {
		names = append(names, a.Name)
	}
	return names
}

// lines are our numbers, and whom their callers reach.
func lines(cfg *config.Config) []voice.Line {
	var out []voice.Line
	for _, n := range cfg.Twilio.Numbers {
		a := cfg.AccountOf(n)
		line := voice.Line{Number: n, Account: a.Name, Queue: cfg.Queues[0].Name, Country: a.DefaultCountry}
		if m := cfg.MenuOf(n); m != nil {
			line.Menu = m.Name
		}
		out = append(out, line)
	}
	if len(out) == 0 {
		// A call that comes in all the same must reach somebody.
		out = append(out, voice.Line{Account: cfg.Accounts[0].Name, Queue: cfg.Queues[0].Name, Country: cfg.Accounts[0].DefaultCountry})
	}
	return out
}

func apps(cfg *config.Config, log *slog.Logger) []edge.App {
	var out []edge.App
	for _, a := range cfg.Apps {
		account, _ := cfg.Account(a.Account)
		out = append(out, edge.App{
			Name: a.Name, Secret: []byte(a.Secret.Reveal()), Secondary: []byte(a.SecretSecondary.Reveal()), Origins: a.Origins, Account: a.Account, Queue: a.Queues[0], Country: account.DefaultCountry,
			RequireSigned: a.RequireSigned, Challenge: challenge(a, log),
		})
	}
	return out
}

// challenge that an app's visitors pass; nil: there is none.
func challenge(a config.App, log *slog.Logger) func(ctx context.Context, response, source string) (bool, error) {
	if a.Challenge.VerifyURL == "" {
		return nil
	}
	v := siteverify.New(a.Challenge.VerifyURL, a.Challenge.Secret.Reveal(), &transport.Chain{UserAgent: userAgent, Log: log.With("cloud", "challenge"), Timeout: 5 * time.Second, MaxBody: 64 << 10})
	return func(ctx context.Context, response, source string) (bool, error) {
		err := v.Verify(ctx, response, source)
		if errors.Is(err, siteverify.ErrRefused) {
			return false, nil
		}
		return err == nil, err
	}
}

// contactRates at which contacts are let in.
func contactRates(cfg *config.Config) api.ContactRates {
	l := cfg.Limits
	return api.ContactRates{
		OfSource: edge.PerMinute(l.ContactsPerSource), OfApp: edge.PerMinute(l.ContactsPerApp),
		CallsOfSource: edge.PerMinute(l.BrowserCallsPerSource), Calls: edge.PerMinute(l.BrowserCalls),
	}
}

func queues(cfg *config.Config) []string {
	var out []string
	for _, q := range cfg.Queues {
		out = append(out, q.Name)
	}
	return out
}

func packetLimits(cfg *config.Config) customer.Limits {
	return customer.Limits{Bytes: int(cfg.Limits.PacketBytes)}
}

// readers of each account's notes, and where they are.
func readers(cfg *config.Config) compose.Options {
	o := compose.Options{Locale: compose.Locale{Location: cfg.Location(), Country: cfg.DefaultCountry}, Of: map[string]compose.Locale{}}
	for _, a := range cfg.Accounts {
		o.Of[a.Name] = compose.Locale{Location: a.Location(), Country: a.DefaultCountry, Language: a.Language, Lexicon: lexicon(cfg, a)}
	}
	return o
}

// preview renders one write alone, as the CRM will get it.
func preview(c *compose.Composer, files *media.Store) func(interaction.State, string) (text, html string, err error) {
	return func(s interaction.State, key string) (string, string, error) {
		u, err := c.Update(s, []string{key}, key, content(files))
		if err != nil {
			return "", "", err
		}
		for _, n := range u.Notes {
			return n.Text, n.HTML, nil
		}
		for _, l := range u.CallLogs {
			return l.Subject + "\n" + l.Text, l.HTML, nil
		}
		return "", "", nil
	}
}

// content opens the bytes of a file once per attempt.
func content(files *media.Store) func(interaction.File) func() (io.ReadCloser, error) {
	return func(f interaction.File) func() (io.ReadCloser, error) {
		return func() (io.ReadCloser, error) {
			r, _, err := files.Open(f.SHA256)
			return r, err
		}
	}
}
