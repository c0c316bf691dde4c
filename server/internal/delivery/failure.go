package delivery

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/interaction"
)

// How long an account rests when the cloud does not say.
const (
	throttledPause    = 10 * time.Second
	dailyPause        = 15 * time.Minute
	unauthorizedPause = time.Minute
	pauseCap          = 30 * time.Minute
)

// A CRM that nothing is heard of but trouble is left alone, whatever the number of lanes
// that wait for it: after so many of them have met some, one asks now and then whether it
// is over.
const (
	tolerated = 3
	firstRest = time.Second // doubled each time, half of it by chance
	lastRest  = 30 * time.Second
)

// handleFailure decides what follows from a failed Open or Apply. The switch is over
// the closed set of kinds and has no default; a test proves it complete.
func (l *laneWorker) handleFailure(ctx context.Context, b batch, err error) (more bool, _ error) {
	if ctx.Err() != nil {
		// We are being stopped, or lost the lease: the batch stays marked.
		return false, ctx.Err()
	}
	e := asError(err)
	l.Log.Warn("crm did not take a batch", "account", l.lane.Account, "lane", l.lane.Name, "batch", b.key, "kind", e.Kind.String(), "err", err)
	switch e.Kind {
	case connectors.Transient:
		l.trouble(e)
		until := l.now().Add(max(l.backoff(l.lane.Name), l.rest(e, 0)))
		return false, l.abort(ctx, b, e, until, false)
	case connectors.Throttled, connectors.Unauthorized:
		if e.OneTicket {
			return false, l.abort(ctx, b, e, l.now().Add(l.rest(e, throttledPause)), true)
		}
		return false, l.abort(ctx, b, e, l.pauseAccount(e), true)
	case connectors.Conflict, connectors.Unknown:
		if e.Kind == connectors.Unknown {
			l.trouble(e)
		} else {
			l.pauses.answered(l.lane.Account)
		}
		// The batch stays marked, so that it is looked up before it is sent again.
		until := l.now().Add(l.backoff(l.lane.Name))
		if err := l.Store.Defer(ctx, l.lease, until); err != nil {
			return false, err
		}
		return false, l.delay(ctx, b, e, until)
	case connectors.Gone:
		l.pauses.answered(l.lane.Account)
		if err := l.Store.Abort(ctx, l.lease, b.key, time.Time{}, true); err != nil {
			return false, err
		}
		return l.handleGone(ctx, b, e)
	case connectors.Rejected:
		l.pauses.answered(l.lane.Account)
		return true, l.handleRejected(ctx, b, e)
	}
	panic("delivery: no verdict for " + e.Kind.String())
}

// handleReadFailure handles a failed read (Find, Lookup): nothing can have taken effect by it.
func (l *laneWorker) handleReadFailure(ctx context.Context, b *batch, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	e := asError(err)
	l.Log.Warn("crm did not answer a question", "account", l.lane.Account, "lane", l.lane.Name, "kind", e.Kind.String(), "err", err)
	var until time.Time
	switch e.Kind {
	case connectors.Throttled, connectors.Unauthorized:
		until = l.pauseAccount(e)
	case connectors.Transient, connectors.Unknown:
		l.trouble(e)
		until = l.now().Add(max(l.backoff(l.lane.Name), l.rest(e, 0)))
	case connectors.Rejected, connectors.Gone, connectors.Conflict:
		l.pauses.answered(l.lane.Account)
		until = l.now().Add(max(l.backoff(l.lane.Name), l.rest(e, 0)))
	}
	if err := l.Store.Defer(ctx, l.lease, until); err != nil {
		return err
	}
	if err := l.delay(ctx, *b, e, until); err != nil {
		return err
	}
	return errDeferred
}

// errDeferred ends the work on a lane that has been put back already.
var errDeferred = errors.New("deferred")

