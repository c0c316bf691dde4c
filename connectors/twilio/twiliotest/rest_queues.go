package twiliotest

import (
	"net/http"
	"net/url"
	"strconv"
)

// frontOfQueue is what the first member is called instead of by its call.
const frontOfQueue = "Front"

func (s *Server) createQueue(f url.Values) answer {
	name := f.Get("FriendlyName")
	if s.findQueue(name) != nil {
		return problem(400, 22003, "A queue named "+name+" exists") // assumed
	}
	size, refusal := sizeOf(f, queueSize)
	if refusal.status != 0 {
		return refusal
	}
	return answer{status: 201, body: s.queueJSON(s.makeQueue(name, size))}
}

func sizeOf(f url.Values, otherwise int) (int, answer) {
	if !f.Has("MaxSize") {
		return otherwise, answer{}
	}
	n, err := strconv.Atoi(f.Get("MaxSize"))
	if err != nil || n < 1 || n > largestQueue {
		return 0, problem(400, 20001, "MaxSize is 1 to 5000") // assumed
	}
	return n, answer{}
}

func (s *Server) restQueue(method, sid, path string, f url.Values) answer {
	q := s.findQueue(sid)
	if q == nil || q.sid != sid {
		return notFound(path)
	}
	switch method {
	case http.MethodPost:
		size, refusal := sizeOf(f, q.max)
		if refusal.status != 0 {
			return refusal
		}
		set(f, "FriendlyName", &q.name)
		q.max, q.updated = size, s.clock.Now()
	case http.MethodDelete:
		if len(q.members) > 0 {
			return problem(400, 22004, "The queue is not empty") // assumed
		}
		s.dropQueue(q)
		return answer{status: 204}
	}
	return answer{status: 200, body: s.queueJSON(q)}
}

func (s *Server) dropQueue(q *queue) {
	for i, o := range s.queues {
		if o == q {
			s.queues = append(s.queues[:i:i], s.queues[i+1:]...)
			return
		}
	}
}

func (s *Server) restMembers(sid, path string, f url.Values) answer {
	q := s.findQueue(sid)
	if q == nil || q.sid != sid {
		return notFound(path)
	}
	all := []map[string]any{}
	for _, m := range q.members {
		all = append(all, s.memberJSON(m))
	}
	return paged(path, "queue_members", f, all)
}

// restMember serves one who waits; a document that is posted to it takes it out of the queue.
func (s *Server) restMember(method, sid, who, path string, f url.Values) answer {
	var m *member
	if q := s.findQueue(sid); q != nil && q.sid == sid {
		for i, o := range q.members {
			if o.call.sid == who || who == frontOfQueue && i == 0 {
				m = o
			}
		}
	}
	if m == nil {
		return notFound(path)
	}
	body := s.memberJSON(m)
	if method == http.MethodPost {
		c := m.call
		s.removed(c, queueRedirected)
		s.startScript(c, source{address: f.Get("Url"), method: f.Get("Method")})
	}
	return answer{status: 200, body: body}
}

func (s *Server) queueJSON(q *queue) map[string]any {
	return map[string]any{
		"sid": q.sid, "account_sid": s.opt.AccountSID, "friendly_name": q.name, "current_size": len(q.members), "max_size": q.max,
		"average_wait_time": q.averageWait(s.clock.Now()), "date_created": rfc2822(q.created), "date_updated": rfc2822(q.updated),
		"uri": s.uri("/Queues/" + q.sid), "subresource_uris": map[string]any{"members": s.uri("/Queues/" + q.sid + "/Members")},
	}
}

func (s *Server) memberJSON(m *member) map[string]any {
	return map[string]any{
		"call_sid": m.call.sid, "queue_sid": m.queue.sid, "date_enqueued": rfc2822(m.since), "position": m.place(), "wait_time": m.wait(s.clock.Now()),
		"uri": s.uri("/Queues/" + m.queue.sid + "/Members/" + m.call.sid),
	}
}
