// Package delivery brings writes to the CRM: exactly once, in order per ticket,
// as few requests as the waiting writes allow.
//
// The guarantee stands in four lines: a batch is marked as sending, durably,
// before its request leaves (Begin); a clean answer settles it in the same
// commit as its events; an answer that was not heard leaves it marked; and a
// marked batch is looked up in the CRM, under the key it was sent with, before
// it is sent again. A batch keeps its members and its key until one of these
// has happened, so "has it landed" has one answer for all of it.
//
// A lane is worked on by one goroutine under a lease. Whoever loses the lease
// can commit nothing.
package delivery

import (
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/server/internal/compose"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// Config of a Delivery.
type Config struct {
	Store    *store.States
	Decider  store.Decider
	Accounts map[string]connectors.CRM
	Composer *compose.Composer
	// Content opens a file's bytes for one attempt.
	Content func(interaction.File) func() (io.ReadCloser, error)
	// Pacing of each account, by the limiter that its connector sends through.
	// An account without one is not paced.
	Pacing map[string]Pacing
	Log    *slog.Logger

	Owner   string        // of leases: unique to this process
	Lanes   int           // worked on at once, of all accounts; 0: 256. Of one: as many as keep its CRM busy
	Lease   time.Duration // 0: 30 s
	Grace   time.Duration // for what is in flight at shutdown; 0: 8 s
	Backoff Backoff
	// Linger is how long a write waits for others of its lane to travel with. The
	// contact itself never waits, nor what a person pushes, nor anything once the
	// interaction is closed.
	Linger time.Duration
	Jitter func() float64 // in [0,1); nil: math/rand
}

// Delivery runs until its context ends. Make one with New, then Run it.
type Delivery struct {
	Config
	pauses *pauses
	costs  costs
	widths widths

	windows batchWindows // the dispatcher's own
	skipped int          // lanes that it passed over last time; its own too
	ready   []dueLane    // and what it could not start yet, the most urgent first

	mu       sync.Mutex
	busy     map[string]bool // lanes being worked on by this process
	failures map[string]int  // lane → consecutive unsettled attempts
	isolated map[string]bool // write keys that must travel alone: a batch with them was rejected
	wg       sync.WaitGroup
	freed    chan struct{} // a lane or a gate has become free
}

// New makes a Delivery; nothing runs yet.
func New(c Config) *Delivery {
	if c.Lanes == 0 {
		c.Lanes = 4 * wide
	}
	if c.Lease == 0 {
		c.Lease = 30 * time.Second
	}
	if c.Grace == 0 {
		c.Grace = 8 * time.Second
	}
	if c.Jitter == nil {
		c.Jitter = rand.Float64
	}
	c.Backoff = c.Backoff.withDefaults()
	return &Delivery{
		Config: c, pauses: newPauses(), costs: costs{m: map[string]*cost{}}, widths: widths{m: map[string]*width{}}, windows: batchWindows{m: map[string]batchWindow{}},
		busy: map[string]bool{}, failures: map[string]int{}, isolated: map[string]bool{},
		freed: make(chan struct{}, 1),
	}
}

func (d *Delivery) now() time.Time { return d.Decider.Now() }

// Run dispatches lanes until ctx ends, then lets what is in flight finish for at
// most the grace period. Work that does not finish stays marked and is looked up
// by whoever takes the lane next.
func (d *Delivery) Run(ctx context.Context) error {
	inFlight, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	for ctx.Err() == nil {
		changed := d.Store.Changed()
		began := d.now()
		wake, err := d.look(ctx)
		d.start(ctx, inFlight)
		if d.rest(ctx, inFlight, d.now().Sub(began)) {
			continue
		}
		if err != nil && ctx.Err() == nil {
			d.Log.Error("delivery cannot read its work list", "err", err)
			wake = d.now().Add(time.Second)
		}
		d.sleep(ctx, changed, wake)
	}
	done, grace := make(chan struct{}), d.Decider.Clock.Timer(d.Grace)
	defer grace.Stop()
	go func() { d.wg.Wait(); close(done) }()
	select {
	case <-done:
	case <-grace.C:
		cancel()
		<-done
	}
	return nil
}

// longList of lanes that were not started.
const longList = 64

// rest after a look at a long work list, which takes a while and would be taken
// again at every commit: a backlog must not keep the machine from accepting more.
// A short one is looked at again at once. What is ready starts meanwhile, wherever
// a lane becomes free: then there is something to look at again.
func (d *Delivery) rest(ctx, inFlight context.Context, took time.Duration) (again bool) {
	if d.skipped+len(d.ready) < longList {
		return false
	}
	over := d.Decider.Clock.Timer(min(4*took, 250*time.Millisecond))
	defer over.Stop()
	for {
		select {
		case <-ctx.Done():
			return again
		case <-over.C:
			return again
		case <-d.freed:
			again = true
			if d.start(ctx, inFlight); len(d.ready) == 0 {
				return true
			}
		}
	}
}

// sleep until something has changed, or wake; zero: no alarm.
func (d *Delivery) sleep(ctx context.Context, changed <-chan struct{}, wake time.Time) {
	var alarm <-chan time.Time
	if !wake.IsZero() {
		t := d.Decider.Clock.Timer(max(wake.Sub(d.now()), 10*time.Millisecond))
		defer t.Stop()
		alarm = t.C
	}
	select {
	case <-ctx.Done():
	case <-changed:
	case <-d.freed:
	case <-alarm:
	}
}

// lanesAtOnce are looked at beyond those that could not be started last time: an
// account that is held up must not hide the others.
const lanesAtOnce = 256

// look for lanes that are due, free and out of patience, and return when to look again
// at the latest.
func (d *Delivery) look(ctx context.Context) (wake time.Time, err error) {
	d.ready = d.ready[:0]
	now := d.now()
	if open := d.allPaused(now); !open.IsZero() {
		return open, nil
	}
	lanes, err := d.Store.Lanes(ctx, now, lanesAtOnce+d.skipped)
	if err != nil {
		return time.Time{}, err
	}
	lingerers := make(map[string]batchWindow, len(d.windows.m))
	for _, lane := range lanes {
		if _, known := d.Accounts[lane.Account]; !known || d.working(lane.Name) {
			continue
		}
		if open := d.pauses.until(lane.Account, now); !open.IsZero() {
			wake = earliest(wake, open)
			continue
		}
		if next := d.windows.next(lane.Name, now); !next.IsZero() {
			lingerers[lane.Name] = d.windows.m[lane.Name]
			wake = earliest(wake, earliest(next, lingerers[lane.Name].until))
			continue
		}
		p, err := d.assess(ctx, lane)
		if err != nil {
			return time.Time{}, err
		}
		if !p.until.IsZero() {
			lingerers[lane.Name] = d.windows.m[lane.Name]
			wake = earliest(wake, p.until)
			continue
		}
		if open := d.paced(lane.Account, p.urgency); !open.IsZero() {
			wake = earliest(wake, open)
			continue
		}
		d.ready = append(d.ready, dueLane{lane, p.urgency})
	}
	if passed := len(lanes) - len(d.ready); passed != d.skipped {
		if passed > d.skipped && len(lanes) == lanesAtOnce+d.skipped {
			wake = now // there are more behind them
		}
		d.skipped = passed
	}
	d.windows.m = lingerers // of lanes that are gone nothing is kept
	slices.SortStableFunc(d.ready, byPriority)
	next, err := d.Store.NextDue(ctx, now)
	return earliest(wake, next), err
}

// start a goroutine for each lane that is ready, as far as there is room.
func (d *Delivery) start(ctx, inFlight context.Context) {
	d.ready = slices.DeleteFunc(d.ready, func(lane dueLane) bool {
		if !d.claim(lane) {
			return false
		}
		d.wg.Go(func() {
			defer d.release(lane)
			d.work(inFlight, ctx, lane.Lane)
		})
		return true
	})
}

// allPaused tells when the first gate opens; zero: at least one account's is open. While
// all are shut, the work list, which grows meanwhile, need not be read.
func (d *Delivery) allPaused(now time.Time) (until time.Time) {
	for account := range d.Accounts {
		open := d.pauses.until(account, now)
		if open.IsZero() {
			open = d.paced(account, transport.Urgent)
		}
		if open.IsZero() {
			return time.Time{}
		}
		until = earliest(until, open)
	}
	return until
}

// paced tells until when the account's limiter would make a request of that
// urgency wait; zero: not at all. Better here, where what waits is merged, than
// at the limiter.
func (d *Delivery) paced(account string, u transport.Urgency) time.Time {
	if pacing := d.Pacing[account]; pacing != nil {
		return pacing.Opens(u)
	}
	return time.Time{}
}

func (d *Delivery) working(lane string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.busy[lane]
}

func (d *Delivery) claim(lane dueLane) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.busy[lane.Name] || len(d.busy) >= d.Lanes || !d.widths.enter(lane.Account, lane.urgency, d.usage(lane.Account), d.pauses.probing(lane.Account)) {
		return false
	}
	d.busy[lane.Name] = true
	return true
}

// usage of the account's budget, as far as its limiter tells.
func (d *Delivery) usage(account string) transport.Usage {
	if pacing := d.Pacing[account]; pacing != nil {
		return pacing.Usage()
	}
	return transport.Usage{}
}

func (d *Delivery) release(lane dueLane) {
	d.mu.Lock()
	delete(d.busy, lane.Name)
	d.mu.Unlock()
	d.widths.leave(lane.Account, lane.urgency)
	d.wake()
}

func (d *Delivery) wake() {
	select {
	case d.freed <- struct{}{}:
	default:
	}
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
