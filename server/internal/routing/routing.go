// Package routing decides whom an offer rings for, and keeps what agents have
// chosen to be.
//
// An offer rings for the agents of its account who are available, who are on no
// call and in no wrap-up, and of whom a widget answers; of these for all who are able for
// its queue, for one after the other, or for group after group (Rules). That is a rule, and the rule is
// what the interaction's log has, with how many it came to: each widget goes by what its
// agent is now, of which it is told. What agents were, and since when, is in
// histories of their own, which the store keeps; so "why did it not ring for me", and
// "for whom did it ring", are answered from the two of them, and what a call costs does
// not grow with the number of agents. An offer for which nobody is to be had waits, and
// rings as soon as somebody is.
//
// What is known comes from three places:
//
//   - The log says who is on a call and who wraps up, for all servers alike.
//   - The roster, one setting for each account, says what agents have chosen, and by
//     marks which server their widgets have answered lately.
//   - Presence says whose widgets answer this server. Only that server writes down what
//     becomes of them; one that does not hear an agent does so only while no other
//     server's mark is fresh. So replicas need not agree on anything else, and an agent
//     with tabs on two of them does not come and go in turns.
//
// Whose turn it is follows from the calls that wait, in their order, and from who is idle
// since when; every server plans the same, and a plan that was made before the last turn
// of a call was given changes nothing of it (interaction.Ring).
//
// Concurrency: Run is one goroutine and the only one that rings. Everything else
// may be called by anybody at any time.
package routing

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
)

// Presence of agents at this server, as the hub proves it.
type Presence interface {
	Agents(account string) []live.Present
	Changed() <-chan struct{}
}

// Config of a Routing.
type Config struct {
	Store    *store.States
	Decider  store.Decider
	Presence Presence
	Accounts []string
	Rules    Rules
	// LastAgent who spoke with the customer of an interaction, by id; empty: nobody, or it
	// is not known. Nil: it never is.
	LastAgent func(context.Context, interaction.State) (string, error)
	Server    string // names this process in marks; unique to it
	// Shared: other servers may change the roster.
	Shared bool
	// Notify says that what an agent sees of themselves has changed. It must not wait.
	Notify func(account, agent string)
	Log    *slog.Logger
	Clock  clock.Clock // nil: the machine's
}

const (
	// grace for a page that is being reloaded: for that long its agent is neither
	// rung nor passed over.
	grace = 3 * time.Second
	// heartbeatEvery and heartbeatValid: a server says every so often whose widgets answer it,
	// and is believed for that long. Clocks of servers may differ by the rest.
	heartbeatEvery = 20 * time.Second
	heartbeatValid = 45 * time.Second
	// forgetAfter: who was not to be reached for longer has gone, and misses nothing.
	forgetAfter = 10 * time.Minute
	// readAgain is how old the roster may be while other servers write to it.
	readAgain = 250 * time.Millisecond
	// retryAfter trouble with the store.
	retryAfter = time.Second
	// idle is the longest that Run sleeps.
	idle = time.Minute
)

// person is an agent of an account.
type person struct{ account, id string }

// Routing runs until its context ends. Make one with New, then Run it.
type Routing struct {
	Config
	woken chan struct{} // capacity 1
	rules *rules

	mu       sync.Mutex
	accounts map[string]*accountState
	calls    calls
	reach    map[person]reachability
	notified map[person]Me
	next     map[string]time.Time      // when the next waiting call is to ring otherwise, by account
	last     map[interaction.ID]string // who spoke last with the customers of calls that are put before one agent; empty: nobody
	followed progress

	histories map[person]*history

	began  time.Time // before that nobody can have been heard
	forgot time.Time // when what is old was last forgotten
}

// accountState of one account.
type accountState struct {
	roster  roster
	version int64
	readAt  time.Time
	stale   bool // another server may have written to it since
}

// reachability of an agent whose widgets are, or were a moment ago, at this server.
type reachability struct {
	agent   interaction.Agent
	present bool      // a widget is connected
	answers bool      // and its script answers
	lost    time.Time // since when none answers
}

// New makes a Routing; nothing runs yet.
func New(c Config) *Routing {
	if c.Clock == nil {
		c.Clock = clock.Real
	}
	by := newRules(c.Rules)
	r := &Routing{
		Config: c, woken: make(chan struct{}, 1), rules: by,
		accounts: map[string]*accountState{}, calls: newCalls(by), reach: map[person]reachability{}, notified: map[person]Me{}, next: map[string]time.Time{}, last: map[interaction.ID]string{},
		followed: progress{upTo: -1, moved: make(chan struct{})}, histories: map[person]*history{},
	}
	for _, name := range c.Accounts {
		r.accounts[name] = &accountState{roster: roster{}}
	}
	return r
}

// Run rings until ctx ends. Trouble with the store is waited out.
func (r *Routing) Run(ctx context.Context) error {
	r.mu.Lock()
	r.began = r.Clock.Now()
	r.mu.Unlock()
	var cursor reconcile.Cursor
	started, looked := false, false
	moved := r.Presence.Changed()
	for ctx.Err() == nil {
		changed := r.Store.Changed() // before reading, so that nothing falls in between
		sleep, err := idle, error(nil)
		if !started {
			cursor, err = r.resync(ctx)
			started = err == nil
		}
		if started {
			var news bool
			news, err = r.follow(ctx, &cursor)
			if err == nil && (news || !looked || r.due()) {
				moved = r.Presence.Changed() // before looking, and kept until the next look
				sleep, err = r.look(ctx)
				looked = err == nil
			} else if err == nil {
				sleep = r.untilDue()
			}
		}
		if err != nil && ctx.Err() == nil {
			r.Log.Error("routing has trouble with the store", "err", err)
			sleep, changed, moved, looked = retryAfter, nil, nil, false // whatever moves meanwhile is seen then
		}
		if r.wait(ctx, changed, moved, sleep) {
			looked = false
		}
	}
	return nil
}

// wait until there may be something to do; look: whatever it is, it is not in the feed.
func (r *Routing) wait(ctx context.Context, changed, moved <-chan struct{}, sleep time.Duration) (look bool) {
	timer := r.Clock.Timer(max(sleep, time.Millisecond))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-changed:
		r.suspect()
		return false
	case <-moved:
	case <-r.woken:
	case <-timer.C:
	}
	return true
}

func (r *Routing) wake() {
	select {
	case r.woken <- struct{}{}:
	default:
	}
}

// look at everything once and do what follows from it. It returns for how long
// nothing can become due by itself.
func (r *Routing) look(ctx context.Context) (time.Duration, error) {
	err := r.refresh(ctx)
	r.observePresence()
	err = errors.Join(err, r.recordHeartbeats(ctx), r.applyNext(ctx))
	if err == nil {
		err = r.recordStatuses(ctx)
	}
	if err == nil {
		err = r.ring(ctx)
	}
	r.notify()
	return r.untilDue(), err
}
