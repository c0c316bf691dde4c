// Package app puts the packages together and runs them: it is the only place that
// names concrete stores and connectors. Rooms start in the order in which data
// flows and stop against it, so that nothing is accepted which nobody takes on.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/alerts"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/delivery"
	"github.com/deskside/deskside/server/internal/doctor"
	"github.com/deskside/deskside/server/internal/figures"
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
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/sqlite"
	"github.com/deskside/deskside/server/internal/texts"
	"github.com/deskside/deskside/server/internal/voice"
	"github.com/deskside/deskside/templates"
)

// Options that are not an admin's to choose.
type Options struct {
	Sandbox        bool   // allows signing in without proof
	VoiceSimulator string // address of the stand-in that plays the voice network
	Log            *slog.Logger
	LogDropped     func() int     // lines of the log that nobody read; nil: none
	Door           net.Listener   // where requests come in; nil: where the configuration says
	Listening      func(net.Addr) // called once requests are accepted; may be nil
	Pace           Pace
}

// Pace of what happens by itself; zero: as in production. A harness that breaks
// everything on purpose cannot wait for minutes until it is tried again.
type Pace struct {
	Retries delivery.Backoff
	Lease   time.Duration // of lanes
	Poll    time.Duration // of live calls
	Claim   time.Duration // from accepting an offer to the agent's leg joining
}

// Claims lapse and contacts expire after these times.
const (
	claimLease = 15 * time.Second
	connectBy  = 2 * time.Minute
)

// sessionSecret is the name under which the store keeps what tokens are signed with.
const sessionSecret = "session"

// laneLease is how long the others leave a replica's lanes alone after it was last
// heard of. It is extended every third of that while a lane is worked on.
const laneLease = 10 * time.Second

// shutdownGrace is how long requests and deliveries may finish after SIGTERM.
const shutdownGrace = 8 * time.Second

// App is a server that has been put together.
type App struct {
	cfg      *config.Config
	opts     Options
	log      *slog.Logger
	store    *store.States
	embedded *sqlite.Store // below store; nil: it is Redis
	redis    *redis.Store  // the same; nil: it is embedded
	hub      *live.Hub
	voice    *voice.Voice
	texts    *texts.Texts
	loop     *reconcile.Loop
	routing  *routing.Routing
	search   *search.Search
	figures  *figures.Figures
	delivery *delivery.Delivery
	health   *health
	keeper   *session.Tokens
	admin    *passphrase.Lock
	register *register.Register
	keys     *keyring.Ring
	files    *retention
	lifetime *lifetime // of closed interactions; nil: they are kept for ever
	proxies  *edge.Proxies
	id       string                            // of this server among its replicas
	since    time.Time                         // when it began
	free     func() (bytes uint64, known bool) // on the disk of data_dir
	handler  http.Handler
	metrics  http.Handler
	alerts   *alerts.Alerts // of what a person must mend; nil: nobody wants to be told

	readiness *readiness
}

// Run serves until ctx ends.
func Run(ctx context.Context, cfg *config.Config, opts Options) error {
	a, err := build(ctx, cfg, opts)
	if err != nil {
		return err
	}
	defer a.store.Close()
	return a.serve(ctx)
}

func build(ctx context.Context, cfg *config.Config, opts Options) (*App, error) {
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	log := opts.Log
	for _, a := range cfg.Apps {
		if n := len(a.SecretSecondary.Reveal()); len(a.Secret.Reveal()) < config.SecretBytes || n > 0 && n < config.SecretBytes {
			log.Warn("an app's secret is short; its packets could be forged by guessing", "app", a.Name, "least_bytes", config.SecretBytes)
		}
	}
	parts, err := assemble(cfg, log)
	if err != nil {
		return nil, err
	}
	for _, p := range idle(cfg, parts.crms) {
		log.Warn("a setting has no effect, or less than it says", "place", p.Place, "key", p.Key, "why", p.Message)
	}
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("data_dir: %w", err)
	}
	if err := doctor.Keeps(cfg.DataDir); err != nil {
		return nil, fmt.Errorf("data_dir: %w", err)
	}
	files, err := media.Open(filepath.Join(cfg.DataDir, mediaFolder), media.Options{
		MaxBytes: int64(cfg.Limits.FileBytes),
		Bounds:   media.Bounds{Bytes: int64(cfg.Limits.UploadsBytes), Start: time.Duration(cfg.Limits.UploadStart)},

		KeepMetadata: cfg.Media.Metadata == config.MetadataKeep,
	})
	if err != nil {
		return nil, fmt.Errorf("data_dir: %w", err)
	}
	db, err := openStore(ctx, cfg, log)
	if err != nil {
		return nil, err
	}
	a := &App{cfg: cfg, opts: opts, log: log, store: store.NewStates(db, 0), embedded: embedded(db), redis: inRedis(db), id: newID(), since: time.Now(), free: files.Free}
	err = claimVocabulary(ctx, db)
	if err == nil {
		err = a.services(ctx, parts, files)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return a, nil
}

