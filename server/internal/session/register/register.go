// Package register keeps what tokens cannot say of themselves: which sessions have been
// ended before their time, and how far each has been renewed.
//
// Guarantees:
//
//   - A session that is ended is refused at once here, and at every other server of the
//     store as soon as that has heard of it (TestEndedEverywhere).
//   - A renewal token has one successor. Whoever lost the answer gets the same one for
//     Grace; a use after that ends the session and all that came of it (TestRotation).
//   - It holds over restarts. What is kept is bounded: for each person the sessions of
//     12 hours, at most maxFamilies, and of all what was ended within the life of a
//     session (TestBounded).
//   - Every admin's session of the last 12 hours that has not been ended is listed, the
//     newest maxRoster at least (TestRoster).
//
// A Register is safe for concurrent use. Ended reads memory alone; Run keeps it up to date
// with the store until its context ends.
package register

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/setting"
)

// Grace in which a renewal token that is used again gets the same successor.
const Grace = time.Minute

// ErrEnded: the session was ended, or its renewal token was used a second time.
var ErrEnded = errors.New("register: the session has been ended")

// Config of a Register.
type Config struct {
	Settings   setting.Store
	Passphrase func(context.Context) (version int64, err error) // the admin's, as it is now
	Granted    func(session.Claims) bool                        // to an admin by a provider, as things are now; nil: nothing
	Clock      clock.Clock
	Log        *slog.Logger
}

// Register of sessions.
type Register struct {
	Config
	mu       sync.RWMutex
	known    known
	changed  func()
	families families
}

// New register that knows what the store does.
func New(ctx context.Context, c Config) (*Register, error) {
	r := &Register{Config: c, changed: func() {}}
	r.families = families{settings: c.Settings}
	return r, r.Refresh(ctx)
}

// OnEnd is called after each change of what Ended says. It is set once, before Run.
func (r *Register) OnEnd(changed func()) { r.changed = changed }

// Ended tells whether a session that has not run out was ended all the same.
func (r *Register) Ended(c session.Claims) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.known.ended(c) || c.Method == session.ByProvider && (r.Granted == nil || !r.Granted(c))
}

// Begin a session of who has just signed in, from somewhere.
func (r *Register) Begin(ctx context.Context, c session.Claims, from string) (session.Claims, error) {
	p, _, err := r.families.of(ctx, subject(c))
	c.Family, c.Generation, c.Epoch = rand.Text(), 0, p.Epoch
	if err == nil && c.Role == session.Admin {
		err = r.enrol(ctx, c, from)
	}
	return c, err
}

// Renew gives the claims of the successor of a renewal token. The errors are ErrEnded and
// the store's.
func (r *Register) Renew(ctx context.Context, c session.Claims) (session.Claims, error) {
	now := r.Clock.Now()
	var next int64
	reused := false
	err := r.families.change(ctx, subject(c), func(p *person) (err error) {
		next, reused, err = p.renew(c, now)
		return err
	})
	if err == nil && reused {
		r.Log.Warn("a renewal token was used a second time; the session is ended", "account", c.Account, "agent", c.Agent.ID)
		err = ErrEnded
	}
	// The store may have gone away before anybody was told: that is made up for when it is
	// asked for again.
	if reused && errors.Is(err, ErrEnded) && !r.Ended(c) {
		if err := r.tell(ctx, c); err != nil {
			return c, err
		}
	}
	c.Generation = next
	return c, err
}

// End one session, and what was renewed from it.
func (r *Register) End(ctx context.Context, c session.Claims) error {
	if c.Family == "" { // of before sessions had a family
		return r.EndAll(ctx, c.Role, c.Agent.ID)
	}
	now := r.Clock.Now()
	err := r.families.change(ctx, subject(c), func(p *person) error {
		p.end(c, now)
		return nil
	})
	if err != nil {
		return err
	}
	return r.tell(ctx, c)
}

// EndAll sessions of one person that have begun by now.
func (r *Register) EndAll(ctx context.Context, role session.Role, id string) error {
	return r.endAll(ctx, string(role)+"/"+id)
}

func (r *Register) endAll(ctx context.Context, who string) error {
	var epoch int64
	err := r.families.change(ctx, who, func(p *person) error {
		epoch = p.Epoch + 1
		*p = person{Epoch: epoch}
		return nil
	})
	if err != nil {
		return err
	}
	return r.note(ctx, notice{Subject: who, Epoch: epoch})
}

// Passphrase of the admin's has this version now: sessions of the older ones are over.
func (r *Register) Passphrase(version int64) {
	r.mu.Lock()
	r.known.passphrase = max(r.known.passphrase, version)
	r.mu.Unlock()
	r.changed()
}

// Run keeps up with what other servers end.
func (r *Register) Run(ctx context.Context) error {
	return setting.Follower{
		Store: r.Settings, Clock: r.Clock, Refresh: r.Refresh,
		Failed: func(err error) { r.Log.Warn("which sessions have ended cannot be read; trying again", "err", err) },
	}.Run(ctx)
}

// subject is whose sessions they are.
func subject(c session.Claims) string { return string(c.Role) + "/" + c.Agent.ID }
