package twiliotest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	ours   = "+15005550006"
	street = "+14155550100"
)

func contains(list, word string) bool { return slices.Contains(strings.Fields(list), word) }

// product is a webhook receiver whose answers a test scripts.
type product struct {
	*httptest.Server
	mu     sync.Mutex
	got    []*http.Request
	forms  []url.Values
	answer func(path string, n int) (status int, body string) // n: which request to this path, from 1
}

func newProduct(t *testing.T, answer func(path string, n int) (int, string)) *product {
	p := &product{answer: answer}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		p.mu.Lock()
		p.got, p.forms = append(p.got, r), append(p.forms, r.PostForm)
		n := 0
		for _, other := range p.got {
			if other.URL.Path == r.URL.Path {
				n++
			}
		}
		p.mu.Unlock()
		status, body := p.answer(r.URL.Path, n)
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *product) count(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, r := range p.got {
		if r.URL.Path == path {
			n++
		}
	}
	return n
}

func start(t *testing.T, opt Options) *Server {
	opt.AccountSID, opt.AuthToken, opt.Virtual = "AC"+strings.Repeat("0", 32), "token", true
	s := New(opt)
	t.Cleanup(s.Close)
	return s
}

func await(t *testing.T, s *Server, what string, cond func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := s.Await(ctx, cond); err != nil {
		t.Fatalf("waiting for %s: %v; alerts %+v; calls %+v", what, err, s.Alerts(), s.Calls())
	}
}

func closed(s *Server, sid string) func() bool {
	return func() bool { st, _ := s.State(sid); return st.State == "closed" }
}

func callIn(t *testing.T, s *Server) string {
	t.Helper()
	sid, err := s.PhoneCall(street, ours)
	if err != nil {
		t.Fatal(err)
	}
	return sid
}

const sayHello = `<Response><Say>Hello</Say><Pause length="2"/></Response>`

func TestRetryPolicy(t *testing.T) {
	for _, c := range []struct {
		name, fragment string
		fail           int // status of the first two answers
		attempts       int
		heard          string
	}{
		{"500 is final by default", "", 500, 1, "An application error has occurred. Goodbye."},
		{"5xx retried when asked for", "#rc=2&rp=5xx", 500, 3, "Hello"},
		{"retries are counted", "#rc=1&rp=5xx", 500, 2, "An application error has occurred. Goodbye."},
		{"404 is not a 5xx", "#rc=5&rp=5xx", 404, 1, "An application error has occurred. Goodbye."},
		{"4xx retried when asked for", "#rc=5&rp=4xx", 404, 3, "Hello"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newProduct(t, func(_ string, n int) (int, string) {
				if n <= 2 {
					return c.fail, ""
				}
				return 200, sayHello
			})
			s := start(t, Options{Numbers: []Number{{PhoneNumber: ours, VoiceURL: p.URL + "/voice" + c.fragment}}})
			sid := callIn(t, s)
			await(t, s, "what the caller hears", func() bool { st, _ := s.State(sid); return slices.Contains(st.Heard, c.heard) })
			d := s.Deliveries()
			if len(d) != c.attempts {
				t.Fatalf("%d attempts: %+v", len(d), d)
			}
			for i, x := range d {
				if x.Token == "" || x.Token != d[0].Token || x.Attempt != i+1 {
					t.Errorf("attempt %d: %+v", i, x)
				}
			}
		})
	}
}

// The product is down, comes back, and the call goes on: only a policy that names ct gets that.
func TestConnectionRefusedIsRetried(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	back := make(chan struct{})
	var server *http.Server
	retries := 0
	s := start(t, Options{
		Numbers: []Number{{PhoneNumber: ours, VoiceURL: "http://" + address + "/voice#rc=5&rp=ct"}},
		RetryDelay: func(n int) time.Duration {
			retries++
			if n == 3 {
				l, err := net.Listen("tcp", address)
				if err != nil {
					t.Error(err)
					return 0
				}
				server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", "text/xml")
					_, _ = io.WriteString(w, sayHello)
				})}
				go func() { _ = server.Serve(l); close(back) }()
			}
			return 0
		},
	})
	sid := callIn(t, s)
	await(t, s, "the greeting", func() bool { st, _ := s.State(sid); return slices.Contains(st.Heard, "Hello") })
	if retries != 3 {
		t.Errorf("%d retries", retries)
	}
	_ = server.Close()
	<-back
}

