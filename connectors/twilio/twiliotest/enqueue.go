package twiliotest

import (
	"context"
	"net/url"
)

func checkEnqueue(_ *Server, e element) error {
	switch {
	case e.text == "":
		return wrong(14204, "a queue has a name")
	case len(e.text) > longestName:
		return wrong(14205, "a queue's name has %d characters at most", longestName)
	}
	return nil
}

// enqueue lets a call wait in a queue until somebody takes it, and tells its action how
// that came to an end.
func enqueue(ctx context.Context, sc *script, e element) outcome {
	s, c := sc.s, sc.call
	m := &member{call: c, left: newBell()}
	wait, cancel := context.WithCancel(ctx)
	defer cancel()
	m.stop = cancel
	action, method := e.attr["action"], sc.method(e, "method", 14201)
	s.locked(func() {
		if c.final() || ctx.Err() != nil {
			return
		}
		if m.queue = s.findQueue(e.text); m.queue == nil {
			m.queue = s.makeQueue(e.text, queueSize)
		}
		m.since = s.clock.Now()
		if len(m.queue.members) >= m.queue.max {
			m.result = queueFull
			return
		}
		if action != "" {
			m.action = hook{about: c.sid, address: resolve(sc.base, action), method: method, kind: voiceKind}
		}
		m.queue.members, m.queue.updated = append(m.queue.members, m), m.since
		c.member = m
		s.run(func() { sc.entertain(wait, m, e) })
		if len(m.queue.takers) > 0 {
			m.queue.takers[0].ring()
		}
		s.show(c)
	})
	if m.result == "" && !s.waits(ctx, m.left) {
		return ends // and removed has told of it
	}
	if action == "" {
		return goOn
	}
	var fields map[string]string
	s.locked(func() { fields = s.resultFields(m) })
	return sc.follow(action, method, fields)
}

// entertain lets who waits hear the queue's document, again and again.
func (sc *script) entertain(ctx context.Context, m *member, e element) {
	s, c := sc.s, sc.call
	if e.attr["waitUrl"] == "" {
		s.locked(func() {
			if ctx.Err() == nil {
				c.playing = newMusic()
				s.hear(c, "(music)")
			}
		})
		return
	}
	inside := &script{s: s, call: c, in: inQueue, base: sc.base, more: func() url.Values { return s.waitFields(m) }}
	err := inside.loop(ctx, source{address: resolve(sc.base, e.attr["waitUrl"]), method: sc.method(e, "waitUrlMethod", 14206)})
	s.locked(func() {
		switch {
		case ctx.Err() != nil:
		case err != nil:
			s.leaveQueue(m, queueError) // assumed
		default: // a Hangup
			s.finish(c, "completed", "")
		}
	})
}
