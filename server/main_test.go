package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
)

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		main()
	}
	goleak.VerifyTestMain(m)
}

// said is what a command prints.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
	// told is closed when needle has been printed.
	needle string
	told   chan struct{}
}

func (s *said) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.b.Write(b)
	if s.told != nil && strings.Contains(s.b.String(), s.needle) {
		close(s.told)
		s.told = nil
	}
	return n, err
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func deskside(t *testing.T, env []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs said
	code = run(t.Context(), args, env, &out, &errs)
	return code, out.String(), errs.String()
}

// clouds are a Zendesk and a Twilio on loopback, and a configuration for them.
type clouds struct {
	zendesk *zendesktest.Server
	dir     string
	config  string
}

const twilioToken = "authtoken0000000000000000000000a"

func newClouds(t *testing.T) *clouds {
	t.Helper()
	c := &clouds{zendesk: zendesktest.New(zendesktest.Options{}), dir: t.TempDir()}
	tw := twiliotest.New(twiliotest.Options{
		AccountSID: "AC00000000000000000000000000000001", AuthToken: twilioToken,
		Numbers: []twiliotest.Number{{PhoneNumber: "+15550100100", VoiceURL: "http://127.0.0.1:8080/twilio/voice"}},
	})
	t.Cleanup(tw.Close)
	c.config = fmt.Sprintf(`listen: 127.0.0.1:0
public_url: http://127.0.0.1:8080
data_dir: %s
twilio: {account_sid: AC00000000000000000000000000000001, auth_token: %s, numbers: ["+15550100100"], api_url: "%s"}
accounts:
  - {name: support, kind: zendesk, url: "%s", client_id: deskside, client_secret: %s}
`, filepath.Join(c.dir, "var"), twilioToken, serveOn(t, tw.Handler()), serveOn(t, c.zendesk.Handler()), c.zendesk.ClientSecret())
	return c
}

func serveOn(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s.URL
}

