package twiliotest

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"
)

// mostDialled is how many nouns one Dial may hold.
const mostDialled = 10

func checkDial(_ *Server, e element) error {
	nouns := e.nouns()
	if len(nouns) == 0 {
		return wrong(13215, "it dials nobody")
	}
	if len(nouns) > mostDialled {
		return wrong(13215, "it dials %d at once, more than %d", len(nouns), mostDialled)
	}
	for _, n := range nouns {
		switch n.name {
		case "Conference", "Queue":
			if len(nouns) > 1 {
				return wrong(13215, "%s stands alone", n.name)
			}
			if n.text == "" {
				return wrong(map[string]int{"Conference": 13237, "Queue": 14212}[n.name], "%s has a name", n.name)
			}
		case "Number", "Client":
			if n.callee() == "" {
				return wrong(13223, "%s has nobody in it", n.name)
			}
		default:
			return wrong(13215, "this stand-in dials no %s", n.name)
		}
	}
	return nil
}

// nouns are whom a Dial dials; words that stand alone are a number.
func (e element) nouns() []element {
	if len(e.children) == 0 && e.text != "" {
		return []element{{name: "Number", text: e.text}}
	}
	return e.children
}

// dialling is what a Dial says beside whom it dials.
type dialling struct {
	element
	timeout time.Duration // for who rings, or waits for a caller
	limit   time.Duration // for who talks
}

// dial puts a call together with others until it is over; its action is told how it went.
func dial(ctx context.Context, sc *script, e element) outcome {
	d := dialling{e, sc.seconds(e, "timeout", ringFor, 0, longestRing, 13212), sc.seconds(e, "timeLimit", longestStay, 1, math.MaxInt32, 13216)}
	var went map[string]string
	switch noun := e.nouns()[0]; noun.name {
	case "Conference":
		entered := sc.stay(ctx, d.limit, noun)
		status := "answered" // also after a conference
		if !entered {
			status = "failed" // assumed
		}
		went = map[string]string{"DialCallStatus": status, "DialBridged": strconv.FormatBool(entered)}
	case "Queue":
		went = sc.take(ctx, d, noun)
	default:
		went = sc.rings(ctx, d)
	}
	switch action := e.attr["action"]; {
	case ctx.Err() != nil:
		return ends
	case action != "":
		return sc.follow(action, sc.method(e, "method", 13210), went)
	}
	return goOn
}

// together lets two calls talk until one of them is over, or the Dial's time is; it gives
// what the action is told of it. Callers have connected them.
func (sc *script) together(ctx context.Context, limit time.Duration, b *bridge) map[string]string {
	s := sc.s
	over, cancel := s.alarm(limit, b.changed)
	defer cancel()
	begun := s.clock.Now()
	for b.open(s) && !over() {
		if !s.waits(ctx, b.changed) {
			break
		}
	}
	s.locked(func() { s.part(b) })
	fields := map[string]string{
		"DialCallStatus": "completed", "DialBridged": "true", "DialCallSid": b.other(sc.call).sid,
		"DialCallDuration": strconv.Itoa(int(s.clock.Now().Sub(begun) / second)),
	}
	return fields
}

// bridge is two calls that hear each other. All fields are guarded by Server.mu.
type bridge struct {
	ends    [2]*call
	changed *bell // for the script that dialled
	parted  bool
}

// connect puts two calls together. Callers hold mu.
func (s *Server) connect(a, b *call) *bridge {
	br := &bridge{ends: [2]*call{a, b}, changed: newBell()}
	for _, c := range br.ends {
		c.bridge, c.playing = br, nil
		s.show(c)
	}
	return br
}

func (b *bridge) other(c *call) *call {
	if b.ends[0] == c {
		return b.ends[1]
	}
	return b.ends[0]
}

func (b *bridge) open(s *Server) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !b.parted
}

// part takes two calls from each other; each goes on as its own document says. Callers hold mu.
func (s *Server) part(b *bridge) {
	if b.parted {
		return
	}
	b.parted = true
	for _, c := range b.ends {
		c.bridge = nil
		s.show(c)
	}
	b.changed.ring()
}

// take lets a call take the first of those who wait in a queue, or wait itself for one who comes.
func (sc *script) take(ctx context.Context, d dialling, noun element) map[string]string {
	s := sc.s
	m := sc.firstOf(ctx, d.timeout, noun.text)
	if m == nil {
		status := "no-answer" // assumed
		if _, ok := s.Queue(noun.text); !ok {
			status = "failed"
		}
		return map[string]string{"DialCallStatus": status, "DialBridged": "false"}
	}
	if url := noun.attr["url"]; url != "" {
		sc.whisper(ctx, m.call, source{address: resolve(sc.base, url), method: sc.method(noun, "method", 14210),
			extra: formOf(map[string]string{"QueueSid": m.queue.sid, "QueueTime": strconv.Itoa(int(m.waited / second)), "DequeingCallSid": sc.call.sid})})
	}
	var b *bridge
	s.locked(func() {
		if !m.call.final() && m.call.member == m && ctx.Err() == nil {
			b = s.connect(sc.call, m.call)
		}
	})
	if b == nil {
		s.locked(func() { s.leaveQueue(m, queueBridged) }) // assumed
		return map[string]string{"DialCallStatus": "failed", "DialBridged": "false"}
	}
	went := sc.together(ctx, d.limit, b)
	s.locked(func() { s.leaveQueue(m, queueBridged) })
	return went
}

// firstOf takes the first call out of a queue; nil: the Dial's time is over, or there is no such queue.
func (sc *script) firstOf(ctx context.Context, timeout time.Duration, name string) *member {
	s, b := sc.s, newBell()
	over, cancel := s.alarm(timeout, b)
	defer cancel()
	defer s.locked(func() {
		if q := s.findQueue(name); q != nil {
			q.takers = slices.DeleteFunc(q.takers, func(o *bell) bool { return o == b })
		}
	})
	for {
		var m *member
		var q *queue
		s.locked(func() {
			if q = s.findQueue(name); q == nil {
				return
			}
			if len(q.members) > 0 {
				m = q.members[0]
				s.out(m)
			} else if !slices.Contains(q.takers, b) {
				q.takers = append(q.takers, b)
			}
		})
		if m != nil || q == nil || over() || !s.waits(ctx, b) {
			return m
		}
	}
}

// whisper lets one call hear a document before it is put through; false: the document has
// sent it away, or it is over.
func (sc *script) whisper(ctx context.Context, to *call, src source) bool {
	inside := &script{s: sc.s, call: to, in: inWhisper, base: sc.base}
	over, err := inside.run(ctx, src)
	return !over && err == nil
}
