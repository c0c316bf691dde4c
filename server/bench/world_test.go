package bench

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

const (
	publicURL    = "https://desk.example.com"
	account      = "support"
	ourNumber    = "+14155550100"
	clientID     = "bench"
	clientSecret = "the-secret-of-the-crm"
	authToken    = "0123456789abcdef0123456789abcdef"
)

var (
	accountSID = "AC" + strings.Repeat("0", 32)
	apiKeySID  = "SK" + strings.Repeat("0", 32)
	appSID     = "AP" + strings.Repeat("0", 32)
)

// limits of the clouds.
type limits struct{ callsPerMinute, updatesPerMinute int }

var (
	// realLimits are those of a Zendesk account of the largest ordinary plan: under
	// load the server waits for it, and not it for the server.
	realLimits = limits{700, 100}
	// noLimits is for following each contact to the CRM.
	noLimits = limits{10_000_000, 10_000_000}
)

// twilioTakes is how long Twilio's interface takes to answer, or more.
const twilioTakes = 100 * time.Millisecond

// world around the server: a Zendesk and a Twilio.
type world struct {
	b                     *bench
	zendesk               *zendesktest.Server
	zendeskURL, twilioURL string
	publicURL             string // of the server

	closers []func()

	mu      sync.Mutex
	awaited map[string]visit // by a customer's digits
}

// close the clouds; more than once is fine.
func (w *world) close() {
	for _, c := range w.closers {
		c()
	}
	w.closers = nil
}

// visit of a contact to the CRM.
type visit struct {
	asked  chan time.Time // the first request about the customer has come
	opened chan struct{}  // the ticket has been opened
}

func (b *bench) newWorld(l limits) *world {
	w := &world{b: b, publicURL: publicURL, awaited: map[string]visit{}, zendesk: zendesktest.New(zendesktest.Options{
		ClientID: clientID, ClientSecret: clientSecret, CallsPerMinute: l.callsPerMinute, UpdatesPerMinute: l.updatesPerMinute,
	})}
	twilio := twiliotest.New(twiliotest.Options{
		AccountSID: accountSID, AuthToken: authToken, APIKeySID: apiKeySID, APIKeySecret: strings.Repeat("k", 32),
		Numbers: []twiliotest.Number{{PhoneNumber: ourNumber, VoiceURL: publicURL + "/twilio/voice", StatusCallback: publicURL + "/twilio/voice/status"}},
	})
	b.t.Cleanup(w.close)
	w.zendeskURL = w.open(w.watch(w.zendesk.Handler()))
	w.twilioURL = w.open(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		time.Sleep(twilioTakes)
		twilio.Handler().ServeHTTP(rw, r)
	}))
	w.closers = append(w.closers, twilio.Close)
	return w
}

func (w *world) open(h http.Handler) string {
	s := httptest.NewServer(h)
	w.closers = append(w.closers, func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s.URL
}

// The floor asks the CRM for this, which the stand-in answers as it would the server.
func (w *world) crmSearch() string { return w.zendeskURL + "/api/v2/users/search.json" }

var digits = regexp.MustCompile(`1[2-9]\d{9}`)

// watch for the first request about each customer, and for their ticket.
func (w *world) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		at := time.Now()
		if v, ok := w.visitOf(digits.FindString(r.URL.RawQuery)); ok {
			select {
			case v.asked <- at:
			default: // it was not the first
			}
		}
		if r.Method != http.MethodPost {
			next.ServeHTTP(rw, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(rw, r)
		who := digits.FindString(string(body))
		if v, ok := w.visitOf(who); ok {
			w.mu.Lock()
			delete(w.awaited, who)
			w.mu.Unlock()
			close(v.opened)
		}
	})
}

func (w *world) visitOf(digits string) (visit, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, ok := w.awaited[digits]
	return v, ok
}

// await a customer's contact.
func (w *world) await(phone string) visit {
	v := visit{make(chan time.Time, 1), make(chan struct{})}
	w.mu.Lock()
	w.awaited[strings.TrimPrefix(phone, "+")] = v
	w.mu.Unlock()
	return v
}

// writeConfig of a server, as an admin would write it: everything that has a
// default has it.
func (w *world) writeConfig(p *process) string {
	w.b.t.Helper()
	type object = map[string]any
	doc, err := yaml.Marshal(object{
		"listen": p.address, "public_url": w.publicURL, "data_dir": p.data,
		"twilio": object{
			"account_sid": accountSID, "auth_token": authToken, "api_key_sid": apiKeySID, "api_key_secret": strings.Repeat("k", 32),
			"twiml_app_sid": appSID, "numbers": []string{ourNumber}, "api_url": w.twilioURL,
		},
		"accounts": []object{{"name": account, "kind": "zendesk", "url": w.zendeskURL, "client_id": clientID, "client_secret": clientSecret}},
	})
	if err != nil {
		w.b.t.Fatal(err)
	}
	file := p.data + ".yaml"
	if err := os.WriteFile(file, doc, 0o600); err != nil {
		w.b.t.Fatal(err)
	}
	return file
}

// keeper issues sessions as the server itself does.
func (p *process) keeper() *session.Tokens {
	p.b.t.Helper()
	secret, err := sqlite.ReadSecret(context.Background(), filepath.Join(p.data, "deskside.db"), "session")
	if err != nil {
		p.b.t.Fatal(err)
	}
	keeper, err := session.NewTokens(secret, time.Now)
	if err != nil {
		p.b.t.Fatal(err)
	}
	return keeper
}

// agentToken of the n-th agent.
func (b *bench) agentToken(k *session.Tokens, n int) string {
	id := strconv.Itoa(n)
	token, _, err := k.Issue(session.Claims{Role: session.Agent, Account: account, Agent: interaction.Agent{ID: id, Name: "Agent " + id, CRMID: id}}, time.Hour)
	if err != nil {
		b.t.Fatal(err)
	}
	return token
}

// number of the next customer who calls, and of their call.
type number struct {
	mu sync.Mutex
	n  int
}

func (n *number) take() (phone, callSID string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.n++
	d := strconv.Itoa(2_120_000_000 + 2_000_000 + n.n) // a New York number
	return "+1" + d, "CA" + strings.Repeat("0", 32-len(d)) + d
}
