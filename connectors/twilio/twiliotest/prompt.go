package twiliotest

import (
	"context"
	"math"
	"strings"
	"time"
)

const second = time.Second

// say, play and pause are what a call hears, or does not.

func say(ctx context.Context, sc *script, e element) outcome {
	length := second + time.Duration(len(strings.Fields(e.text)))*400*time.Millisecond // about 150 words a minute
	return sc.sounds(ctx, e, e.text, length, newVoice, 13510)
}

func play(ctx context.Context, sc *script, e element) outcome {
	what := e.text
	if digits := e.attr["digits"]; digits != "" {
		return sc.sounds(ctx, e, "(keys "+digits+")", time.Duration(len(digits))*500*time.Millisecond, newVoice, 13410)
	}
	return sc.sounds(ctx, e, what, 10*second, newMusic, 13410) // sounds are not fetched
}

func pause(ctx context.Context, sc *script, e element) outcome {
	return sc.sound(ctx, "", sc.seconds(e, "length", second, 0, math.MaxInt32, 13910), nil)
}

// sounds lets a call hear a verb as often as it says; 0 is for ever.
func (sc *script) sounds(ctx context.Context, e element, words string, length time.Duration, voice func() tune, warning int) outcome {
	times := sc.number(e, "loop", 1, 0, 1000, warning)
	for n := 0; n < times || times == 0; n++ {
		if o := sc.sound(ctx, words, length, voice()); o.over || sc.interrupted() {
			return o
		}
	}
	return goOn
}

// sound lets a call hear something, until it has been heard or a Gather has heard a key.
func (sc *script) sound(ctx context.Context, words string, length time.Duration, sounds tune) outcome {
	s, c := sc.s, sc.call
	b := newBell()
	if sc.ear != nil {
		b = sc.ear.bell
	}
	over, cancel := s.alarm(length, b) // before it is heard: who sees that may move the clock
	defer cancel()
	s.locked(func() {
		if ctx.Err() != nil {
			return
		}
		c.playing = sounds
		if words != "" {
			s.hear(c, words)
		}
	})
	defer s.locked(func() {
		if c.playing == sounds { // what follows has its own sound
			c.playing = nil
		}
	})
	for !over() && !sc.interrupted() {
		if !s.waits(ctx, b) {
			return ends
		}
	}
	return goOn
}

// hear notes what a call hears. Callers hold mu.
func (s *Server) hear(c *call, what string) {
	if c.final() {
		return
	}
	c.heard = append(c.heard, what)
	if len(c.heard) > heardKept {
		c.heard = c.heard[1:]
	}
	s.show(c)
}
