package twiliotest

import (
	"fmt"
	"slices"
)

// line is the webhooks about one call or conference that wait for their turn. Twilio
// promises no order; without faults it is mostly kept, and so it is here.
type line struct {
	waiting []hook
	busy    bool
	held    []hook // by the reorder fault, until the next one has gone
}

// tell puts a callback in line. Callers hold mu.
func (s *Server) tell(h hook) {
	what := "POST " + h.address + " " + Delivery{Form: h.form}.Event()
	fault := s.faultLocked(beforeDelivery, what)
	if fault == nil {
		s.enqueue(h)
		return
	}
	switch fault.Kind {
	case Drop:
		s.deliveries = remember(s.deliveries, Delivery{At: s.clock.Now(), About: h.about, URL: h.address, Form: h.form, Fault: string(Drop)})
	case Duplicate:
		s.enqueue(h)
		s.enqueue(h)
	case Delay:
		s.clock.After(fault.delay(), func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.enqueue(h)
		})
	case Reorder:
		l := s.line(h.about)
		l.held = append(l.held, h)
	default:
		s.enqueue(h)
	}
}

func (s *Server) line(about string) *line {
	l := s.lines[about]
	if l == nil {
		l = &line{}
		s.lines[about] = l
	}
	return l
}

func (s *Server) enqueue(h hook) {
	l := s.line(h.about)
	l.waiting = append(l.waiting, h)
	l.waiting = append(l.waiting, l.held...)
	l.held = nil
	if !l.busy {
		l.busy = true
		s.run(func() { s.work(h.about, l) })
	}
}

func (s *Server) work(about string, l *line) {
	for {
		s.mu.Lock()
		if len(l.waiting) == 0 {
			l.busy = false
			if len(l.held) == 0 {
				delete(s.lines, about)
			}
			s.touch()
			s.mu.Unlock()
			return
		}
		h := l.waiting[0]
		l.waiting = l.waiting[1:]
		s.mu.Unlock()
		_, _ = s.deliver(s.stopped, h, eventToken(h)) // failures are alerts
	}
}

// eventToken is the same for every delivery of one event, also for duplicates.
func eventToken(h hook) string {
	f := h.form
	return fmt.Sprintf("%s-%s%s-%s-%s", h.about, f.Get("RecordingSid"), f.Get("QueueSid"), f.Get("SequenceNumber"), Delivery{Form: f}.Event())
}

// Quiet reports that no callback is waiting or on its way.
func (s *Server) Quiet() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.lines {
		if l.busy {
			return false
		}
	}
	return true
}

// settled: every call that may be dialled and every text that may be sent has been, and all that was to be told is.
func (s *Server) settled() bool {
	s.mu.Lock()
	waits := slices.ContainsFunc(s.callOrder, func(c *call) bool { return c.status == "queued" && c.wait == 0 }) ||
		slices.ContainsFunc(s.messages, func(m *message) bool { return m.status == "queued" && m.wait == 0 })
	s.mu.Unlock()
	return !waits && s.Quiet()
}
