package salesforcetest

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors/crmtest"
)

// fault is one Trouble in the queue; its zero value is none.
type fault struct {
	trouble    crmtest.Trouble
	times      int
	reads      bool
	retryAfter time.Duration
	delay      time.Duration
}

// Fault makes the next matching requests to the data API misbehave. DenyToken
// ends all tokens at once and refuses the next requests for one.
func (s *Server) Fault(f crmtest.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	times := max(f.Times, 1)
	if f.Trouble == crmtest.DenyToken {
		s.denials += times
		clear(s.tokens)
		return
	}
	s.faults = append(s.faults, &fault{f.Trouble, times, f.Reads, f.RetryAfter, f.Delay})
}

// ClearFaults forgets those that have not happened.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.denials = nil, 0
}

// nextFault takes what the queue holds for this request.
func (s *Server) nextFault(r *http.Request, body []byte) *fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	reading := reads(r, body)
	for i, f := range s.faults {
		if f.reads != reading || f.trouble.OfFiles() && !bringsFile(r) {
			continue
		}
		if f.times--; f.times == 0 {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
		}
		if f.trouble == crmtest.ExpireToken {
			clear(s.tokens)
		}
		now := *f
		return &now
	}
	return &fault{}
}

func bringsFile(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/")
}

// reads tells whether a request only reads. A composite does when all its parts do.
func reads(r *http.Request, body []byte) bool {
	switch {
	case r.Method == http.MethodGet, strings.Contains(r.URL.Path, "/parameterizedSearch"):
		return true
	case !strings.HasSuffix(strings.TrimSuffix(r.URL.Path, "/"), "/composite"):
		return false
	}
	var in struct {
		CompositeRequest []subrequest `json:"compositeRequest"`
	}
	_ = json.Unmarshal(body, &in)
	for _, sub := range in.CompositeRequest {
		if sub.Method != http.MethodGet {
			return false
		}
	}
	return true
}

// before plays what happens instead of the request.
func (f *fault) before(w http.ResponseWriter, r *http.Request) (done bool) {
	switch f.trouble {
	case crmtest.ResetBefore:
		cut(w)
	case crmtest.ResetMidway:
		_, _ = io.CopyN(io.Discard, r.Body, max(r.ContentLength/2, 1))
		cut(w)
	case crmtest.Down:
		down(w)
	default:
		return false
	}
	return true
}

// after plays what happens to the answer of a request that was carried out.
func (f *fault) after(w http.ResponseWriter, r *http.Request) (done bool) {
	switch f.trouble {
	case crmtest.LoseAnswer:
		cut(w)
	case crmtest.DownAfter:
		down(w)
	case crmtest.Garbage:
		w.Header().Set("Content-Type", "application/json;charset=UTF-8")
		_, _ = io.WriteString(w, "<html><body>Logging in…</body></html>")
	case crmtest.Slow:
		select {
		case <-time.After(f.delay):
		case <-r.Context().Done():
		}
		return false
	default:
		return false
	}
	return true
}

// quota is the refusal of a request for its number.
func (f *fault) quota() *refusal {
	switch f.trouble {
	case crmtest.Throttle:
		return refuse(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.")
	case crmtest.DailyLimit:
		return refuse(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
	}
	return nil
}

// refusal is what the first record written is refused with.
func (f *fault) refusal() *refusal {
	switch f.trouble {
	case crmtest.Collide:
		return refuse(400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records: 500Dk0000000001")
	case crmtest.RejectContent:
		return refuse(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "Please ask jane@customer.example for the order number first.")
	}
	return nil
}

// cut ends the connection with a reset.
func cut(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// down is the page of the edge in front of the organisation: HTML, no JSON.
func down(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = io.WriteString(w, "<html><head><title>Service Unavailable</title></head><body>We are down for maintenance.</body></html>")
}
