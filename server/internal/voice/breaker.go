package voice

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/reconcile"
)

const (
	// tolerated are the failures in a row after which Twilio is left alone for a while.
	tolerated = 3
	// firstPause is doubled by each further failure up to lastPause, half of it by chance.
	firstPause = time.Second
	lastPause  = 4 * time.Second
	// longestPause is how long Twilio may ask us to stay away.
	longestPause = time.Minute
)

// breaker stands before Twilio: while it answers nothing but trouble, one request at a
// time asks whether that is over, whatever the number of calls that wait for it. Its
// methods may be called by any number of goroutines.
type breaker struct {
	Twilio
	clock clock.Clock
	log   *slog.Logger

	mu       sync.Mutex
	failures int
	until    time.Time
	asking   bool
	last     error // of the failures
}

// Pause of Twilio, which has answered nothing but trouble.
type Pause struct {
	Until time.Time // then it is asked again
	Last  error     // what it answered; nil: there is no pause
}

// Pause in which Twilio is left alone, if there is one.
func (v *Voice) Pause() Pause {
	v.breaker.mu.Lock()
	defer v.breaker.mu.Unlock()
	if v.breaker.failures < tolerated {
		return Pause{}
	}
	return Pause{Until: v.breaker.until, Last: v.breaker.last}
}

// Resume asking Twilio at once: an admin has mended something.
func (v *Voice) Resume() {
	v.breaker.mu.Lock()
	defer v.breaker.mu.Unlock()
	v.breaker.failures, v.breaker.until, v.breaker.last = 0, time.Time{}, nil
}

// pausedError is told to those who may not ask.
type pausedError struct{ until time.Time }

func (e *pausedError) Error() string {
	return "twilio is left alone until " + e.until.Format(time.TimeOnly)
}

func (e *pausedError) Is(target error) bool { return target == reconcile.ErrPaused }

// enter before a request; leave says how it went.
func (b *breaker) enter() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < tolerated {
		return nil
	}
	now := b.clock.Now()
	if b.asking || now.Before(b.until) {
		return &pausedError{latest(b.until, now.Add(firstPause))}
	}
	b.asking = true
	return nil
}

func (b *breaker) leave(ctx context.Context, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asking = false
	e, ok := errors.AsType[*connectors.Error](err)
	switch {
	case err != nil && ctx.Err() != nil:
		return // we have stopped listening
	case !ok || e.Kind == connectors.Rejected || e.Kind == connectors.Gone || e.Kind == connectors.Conflict:
		if b.failures >= tolerated {
			b.log.Info("Twilio answers again", "failures", b.failures)
		}
		b.failures, b.last = 0, nil
		return
	}
	b.failures++
	b.last = err
	if b.failures < tolerated {
		return
	}
	pause := min(firstPause<<min(b.failures-tolerated, 10), lastPause)
	pause = max(pause/2+rand.N(pause/2+1), min(e.RetryAfter, longestPause)) //nolint:gosec // nothing is kept secret by it
	b.until = b.clock.Now().Add(pause)
	if b.failures == tolerated {
		b.log.Warn("Twilio is left alone, but for a request now and then", "err", err)
	}
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// through the breaker, if it lets one.
func through[T any](ctx context.Context, b *breaker, ask func() (T, error)) (T, error) {
	if err := b.enter(); err != nil {
		var none T
		return none, err
	}
	got, err := ask()
	b.leave(ctx, err)
	return got, err
}

type nothing struct{}

// seen is what Twilio holds under a name, if anything.
type seen[T any] struct {
	it    T
	found bool
}

// Dial implements Twilio.
func (b *breaker) Dial(ctx context.Context, d twilio.Dial) (twilio.Leg, error) {
	return through(ctx, b, func() (twilio.Leg, error) { return b.Twilio.Dial(ctx, d) })
}

// EndConference implements Twilio.
func (b *breaker) EndConference(ctx context.Context, name string) error {
	_, err := through(ctx, b, func() (nothing, error) { return nothing{}, b.Twilio.EndConference(ctx, name) })
	return err
}

// Hangup implements Twilio.
func (b *breaker) Hangup(ctx context.Context, callSID string) error {
	_, err := through(ctx, b, func() (nothing, error) { return nothing{}, b.Twilio.Hangup(ctx, callSID) })
	return err
}

// Hold implements Twilio.
func (b *breaker) Hold(ctx context.Context, conferenceSID, callSID, url string) error {
	_, err := through(ctx, b, func() (nothing, error) { return nothing{}, b.Twilio.Hold(ctx, conferenceSID, callSID, url) })
	return err
}

// Conference implements Twilio.
func (b *breaker) Conference(ctx context.Context, name string) (twilio.Conference, bool, error) {
	got, err := through(ctx, b, func() (s seen[twilio.Conference], err error) {
		s.it, s.found, err = b.Twilio.Conference(ctx, name)
		return s, err
	})
	return got.it, got.found, err
}

// Call implements Twilio.
func (b *breaker) Call(ctx context.Context, sid string) (twilio.Call, bool, error) {
	got, err := through(ctx, b, func() (s seen[twilio.Call], err error) {
		s.it, s.found, err = b.Twilio.Call(ctx, sid)
		return s, err
	})
	return got.it, got.found, err
}

// RollCall implements Twilio.
func (b *breaker) RollCall(ctx context.Context) (twilio.RollCall, error) {
	return through(ctx, b, func() (twilio.RollCall, error) { return b.Twilio.RollCall(ctx) })
}

// CallsTo implements Twilio.
func (b *breaker) CallsTo(ctx context.Context, to string, since time.Time) ([]twilio.Call, error) {
	return through(ctx, b, func() ([]twilio.Call, error) { return b.Twilio.CallsTo(ctx, to, since) })
}
