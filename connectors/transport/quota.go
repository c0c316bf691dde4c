package transport

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// level is what one answer says of one limit.
type level struct {
	limit, left int
	resets      time.Duration // until it refills; 0: not told
}

// quota is what one answer says of all limits.
type quota struct {
	minute     level            // of the whole account; limit 0: not told
	named      map[string]level // of some endpoints, by the header's name
	used, of   int              // of the day; of 0: not told
	retryAfter time.Duration
}

// Headers, as they are on the wire of Zendesk (facts: x-rate-limit on every
// answer, ratelimit-* on ticketing, zendesk-ratelimit-… per endpoint) and of
// Salesforce (Sforce-Limit-Info on every answer, over the last 24 hours).
var (
	namedLimit = regexp.MustCompile(`^total=(\d+); remaining=(\d+); resets=(\d+)`)
	apiUsage   = regexp.MustCompile(`(?:^|[;,\s])api-usage=(\d+)/(\d+)`)
)

const namedPrefix = "Zendesk-Ratelimit-"

// longestWindow is the longest that any cloud documents of a limit: Zendesk's, of updates
// by one user to one ticket. Whoever says more is asked again after so long: an odd answer
// must not shut an account for years.
const longestWindow = 10 * time.Minute

func untilRefilled(seconds int) time.Duration {
	return min(time.Duration(seconds)*time.Second, longestWindow)
}

func readQuota(h http.Header) quota {
	q := quota{named: map[string]level{}}
	for _, names := range [][3]string{
		{"Ratelimit-Limit", "Ratelimit-Remaining", "Ratelimit-Reset"},
		{"Rate-Limit-Limit", "Rate-Limit-Remaining", "Rate-Limit-Reset"},
		{"X-Rate-Limit", "X-Rate-Limit-Remaining", ""},
	} {
		limit, has := number(h.Get(names[0]))
		left, tells := number(h.Get(names[1]))
		if !has || !tells || limit == 0 {
			continue
		}
		q.minute = level{limit: limit, left: left}
		if resets, ok := number(h.Get(names[2])); ok && names[2] != "" {
			q.minute.resets = untilRefilled(resets)
		}
		break
	}
	for name, values := range h {
		// What one ticket takes says nothing of the others.
		if !strings.HasPrefix(name, namedPrefix) || strings.Contains(name, "Per-Ticket") || len(values) == 0 {
			continue
		}
		if m := namedLimit.FindStringSubmatch(values[0]); m != nil {
			limit, _ := number(m[1])
			left, _ := number(m[2])
			resets, _ := number(m[3])
			q.named[name] = level{limit, left, untilRefilled(resets)}
		}
	}
	if m := apiUsage.FindStringSubmatch(h.Get("Sforce-Limit-Info")); m != nil {
		used, told := number(m[1])
		if of, ok := number(m[2]); told && ok {
			q.used, q.of = used, of
		}
	}
	if seconds, ok := number(h.Get("Retry-After")); ok {
		q.retryAfter = time.Duration(seconds) * time.Second
	}
	return q
}

// number reads what a header may hold; more than nine digits is nonsense.
func number(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n < 1_000_000_000
}
