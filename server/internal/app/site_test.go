package app_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/app"
)

const (
	deskNumber = "+15550100100"
	accountSID = "AC00000000000000000000000000000001"
	authToken  = "authtoken0000000000000000000000a"
	apiKey     = "SK00000000000000000000000000000001"
	apiSecret  = "apisecret00000000000000000000001"
	twimlApp   = "AP00000000000000000000000000000001"
)

// site is a Zendesk and a Twilio to run against, and a public address that
// leads to whichever server runs now.
type site struct {
	t       *testing.T
	zendesk *zendesktest.Server
	twilio  *twiliotest.Server
	zdURL   string
	twURL   string
	public  string
	dir     string // data_dir, templates and configuration

	mu     sync.Mutex
	behind *url.URL // nil: nobody
}

func newSite(t *testing.T) *site {
	t.Helper()
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) }) // the last of all cleanups
	w := &site{t: t, zendesk: zendesktest.New(zendesktest.Options{}), dir: t.TempDir()}
	w.public = w.serve(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			w.mu.Lock()
			defer w.mu.Unlock()
			if w.behind != nil {
				r.SetURL(w.behind)
			}
		},
		Transport: &http.Transport{DisableKeepAlives: true}, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo),
	})
	w.twilio = twiliotest.New(twiliotest.Options{
		AccountSID: accountSID, AuthToken: authToken, APIKeySID: apiKey, APIKeySecret: apiSecret,
		Numbers: []twiliotest.Number{{PhoneNumber: deskNumber, VoiceURL: w.public + "/twilio/voice", StatusCallback: w.public + "/twilio/voice/status"}},
		Applications: []twiliotest.Application{{
			SID: twimlApp, FriendlyName: "Deskside", VoiceURL: w.public + "/twilio/voice", StatusCallback: w.public + "/twilio/voice/status",
		}},
	})
	t.Cleanup(w.twilio.Close)
	w.zdURL, w.twURL = w.serve(w.zendesk.Handler()), w.serve(w.twilio.Handler())
	return w
}

func (w *site) serve(h http.Handler) string {
	s := httptest.NewServer(h)
	w.t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s.URL
}

func (w *site) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// config as an admin writes it, read as the server reads it. more is further
// lines of YAML.
func (w *site) config(more ...string) *config.Config {
	w.t.Helper()
	text := fmt.Sprintf(`listen: 127.0.0.1:0
public_url: %s
data_dir: %s
twilio:
  account_sid: %s
  auth_token: %s
  api_key_sid: %s
  api_key_secret: %s
  twiml_app_sid: %s
  numbers: ["%s"]
  api_url: %s
accounts:
  - {name: support, kind: zendesk, url: "%s", client_id: deskside, client_secret: %s}
`, w.public, filepath.Join(w.dir, "var"), accountSID, authToken, apiKey, apiSecret, twimlApp, deskNumber, w.twURL, w.zdURL, w.zendesk.ClientSecret())
	path := filepath.Join(w.dir, "config.yaml")
	w.must(os.WriteFile(path, []byte(text+strings.Join(more, "\n")+"\n"), 0o600))
	cfg, err := config.Load(path, nil)
	w.must(err)
	return cfg
}

// running is a server until it is stopped.
type running struct {
	w      *site
	url    string
	cancel context.CancelFunc
	ended  chan error
	log    *log
	once   sync.Once
	err    error
}

// log is what the operator reads; shown when a test fails.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start a server and wait until it listens.
func (w *site) start(cfg *config.Config) *running {
	w.t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(w.t.Context()))
	r := &running{w: w, cancel: cancel, ended: make(chan error, 1), log: &log{}}
	listening := make(chan net.Addr, 1)
	go func() {
		r.ended <- app.Run(ctx, cfg, app.Options{
			Sandbox: true, Log: slog.New(slog.NewTextHandler(r.log, nil)), Listening: func(a net.Addr) { listening <- a },
		})
	}()
	w.t.Cleanup(func() {
		_ = r.stop()
		if w.t.Failed() {
			w.t.Log(r.log.String())
		}
	})
	select {
	case a := <-listening:
		r.url = "http://" + a.String()
		u, err := url.Parse(r.url)
		w.must(err)
		w.mu.Lock()
		w.behind = u
		w.mu.Unlock()
	case err := <-r.ended:
		r.once.Do(func() { r.err = err })
		w.t.Fatalf("the server did not start: %v", err)
	}
	return r
}

// stop as SIGTERM does, and wait.
func (r *running) stop() error {
	r.once.Do(func() {
		r.cancel()
		r.err = <-r.ended
	})
	return r.err
}

// get JSON, or any text into a *string.
func (r *running) do(method, path, token string, body, into any) int {
	r.w.t.Helper()
	raw, err := json.Marshal(body)
	r.w.must(err)
	req, err := http.NewRequestWithContext(r.w.t.Context(), method, r.url+path, bytes.NewReader(raw))
	r.w.must(err)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	r.w.must(err)
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	r.w.must(err)
	switch into := into.(type) {
	case nil:
	case *string:
		*into = string(answer)
	default:
		r.w.must(json.Unmarshal(answer, into))
	}
	return res.StatusCode
}

// signIn as an agent or admin of the sandbox.
func (r *running) signIn(role string) string {
	r.w.t.Helper()
	var s struct{ Token string }
	if code := r.do("POST", "/v1/sessions/sandbox", "", map[string]any{"account": "support", "user": "17", "name": "Ann", "role": role}, &s); code != http.StatusCreated {
		r.w.t.Fatalf("sign-in: %d", code)
	}
	return s.Token
}

// enough time for what must happen.
const enough = 30 * time.Second

// awaitTicket returns the newest ticket once good says so; it looks whenever a
// ticket changes.
func (w *site) awaitTicket(what string, good func(zendesktest.Ticket) bool) zendesktest.Ticket {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), enough)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.zdURL+"/_sandbox/stream", nil)
	w.must(err)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	w.must(err)
	defer res.Body.Close()
	for changes := bufio.NewScanner(res.Body); changes.Scan(); {
		for _, id := range w.zendesk.Tickets() {
			if k, ok := w.zendesk.Ticket(id); ok && good(k) {
				return k
			}
		}
	}
	w.t.Fatalf("no ticket in Zendesk %s", what)
	return zendesktest.Ticket{}
}

// holds reports whether a comment of the ticket has that text.
func holds(text string) func(zendesktest.Ticket) bool {
	return func(k zendesktest.Ticket) bool {
		for _, c := range k.Comments {
			if strings.Contains(c.Text+c.HTML, text) {
				return true
			}
		}
		return false
	}
}
