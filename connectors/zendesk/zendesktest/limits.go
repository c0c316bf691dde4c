package zendesktest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Limits as documented: updates of one ticket by one user, upserts of users by
// one user. Those of the whole account are Options, since they can be bought.
const (
	updatesPerTicket       = 30
	updatesPerTicketWindow = 10 * time.Minute
	upsertsPerMinute       = 5
)

// window counts within a fixed span of time, as Zendesk does.
type window struct {
	until time.Time
	used  int
}

// use takes one from the named window. It returns what is left and the seconds
// until the window ends; ok is false when nothing was left.
func (s *Server) use(name string, total int, span time.Duration) (left, resets int, ok bool) {
	now := s.now()
	w := s.state.windows[name]
	if w == nil || !now.Before(w.until) {
		w = &window{until: now.Add(span)}
		s.state.windows[name] = w
	}
	resets = int((w.until.Sub(now) + time.Second - 1) / time.Second)
	if w.used >= total {
		return 0, resets, false
	}
	w.used++
	return total - w.used, resets, true
}

func tooMany(resets int, description string) answer {
	a := fail(http.StatusTooManyRequests, "APIRateLimitExceeded", description)
	a.header.Set("Retry-After", strconv.Itoa(resets))
	return a
}

func (s *Server) limitAccount() (answer, bool) {
	_, resets, ok := s.use("account", s.opts.CallsPerMinute, time.Minute)
	if ok {
		return answer{}, false
	}
	a := tooMany(resets, "Number of allowed API requests per minute exceeded")
	s.accountHeaders(a.header)
	return a, true
}

// accountHeaders are on every answer, under an old and a new name.
func (s *Server) accountHeaders(h http.Header) {
	w := s.state.windows["account"]
	if w == nil {
		return
	}
	left := strconv.Itoa(s.opts.CallsPerMinute - w.used)
	total := strconv.Itoa(s.opts.CallsPerMinute)
	h.Set("X-Rate-Limit", total)
	h.Set("X-Rate-Limit-Remaining", left)
	h.Set("Ratelimit-Limit", total)
	h.Set("Ratelimit-Remaining", left)
	h.Set("Ratelimit-Reset", strconv.Itoa(int(w.until.Sub(s.now())/time.Second)))
}

// limitTicket takes one update of a ticket from its two budgets.
func (s *Server) limitTicket(by, ticket int64, h http.Header) (answer, bool) {
	left, resets, ok := s.use(fmt.Sprintf("ticket %d by %d", ticket, by), updatesPerTicket, updatesPerTicketWindow)
	h.Set("Zendesk-Ratelimit-Per-Ticket-Updates", fmt.Sprintf("total=%d; remaining=%d; resets=%d", updatesPerTicket, left, resets))
	if ok {
		left, resets, ok = s.use("updates", s.opts.UpdatesPerMinute, time.Minute)
		h.Set("Zendesk-Ratelimit-Tickets-Update", fmt.Sprintf("total=%d; remaining=%d; resets=%d", s.opts.UpdatesPerMinute, left, resets))
	}
	if ok {
		return answer{}, false
	}
	a := tooMany(resets, "Number of allowed incremental ticket updates per minute exceeded")
	for k, v := range h {
		a.header[k] = v
	}
	return a, true
}
