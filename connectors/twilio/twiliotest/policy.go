package twiliotest

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// policy is how one webhook is tried and retried: Twilio reads it from the
// fragment of the webhook's address.
type policy struct {
	connect, read, total time.Duration
	retries              int
	on                   map[string]bool // 4xx 5xx ct rt
}

// parsePolicy cuts the fragment off. Values out of range are ignored, as are
// sni and e, which choose certificates and edges.
func parsePolicy(address string) (string, policy) {
	p := policy{connect: 5 * time.Second, read: 15 * time.Second, total: 15 * time.Second, retries: 1, on: map[string]bool{"ct": true}}
	address, fragment, _ := strings.Cut(address, "#")
	if fragment == "" {
		return address, p
	}
	values, err := url.ParseQuery(fragment)
	if err != nil {
		return address, p
	}
	ms := func(key string, most int, into *time.Duration) {
		if n, err := strconv.Atoi(values.Get(key)); err == nil && n >= 100 && n <= most {
			*into = time.Duration(n) * time.Millisecond
		}
	}
	ms("ct", 10000, &p.connect)
	ms("rt", 15000, &p.read)
	ms("tt", 15000, &p.total)
	if n, err := strconv.Atoi(values.Get("rc")); err == nil && n >= 0 && n <= 5 {
		p.retries = n
	}
	if rp := values.Get("rp"); rp != "" {
		p.on = map[string]bool{}
		for what := range strings.SplitSeq(rp, ",") {
			if what == "all" {
				p.on = map[string]bool{"4xx": true, "5xx": true, "ct": true, "rt": true}
				break
			}
			p.on[what] = true
		}
	}
	return address, p
}
