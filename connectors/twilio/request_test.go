package twilio

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

var testConfig = Config{
	AccountSID:   "AC" + strings.Repeat("0", 32),
	AuthTokens:   []string{"tok"},
	APIKeySID:    "SK" + strings.Repeat("1", 32),
	APIKeySecret: "secret",
	TwiMLAppSID:  "AP" + strings.Repeat("2", 32),
}

func clientOf(t *testing.T, apiURL string) *Client {
	t.Helper()
	cfg := testConfig
	cfg.APIURL = apiURL
	c, err := New(cfg, WithTransport(&transport.Chain{Timeout: 2 * time.Second}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestErrorKinds(t *testing.T) {
	for _, c := range []struct {
		name         string
		status       int
		body         string
		header       string
		write, read  connectors.Kind
		code, retry  string
		reasonSpeaks string
	}{
		{name: "wrong credentials", status: 401, body: `{"code":20003,"message":"Authenticate"}`, write: connectors.Unauthorized, read: connectors.Unauthorized, code: "20003"},
		{name: "suspended", status: 400, body: `{"code":20005}`, write: connectors.Unauthorized, read: connectors.Unauthorized, code: "20005", reasonSpeaks: "twilio_suspended"},
		{name: "too many", status: 429, body: `{"code":20429}`, header: "7", write: connectors.Throttled, read: connectors.Throttled, code: "20429", retry: "7s"},
		{name: "absurd retry", status: 429, header: "99999999999", write: connectors.Throttled, read: connectors.Throttled},
		{name: "bad number", status: 400, body: `{"code":13223,"message":"Dial: Invalid phone number format +15005550001"}`, write: connectors.Rejected, read: connectors.Rejected, code: "13223", reasonSpeaks: "twilio_number_invalid"},
		{name: "server error with html", status: 502, body: "<html>", write: connectors.Unknown, read: connectors.Transient},
		{name: "unavailable", status: 503, header: "3", write: connectors.Unknown, read: connectors.Transient, retry: "3s"},
		{name: "redirect", status: 302, write: connectors.Rejected, read: connectors.Rejected},
		{name: "success that is not JSON", status: 201, body: "<html>", write: connectors.Unknown, read: connectors.Transient},
		{name: "success of another shape", status: 201, body: `{"call_sid":{},"sid":{}}`, write: connectors.Unknown, read: connectors.Transient},
		{name: "conflict", status: 409, body: `{}`, write: connectors.Conflict, read: connectors.Conflict},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if c.header != "" {
					w.Header().Set("Retry-After", c.header)
				}
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			defer s.Close()
			client := clientOf(t, s.URL)
			_, werr := client.Dial(t.Context(), Dial{Conference: "c_1", To: "+15005550001", From: "+15005550006"})
			_, _, rerr := client.Call(t.Context(), someCall)
			for err, want := range map[error]connectors.Kind{werr: c.write, rerr: c.read} {
				e, ok := errors.AsType[*connectors.Error](err)
				if !ok {
					t.Fatalf("%v is not a connector's error", err)
				}
				if e.Kind != want || e.Code != c.code || e.Reason.Code == "" {
					t.Errorf("%v: want %v, code %q", e, want, c.code)
				}
				if c.retry != "" && e.RetryAfter.String() != c.retry {
					t.Errorf("retry after %v", e.RetryAfter)
				}
				if c.reasonSpeaks != "" && e.Reason.Code != c.reasonSpeaks || strings.Contains(e.Reason.String(), "+1500") {
					t.Errorf("reason %q", e.Reason)
				}
				if strings.Contains(err.Error(), "secret") {
					t.Errorf("secret in %v", err)
				}
			}
		})
	}
}

func TestNothingListening(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	_ = l.Close()
	_, err = clientOf(t, address).Dial(t.Context(), Dial{Conference: "c_1", To: "+15005550001", From: "+15005550006"})
	if connectors.KindOf(err) != connectors.Transient {
		t.Errorf("%v, want transient: the request never left", err)
	}
}

func TestContextEndsAWait(t *testing.T) {
	arrived, release := make(chan struct{}, 2), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		arrived <- struct{}{}
		<-release
	}))
	defer s.Close()
	defer close(release)
	client := clientOf(t, s.URL)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	_, err := client.Dial(ctx, Dial{Conference: "c_1", To: "+15005550001", From: "+15005550006"})
	if connectors.KindOf(err) != connectors.Unknown || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want unknown: the request had left", err)
	}
}

