// Package reconcile is the one loop for all that reacts. A user is given an interaction
// and makes its part of the world agree with the log, whatever has happened: it says
// when it wants to look again, and keeps nothing that is not derived.
//
// Guarantees:
//
//   - Every interaction that is active is looked at by every user after Run has begun,
//     and after each of its events that concerns the user (TestResync, TestEventsWake).
//   - What happens while the list is read, or while a user is at an interaction, is not
//     missed: it is looked at again (TestNothingIsMissed).
//   - A user is at one interaction once at a time, and at most Parallel at all; a slow one
//     holds up no other (TestParallel).
//   - One that fails is tried again, later each time, and alone (TestBackoff).
//
// Concurrency: one goroutine follows the feed and sets times; each reconciliation has one
// of its own. Wake and Load may be called by anybody.
//
// Lifecycle: New, then Run until its context ends; it returns when the last
// reconciliation has.
package reconcile

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/deskside/deskside/server/internal/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// User of the loop.
type User struct {
	Name string
	// Reconcile makes the world agree with one interaction. next is when to look again if
	// nothing happens; zero: never. With an error, a zero next means the loop's own backoff, unless it is Terminal.
	Reconcile func(ctx context.Context, id interaction.ID) (next time.Time, err error)
	// Concerns says which events are a reason to look; nil: all.
	Concerns func(interaction.Data) bool
	Parallel int // 0: 32
}

// terminal is an error that trying again does not mend.
type terminal struct{ error }

func (t terminal) Unwrap() error { return t.error }

// Terminal marks an error after which the loop does not come back by itself: only an event
// or Wake makes it look again.
func Terminal(err error) error { return terminal{err} }

// Store is the part of a store that the loop needs.
type Store interface {
	Feed
	Lister
	Changed() <-chan struct{}
}

// Config of a Loop. All of it is required but Idle.
type Config struct {
	Store Store
	Clock clock.Clock
	Log   *slog.Logger
	Users []User
	Idle  time.Duration // the longest wait, in case nobody has told of a change; 0: 15 s
}

const (
	defaultParallel = 32
	defaultIdle     = 15 * time.Second
	// firstBackoff is doubled by each failure in a row up to lastBackoff.
	firstBackoff = time.Second
	lastBackoff  = time.Minute
	// feedTrouble is the pause after the feed could not be read.
	feedTrouble = time.Second
)

// Loop runs until its context ends.
type Loop struct {
	Config
	wake chan struct{} // capacity 1
	done chan round

	mu      sync.Mutex
	cursor  Cursor
	trouble bool
	waits   bool
	users   []*user
	wg      sync.WaitGroup
}

// user and what is in hand for it.
type user struct {
	User
	due      due
	running  map[interaction.ID]bool
	failures map[interaction.ID]int // in a row
}

// round is the outcome of one reconciliation.
type round struct {
	*user
	id   interaction.ID
	next time.Time
	err  error
}

// New makes a Loop; nothing runs yet.
func New(c Config) *Loop {
	if c.Idle == 0 {
		c.Idle = defaultIdle
	}
	l := &Loop{Config: c, wake: make(chan struct{}, 1), done: make(chan round), cursor: Cursor{Feed: c.Store}}
	for _, u := range c.Users {
		if u.Parallel == 0 {
			u.Parallel = defaultParallel
		}
		l.users = append(l.users, &user{User: u, due: newDue(), running: map[interaction.ID]bool{}, failures: map[interaction.ID]int{}})
	}
	return l
}