// parts are what a configuration alone makes: nothing of it is opened or asked.
type parts struct {
	words    *templates.Set
	requests *requestTimes
	limiters pacers
	crms     map[string]connectors.CRM
	phone    *twilio.Client
	alerts   alerts.Poster // nil: nobody is told
}

func assemble(cfg *config.Config, log *slog.Logger) (p parts, err error) {
	if p.words, err = loadWords(cfg); err != nil {
		if cfg.TemplatesDir != "" {
			err = fmt.Errorf("templates_dir: %w", err)
		}
		return p, err
	}
	p.limiters, p.requests = newPacers(cfg), newRequestTimes(clock.Real)
	of := logs.Crowd(log) // requests, of which strangers can cause any number
	if p.crms, err = connect(cfg, p.limiters.timedBy(p.requests), of, drivers); err != nil {
		return p, err
	}
	if p.phone, err = phone(cfg, of); err != nil {
		return p, err
	}
	p.alerts, err = poster(cfg)
	return p, err
}

// serve starts the services and stops them in order: first nothing new is accepted,
// then what is in flight finishes, then the store closes.
func (a *App) serve(ctx context.Context) error {
	listener := a.opts.Door
	if listener == nil {
		own, err := listen(a.cfg.Listen)
		if err != nil {
			return err
		}
		listener = own
	}
	rooms, stopRooms := context.WithCancel(context.WithoutCancel(ctx))
	defer stopRooms()
	var wg sync.WaitGroup
	running := map[string]func(context.Context) error{
		"delivery": a.delivery.Run, "reconcile": a.loop.Run, "routing": a.routing.Run, "search": a.search.Run, "figures": a.figures.Run, "health": a.health.run, "files": a.files.run,
		"sessions": a.register.Run, "keys": a.keys.Run, "recordings": a.findRecordings,
	}
	if a.health.others != nil {
		running["reopenings"] = a.health.others.run
	}
	if a.lifetime != nil {
		running["retention"] = a.lifetime.run
	}
	if a.alerts != nil {
		running["alerts"] = a.alerts.Run
	}
	if a.redis != nil {
		running["mark"] = func(ctx context.Context) error {
			a.redis.Watch(ctx, clock.Real, a.log.With("room", "mark"))
			return nil
		}
	}
	if a.embedded != nil {
		running["database"] = func(ctx context.Context) error {
			a.embedded.Watch(ctx, clock.Real, a.log.With("room", "database"))
			if a.alerts != nil && ctx.Err() == nil { // it is lost
				a.alerts.LookNow()
			}
			return nil
		}
	}
	for name, run := range running {
		wg.Go(func() {
			if err := run(rooms); err != nil && rooms.Err() == nil {
				a.log.Error("a room has stopped", "room", name, "err", err)
			}
		})
	}
	watched, err := a.watch()
	if err != nil {
		return err
	}
	defer watched()
	sockets, closeSockets := context.WithCancel(context.WithoutCancel(ctx))
	defer closeSockets()
	wg.Go(func() { a.hub.Run(sockets) })
	asking, silent := &callers{}, newCrowd(a.proxies)
	server := &http.Server{
		Handler: a.handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: strangersTo(a.log),
		ConnState: func(conn net.Conn, state http.ConnState) {
			asking.note(conn, state)
			silent.note(conn, state)
		},
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	a.log.Info("Deskside is ready", "listen", listener.Addr().String(), "public_url", a.cfg.PublicURL)
	if err := a.welcome(ctx); err != nil {
		a.log.Warn("no one-time link for the admin could be made", "err", err)
	}
	if a.opts.Listening != nil {
		a.opts.Listening(listener.Addr())
	}
	debug.FreeOSMemory() // contract and templates were read, which took several times what stays of them
	select {
	case err = <-failed:
	case <-ctx.Done():
		// All at once, so that the grace periods overlap: requests in flight need the
		// store alone, which closes last.
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
		closeSockets()
		stopRooms()
		if a.opts.Door != nil { // a successor takes on who comes from now on
			_ = listener.Close()
			<-failed //nolint:errcheck // the door was closed on purpose
			asking.settle(grace)
		}
		err = server.Shutdown(grace)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) {
			err = server.Close()
		}
	}
	closeSockets()
	stopRooms()
	wg.Wait()
	a.log.Info("Deskside has stopped")
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// listen at an address of the configuration.
func listen(address string) (*net.TCPListener, error) {
	l, err := net.Listen("tcp", address)
	if e, ok := errors.AsType[*net.OpError](err); ok {
		err = e.Err // the rest of it is the address once more
	}
	if err != nil {
		return nil, fmt.Errorf("listen: %s: %w", address, err)
	}
	return l.(*net.TCPListener), nil
}

// newID is a ULID in lower case.
func newID() string { return strings.ToLower(ulid.Make().String()) }
