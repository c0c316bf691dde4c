package twiliotest

import (
	"testing"
	"time"
)

func TestParsePolicy(t *testing.T) {
	for _, c := range []struct {
		fragment             string
		connect, read, total time.Duration
		retries              int
		on                   string
	}{
		{"", 5 * time.Second, 15 * time.Second, 15 * time.Second, 1, "ct"},
		{"#rc=3&rp=5xx,ct,rt&rt=4000&tt=12000", 5 * time.Second, 4 * time.Second, 12 * time.Second, 3, "5xx ct rt"},
		{"#rp=all&rc=0", 5 * time.Second, 15 * time.Second, 15 * time.Second, 0, "4xx 5xx ct rt"},
		{"#rc=6&ct=50&rt=15001&tt=x&sni=y&e=dublin", 5 * time.Second, 15 * time.Second, 15 * time.Second, 1, "ct"},
	} {
		address, p := parsePolicy("https://h.example/x?a=1" + c.fragment)
		if address != "https://h.example/x?a=1" || p.connect != c.connect || p.read != c.read || p.total != c.total || p.retries != c.retries {
			t.Errorf("%s: %s %+v", c.fragment, address, p)
		}
		for _, what := range []string{"4xx", "5xx", "ct", "rt"} {
			if p.on[what] != contains(c.on, what) {
				t.Errorf("%s: retried on %s: %v", c.fragment, what, p.on[what])
			}
		}
	}
}