// A read timeout counts from the connection on, and is retried if rp has rt.
func TestSlowAnswer(t *testing.T) {
	release := make(chan struct{})
	p := newProduct(t, func(_ string, n int) (int, string) {
		if n == 1 {
			<-release
		}
		return 200, sayHello
	})
	defer close(release)
	s := start(t, Options{Numbers: []Number{{PhoneNumber: ours, VoiceURL: p.URL + "/voice#rc=1&rp=rt&rt=100"}}})
	sid := callIn(t, s)
	await(t, s, "the greeting", func() bool { st, _ := s.State(sid); return slices.Contains(st.Heard, "Hello") })
	if d := s.Deliveries(); len(d) != 2 || d[0].Status != 0 || d[1].Status != 200 {
		t.Errorf("%+v", d)
	}
}

// By the wall clock, as a sandbox runs.
func TestRealClock(t *testing.T) {
	p := newProduct(t, func(_ string, n int) (int, string) {
		if n == 1 {
			return 500, ""
		}
		return 200, "<Response><Hangup/></Response>"
	})
	s := New(Options{AccountSID: "AC" + strings.Repeat("0", 32), AuthToken: "token", RetryDelay: func(int) time.Duration { return time.Millisecond },
		Numbers: []Number{{PhoneNumber: ours, VoiceURL: p.URL + "/voice#rc=1&rp=5xx"}}})
	defer s.Close()
	before := time.Now().Add(-time.Second)
	sid := callIn(t, s)
	await(t, s, "the end", closed(s, sid))
	if st, _ := s.State(sid); st.Status != "completed" || st.CreatedAt.Before(before) {
		t.Errorf("%+v", st)
	}
}

func TestFallback(t *testing.T) {
	p := newProduct(t, func(path string, _ int) (int, string) {
		if path == "/voice" {
			return 200, "<Response><Dial>" // not XML
		}
		return 200, sayHello
	})
	s := start(t, Options{Numbers: []Number{{PhoneNumber: ours, VoiceURL: p.URL + "/voice", FallbackURL: p.URL + "/fallback"}}})
	sid := callIn(t, s)
	await(t, s, "the greeting", func() bool { st, _ := s.State(sid); return slices.Contains(st.Heard, "Hello") })
	if f := p.forms[1]; f.Get("ErrorCode") == "" || f.Get("ErrorUrl") != p.URL+"/voice" {
		t.Errorf("%v", f)
	}
	if a := s.Alerts(); len(a) != 1 || a[0].Code != 12100 {
		t.Errorf("%+v", a)
	}
}

func TestRefusedDocuments(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		code int
	}{
		"too large":    {"<Response>" + strings.Repeat(" ", 64<<10) + "</Response>", 11750},
		"not TwiML":    {"<html></html>", 12100},
		"nothing":      {"", 12100},
		"unknown verb": {"<Response><Sing>q</Sing></Response>", 12200},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProduct(t, func(string, int) (int, string) { return 200, c.body })
			s := start(t, Options{Numbers: []Number{{PhoneNumber: ours, VoiceURL: p.URL + "/voice"}}})
			sid := callIn(t, s)
			await(t, s, "the end", closed(s, sid))
			if a := s.Alerts(); len(a) != 1 || a[0].Code != c.code {
				t.Errorf("%+v", a)
			}
		})
	}
}

func TestWebhookAsSent(t *testing.T) {
	p := newProduct(t, func(string, int) (int, string) { return 200, "<Response/>" })
	s := start(t, Options{Numbers: []Number{{PhoneNumber: ours, VoiceURL: p.URL + "/voice?shop=1#rc=3"}}})
	sid := callIn(t, s)
	await(t, s, "the end", closed(s, sid))
	r, f := p.got[0], p.forms[0]
	if r.Header.Get("X-Twilio-Signature") != Sign("token", p.URL+"/voice?shop=1", f) {
		t.Error("signature")
	}
	if r.Header.Get("User-Agent") != "TwilioProxy/1.1" || r.Header.Get("I-Twilio-Idempotency-Token") == "" || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("%v", r.Header)
	}
	if !f.Has("FromCity") || f.Get("FromCity") != "" || f.Get("CallStatus") != "ringing" || f.Get("Caller") != street || f.Get("FromCountry") != "US" {
		t.Errorf("%v", f)
	}
}

