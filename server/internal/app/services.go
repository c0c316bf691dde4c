package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/api/agent"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/sessions"
	"github.com/deskside/deskside/server/internal/api/socket"
	"github.com/deskside/deskside/server/internal/compose"
	"github.com/deskside/deskside/server/internal/deadlines"
	"github.com/deskside/deskside/server/internal/delivery"
	"github.com/deskside/deskside/server/internal/figures"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/joining"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/logs"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/routing"
	"github.com/deskside/deskside/server/internal/search"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/keyring"
	"github.com/deskside/deskside/server/internal/session/passphrase"
	"github.com/deskside/deskside/server/internal/session/register"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/texts"
	"github.com/deskside/deskside/server/internal/voice"
	"github.com/deskside/deskside/widget"
)

// services of the server, wired to each other; nothing of them runs yet.
func (a *App) services(ctx context.Context, p parts, files *media.Store) error {
	words, crms, limiters, tw := p.words, p.crms, p.limiters, p.phone
	secret, err := a.store.Secret(ctx, sessionSecret)
	if err != nil {
		return err
	}
	keeper, err := session.NewTokens(secret, clock.Real)
	if err != nil {
		return err
	}
	a.keeper, a.admin = keeper, passphrase.New(a.store, clock.Real, rand.Reader)
	idp := identityProvider(a.cfg)
	a.register, err = register.New(ctx, register.Config{Settings: a.store, Passphrase: a.admin.Version, Granted: granted(idp), Clock: clock.Real, Log: a.log.With("room", "sessions")})
	if err != nil {
		return err
	}
	ended := func(who session.Claims) bool { return a.register.Ended(who) || !keeper.Knows(who.Key) }
	a.keys, err = keyring.New(ctx, keyring.Config{
		Settings: a.store, First: secret, Tokens: keeper, Clock: clock.Real, Log: a.log.With("room", "keys"),
		Changed: func() {
			if a.hub != nil { // not yet, the first time
				a.hub.Recheck()
			}
		},
	})
	if err != nil {
		return err
	}
	times := newCallTimes(queues(a.cfg))
	deciding := store.Decider{
		Clock:   clock.Real,
		Changed: times.changed,
		Policy: interaction.Policy{
			OpenOn:     interaction.OpenOn(a.cfg.Tickets.OpenOn),
			ClaimLease: cmp.Or(a.opts.Pace.Claim, claimLease),
			ConnectBy:  connectBy,
			WrapUp:     time.Duration(a.cfg.WrapUp),
			Bounds: interaction.Bounds{
				Files: a.cfg.Limits.InteractionFiles, FileBytes: int64(a.cfg.Limits.InteractionBytes), Items: a.cfg.Limits.InteractionItems,
			},
			LongestWait: time.Duration(a.cfg.LongestWait),
			Texts:       texts.Policy(tw.SMS(), a.cfg.SMS.PerInteractionHour),
		},
	}
	composer := compose.New(words, readers(a.cfg))
	a.delivery = delivery.New(delivery.Config{
		Store:    a.store,
		Decider:  deciding,
		Accounts: crms,
		Log:      logs.Crowd(a.log.With("room", "delivery")),
		Composer: composer,
		Pacing:   limiters.pacing(),
		Linger:   time.Duration(a.cfg.Delivery.Linger),
		Content:  content(files),
		Owner:    newID(),
		Grace:    shutdownGrace,
		Lease:    cmp.Or(a.opts.Pace.Lease, laneLease),
		Backoff:  a.opts.Pace.Retries,
	})
	a.files = &retention{
		store:    a.store,
		deciding: deciding,
		files:    files,
		keep:     time.Duration(a.cfg.Retention.Files),
		owner:    newID(),
		log:      a.log.With("room", "files"),
	}
	if keep := a.kept(); keep > 0 {
		a.lifetime = &lifetime{store: a.store.Store, clock: clock.Real, keep: keep, of: accountNames(a.cfg), owner: newID(), log: a.log.With("room", "retention")}
	}
	joins := &joining.Joins{Store: a.store, Decider: deciding, Tokens: keeper, PublicURL: a.cfg.PublicURL}
	a.voice = voice.New(voice.Config{
		Store:     a.store,
		Decider:   deciding,
		Twilio:    tw,
		Tokens:    keeper,
		Prompts:   words,
		PublicURL: a.cfg.PublicURL,
		Lines:     lines(a.cfg),
		Menus:     menus(a.cfg),
		Closed:    closed(a.cfg),
		Voicemail: voicemail(a.cfg),
		Language:  languages(a.cfg),
		Blocked:   a.cfg.Blocked,
		Joins:     joins,
		Recording: voice.Recording{On: a.cfg.Recording.On(), Announce: a.cfg.Recording.Announce, Twilio: tw, Files: files},
		Simulator: a.opts.VoiceSimulator,
		NewID:     func() interaction.ID { return interaction.ID(newID()) },
		Log:       logs.Crowd(a.log.With("room", "voice")),
		Poll:      a.opts.Pace.Poll,
		Owner:     newID(),
		Shared:    a.cfg.RedisURL.IsSet(),
		Wake:      func(id interaction.ID) { a.loop.Wake(voice.Name, id) },
	})
	a.texts = texts.New(texts.Config{
		Store:     a.store,
		Decider:   deciding,
		Channel:   tw.SMS(),
		Lines:     textLines(a.cfg),
		Limits:    textLimits(a.cfg),
		PublicURL: a.cfg.PublicURL,
		Find:      a.withNumber,
		Link:      joins.Link,
		NewID:     func() interaction.ID { return interaction.ID(newID()) },
		Log:       logs.Crowd(a.log.With("room", "texts")),
		Owner:     newID(),
	})
	ends := deadlines.New(deadlines.Config{
		Store:   a.store,
		Decider: deciding,
		Clock:   clock.Real,
		Confirm: func(ctx context.Context, id interaction.ID) error {
			return errors.Join(a.loop.Do(ctx, voice.Name, id), a.loop.Do(ctx, texts.Name, id))
		},
	})
	a.loop = reconcile.New(reconcile.Config{
		Store: a.store,
		Clock: clock.Real,
		Log:   logs.Crowd(a.log.With("room", "reconcile")),
		Users: []reconcile.User{a.voice.User(), a.voice.RecordingUser(), a.texts.User(), ends.User()},
	})
	a.health = newHealth(a.cfg, crms, tw, a.delivery, clock.Real, a.log.With("room", "health"))
	a.health.trial, a.health.voice = a.opts.Sandbox, a.voice
	if a.cfg.RedisURL.IsSet() {
		a.health.others = &reopenings{settings: a.store, clock: clock.Real, log: a.log.With("room", "health"), resume: a.health.resume}
	}
	callers := apps(a.cfg, a.log)
	a.hub = live.New(live.Options{
		Store:   a.store,
		Render:  socket.Render(files, a.health.accounts()),
		Me:      socket.RenderMe(func(account, agent string) routing.Me { return a.routing.Me(account, agent) }, a.health.accounts()),
		Origin:  socket.Origins(a.cfg.PublicURL, callers),
		Log:     logs.Crowd(a.log.With("room", "live")),
		Renewed: socket.Renewal(keeper, ended),
		Ended:   ended,
	})
	a.register.OnEnd(a.hub.Recheck)
	a.routing = routing.New(routing.Config{
		Store:     a.store,
		Decider:   deciding,
		Presence:  a.hub.Presence(),
		Notify:    a.hub.Notify,
		Accounts:  accountNames(a.cfg),
		Rules:     whomRung(a.cfg),
		LastAgent: a.lastAgent,
		Server:    newID(),
		Shared:    a.cfg.RedisURL.IsSet(),
		Log:       a.log.With("room", "routing"),
	})
	a.figures = figures.New(figures.Config{
		Store: a.store, Within: time.Duration(a.cfg.ServiceLevel), Log: a.log.With("room", "figures"),
		Zone: func(account string) *time.Location {
			if one, ok := a.cfg.Account(account); ok {
				return one.Location()
			}
			return a.cfg.Location()
		},
	})
	a.search = search.New(search.Config{Store: a.store, Log: a.log.With("room", "search"), Country: func(account string) string {
		one, _ := a.cfg.Account(account)
		return one.DefaultCountry
	}})
	accounts := a.health.accounts()
	for i := range accounts {
		if door := a.door(accounts[i].Name, crms[accounts[i].Name]); door != nil {
			accounts[i].SignIn = door // not a nil pointer: in an interface that is not nil
		}
	}
	a.proxies = edge.NewProxies(a.cfg.Proxies(), strings.HasPrefix(a.cfg.PublicURL, "https://"), func(peer string) {
		a.log.Warn("requests are forwarded by a peer that is not in trusted_proxies: strangers behind it are not told apart", "peer", peer)
	})
	refusals := newRefusals()
	a.readiness = &readiness{look: a.ready, clock: clock.Real}
	a.metrics, a.alerts = a.metricsOf(p.requests, refusals, times), a.telling(p.alerts)
	verifier := tw.Verifier()
	var by sessions.Provider // not a nil pointer: in an interface that is not nil
	if idp != nil {
		by = idp
	}
	a.handler, err = api.New(api.Config{
		Store:         a.store,
		Decider:       deciding,
		Voice:         a.voice,
		Texts:         a.texts,
		Media:         files,
		Live:          a.hub,
		Routing:       a.routing,
		Search:        a.search,
		Service:       a.figures.Service,
		Tokens:        keeper,
		Admin:         a.admin,
		Provider:      by,
		ProviderLabel: a.cfg.OIDC.Label,
		AdminRules:    adminRules(a.cfg),
		Register:      a.register,
		Ended:         ended,
		Keys:          a.keys,
		VerifyTwilio:  verifier.Verify,
		Accounts:      accounts,
		Twilio:        a.health.twilio(),
		Apps:          callers,
		Queues:        queues(a.cfg),
		Doctor:        (&examination{cfg: a.cfg, crms: crms, phone: tw, limiters: limiters, proxies: a.proxies, database: a.embedded}).run,
		Rehearse:      a.rehearse,
		Packets:       packetLimits(a.cfg),
		Contacts:      contactRates(a.cfg),
		Dialling:      agent.NewDialling(a.cfg.Dialling.Countries, a.cfg.Dialling.Costly, a.cfg.Dialling.PerAgentHour),
		UploadRate:    int64(a.cfg.Limits.UploadRate),
		Joins:         joins,
		JoinText:      joinText(words, languages(a.cfg)),
		Preview:       preview(composer, files),
		Dispositions:  dispositions(a.cfg),
		PublicURL:     a.cfg.PublicURL,
		Proxies:       a.proxies,
		Refused:       refusals.count,
		Language:      a.cfg.Language,
		Sandbox:       a.opts.Sandbox,
		Simulator:     a.opts.VoiceSimulator,
		Pages:         widget.Files(),
		Ready:         a.readiness.ask,
		Metrics:       a.publicMetrics(),
		NewID:         func() interaction.ID { return interaction.ID(newID()) },
		Kept:          a.kept(),
		Log:           a.log.With("room", "api"),
	})
	return err
}
