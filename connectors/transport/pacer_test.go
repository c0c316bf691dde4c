package transport_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/connectors/transport"
)

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

func request(method, path string) *http.Request {
	r, err := http.NewRequest(method, "https://acme.example"+path, nil)
	if err != nil {
		panic(err)
	}
	return r
}

// ask sends one request and lets the answer be heard.
func ask(t *testing.T, p *transport.Pacer, status int, h http.Header) {
	t.Helper()
	heard, err := p.Wait(t.Context(), request("GET", "/api/v2/users/1.json"))
	if err != nil {
		t.Fatal(err)
	}
	heard(status, h)
}

func TestLearnsFromEveryCloud(t *testing.T) {
	for _, c := range []struct {
		name   string
		header http.Header
		want   transport.Usage
	}{
		{"nothing told", header(), transport.Usage{}},
		{"zendesk", header("x-rate-limit", "700", "x-rate-limit-remaining", "690"), transport.Usage{Used: 10, Limit: 700, Window: time.Minute}},
		{"zendesk, ticketing", header("ratelimit-limit", "400", "ratelimit-remaining", "100", "ratelimit-reset", "20"), transport.Usage{Used: 300, Limit: 400, Window: time.Minute}},
		{"zendesk, as in 2023", header("rate-limit-limit", "400", "rate-limit-remaining", "399", "rate-limit-reset", "20"), transport.Usage{Used: 1, Limit: 400, Window: time.Minute}},
		{"salesforce", header("Sforce-Limit-Info", "api-usage=18/15000"), transport.Usage{Used: 18, Limit: 15000, Window: 24 * time.Hour}},
		{"salesforce, with the app's own", header("Sforce-Limit-Info", "api-usage=25/5000; per-app-api-usage=17/250(appName=Deskside)"), transport.Usage{Used: 25, Limit: 5000, Window: 24 * time.Hour}},
		{"nonsense", header("x-rate-limit", "-7", "x-rate-limit-remaining", "many", "Sforce-Limit-Info", "api-usage=1/99999999999999"), transport.Usage{}},
	} {
		p := transport.NewPacer(clock.Real)
		ask(t, p, 200, c.header)
		got := p.Usage()
		got.ResetsAt = time.Time{}
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// cloud counts within full minutes and refuses what is over its limit.
type cloud struct {
	limit         int
	used, refused int
	until         time.Time
	now           func() time.Time
}

func (c *cloud) serve() (int, http.Header) {
	if now := c.now(); !now.Before(c.until) {
		c.used, c.until = 0, now.Add(time.Minute)
	}
	resets := fmt.Sprint(int(c.until.Sub(c.now()) / time.Second))
	if c.used >= c.limit {
		c.refused++
		return 429, header("x-rate-limit", fmt.Sprint(c.limit), "x-rate-limit-remaining", "0", "ratelimit-reset", resets, "Retry-After", resets)
	}
	c.used++
	return 200, header("ratelimit-limit", fmt.Sprint(c.limit), "ratelimit-remaining", fmt.Sprint(c.limit-c.used), "ratelimit-reset", resets)
}

// TestNothingIsRefused: a thousand requests at once against a limit of a hundred
// a minute take ten minutes, and none is refused.
func TestNothingIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c := transport.NewPacer(clock.Real), &cloud{limit: 100, now: time.Now}
		start, done := time.Now(), make(chan bool)
		turn := make(chan bool, 1)
		ask(t, p, 200, func() http.Header { _, h := c.serve(); return h }())
		for range 999 {
			go func() {
				heard, err := p.Wait(t.Context(), request("PUT", "/api/v2/tickets/1.json"))
				if err != nil {
					t.Error(err)
				}
				turn <- true
				status, h := c.serve()
				<-turn
				time.Sleep(100 * time.Millisecond) // in the bubble: the answer's way back
				heard(status, h)
				done <- true
			}()
		}
		for range 999 {
			<-done
		}
		if c.refused != 0 {
			t.Errorf("%d were refused", c.refused)
		}
		if took := time.Since(start); took > 11*time.Minute {
			t.Errorf("took %v", took)
		}
	})
}

func TestUrgentGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := transport.NewPacer(clock.Real)
		ask(t, p, 200, header("ratelimit-limit", "2", "ratelimit-remaining", "0", "ratelimit-reset", "30"))
		var order []string
		done := make(chan string)
		for i, u := range []transport.Urgency{transport.Statistics, transport.Media, transport.Urgent, transport.Statistics, transport.Urgent, transport.Media} {
			go func() {
				ctx := transport.WithUrgency(t.Context(), u)
				heard, err := p.Wait(ctx, request("GET", "/"))
				if err != nil {
					t.Error(err)
				}
				done <- fmt.Sprint(u, i)
				heard(200, nil)
			}()
			synctest.Wait() // they arrive in this order
		}
		if opens := p.Opens(transport.Urgent); time.Until(opens) < 30*time.Second {
			t.Errorf("opens at %v", time.Until(opens))
		}
		for range 6 {
			order = append(order, <-done)
			synctest.Wait()
		}
		urgent, media := order[:2], order[2:4] // two fit into a minute
		if !slices.Contains(urgent, "urgent 2") || !slices.Contains(urgent, "urgent 4") || !slices.Contains(media, "media 1") || !slices.Contains(media, "media 5") {
			t.Errorf("order %v", order)
		}
	})
}

// TestKeptForTheUrgent: the last fifth of a window is not for statistics, the
// last tenth not for media.
func TestKeptForTheUrgent(t *testing.T) {
	for _, c := range []struct {
		left string
		want []transport.Urgency
	}{
		{"21", []transport.Urgency{transport.Urgent, transport.Media, transport.Statistics}},
		{"20", []transport.Urgency{transport.Urgent, transport.Media}},
		{"10", []transport.Urgency{transport.Urgent}},
		{"0", nil},
	} {
		p := transport.NewPacer(clock.Real)
		ask(t, p, 200, header("ratelimit-limit", "100", "ratelimit-remaining", c.left, "ratelimit-reset", "30"))
		var open []transport.Urgency
		for _, u := range []transport.Urgency{transport.Urgent, transport.Media, transport.Statistics} {
			if p.Opens(u).IsZero() {
				open = append(open, u)
			}
		}
		if !slices.Equal(open, c.want) {
			t.Errorf("%s left: open for %v, want %v", c.left, open, c.want)
		}
	}
}

// TestEndpointLimit: one that an endpoint has alone holds up that endpoint alone.
func TestEndpointLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := transport.NewPacer(clock.Real)
		start := time.Now()
		heard, err := p.Wait(t.Context(), request("PUT", "/api/v2/tickets/7.json"))
		if err != nil {
			t.Fatal(err)
		}
		heard(200, header("x-rate-limit", "700", "x-rate-limit-remaining", "600",
			"zendesk-ratelimit-tickets-update", "total=100; remaining=0; resets=40",
			"zendesk-ratelimit-per-ticket-updates", "total=30; remaining=0; resets=600"))
		ask(t, p, 200, header())
		if d := time.Since(start); d != 0 {
			t.Errorf("another endpoint waited %v", d)
		}
		heard, err = p.Wait(t.Context(), request("PUT", "/api/v2/tickets/8.json"))
		if err != nil {
			t.Fatal(err)
		}
		heard(200, nil)
		if d := time.Since(start); d < 40*time.Second || d > 42*time.Second {
			t.Errorf("the same endpoint waited %v, want 40s", d)
		}
	})
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		header http.Header
		shut   time.Duration
	}{
		{"too many", 429, header("Retry-After", "17"), 17 * time.Second},
		{"too many, without a word", 429, header(), 5 * time.Second},
		{"one ticket alone", 429, header("Retry-After", "500", "x-rate-limit", "700", "x-rate-limit-remaining", "600"), 0},
		{"a quota of the day", 429, header("Retry-After", "21600"), 0},
		{"maintenance", 503, header("Retry-After", "60"), time.Minute},
		{"a fault", 503, header(), 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := transport.NewPacer(clock.Real)
			ask(t, p, c.status, c.header)
			start := time.Now()
			ask(t, p, 200, nil)
			if d := time.Since(start); d != c.shut {
				t.Errorf("%s: shut for %v, want %v", c.name, d, c.shut)
			}
		})
	}
}

