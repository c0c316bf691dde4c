package texts

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/server/internal/reconcile"
)

const (
	// tolerated are the failures in a row after which the cloud is left alone for a while.
	tolerated = 3
	// firstPause is doubled by each further failure up to lastPause, half of it by chance.
	firstPause = 2 * time.Second
	lastPause  = 30 * time.Second
)

// pause in which a cloud is left alone that answers nothing but trouble: after it, one
// request asks whether that is over, however many texts wait.
type pause struct {
	clock clock.Clock
	log   *slog.Logger

	mu       sync.Mutex
	failures int
	until    time.Time
}

// enter before a request; leave says how it went.
func (p *pause) enter() (until time.Time, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	if p.failures < tolerated {
		return time.Time{}, nil
	}
	if now.Before(p.until) {
		return p.until, reconcile.ErrPaused
	}
	p.until = now.Add(firstPause) // the others wait for what comes of this one
	return time.Time{}, nil
}

func (p *pause) leave(ctx context.Context, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e, failed := errors.AsType[*connectors.Error](err)
	switch {
	case err != nil && ctx.Err() != nil:
		return // we have stopped listening
	case !failed || e.Kind == connectors.Rejected || e.Kind == connectors.Gone || e.Kind == connectors.Conflict:
		if p.failures >= tolerated {
			p.log.Info("texts are sent again", "failures", p.failures)
		}
		p.failures = 0
		return
	}
	if p.failures++; p.failures < tolerated {
		return
	}
	wait := min(firstPause<<min(p.failures-tolerated, 10), lastPause)
	p.until = p.clock.Now().Add(wait/2 + rand.N(wait/2+1)) //nolint:gosec // nothing is kept secret by it
	if p.failures == tolerated {
		p.log.Warn("texts wait: the cloud that sends them answers nothing but trouble", "err", err)
	}
}