func TestRequestsAsSent(t *testing.T) {
	var got []*http.Request
	var forms []url.Values
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		got, forms = append(got, r), append(forms, r.Form)
		_, _ = io.WriteString(w, `{"calls":[],"conferences":[]}`)
	}))
	defer s.Close()
	t.Setenv("TWILIO_EDGE", "sydney") // the library would change the host
	client := clientOf(t, s.URL+"/prefix")
	if _, _, err := client.Conference(t.Context(), "room.2026.11"); err != nil {
		t.Fatal(err)
	}
	if name := forms[0].Get("FriendlyName"); name != "room.2026.11" { // the library's own client makes it "conference"
		t.Errorf("FriendlyName %q", name)
	}
	user, password, _ := got[0].BasicAuth()
	if user != testConfig.APIKeySID || password != "secret" || !strings.HasPrefix(got[0].URL.Path, "/prefix/2010-04-01/") {
		t.Errorf("%s by %s", got[0].URL, user)
	}
	n := len(got)
	for _, sid := range []string{"a/b", "..", "a b", "a?b", "a#b", "", "a%2Fb", "ä"} {
		if _, _, err := client.Call(t.Context(), sid); connectors.KindOf(err) != connectors.Rejected {
			t.Errorf("%q: %v", sid, err)
		}
	}
	for _, d := range []Dial{{Conference: "a/b", To: "x", From: "y"}, {Conference: "a.b", To: "x", From: "y"}, {Conference: "", To: "x", From: "y"}, {Conference: "a", Label: "b c", To: "x", From: "y"}} {
		if _, err := client.Dial(t.Context(), d); connectors.KindOf(err) != connectors.Rejected {
			t.Errorf("%+v: %v", d, err)
		}
	}
	if len(got) > n {
		t.Errorf("%d requests left", len(got)-n)
	}
}

func TestNewNamesTheFieldAtFault(t *testing.T) {
	for field, change := range map[string]func(*Config){
		"account_sid":    func(c *Config) { c.AccountSID = "AC1" },
		"auth_token":     func(c *Config) { c.AuthTokens = nil },
		"api_key_sid":    func(c *Config) { c.APIKeySID = "AC" + strings.Repeat("0", 32) },
		"api_key_secret": func(c *Config) { c.APIKeySecret = "" },
		"twiml_app_sid":  func(c *Config) { c.TwiMLAppSID = "nope" },
		"api_url":        func(c *Config) { c.APIURL = "http://example.com" },
	} {
		cfg := testConfig
		change(&cfg)
		if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), field) || strings.Contains(err.Error(), "secret1") {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, ok := range []string{"", "https://api.dublin.ie1.twilio.com", "http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9/x"} {
		cfg := testConfig
		cfg.APIURL = ok
		if _, err := New(cfg); err != nil {
			t.Errorf("%q: %v", ok, err)
		}
	}
}

func TestAccessTokenRefuses(t *testing.T) {
	c := clientOf(t, "http://127.0.0.1:9")
	now := time.Now()
	for _, identity := range []string{"", "a.b", "a b", "a-b", "ä", strings.Repeat("x", 65)} {
		if _, err := c.AccessToken(identity, now, time.Hour); err == nil {
			t.Errorf("identity %q passed", identity)
		}
	}
	for _, ttl := range []time.Duration{0, -1, 25 * time.Hour} {
		if _, err := c.AccessToken("a", now, ttl); err == nil {
			t.Errorf("ttl %v passed", ttl)
		}
	}
	cfg := testConfig
	cfg.APIKeySID, cfg.APIKeySecret = "", ""
	bare, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bare.AccessToken("a", now, time.Hour); err == nil {
		t.Error("minted without a key") // the library would panic
	}
}