func TestSignedAddress(t *testing.T) {
	for address, want := range map[string]string{
		"https://h.example:8443/a?b=1#rc=1": "https://h.example/a?b=1",
		"http://127.0.0.1:80/a":             "http://127.0.0.1:80/a",
		"https://u:p@h.example:1/a@b":       "https://h.example/a@b",
		"https://[::1]:1/%2F?x=%20":         "https://[::1]/%2F?x=%20",
	} {
		if got := signedAddress(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

// Callbacks about one call can come twice, late, in the wrong order, or never.
func TestCallbackFaults(t *testing.T) {
	const first, second = "ringing", "in-progress"
	for _, c := range []struct {
		fault Fault
		want  []string
	}{
		{Fault{}, []string{"initiated", first, second, "completed"}},
		{Fault{Kind: Duplicate, Match: first}, []string{"initiated", first, first, second, "completed"}},
		{Fault{Kind: Drop, Match: first}, []string{"initiated", second, "completed"}},
		{Fault{Kind: Reorder, Match: first}, []string{"initiated", second, first, "completed"}},
		{Fault{Kind: Delay, DelayMS: 60000, Match: first}, []string{"initiated", second, "completed", first}},
	} {
		t.Run(string(c.fault.Kind), func(t *testing.T) {
			p := newProduct(t, func(string, int) (int, string) { return 204, "" })
			s := start(t, Options{CallsPerSecond: 100, Numbers: []Number{{PhoneNumber: ours}}})
			if c.fault.Kind != "" {
				if err := s.Break(c.fault); err != nil {
					t.Fatal(err)
				}
			}
			sid := dialled(t, s, url.Values{"StatusCallback": {p.URL + "/status"}})
			await(t, s, "ringing", func() bool { return len(s.Ringing(street)) == 1 })
			if err := s.Pick(sid); err != nil {
				t.Fatal(err)
			}
			if err := s.HangUp(sid); err != nil {
				t.Fatal(err)
			}
			await(t, s, "quiet", func() bool { return s.Quiet() && p.count("/status") >= 3 })
			s.Advance(2 * time.Minute)
			await(t, s, "all callbacks", func() bool { return p.count("/status") >= len(c.want) })
			p.mu.Lock()
			defer p.mu.Unlock()
			var got []string
			tokens := map[string]bool{}
			for i, f := range p.forms {
				got = append(got, f.Get("CallStatus"))
				tokens[p.got[i].Header.Get("I-Twilio-Idempotency-Token")] = true
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
			if want := len(slices.Compact(slices.Sorted(slices.Values(got)))); len(tokens) != want {
				t.Errorf("%d tokens for %d events", len(tokens), want)
			}
		})
	}
}

// dialled places a call into a conference by the REST API.
func dialled(t *testing.T, s *Server, more url.Values) string {
	t.Helper()
	f := url.Values{"From": {ours}, "To": {street}, "StatusCallbackEvent": {"initiated", "ringing", "answered", "completed"}}
	for k, v := range more {
		f[k] = v
	}
	var leg struct {
		CallSID string `json:"call_sid"`
	}
	if status := rest(t, s, "POST", "/Conferences/c_1/Participants.json", f, &leg); status != 201 {
		t.Fatalf("status %d", status)
	}
	return leg.CallSID
}

func rest(t *testing.T, s *Server, method, path string, f url.Values, into any) int {
	t.Helper()
	path = "/2010-04-01/Accounts/" + s.opt.AccountSID + path
	body := ""
	if method == "POST" {
		body = f.Encode()
	} else if len(f) > 0 {
		path += "?" + f.Encode()
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(s.opt.AccountSID, s.opt.AuthToken)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	if into != nil && w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			t.Fatal(fmt.Errorf("%w in %s", err, w.Body))
		}
	}
	return w.Code
}
