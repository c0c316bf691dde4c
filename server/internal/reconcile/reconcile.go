// Package reconcile is the one loop for all that reacts. A user is given an interaction
// and makes its part of the world agree with the log, whatever has happened: it says
// when it wants to look again, and keeps nothing that is not derived. So a wake-up that
// comes twice, late or together with others does no harm, and one that was lost is made
// good by the next one, by the clock or at start.
//
// Guarantees:
//
//   - Every interaction that is active is looked at by every user after Run has begun,
//     and after each of its events that concerns the user (TestResync, TestEventsWake).
//   - What happens while the list is read, or while a user is at an interaction, is not
//     missed: it is looked at again (TestNothingIsMissed).
//   - A user is at one interaction once at a time, and at most Parallel at all; a slow one
//     holds up no other (TestParallel), and one that is woken all the time waits no longer
//     than the others for its turn (TestWokenAgainKeepsItsTurn).
//   - One that fails is tried again, later each time, and alone; after a Terminal error,
//     when something has happened to it (TestBackoff).
//   - Do returns what has come of a look that began after it was called (TestDo).
//   - An event costs O(log n) of the n interactions that are waited for
//     (BenchmarkEventAmongMany).
//   - Replicas each look at everything; what one of them must do alone is done under a
//     lease (Leases, TestAlone).
//
// Concurrency: one goroutine follows the feed and sets times; each reconciliation has one
// of its own. Wake, Do and Load may be called by anybody.
//
// Lifecycle: New, then Run until its context ends, which each reconciliation sees; it
// returns when the last one has (TestStopWaits).
package reconcile

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// User of the loop.
type User struct {
	Name string
	// Reconcile makes the world agree with one interaction. next is when to look again if
	// nothing happens; zero: never. With an error it is when to try again; zero: the loop
	// decides.
	Reconcile func(ctx context.Context, id interaction.ID) (next time.Time, err error)
	// Concerns says which events are a reason to look; nil: all.
	Concerns func(interaction.Data) bool
	Parallel int // 0: 32
}

// ErrStale is for a user who finds that the interaction has changed while it was looked
// at: it is looked at again at once, and nobody needs to read of it.
var ErrStale = errors.New("the interaction has changed meanwhile")

// ErrPaused is for a user whose part of the world is left alone for a while: that is said
// once by whoever found out, not by each interaction that waits.
var ErrPaused = errors.New("paused")

// ErrStopped: the loop has ended.
var ErrStopped = errors.New("reconcile: stopped")

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
	wake    chan struct{} // capacity 1
	done    chan round
	stopped chan struct{} // closed when Run returns
	wg      sync.WaitGroup

	mu      sync.Mutex
	cursor  Cursor
	trouble bool
	users   []*user
}

// user and what is in hand for it.
type user struct {
	User
	schedule schedule
}

// round is the outcome of one reconciliation.
type round struct {
	*user
	*item
	next time.Time
	err  error
}

// New makes a Loop; nothing runs yet.
func New(c Config) *Loop {
	if c.Idle == 0 {
		c.Idle = defaultIdle
	}
	l := &Loop{
		Config: c, wake: make(chan struct{}, 1), done: make(chan round), stopped: make(chan struct{}), cursor: Cursor{Feed: c.Store},
	}
	for _, u := range c.Users {
		if u.Parallel == 0 {
			u.Parallel = defaultParallel
		}
		l.users = append(l.users, &user{User: u, schedule: newSchedule()})
	}
	return l
}

// Wake has a user look at an interaction although its log has not changed.
func (l *Loop) Wake(name string, id interaction.ID) { l.ask(name, id) }

// Do has a user look at an interaction now, or once more if it is at it, and returns what
// came of that. If ctx ends before, its cause is returned, and the look is made all the same.
func (l *Loop) Do(ctx context.Context, name string, id interaction.ID) error {
	outcome := make(chan error, 1)
	l.ask(name, id, outcome)
	select {
	case err := <-outcome:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-l.stopped:
		return ErrStopped
	}
}

func (l *Loop) ask(name string, id interaction.ID, outcome ...chan<- error) {
	l.mu.Lock()
	for _, u := range l.users {
		if u.Name == name {
			u.schedule.wake(id, l.Clock.Now(), outcome...)
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
	Users   []UserLoad
	ReadTo  int64 // place in the feed
	Trouble bool  // the feed could not be read the last time
}

// UserLoad is what the loop has in hand for one of its users.
type UserLoad struct {
	Name    string
	Running int // reconciliations under way
	Due     int // that could begin now, if it were their turn
	Later   int // for another moment
}

// Load tells what is in hand.
func (l *Loop) Load() Load {
	l.mu.Lock()
	defer l.mu.Unlock()
	out, now := Load{ReadTo: l.cursor.After, Trouble: l.trouble}, l.Clock.Now()
	for _, u := range l.users {
		due := u.schedule.due(now)
		out.Users = append(out.Users, UserLoad{Name: u.Name, Running: u.schedule.running, Due: due, Later: len(u.schedule.order) - due})
	}
	return out
}

// Run reconciles until ctx ends: everything active at start, then whatever changes or is
// due. Trouble with the store is waited out.
func (l *Loop) Run(ctx context.Context) error {
	defer close(l.stopped)
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
				u.schedule.wake(id, l.Clock.Now())
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
				u.schedule.wake(e.Interaction, l.Clock.Now())
			}
		}
	}
	l.cursor.Done(entries)
	return more, nil
}

// wait starts what is due, and returns when there is something new to look at, after
// sleep at the latest.
func (l *Loop) wait(ctx context.Context, changed <-chan struct{}, sleep time.Duration) {
	timer := l.Clock.At(l.startDue(ctx, sleep))
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

// startDue starts what is due and returns when the next one is, or sleep has passed.
func (l *Loop) startDue(ctx context.Context, sleep time.Duration) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.Clock.Now()
	for _, u := range l.users {
		for u.schedule.running < u.Parallel {
			it := u.schedule.take(now)
			if it == nil {
				if next := u.schedule.next(); next != nil {
					sleep = min(sleep, next.at.Sub(now))
				}
				break
			}
			l.wg.Go(func() {
				next, err := u.Reconcile(ctx, it.id)
				l.done <- round{u, it, next, err}
			})
		}
	}
	return now.Add(max(sleep, time.Millisecond))
}

// finish takes in how a reconciliation went.
func (l *Loop) finish(ctx context.Context, r round) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.Clock.Now()
	_, ends := errors.AsType[terminal](r.err)
	switch {
	case r.err == nil:
		r.failures = 0
	case errors.Is(r.err, ErrStale):
		r.schedule.again(r.item, now)
		return
	default:
		if ctx.Err() == nil && !errors.Is(r.err, ErrPaused) {
			l.Log.Warn("it is not as it should be yet", "what", r.Name, "interaction", r.id, "err", r.err)
		}
		r.failures++
		if ends {
			r.next, r.failures = time.Time{}, 0
		} else if r.next.IsZero() {
			r.next = now.Add(backoff(r.failures))
		}
	}
	for _, outcome := range r.told {
		outcome <- r.err
	}
	r.schedule.done(r.item, r.next, now)
}

// backoff after the nth failure in a row.
func backoff(n int) time.Duration {
	d := firstBackoff
	for ; n > 1 && d < lastBackoff; n-- {
		d *= 2
	}
	return min(d, lastBackoff)
}
