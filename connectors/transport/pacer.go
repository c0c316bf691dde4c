package transport

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
)

// Pacer is the Limiter of one account. It knows no limit beforehand: it learns
// all of them from the answers, and holds requests back rather than having them
// refused. Those that wait go on in the order of their urgency, then of their
// arrival.
//
// A share of every limit is kept for what is more urgent, so that a photo never
// uses up what the next caller's ticket needs.
//
// It paces by the minute. A budget of the day is only told (Usage): what to do
// without when it runs out is the caller's decision.
type Pacer struct {
	clock clock.Clock

	mu      sync.Mutex
	minute  window
	named   map[string]*window
	routes  map[string][]string // route → names of the limits that its answers spoke of
	closed  time.Time           // nothing is sent before
	used    int                 // of the day
	of      int                 // calls a day; 0: not told so far
	flying  int                 // sent and not answered yet
	waiting []*waiter
	alarm   func() // stops what comes back for those who wait
}

var _ Limiter = (*Pacer)(nil)

type waiter struct {
	urgency Urgency
	route   string
	ready   chan struct{}
}

// NewPacer makes one for an account of which nothing is known. Windows end by the clock.
func NewPacer(c clock.Clock) *Pacer {
	return &Pacer{clock: c, named: map[string]*window{}, routes: map[string][]string{}}
}

// Usage of the budget that matters: the day's where the cloud has one, else the
// minute's. Limit 0: nothing is known yet.
type Usage struct {
	Used, Limit int
	Window      time.Duration
	ResetsAt    time.Time // zero: it rolls, or is not told
}

// Share that is used, 0 to 1 and beyond.
func (u Usage) Share() float64 {
	if u.Limit == 0 {
		return 0
	}
	return float64(u.Used) / float64(u.Limit)
}

// Daily tells a budget that refills over hours from one that does within the minute.
func (u Usage) Daily() bool { return u.Window >= time.Hour }

const (
	minute = time.Minute
	day    = 24 * time.Hour
)

// Usage as the last answers told it.
func (p *Pacer) Usage() Usage {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.of > 0:
		return Usage{Used: p.used, Limit: p.of, Window: day}
	case p.minute.limit > 0:
		p.minute.refill(p.clock.Now())
		return Usage{Used: p.minute.limit - p.minute.left, Limit: p.minute.limit, Window: minute, ResetsAt: p.minute.until}
	}
	return Usage{}
}

// Opens tells when a request of that urgency may be sent, as far as the limits
// of the whole account go; zero: now.
func (p *Pacer) Opens(u Urgency) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	switch {
	case p.closed.After(now):
		return p.closed
	case !p.minute.room(now, u):
		return p.minute.until
	}
	return time.Time{}
}

// Reopen forgets what keeps requests back: somebody knows that it has been lifted. The next
// answers tell it anew.
func (p *Pacer) Reopen() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed, p.minute = time.Time{}, window{}
	for _, w := range p.named {
		*w = window{}
	}
	p.advance()
}

// Wait implements Limiter.
func (p *Pacer) Wait(ctx context.Context, r *http.Request) (heard func(int, http.Header), err error) {
	w := &waiter{urgency: UrgencyOf(ctx), route: routeOf(r), ready: make(chan struct{})}
	p.mu.Lock()
	after, _ := slices.BinarySearchFunc(p.waiting, w.urgency+1, func(w *waiter, u Urgency) int { return int(w.urgency - u) })
	p.waiting = slices.Insert(p.waiting, after, w)
	p.advance()
	p.mu.Unlock()
	select {
	case <-w.ready:
	case <-ctx.Done():
		p.mu.Lock()
		if i := slices.Index(p.waiting, w); i >= 0 {
			p.waiting = slices.Delete(p.waiting, i, i+1)
		} else {
			p.flying-- // its turn came at the same moment
		}
		p.mu.Unlock()
		return nil, ctx.Err()
	}
	count(ctx)
	return func(status int, h http.Header) { p.heard(w.route, status, h) }, nil
}

