package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/pages"
	"github.com/deskside/deskside/server/internal/doctor"
	"github.com/deskside/deskside/server/internal/store/mark"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/sqlite"
	"github.com/deskside/deskside/server/internal/texts"
	"github.com/deskside/deskside/server/internal/voice"
	"github.com/deskside/deskside/templates/words"
)

// examination is everything that can be looked at without changing it.
type examination struct {
	cfg      *config.Config
	crms     map[string]connectors.CRM
	phone    *twilio.Client
	limiters pacers
	proxies  *edge.Proxies // of the running server; nil: it is not this process
	database *sqlite.Store // of the running server; nil: there is none, or it is Redis
}

// Examine a configuration: its clouds, and what this server stands on. It works
// beside a running server. The error is a configuration that cannot be used.
func Examine(ctx context.Context, cfg *config.Config) ([]doctor.Check, error) {
	p, err := assemble(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return (&examination{cfg: cfg, crms: p.crms, phone: p.phone, limiters: p.limiters}).run(ctx), nil
}

// cloudPatience is how long one cloud may take to answer all that it is asked.
const cloudPatience = 30 * time.Second

// run looks at everything at once, and tells it in the order of the configuration.
func (e *examination) run(ctx context.Context) []doctor.Check {
	parts := make([][]doctor.Check, len(e.cfg.Accounts)+3)
	var wg sync.WaitGroup
	for i, a := range e.cfg.Accounts {
		wg.Go(func() { parts[i] = e.account(ctx, a) })
	}
	wg.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, cloudPatience)
		defer cancel()
		parts[len(parts)-3] = doctor.Of(twilioName, e.phone.Examine(ctx, e.cfg.PublicURL+voice.VoicePath, e.cfg.PublicURL+voice.StatusPath, e.cfg.PublicURL+texts.MessagesPath), words.Lexicon{})
	})
	wg.Go(func() { parts[len(parts)-2] = e.provider(ctx) })
	wg.Go(func() { parts[len(parts)-1] = e.server(ctx) })
	wg.Wait()
	var out []doctor.Check
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func (e *examination) account(ctx context.Context, a config.Account) []doctor.Check {
	ctx, cancel := context.WithTimeout(ctx, cloudPatience)
	defer cancel()
	crm := e.crms[a.Name]
	d, err := driverOf(a.Kind, drivers)
	if err != nil {
		return doctor.Of(a.Name, []connectors.Check{connectors.Unreached(err)}, words.Lexicon{})
	}
	expected := connectors.Expected{Account: a.Name, AppID: a.AppID, PublicURL: e.cfg.PublicURL}
	if d.packed != nil {
		expected.AppVersion = d.packed()
	}
	checks := crm.Examine(ctx, expected)
	out := doctor.Of(a.Name, checks, lexicon(e.cfg, a))
	if u := e.limiters[a.Name].Usage(); u.Limit > 0 {
		out = append(out, doctor.Of(a.Name, []connectors.Check{limits(u)}, lexicon(e.cfg, a))...)
	}
	out = append(out, doctor.Frames(a.Name, pages.Embedders(edge.Account{URL: a.URL, EmbedOrigins: a.EmbedOrigins})))
	if d.examine != nil {
		out = append(out, d.examine(a)...)
	}
	return out
}

// limits that the CRM has told of.
func limits(u transport.Usage) connectors.Check {
	window := "minute"
	if u.Daily() {
		window = "24 hours"
	}
	c := connectors.Check{Subject: "limits", State: connectors.CheckOK, Text: fmt.Sprintf("%d of %d API calls per %s are used.", u.Used, u.Limit, window)}
	switch share := u.Share(); {
	case share >= 0.95 && u.Daily():
		c.State, c.Next = connectors.CheckFail, "Only calls, contacts with a signed packet and notes are written until there is room. Find out which integration uses the calls, or have the limit raised."
	case share >= 0.8 && u.Daily():
		c.State, c.Next = connectors.CheckWarn, "Writes are merged harder from here on. Find out which integration uses the calls, or have the limit raised."
	}
	return c
}

// server is what this machine says of itself.
func (e *examination) server(ctx context.Context) []doctor.Check {
	disk := doctor.Disk(e.cfg.DataDir)
	var untold []string
	if e.proxies != nil {
		untold = e.proxies.Untold()
	}
	out := append(doctor.Settings(idle(e.cfg, e.crms)), doctor.PublicURL(e.cfg.PublicURL), doctor.Proxies(e.cfg, untold), disk)
	if e.cfg.RedisURL.IsSet() {
		problems, err := redis.Examine(ctx, e.cfg.RedisURL.Reveal(), markOf(e.cfg))
		if loss, behind := errors.AsType[*mark.Loss](err); behind {
			out = append(out, doctor.LostInRedis(loss.Error()))
		} else {
			out = append(out, doctor.Store("Redis", problems, err)...)
		}
	} else {
		problems, err := sqlite.Examine(ctx, filepath.Join(e.cfg.DataDir, databaseFile))
		lost, _ := errors.AsType[*sqlite.LostError](err)
		if e.database != nil && e.database.Lost() != nil {
			lost = e.database.Lost()
		}
		if lost != nil {
			out = append(out, doctor.Lost(lost.Error()))
		} else {
			out = append(out, doctor.Store("The database", problems, err)...)
		}
	}
	out = append(out, backups(e.cfg, time.Now()))
	return append(out, doctor.Secrets(e.cfg.Apps)...)
}

// provider of identities, by which admins sign in; nothing is said of none.
func (e *examination) provider(ctx context.Context) []doctor.Check {
	p := identityProvider(e.cfg)
	if p == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, cloudPatience)
	defer cancel()
	return []doctor.Check{doctor.Provider(e.cfg.OIDC, p.RedirectURL, p.Examine(ctx))}
}

// idle settings: those that the configuration knows of, and limits above what any CRM
// takes.
func idle(cfg *config.Config, crms map[string]connectors.CRM) []config.Problem {
	out := slices.Clone(cfg.Idle)
	var most int64
	for _, crm := range crms {
		n := crm.Limits().FileBytes
		if n == 0 {
			return out // it takes any size
		}
		most = max(most, n)
	}
	if limit := int64(cfg.Limits.FileBytes); limit > most {
		out = append(out, cfg.Notice("limits.file_bytes", fmt.Sprintf("has no effect above %d MB: no account's CRM takes larger files", most>>20)))
	}
	return out
}