// Wake has a user look at an interaction although its log has not changed.
func (l *Loop) Wake(name string, id interaction.ID) {
	l.mu.Lock()
	for _, u := range l.users {
		if u.Name == name {
			u.due.set(id, l.Clock.Now())
		}
	}
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Load is what the loop has in hand.
type Load struct {
	Running int   // reconciliations under way
	Due     int   // that could begin now
	Later   int   // for another moment
	Waits   bool  // the loop has nothing to read or to begin
	ReadTo  int64 // place in the feed
	Trouble bool  // the feed could not be read the last time
}

// Load tells what is in hand, for metrics.
func (l *Loop) Load() Load {
	l.mu.Lock()
	defer l.mu.Unlock()
	out, now := Load{ReadTo: l.cursor.After, Trouble: l.trouble, Waits: l.waits}, l.Clock.Now()
	for _, u := range l.users {
		out.Running += len(u.running)
		for _, m := range u.due.of {
			if m.at.After(now) {
				out.Later++
			} else {
				out.Due++
			}
		}
	}
	return out
}

// Run reconciles until ctx ends: everything active at start, then whatever changes or is
// due. Trouble with the store is waited out.
func (l *Loop) Run(ctx context.Context) error {
	defer func() {
		go func() { l.wg.Wait(); close(l.done) }()
		for range l.done { // theirs have nobody to go to any more
		}
	}()
	for started := false; ctx.Err() == nil; {
		changed := l.Store.Changed() // before reading, so that nothing falls in between
		again, err := false, error(nil)
		if !started {
			err = l.resync(ctx)
			started, again = err == nil, err == nil
		} else {
			again, err = l.read(ctx)
		}
		sleep := l.Idle
		l.mu.Lock()
		l.trouble = err != nil
		l.mu.Unlock()
		if err != nil && ctx.Err() == nil {
			l.Log.Error("the feed cannot be read", "err", err)
			sleep = feedTrouble
		}
		if !again {
			l.wait(ctx, changed, sleep)
		}
	}
	return nil
}

// resync puts everything active on the list, from a known place in the feed.
func (l *Loop) resync(ctx context.Context) error {
	cursor := Cursor{Feed: l.Store}
	if err := cursor.Start(ctx); err != nil {
		return err
	}
	err := Each(ctx, l.Store, store.Filter{Active: true}, func(ids []interaction.ID) error {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, id := range ids {
			for _, u := range l.users {
				u.due.set(id, l.Clock.Now())
			}
		}
		return nil
	})
	if err == nil {
		l.mu.Lock()
		l.cursor = cursor
		l.mu.Unlock()
	}
	return err
}

func (l *Loop) read(ctx context.Context) (again bool, err error) {
	entries, more, err := l.cursor.Next(ctx)
	if err != nil {
		return false, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range entries {
		for _, u := range l.users {
			if u.Concerns == nil || u.Concerns(e.Event.Data) {
				u.due.set(e.Interaction, l.Clock.Now())
			}
		}
	}
	l.cursor.Done(entries)
	return more, nil
}

// wait starts what is due, and returns when there is something new to look at, after
// sleep at the latest.
func (l *Loop) wait(ctx context.Context, changed <-chan struct{}, sleep time.Duration) {
	sleep = l.startDue(ctx, sleep)
	l.park(true) // first: a clock of tests tells them that a timer was set
	defer l.park(false)
	timer := l.Clock.Timer(sleep)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-changed:
	case <-timer.C:
	case <-l.wake:
	case r := <-l.done:
		l.finish(ctx, r)
	}
}

func (l *Loop) park(waits bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waits = waits
}

// startDue starts what is due and returns how long until the next one is, at most sleep.
func (l *Loop) startDue(ctx context.Context, sleep time.Duration) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, u := range l.users {
		sleep = min(sleep, l.startOf(ctx, u, sleep))
	}
	return max(sleep, time.Millisecond)
}

func (l *Loop) startOf(ctx context.Context, u *user, sleep time.Duration) time.Duration {
	now := l.Clock.Now()
	var again []*moment // when those who are running are done
	for m := u.due.next(); m != nil && len(u.running) < u.Parallel; m = u.due.next() {
		if m.at.After(now) {
			sleep = min(sleep, m.at.Sub(now))
			break
		}
		id := u.due.take().id
		if u.running[id] {
			again = append(again, m)
			continue
		}
		u.running[id] = true
		l.wg.Go(func() {
			next, err := u.Reconcile(ctx, id)
			l.done <- round{u, id, next, err}
		})
	}
	for _, m := range again {
		u.due.set(m.id, m.at)
	}
	return sleep
}

// finish takes in how a reconciliation went. What has happened to the interaction
// meanwhile has set its time already, which stands.
func (l *Loop) finish(ctx context.Context, r round) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(r.running, r.id)
	if r.err == nil {
		delete(r.failures, r.id)
	} else {
		if ctx.Err() == nil {
			l.Log.Warn("it is not as it should be yet", "what", r.Name, "interaction", r.id, "err", r.err)
		}
		r.failures[r.id]++
		if _, ends := errors.AsType[terminal](r.err); ends {
			r.next = time.Time{}
		} else if r.next.IsZero() {
			r.next = l.Clock.Now().Add(backoff(r.failures[r.id]))
		}
	}
	if r.due.of[r.id] == nil && !r.next.IsZero() {
		r.due.set(r.id, r.next)
	}
}

// backoff after the nth failure in a row.
func backoff(n int) time.Duration {
	d := firstBackoff
	for ; n > 1 && d < lastBackoff; n-- {
		d *= 2
	}
	return min(d, lastBackoff)
}