// advance lets through whom there is room for, and comes back when more may be.
func (p *Pacer) advance() {
	now := p.clock.Now()
	p.waiting = slices.DeleteFunc(p.waiting, func(w *waiter) bool {
		if !p.take(w, now) {
			return false
		}
		close(w.ready)
		return true
	})
	if p.alarm != nil {
		p.alarm()
		p.alarm = nil
	}
	if len(p.waiting) == 0 {
		return
	}
	next := p.minute.until
	for _, at := range append(p.ends(), p.closed) {
		if at.After(now) && (at.Before(next) || !next.After(now)) {
			next = at
		}
	}
	p.alarm = p.clock.AfterFunc(max(next.Sub(now), time.Millisecond), func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.advance()
	})
}

func (p *Pacer) ends() []time.Time {
	var at []time.Time
	for _, w := range p.named {
		at = append(at, w.until)
	}
	return at
}

// take a place in every window that the request counts in, or in none.
func (p *Pacer) take(w *waiter, now time.Time) bool {
	if p.closed.After(now) {
		return false
	}
	windows := []*window{&p.minute}
	for _, name := range p.routes[w.route] {
		windows = append(windows, p.named[name])
	}
	for _, win := range windows {
		if !win.room(now, w.urgency) {
			return false
		}
	}
	for _, win := range windows {
		win.left--
	}
	p.flying++
	return true
}

// refusedPause is how long to be silent after a refusal that does not say.
const refusedPause = 5 * time.Second

func (p *Pacer) heard(route string, status int, h http.Header) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flying--
	if status != 0 {
		p.learn(route, status, readQuota(h))
	}
	p.advance()
}

func (p *Pacer) learn(route string, status int, q quota) {
	now := p.clock.Now()
	if q.of > 0 {
		p.used, p.of = q.used, q.of
	}
	p.minute.learn(q.minute, p.flying, now)
	for name, l := range q.named {
		w, known := p.named[name]
		if !known {
			w = &window{}
			p.named[name] = w
		}
		w.learn(l, p.flying, now)
		if !slices.Contains(p.routes[route], name) {
			p.routes[route] = append(p.routes[route], name)
		}
	}
	// A refusal while the account has calls left concerns one endpoint or one
	// record; the others need not wait for it.
	endpoint := q.minute.limit > 0 && q.minute.left > 0
	if status == http.StatusTooManyRequests && !endpoint || status == http.StatusServiceUnavailable && q.retryAfter > 0 {
		pause := q.retryAfter
		if pause == 0 {
			pause = refusedPause
		}
		// To sit out a quota of hours is the caller's decision, who may be told
		// that it has been lifted.
		if until := now.Add(pause); pause <= minute && until.After(p.closed) {
			p.closed = until
		}
	}
}

var digits = regexp.MustCompile(`\d+`)

// routeOf names the kind of request, without the records it is about.
func routeOf(r *http.Request) string {
	return r.Method + " " + digits.ReplaceAllString(r.URL.Path, "#")
}

// window is one limit that refills as a whole.
type window struct {
	limit, left int       // limit 0: not known, so there is always room
	began       time.Time // when we took it for refilled
	until       time.Time
}

// kept is the share of a limit, in percent, that is left for what is more urgent.
func kept(u Urgency) int {
	switch u {
	case Urgent:
		return 0
	case Media:
		return 10
	case Statistics:
		return 20
	case Unproven:
		return 30
	}
	return 30
}

func (w *window) room(now time.Time, u Urgency) bool {
	if w.limit == 0 {
		return true
	}
	w.refill(now)
	reserve := min((w.limit*kept(u)+99)/100, w.limit-1)
	return w.left > reserve
}

func (w *window) refill(now time.Time) {
	if !now.Before(w.until) {
		w.left, w.began, w.until = w.limit, now, now.Add(minute)
	}
}

// clouds count full seconds, and round them as they like.
const rounding = time.Second

// learn what an answer says. Others flying may or may not be counted in it.
func (w *window) learn(l level, flying int, now time.Time) {
	if l.limit == 0 {
		return
	}
	fresh := w.limit == 0 || !now.Before(w.until)
	w.limit = l.limit
	until := now.Add(l.resets + rounding)
	if l.resets == 0 { // not told, or this very moment
		until = w.until
		fresh = fresh || l.left > w.left+flying
		if fresh {
			until = now.Add(minute)
		}
	}
	switch {
	case fresh || until.After(w.until.Add(5*rounding)): // another window than the one we knew
		w.left, w.began, w.until = l.left-flying, now, until
	case !until.After(w.began.Add(2 * rounding)): // a late answer from the window before
	default:
		w.left, w.until = min(w.left, l.left), until
	}
}