// pauseAccount the account's gate and return when it opens.
func (l *laneWorker) pauseAccount(e *connectors.Error) time.Time {
	rest := throttledPause
	switch {
	case e.Kind == connectors.Unauthorized:
		rest = min(unauthorizedPause<<min(l.pauses.times(l.lane.Account, l.now()), 5), pauseCap)
	case e.Daily:
		rest = dailyPause
	}
	now := l.now()
	until := now.Add(l.rest(e, rest))
	l.pauses.pause(l.lane.Account, e.Kind.String(), reason(e), now, until)
	return until
}

// trouble with the CRM, as the lane has met it: when several have, the account rests.
func (l *laneWorker) trouble(e *connectors.Error) {
	now := l.now()
	if l.pauses.trouble(l.lane.Account, l.lane.Name) < tolerated || !l.pauses.until(l.lane.Account, now).IsZero() {
		return
	}
	rest := min(firstRest<<min(l.pauses.times(l.lane.Account, now), 10), lastRest)
	rest = rest/2 + time.Duration(l.Jitter()*float64(rest/2))
	l.pauses.pause(l.lane.Account, e.Kind.String(), reason(e), now, now.Add(rest))
}

// rest is how long the cloud asks us to wait, or else the given time: no longer than an
// hour. An odd answer must not shut an account, or hold back a write, for years.
func (l *laneWorker) rest(e *connectors.Error, otherwise time.Duration) time.Duration {
	return min(cmp.Or(max(e.RetryAfter, 0), otherwise), l.Backoff.MaxPause)
}

func (l *laneWorker) abort(ctx context.Context, b batch, e *connectors.Error, until time.Time, free bool) error {
	if err := l.Store.Abort(ctx, l.lease, b.key, until, free); err != nil {
		return err
	}
	return l.delay(ctx, b, e, until)
}

// delay tells people why these writes wait. It comes after the rows have been put
// back: whoever reads it and asks for another try must not have that put back again.
func (l *laneWorker) delay(ctx context.Context, b batch, e *connectors.Error, until time.Time) error {
	return l.update(ctx, b.state.ID, interaction.Delay{Keys: b.keys, Kind: e.Kind.String(), Reason: reason(e), Until: until})
}

// handleRejected holds the item at fault. When the CRM does not say which one it is,
// each travels alone from now on, so that one bad item holds up no other.
func (l *laneWorker) handleRejected(ctx context.Context, b batch, e *connectors.Error) error {
	at := b.keys
	if i := slices.Index(b.keys, e.Item); i >= 0 {
		at = b.keys[i : i+1]
	} else if len(b.keys) > 1 {
		l.mu.Lock()
		for _, key := range b.keys {
			l.isolated[key] = true
		}
		l.mu.Unlock()
		return l.Store.Abort(ctx, l.lease, b.key, time.Time{}, true)
	}
	if err := l.holdFor(ctx, b.state, at, e, reason(e), nil); err != nil {
		return err
	}
	if len(at) == len(b.keys) {
		return nil
	}
	return l.Store.Abort(ctx, l.lease, b.key, time.Time{}, true)
}

func (l *laneWorker) hold(ctx context.Context, s interaction.State, keys []string, kind connectors.Kind, why interaction.Reason, unclear *interaction.TicketUnclear) error {
	return l.holdFor(ctx, s, keys, &connectors.Error{Kind: kind}, why, unclear)
}

// holdFor what the CRM answered.
func (l *laneWorker) holdFor(ctx context.Context, s interaction.State, keys []string, e *connectors.Error, why interaction.Reason, unclear *interaction.TicketUnclear) error {
	l.mu.Lock()
	for _, key := range keys {
		delete(l.isolated, key)
	}
	l.mu.Unlock()
	return l.updateIfTicketUnchanged(ctx, s, interaction.Hold{Keys: keys, Kind: e.Kind.String(), Reason: why, Detail: e.Detail, Unclear: unclear})
}

func asError(err error) *connectors.Error {
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		return e
	}
	return &connectors.Error{Kind: connectors.Unknown, Op: "connector", Err: fmt.Errorf("not a connector's error: %w", err)}
}

// reason that the connector gives; zero: no more than the error's kind says.
func reason(e *connectors.Error) interaction.Reason {
	return interaction.Reason{Code: e.Reason.Code, Values: e.Reason.Values}
}
