package bench

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/connectors/zendesk/zendesktest"
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

// latency of a cloud, which may change while it answers.
type latency struct{ atomic.Int64 }

func (l *latency) set(d time.Duration) { l.Store(int64(d)) }

func (l *latency) before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if d := l.Load(); d > 0 {
			time.Sleep(time.Duration(d))
		}
		next.ServeHTTP(rw, r)
	})
}

// world around the server: a Zendesk and a Twilio.
type world struct {
	b                     *bench
	zendesk               *zendesktest.Server
	twilio                *twiliotest.Server
	zendeskURL, twilioURL string
	crmTakes, twilioTakes latency
	twilioAsked           atomic.Int64 // how often

	closers []func()

	mu      sync.Mutex
	awaited map[string]visit // by a customer's digits
	text    string           // that is waited for in a ticket
	landed  chan struct{}    // closed when it is there
	tickets int              // opened so far
	counts  map[int]chan time.Time
	desk    string // what Twilio asks in the server's stead
	twiml   string // what it is told there

	lookedAt map[string]bool // conferences that Twilio was asked for by name
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
	w := &world{b: b, awaited: map[string]visit{}, lookedAt: map[string]bool{}, zendesk: zendesktest.New(zendesktest.Options{
		ClientID: clientID, ClientSecret: clientSecret, CallsPerMinute: l.callsPerMinute, UpdatesPerMinute: l.updatesPerMinute,
	})}
	w.twilioTakes.set(twilioTakes)
	w.twilio = twiliotest.New(twiliotest.Options{
		AccountSID: accountSID, AuthToken: authToken, APIKeySID: apiKeySID, APIKeySecret: strings.Repeat("k", 32),
		Numbers: []twiliotest.Number{{PhoneNumber: ourNumber, VoiceURL: publicURL + "/twilio/voice", StatusCallback: publicURL + "/twilio/voice/status"}},
	})
	b.t.Cleanup(w.close)
	w.zendeskURL = w.open(w.watch(w.crmTakes.before(w.zendesk.Handler())))
	w.twilioURL = w.open(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.twilioAsked.Add(1)
		w.twilioTakes.before(w.twilio.Handler()).ServeHTTP(rw, r)
		if name := r.FormValue("FriendlyName"); name != "" {
			w.mu.Lock()
			w.lookedAt[name] = true
			w.mu.Unlock()
		}
	}))
	w.closers = append(w.closers, w.twilio.Close)
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
		if r.Method != http.MethodPost && r.Method != http.MethodPut {
			next.ServeHTTP(rw, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(rw, r)
		w.seeText(body)
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/tickets.json") {
			w.countTicket()
		}
		who := digits.FindString(string(body))
		if v, ok := w.visitOf(who); ok {
			w.mu.Lock()
			delete(w.awaited, who)
			w.mu.Unlock()
			close(v.opened)
		}
	})
}

// awaitTickets until so many have been opened, and when that was.
func (w *world) awaitTickets(n int) <-chan time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.counts == nil {
		w.counts = map[int]chan time.Time{}
	}
	at := make(chan time.Time, 1)
	w.counts[n] = at
	if n == 0 {
		at <- time.Now()
	}
	return at
}

func (w *world) countTicket() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tickets++
	if at, ok := w.counts[w.tickets]; ok {
		at <- time.Now()
	}
}

// awaitText of a note, in whatever is written to the CRM.
func (w *world) awaitText(text string) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text, w.landed = text, make(chan struct{})
	return w.landed
}

func (w *world) seeText(body []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.text != "" && bytes.Contains(body, []byte(w.text)) {
		w.text = ""
		close(w.landed)
	}
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
		"listen": p.address, "public_url": publicURL, "data_dir": p.data,
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