// TestOddWindowsEnd: no answer's word about its limits shuts an account, or one of its
// endpoints, for longer than the longest window that there is; then one more is asked.
func TestOddWindowsEnd(t *testing.T) {
	for name, h := range map[string]http.Header{
		"of the account":                 header("ratelimit-limit", "400", "ratelimit-remaining", "0", "ratelimit-reset", "9999999"),
		"of the account, as a date":      header("ratelimit-limit", "400", "ratelimit-remaining", "0", "ratelimit-reset", "4102444800"),
		"of the account, the older name": header("rate-limit-limit", "400", "rate-limit-remaining", "0", "rate-limit-reset", "999999999"),
		"of an endpoint":                 header("zendesk-ratelimit-users-show", "total=100; remaining=0; resets=999999999"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := transport.NewPacer(clock.Real)
				for range 3 { // whoever asks again hears the same
					ask(t, p, http.StatusOK, h)
				}
				brief, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				for _, u := range []transport.Urgency{transport.Urgent, transport.Statistics} {
					heard, err := p.Wait(transport.WithUrgency(brief, u), request("GET", "/api/v2/users/1.json"))
					if err != nil {
						t.Fatalf("%v waits for more than an hour: %v", u, err)
					}
					heard(http.StatusOK, nil)
				}
			})
		})
	}
}

// TestGivingUp: who no longer waits takes no place and leaves nothing behind.
func TestGivingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := transport.NewPacer(clock.Real)
		ask(t, p, 200, header("ratelimit-limit", "1", "ratelimit-remaining", "0", "ratelimit-reset", "30"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := p.Wait(ctx, request("GET", "/")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		var m transport.Meter
		start := time.Now()
		heard, err := p.Wait(transport.WithMeter(t.Context(), &m), request("GET", "/"))
		if err != nil || time.Since(start) > 31*time.Second || m.Count() != 1 {
			t.Errorf("error %v after %v, counted %d", err, time.Since(start), m.Count())
		}
		heard(0, nil)
	})
}

func TestUnmarkedIsUrgent(t *testing.T) {
	if u := transport.UrgencyOf(t.Context()); u != transport.Urgent {
		t.Errorf("%v", u)
	}
	if u := transport.UrgencyOf(transport.WithUrgency(t.Context(), transport.Media)); u != transport.Media {
		t.Errorf("%v", u)
	}
}

// TestReopenedPacer: whoever waits for a limit that was lifted goes on at once, whichever it
// was, and what is told afterwards holds.
func TestReopenedPacer(t *testing.T) {
	for name, told := range map[string]http.Header{
		"refused":            header("Retry-After", "55"),
		"nothing left":       header("x-rate-limit", "100", "x-rate-limit-remaining", "0", "ratelimit-reset", "600"),
		"nothing of it left": header("x-rate-limit", "100", "x-rate-limit-remaining", "90", "zendesk-ratelimit-tickets-index", "total=100; remaining=0; resets=600"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := transport.NewPacer(clock.Real)
				ask(t, p, http.StatusTooManyRequests, told)
				began := time.Now()
				passed := make(chan time.Duration)
				go func() {
					ask(t, p, http.StatusOK, header("x-rate-limit", "100", "x-rate-limit-remaining", "99"))
					passed <- time.Since(began)
				}()
				time.Sleep(time.Second)
				synctest.Wait()
				p.Reopen()
				if took := <-passed; took != time.Second {
					t.Errorf("it went on after %s", took)
				}
				if u := p.Usage(); u.Limit != 100 {
					t.Errorf("what was told since does not hold: %+v", u)
				}
			})
		})
	}
}