// freeAddress of this machine, for a server whose address has to be known before it starts.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// file with the configuration, changed.
func (c *clouds) file(t *testing.T, pairs ...string) string {
	t.Helper()
	text := strings.NewReplacer(pairs...).Replace(c.config)
	if len(pairs) > 0 && text == c.config {
		t.Fatalf("%q changes nothing", pairs)
	}
	path := filepath.Join(c.dir, "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestConfigurationThatIsWrong(t *testing.T) {
	c := newClouds(t)
	for name, w := range map[string]struct {
		pairs []string
		env   []string
		says  []string
	}{
		"unknown key":        {[]string{"listen:", "lisen:"}, nil, []string{"config.yaml:1", "lisen", "did you mean listen"}},
		"unknown key within": {[]string{"auth_token:", "authtoken:"}, nil, []string{"authtoken", "auth_token"}},
		"unknown variable":   {nil, []string{"DESKSIDE_LISTENN=x"}, []string{"DESKSIDE_LISTENN", "DESKSIDE_LISTEN"}},
		"missing secret":     {[]string{", auth_token: " + twilioToken, ""}, nil, []string{"twilio.auth_token", "is missing", "auth_token_file", "DESKSIDE_TWILIO_AUTH_TOKEN"}},
		"missing secret of an account": {[]string{", client_secret: " + c.zendesk.ClientSecret(), ""}, nil,
			[]string{"client_secret", "is missing", "client_secret_file", "DESKSIDE_ACCOUNTS_SUPPORT_CLIENT_SECRET"}},
		"no account": {[]string{"accounts:\n", "accounts: []\n", "  - {name: support", "# - {name: support"}, nil, []string{"accounts", "at least one account"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, verb := range []string{"serve", "doctor"} {
				code, stdout, stderr := deskside(t, w.env, verb, "--config", c.file(t, w.pairs...))
				if code != 1 || stdout != "" {
					t.Errorf("%s: %d %s", verb, code, stdout)
				}
				for _, says := range w.says {
					if !strings.Contains(stderr, says) {
						t.Errorf("%s: %q does not say %q", verb, stderr, says)
					}
				}
				if strings.Contains(stderr, twilioToken) || strings.Contains(stderr, c.zendesk.ClientSecret()) || strings.Contains(stderr, "goroutine") {
					t.Errorf("%s tells too much: %s", verb, stderr)
				}
			}
		})
	}
}

// TestDoctor: a line for each thing, the next step under what is wrong, and an exit
// code that scripts can use.
func TestDoctor(t *testing.T) {
	c := newClouds(t)
	code, stdout, stderr := deskside(t, nil, "doctor", "--config", c.file(t))
	if code != 0 || stderr != "" {
		t.Errorf("%d\n%s%s", code, stdout, stderr)
	}
	for _, line := range []string{"ok    support      credentials", "ok    twilio       numbers", "ok    server       store", "warn  server       public_url", "→ Set public_url to an https address"} {
		if !strings.Contains(stdout, line) {
			t.Errorf("no %q in\n%s", line, stdout)
		}
	}
	c.zendesk.Fault(zendesktest.Fault{Trouble: crmtest.DenyToken, Times: 9})
	code, stdout, stderr = deskside(t, nil, "doctor", "--config", c.file(t))
	if code != 1 || !strings.Contains(stdout, "fail  support      credentials") || !strings.Contains(stdout, "→ Check client_id") || !strings.Contains(stdout, "ok    twilio") || !strings.Contains(stderr, "1 of ") {
		t.Errorf("%d\n%s%s", code, stdout, stderr)
	}
	code, stdout, _ = deskside(t, nil, "doctor", "--config", c.file(t), "-json")
	var report struct {
		Checks             []struct{ Account, Subject, State, Text, Next string }
		Failures, Warnings int
	}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || code != 1 || report.Failures != 1 || report.Checks[0].Account != "support" || report.Checks[0].Next == "" {
		t.Errorf("%d %v %+v", code, err, report)
	}
	templates := t.TempDir()
	bad := filepath.Join(templates, "note.txt")
	if err := os.WriteFile(bad, []byte("{{.Nobody}}"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, stderr = deskside(t, nil, "doctor", "--config", c.file(t, "listen:", "templates_dir: "+templates+"\nlisten:"))
	if code != 1 || !strings.Contains(stderr, bad) {
		t.Errorf("%d %s", code, stderr)
	}
	if strings.Contains(stdout+stderr, twilioToken) || strings.Contains(stdout+stderr, c.zendesk.ClientSecret()) {
		t.Error("a secret is printed")
	}
}

// TestRehearse: every request to the CRM is shown, none is made.
func TestRehearse(t *testing.T) {
	c := newClouds(t)
	code, stdout, stderr := deskside(t, nil, "rehearse", "--config", c.file(t), "-account", "support")
	if code != 0 || stderr != "" {
		t.Errorf("%d %s", code, stderr)
	}
	for _, says := range []string{"POST http://", "/api/v2/tickets.json", "Idempotency-Key: ", `"public": false`, "This is a note of the rehearsal.", "(withheld)", "None was sent."} {
		if !strings.Contains(stdout, says) {
			t.Errorf("no %q in\n%s", says, stdout)
		}
	}
	if strings.Contains(stdout, c.zendesk.ClientSecret()) {
		t.Error("a secret is printed")
	}
	if n := c.zendesk.Calls(); n != 0 {
		t.Errorf("%d calls to the CRM", n)
	}
	if code, stdout, stderr = deskside(t, nil, "rehearse", "--config", c.file(t), "-account", "nobody"); code != 1 || stdout != "" || !strings.Contains(stderr, `no account "nobody"`) {
		t.Errorf("%d %s%s", code, stdout, stderr)
	}
	if _, stdout, _ = deskside(t, nil, "rehearse", "--config", c.file(t, "accounts:", "queues: [{name: desk, priority: urgent}]\naccounts:")); !strings.Contains(stdout, `"urgent"`) {
		t.Errorf("the settings of the queue in which phone calls wait are not rehearsed:\n%s", stdout)
	}
	if code, stdout, _ = deskside(t, nil, "rehearse", "--config", c.file(t), "-json"); code != 0 || !json.Valid([]byte(stdout)) {
		t.Errorf("%d %s", code, stdout)
	}
}

// Serve runs until it is told to stop, and stopping is no error.
func TestServe(t *testing.T) {
	c := newClouds(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ready := make(chan struct{})
	stderr := &said{needle: "Deskside is ready", told: ready}
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"serve", "--config", c.file(t)}, nil, io.Discard, stderr) }()
	select {
	case <-ready:
	case code := <-ended:
		t.Fatalf("%d: %s", code, stderr)
	}
	if code, stdout, stderr := deskside(t, nil, "healthy", "--config", c.file(t)); code != 1 || stdout != "" || !strings.Contains(stderr, "127.0.0.1:0") {
		t.Errorf("healthy asks elsewhere than the configuration says: %d %s%s", code, stdout, stderr)
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("%d: %s", code, stderr)
	}
}

func TestHealthy(t *testing.T) {
	hanging := make(chan struct{})
	answer := func(status int) string {
		return serveOn(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	}
	hang := serveOn(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hanging }))
	defer close(hanging)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	if healthTimeout >= 3*time.Second {
		t.Error("a container's check gives up after three seconds")
	}
	for name, c := range map[string]struct {
		url  string
		code int
		says string
	}{
		"well":       {answer(http.StatusOK), 0, ""},
		"not well":   {answer(http.StatusServiceUnavailable), 1, "503"},
		"redirected": {answer(http.StatusFound), 1, ""},
		"gone":       {gone.URL, 1, "refused"},
		"hanging":    {hang, 1, "deadline"},
		"no address": {"nonsense", 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := deskside(t, []string{"HTTP_PROXY=http://127.0.0.1:1"}, "healthy", "-url", c.url)
			if code != c.code || (code == 0) != (stdout == c.url+" answers 200 OK\n") || !strings.Contains(stderr, c.says) || (code == 0) != (stderr == "") {
				t.Errorf("%d %s%s", code, stdout, stderr)
			}
		})
	}
}
