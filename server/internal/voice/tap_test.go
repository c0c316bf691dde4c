package voice_test

import (
	"context"
	"errors"
	"sync"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/voice"
)

// tap stands between the reconciler and Twilio.
type tap struct {
	voice.Twilio

	mu     sync.Mutex
	silent int    // looks that fail
	before func() // the next look
	lags   bool   // Twilio knows neither of calls nor of who is in a conference yet

	forgets   bool // while it lags, single calls are not known either
	holds     bool // Twilio is never done answering about the first conference it is asked about
	first     string
	held      chan struct{}                   // told of it
	afterDial func(ctx context.Context) error // once Twilio has placed the call
}

func (p *tap) on(tw voice.Twilio) voice.Twilio {
	p.Twilio = tw
	return p
}

func (p *tap) silence(looks int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.silent = looks
}

func (p *tap) Conference(ctx context.Context, name string) (twilio.Conference, bool, error) {
	p.mu.Lock()
	fail, hold, before, lags := p.silent > 0, p.holds && (p.first == "" || p.first == name), p.before, p.lags
	p.before = nil
	if hold {
		p.first = name
	}
	if fail {
		p.silent--
	}
	p.mu.Unlock()
	if hold {
		p.held <- struct{}{}
		<-ctx.Done()
		return twilio.Conference{}, false, ctx.Err()
	}
	if fail {
		return twilio.Conference{}, false, errors.New("silence")
	}
	if before != nil {
		before()
	}
	room, found, err := p.Twilio.Conference(ctx, name)
	if lags {
		room.Participants = nil
	}
	return room, found, err
}

func (p *tap) beforeRoom(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.before = f
}

// hang has Twilio never be done answering about the next conference it is asked about.
func (p *tap) hang() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.holds = true
}

func (p *tap) lag(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lags = on
}

func (p *tap) Call(ctx context.Context, sid string) (twilio.Call, bool, error) {
	p.mu.Lock()
	lags := p.lags && p.forgets
	p.mu.Unlock()
	if lags {
		return twilio.Call{}, false, nil
	}
	return p.Twilio.Call(ctx, sid)
}

func (p *tap) Dial(ctx context.Context, d twilio.Dial) (twilio.Leg, error) {
	leg, err := p.Twilio.Dial(ctx, d)
	p.mu.Lock()
	after := p.afterDial
	p.mu.Unlock()
	if err == nil && after != nil {
		if err := after(ctx); err != nil {
			return twilio.Leg{}, err
		}
	}
	return leg, err
}
