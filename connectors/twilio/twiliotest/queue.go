package twiliotest

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// queue is where calls wait for somebody to take them. All fields are guarded by Server.mu.
type queue struct {
	sid, name string
	created   time.Time
	updated   time.Time
	max       int
	members   []*member // in the order they came
	takers    []*bell   // of those who dial it while it is empty, in the order they came
}

// member is a call's stay in a queue.
type member struct {
	queue  *queue
	call   *call
	since  time.Time
	waited time.Duration // once it has been taken or has left
	result queueResult
	left   *bell // rung when the Enqueue is over
	stop   context.CancelFunc
	action hook // asked where the call has no TwiML to go on with; no address: none
}

// queueResult is why a call is no longer in its queue.
type queueResult string

const (
	queueBridged        queueResult = "bridged"
	queueError          queueResult = "error"
	queueHangup         queueResult = "hangup"
	queueLeft           queueResult = "leave"
	queueRedirected     queueResult = "redirected"
	redirectedFromTaker queueResult = "redirected-from-bridged"
	queueFull           queueResult = "queue-full"
)

const (
	queueSize    = 1000 // at most, where nobody has said so
	largestQueue = 5000
	longestName  = 64
)

// QueueState is a queue as tests look at it.
type QueueState struct {
	SID, Name string
	Calls     []string // SIDs of those who wait, the first to be taken first
}

// Queue gives the queue of that name.
func (s *Server) Queue(name string) (QueueState, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.findQueue(name)
	if q == nil {
		return QueueState{}, false
	}
	st := QueueState{SID: q.sid, Name: q.name}
	for _, m := range q.members {
		st.Calls = append(st.Calls, m.call.sid)
	}
	return st, true
}

// findQueue gives a queue by name or SID; nil: there is none. Callers hold mu.
func (s *Server) findQueue(nameOrSID string) *queue {
	i := slices.IndexFunc(s.queues, func(q *queue) bool { return q.name == nameOrSID || q.sid == nameOrSID })
	if i < 0 {
		return nil
	}
	return s.queues[i]
}

// makeQueue adds a queue. Callers hold mu.
func (s *Server) makeQueue(name string, size int) *queue {
	now := s.clock.Now()
	q := &queue{sid: newSID("QU"), name: name, created: now, updated: now, max: size}
	s.queues = remember(s.queues, q)
	return q
}

// place of a member in its queue, from 1; 0: it was taken.
func (m *member) place() int { return slices.Index(m.queue.members, m) + 1 }

// wait of a member so far, in seconds.
func (m *member) wait(now time.Time) int {
	if m.place() == 0 {
		return int(m.waited / second)
	}
	return int(now.Sub(m.since) / second)
}

// averageWait of those who wait now, in seconds.
func (q *queue) averageWait(now time.Time) int {
	if len(q.members) == 0 {
		return 0
	}
	sum := 0
	for _, m := range q.members {
		sum += m.wait(now)
	}
	return sum / len(q.members)
}

// waitFields are those of the requests for what is heard in a queue. Callers hold mu.
func (s *Server) waitFields(m *member) url.Values {
	now := s.clock.Now()
	return formOf(map[string]string{
		"QueueSid": m.queue.sid, "QueuePosition": strconv.Itoa(m.place()), "QueueTime": strconv.Itoa(m.wait(now)),
		"AvgQueueTime": strconv.Itoa(m.queue.averageWait(now)), "CurrentQueueSize": strconv.Itoa(len(m.queue.members)),
		"MaxQueueSize": strconv.Itoa(m.queue.max),
	})
}

// resultFields are those of the request that tells how a stay in a queue has ended. Callers hold mu.
func (s *Server) resultFields(m *member) map[string]string {
	return map[string]string{"QueueSid": m.queue.sid, "QueueTime": strconv.Itoa(m.wait(s.clock.Now())), "QueueResult": string(m.result)}
}

// out takes a member from among those who wait. Callers hold mu.
func (s *Server) out(m *member) {
	if m.place() == 0 {
		return
	}
	now := s.clock.Now()
	m.waited, m.queue.updated = now.Sub(m.since), now
	m.queue.members = slices.DeleteFunc(m.queue.members, func(o *member) bool { return o == m })
	m.stop()
	m.call.playing = nil
	for _, o := range m.queue.members {
		s.show(o.call)
	}
}

// leaveQueue ends a stay; the Enqueue goes on where the call does. Callers hold mu.
func (s *Server) leaveQueue(m *member, why queueResult) {
	if m.result != "" {
		return
	}
	s.out(m)
	m.result, m.call.member = why, nil
	m.left.ring()
	s.show(m.call)
}

// removed takes a call out of its queue that is over, or runs another document: nothing
// goes on from the Enqueue, whose action is told all the same. Callers hold mu.
func (s *Server) removed(c *call, why queueResult) {
	m := c.member
	if m == nil {
		return
	}
	if m.place() == 0 { // it had been taken
		why = map[queueResult]queueResult{queueRedirected: redirectedFromTaker, queueHangup: queueBridged}[why]
	}
	s.leaveQueue(m, why)
	if m.action.address == "" {
		return
	}
	m.action.form = s.callForm(c)
	merge(m.action.form, formOf(s.resultFields(m)))
	s.enqueue(m.action)
}
