package twiliotest

import (
	"context"
	"net/url"
	"strings"
	"time"
)

// ringFor is how long a Dial lets phones ring where it says nothing; longestRing in seconds.
const (
	ringFor     = 30 * time.Second
	longestRing = 600
)

// callee is whom a noun dials, as a call's To has it.
func (e element) callee() string {
	if e.name != "Client" {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" -().", r) {
				return -1
			}
			return r
		}, e.text)
	}
	identity := e.text
	for _, child := range e.children {
		if child.name == "Identity" {
			identity = child.text
		}
	}
	if identity == "" {
		return ""
	}
	return "client:" + strings.TrimPrefix(identity, "client:")
}

// ringing is a Dial whose phones ring.
type ringing struct {
	legs    []*call
	whisper map[*call]source
	bell    *bell // rung when one of them picks up, or is over
	picked  *call // guarded by Server.mu
	tone    tune  // what the caller hears meanwhile
}

// rings rings everybody a Dial names at once, and lets the first who picks up talk with the caller.
func (sc *script) rings(ctx context.Context, d dialling) map[string]string {
	s := sc.s
	r := sc.dials(d)
	s.locked(func() { s.ringAll(sc.call, r) })
	defer s.locked(func() {
		if sc.call.playing == r.tone {
			sc.call.playing = nil
		}
		// Those who ring on when the caller is gone, or talks with somebody else.
		for _, c := range r.legs {
			c.dialler = nil
			if !c.final() {
				status := "canceled"
				if c.status == "in-progress" {
					status = "completed"
				}
				s.finish(c, status, "")
			}
		}
	})
	for {
		var picked *call
		rings := false
		s.locked(func() {
			picked = r.picked
			for _, c := range r.legs {
				rings = rings || !c.final()
			}
		})
		switch {
		case picked != nil:
			return sc.putThrough(ctx, d, r, picked)
		case !rings || !s.waits(ctx, r.bell):
			return r.failed(s)
		}
	}
}

// ringAll lets the phones ring. Callers hold mu.
func (s *Server) ringAll(caller *call, r *ringing) {
	if len(r.legs) > 0 {
		r.tone = newRingback()
		caller.playing = r.tone
	}
	for _, c := range r.legs {
		s.addCall(c)
		s.run(func() { s.locked(func() { s.ring(c) }) })
	}
}

// failed is what the action is told where nobody has picked up: how the last of them has ended.
func (r *ringing) failed(s *Server) map[string]string {
	fields := map[string]string{"DialCallStatus": "failed", "DialBridged": "false"}
	s.locked(func() {
		for _, c := range r.legs {
			fields["DialCallStatus"], fields["DialCallSid"] = c.status, c.sid
		}
	})
	return fields
}

// putThrough lets who has picked up hear their whisper, and then the caller.
func (sc *script) putThrough(ctx context.Context, d dialling, r *ringing, picked *call) map[string]string {
	s := sc.s
	s.locked(func() {
		for _, c := range r.legs {
			if c != picked && !c.final() {
				s.finish(c, "canceled", "487")
			}
		}
	})
	if src, ok := r.whisper[picked]; ok && !sc.whisper(ctx, picked, src) {
		s.locked(func() { s.finish(picked, "completed", "") })
	}
	var b *bridge
	s.locked(func() {
		if !picked.final() && ctx.Err() == nil {
			b = s.connect(sc.call, picked)
		}
	})
	if b == nil {
		return map[string]string{"DialCallStatus": "completed", "DialBridged": "false", "DialCallSid": picked.sid} // assumed
	}
	return sc.together(ctx, d.limit, b)
}

// dials builds the calls of a Dial; one that may not be dialled is a warning.
func (sc *script) dials(d dialling) *ringing {
	s := sc.s
	r := &ringing{whisper: map[*call]source{}, bell: newBell()}
	for _, n := range d.nouns() {
		from, to := d.attr["callerId"], n.callee()
		var code int
		s.locked(func() {
			if from == "" {
				from = sc.call.from
			}
			code = s.dialable(from, to, sc.call)
		})
		if code != 0 {
			sc.warn(code, "Dial: "+to+" from "+from)
			continue
		}
		c := &call{from: from, to: to, direction: "outbound-dial", status: "queued", parent: sc.call.sid, ringTime: d.timeout, dialler: r,
			custom: n.parameters(),
			callback: callback{address: resolve(sc.base, n.attr["statusCallback"]), method: n.attr["statusCallbackMethod"],
				events: eventGroups(n.attr["statusCallbackEvent"])}}
		if n.attr["statusCallback"] == "" {
			c.callback.address = ""
		} else if len(c.callback.events) == 0 {
			c.callback.events = []string{"completed"}
		}
		if url := n.attr["url"]; url != "" {
			r.whisper[c] = source{address: resolve(sc.base, url), method: sc.method(n, "method", 13221)}
		}
		r.legs = append(r.legs, c)
	}
	return r
}

// dialable gives the code of what forbids a Dial; 0: nothing does. Callers hold mu.
func (s *Server) dialable(from, to string, caller *call) int {
	if strings.HasPrefix(to, "client:") {
		return 0
	}
	if _, own := s.numbers[from]; !own && from != caller.from || strings.HasPrefix(from, "client:") {
		return 13214
	}
	if !e164.MatchString(to) || s.behaviourOf(to).Does == Invalid {
		return 13223
	}
	return 0
}

// parameters are what a Client's page is told of the call.
func (e element) parameters() url.Values {
	f := url.Values{}
	for _, child := range e.children {
		if child.name == "Parameter" {
			f.Set(child.attr["name"], child.attr["value"])
		}
	}
	return f
}
