package zendesktest

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors/crmtest"
)

// Fault is trouble for the next requests that match: those that write, or,
// with Reads, those that read. Requests for tokens are met by DenyToken alone.
type Fault struct {
	Trouble    crmtest.Trouble `json:"trouble"`
	Times      int             `json:"times"`
	Reads      bool            `json:"reads"`
	RetryAfter time.Duration   `json:"-"`
	Delay      time.Duration   `json:"-"`
}

// Fault queues trouble up. DenyToken takes effect at once: the tokens in use
// stop working, and the next Times requests for one are refused.
func (s *Server) Fault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Times = max(f.Times, 1)
	if f.Trouble == crmtest.DenyToken {
		s.revokeTokens()
		s.state.denials += f.Times
		return
	}
	s.faults = append(s.faults, &f)
}

// ClearFaults forgets all trouble that has not struck yet.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.state.denials = nil, 0
}

func (s *Server) takeFault(r *http.Request) *Fault {
	for i, f := range s.faults {
		if f.Reads != (r.Method == http.MethodGet) || f.Trouble.OfFiles() && !bringsFile(r) {
			continue
		}
		struck := *f
		if f.Times--; f.Times == 0 {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
		}
		return &struck
	}
	return nil
}

func bringsFile(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/api/v2/uploads")
}

// spoil plays trouble that strikes before the request's body has been read.
func (s *Server) spoil(w http.ResponseWriter, r *http.Request, f *Fault) bool {
	switch f.Trouble {
	case crmtest.ResetBefore:
		cut(w)
		return true
	case crmtest.ResetMidway:
		_, _ = io.CopyN(io.Discard, r.Body, max(1, r.ContentLength/2))
		cut(w)
		return true
	}
	return false
}

// refuse plays trouble that answers instead of carrying the request out.
func (s *Server) refuse(c *call, f *Fault) (answer, bool) {
	switch f.Trouble {
	case crmtest.Throttle:
		return tooMany(int(f.RetryAfter/time.Second), "Number of allowed API requests per minute exceeded"), true
	case crmtest.DailyLimit:
		// Zendesk has no daily quota; a suspended integration waits about as long.
		wait := max(f.RetryAfter, 6*time.Hour)
		return tooMany(int(wait/time.Second), "Number of allowed API requests exceeded"), true
	case crmtest.Down:
		down := unavailable()
		if f.RetryAfter > 0 {
			down.header.Set("Retry-After", strconv.Itoa(int(f.RetryAfter/time.Second)))
		}
		return down, true
	case crmtest.ExpireToken:
		s.revokeTokens()
	case crmtest.Collide:
		id, ok := c.id()
		if t := s.state.tickets[id]; ok && t != nil {
			s.touch(t)
			return answer{}, false
		}
		return fail(http.StatusConflict, "DatabaseConflict", "Database collision"), true
	case crmtest.RejectContent:
		return invalid("base", "InvalidValue", "Order number: is required when solving a ticket"), true
	}
	return answer{}, false
}

// lose plays trouble that strikes after the request has been carried out.
func (s *Server) lose(w http.ResponseWriter, r *http.Request, f *Fault) bool {
	switch f.Trouble {
	case crmtest.LoseAnswer:
		cut(w)
		return true
	case crmtest.DownAfter:
		unavailable().send(w, r)
		return true
	case crmtest.Garbage:
		answer{
			status: http.StatusOK, header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
			body: []byte(`<html><body>One moment please {"ticket":`),
		}.send(w, r)
		return true
	case crmtest.Slow:
		wait := time.NewTimer(f.Delay)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-r.Context().Done():
		}
	}
	return false
}

func unavailable() answer {
	return answer{
		status: http.StatusServiceUnavailable, header: http.Header{"Content-Type": {"text/html; charset=utf-8"}},
		body: []byte("<!DOCTYPE html><html><head><title>Zendesk is unavailable</title></head><body>503</body></html>"),
	}
}

// cut resets the connection, as a dying proxy does.
func cut(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

func (f *Fault) view() object {
	return object{
		"trouble": f.Trouble, "times": f.Times, "reads": f.Reads,
		"retry_after_ms": f.RetryAfter.Milliseconds(), "delay_ms": f.Delay.Milliseconds(),
	}
}

func itoa(id int64) string { return strconv.FormatInt(id, 10) }
