package voice_test

import (
	"context"
	"errors"
	"sync"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/voice"
)

// tap stands between the room and Twilio.
type tap struct {
	voice.Twilio

	mu     sync.Mutex
	silent int // looks that fail

	hold      map[string]bool // rooms about which Twilio is never done answering
	held      chan string
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

func (p *tap) Room(ctx context.Context, name string) (twilio.Room, bool, error) {
	p.mu.Lock()
	fail, hold := p.silent > 0, p.hold[name]
	if fail {
		p.silent--
	}
	p.mu.Unlock()
	if hold {
		p.held <- name
		<-ctx.Done()
		return twilio.Room{}, false, ctx.Err()
	}
	if fail {
		return twilio.Room{}, false, errors.New("silence")
	}
	return p.Twilio.Room(ctx, name)
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
