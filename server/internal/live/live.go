// Package live tells widgets and customers' pages what has changed, over sockets.
//
// A hub follows the store's feed and tells each socket the newest view of every
// interaction that changed and that its viewer may see. It is not a log of
// events: changes that come while a socket is busy collapse into one view.
//
// Guarantees:
//
//   - A viewer who resumes with the last number they were given misses nothing,
//     wherever the connection broke (TestResumeMissesNothing).
//   - An agent sees one account, a customer one interaction (TestIsolation).
//   - A slow reader costs a bounded amount of memory and delays nobody: it is cut
//     off and resumes (TestSlowReaderIsCutOffAndResumes).
//   - Every page of an agent hears what has become of their status, whichever page
//     it was changed in (TestTell).
//   - A socket closes as soon as its session has been ended (TestEndedSession).
//   - An agent counts as reachable only while script in their page answers
//     (TestPresenceIsProven).
//
// Concurrency: one goroutine follows the feed, one sends out the ticks, and each
// socket has a reader, and a writer while there is something to write. Lock order:
// Hub.mu, socket.mu, Presence.mu.
//
// Lifecycle: New, then Run until its context ends, which closes every socket and
// returns when the last one is gone. Serve opens a socket, which lives by itself.
package live

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

// Store is the part of the store that is followed.
type Store interface {
	Feed(ctx context.Context, after int64, limit int) ([]store.FeedEntry, error)
	Head(ctx context.Context) (int64, error)
	Changed() <-chan struct{}
	State(ctx context.Context, id interaction.ID) (interaction.State, error)
}

// Audience are the viewers to whom an interaction looks the same.
type Audience struct {
	Role    session.Role
	Account string // empty, for an admin: every account
}

// Viewer is who sits behind a socket; the caller has verified them.
type Viewer struct {
	Audience
	Agent       interaction.Agent // agents and admins
	Interaction interaction.ID    // customers
	Expires     time.Time         // the end of the session; zero: never
	Session     session.Claims    // which one it is, for Options.Ended
	Tab         string            // made by the page; an agent without one is never present
	After       *int64            // resume after this number of the feed; nil: from now on
}

// sees decides alone who sees what.
func (v Viewer) sees(account string, id interaction.ID) bool {
	switch v.Role {
	case session.Agent:
		return account == v.Account
	case session.Admin:
		return v.Account == "" || account == v.Account
	case session.Customer:
		return account == v.Account && id == v.Interaction
	}
	return false
}

// Options of a hub. Store, Render and Log are required.
type Options struct {
	Store Store
	// Render makes the JSON view of what has changed of an interaction since a version; 0:
	// of all of it. It is called once for each change and audience, whatever the number of
	// sockets.
	Render func(a Audience, s interaction.State, since int) any
	// Me makes the JSON view that agents have of themselves; nil: they are told
	// nothing of it. It is called when a socket opens and after each Tell.
	Me func(Viewer) any
	// Origin decides whether a page from the request's Origin may connect as this
	// viewer; nil: only pages of this server's own host.
	Origin func(*http.Request, Viewer) bool
	// Renewed checks a session with which this viewer goes on, before theirs ends, and
	// tells when it does; nil: sockets end with the session they were opened with.
	Renewed func(v Viewer, token string) (who session.Claims, expires time.Time, err error)
	// Ended tells whether a session is over before its time; nil: none ever is.
	Ended func(session.Claims) bool
	Log   *slog.Logger

	Clock clock.Clock // nil: the machine's

	WriteDeadline time.Duration // of one message, looked at with every ping; 0: 10 s
	MaxChanged    int           // interactions that may wait for one socket; 0: 1,000
}

const (
	// Subprotocol that a page asks for, beside the one that carries its token.
	Subprotocol = "deskside.v1"
	// PingEvery is the time between two pings.
	PingEvery = 5 * time.Second
)

// Hub is safe for concurrent use.
type Hub struct {
	o        Options
	presence *Presence
	ready    chan struct{} // closed when cursor is known
	stopping chan struct{} // closed, under mu, when no socket may open any more
	retry    chan struct{} // a tick, for the follower in trouble

	mu      sync.Mutex
	cursor  reconcile.Cursor // everything up to here has been handed to the sockets
	sockets sockets
	serving sync.WaitGroup
}

// New makes a hub that does nothing until Run.
func New(o Options) *Hub {
	if o.Clock == nil {
		o.Clock = clock.Real
	}
	if o.WriteDeadline <= 0 {
		o.WriteDeadline = 10 * time.Second
	}
	if o.MaxChanged <= 0 {
		o.MaxChanged = 1000
	}
	return &Hub{
		o:        o,
		presence: newPresence(),
		ready:    make(chan struct{}),
		stopping: make(chan struct{}),
		retry:    make(chan struct{}, 1),
		sockets:  newSockets(),
	}
}

// Presence of agents, as proven by their sockets.
func (h *Hub) Presence() *Presence { return h.presence }

// Notify every open page of an agent what Me says now. It does not wait; several in a
// row may become one message.
func (h *Hub) Notify(account, agent string) {
	if h.o.Me == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.sockets.agent[person{account, agent}] {
		s.notifyMe()
	}
}

// Recheck closes the sockets of sessions that have been ended. It does not wait for the
// closing handshakes.
func (h *Hub) Recheck() {
	h.mu.Lock()
	open := h.sockets.list()
	h.mu.Unlock()
	for _, s := range open {
		if s.sessionEnded() {
			s.stop(SignInAgain, "please sign in again")
		}
	}
}

// Run follows the store until ctx ends. It is called once.
func (h *Hub) Run(ctx context.Context) {
	var wg sync.WaitGroup
	due := h.o.Clock.Now().Add(PingEvery)
	first := h.o.Clock.Timer(PingEvery) // before anybody connects
	wg.Go(func() { h.tick(ctx, first, due) })
	h.follow(ctx)
	wg.Wait()

	h.mu.Lock()
	close(h.stopping)
	open := h.sockets.list()
	h.mu.Unlock()
	for _, s := range open {
		s.stop(goingAway, "the server is going away")
	}
	h.serving.Wait()
}

// tick every PingEvery. One that comes late makes up for those it has missed.
func (h *Hub) tick(ctx context.Context, timer clock.Timer, due time.Time) {
	for {
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		select {
		case h.retry <- struct{}{}:
		default:
		}
		h.mu.Lock()
		open := h.sockets.list()
		h.mu.Unlock()
		now := h.o.Clock.Now()
		for _, s := range open {
			s.tick(now)
		}
		for !due.After(now) {
			due = due.Add(PingEvery)
		}
		timer = h.o.Clock.Timer(due.Sub(h.o.Clock.Now()))
	}
}
