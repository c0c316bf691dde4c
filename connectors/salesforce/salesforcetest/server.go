package salesforcetest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"
)

// Options of a stand-in. The zero value is an ordinary organisation with the
// Deskside package installed.
type Options struct {
	ClientID     string // "" : consumer-key
	ClientSecret string // "" : consumer-secret
	// JWTKey is the PEM of the public key or certificate that signs the
	// JWT bearer assertions; empty: any signature is refused.
	JWTKey []byte

	PackageMissing bool // none of the package's fields and objects exist
	LockClosed     bool // nobody may write to a Case in status Closed
	LoginHost      bool // this is login.salesforce.com, which refuses client credentials

	// Fields are what the organisation's admin has made of fields, or added.
	Fields []Field
	// RecordTypes of Case by developer name. Those that end in "Elsewhere" are not for
	// the integration user's profile.
	RecordTypes []string
	// Statuses of a Case of that record type; those of others are all there are.
	Statuses map[string][]string
	NoPages  bool // the integration user may not ask what pages ask

	DailyLimit int              // calls in 24 hours; 0: 100,000
	TokenIdle  time.Duration    // a token dies after this long without use; 0: 2 hours
	Now        func() time.Time // nil: time.Now
}

// Server is one organisation.
type Server struct {
	opts        Options
	certificate certificate

	dir string // holds the bytes of files; made when first needed

	mu            sync.Mutex
	ahead         time.Duration // how far Advance has moved the clock
	reasonToClose bool          // a rule lets nobody close a Case without a reason
	direct        bool          // the organisation's own users are at work, who may write everything
	schema        map[string]*object
	records       map[string]*record
	serial        int
	caseNumber    int
	receiptNumber int
	org           string // 00D…
	user          string // the integration user
	queue         string // whom the assignment rule gives new Cases to
	tokens        map[string]time.Time
	refresh       map[string]bool
	tokenSerial   int
	denials       int // refuse that many requests for a token
	calls         int
	day           time.Time // start of the window that spent counts in
	spent         int
	faults        []*fault
	watchers      map[chan string]bool
}

// New makes an organisation without customers.
func New(opts Options) *Server {
	if opts.ClientID == "" {
		opts.ClientID = "consumer-key"
	}
	if opts.ClientSecret == "" {
		opts.ClientSecret = "consumer-secret"
	}
	if opts.DailyLimit == 0 {
		opts.DailyLimit = 100_000
	}
	if opts.TokenIdle == 0 {
		opts.TokenIdle = 2 * time.Hour
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	s := &Server{opts: opts, watchers: map[chan string]bool{}}
	s.clear()
	return s
}

// Reset forgets everything but the options.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.dropFiles() // what is left is unreachable all the same
	s.clear()
	s.announce(&tx{touched: map[string]bool{"": true}})
}

func (s *Server) clear() {
	s.schema = schema(!s.opts.PackageMissing)
	s.customise()
	s.records, s.tokens, s.refresh = map[string]*record{}, map[string]time.Time{}, map[string]bool{}
	s.serial, s.caseNumber, s.receiptNumber = 0, 1025, 0
	s.reasonToClose = false
	s.denials, s.calls, s.spent, s.ahead, s.faults = 0, 0, 0, 0, nil
	s.day = s.now()
	make := func(object string, values map[string]any) string {
		r, bad := s.insert(newTx(http.Header{}.Get), s.schema[object], values, nil)
		if bad != nil {
			panic("salesforcetest: " + bad.message)
		}
		return r.id
	}
	s.org = make("organization", map[string]any{"Name": "Acme"})
	s.user = make("user", map[string]any{"Name": "Deskside Integration", "Username": "deskside@acme.example", "Email": "deskside@acme.example"})
	s.queue = make("group", map[string]any{"Name": "Support queue"})
	s.makeStatuses(make)
	for _, name := range s.opts.RecordTypes {
		make("recordtype", map[string]any{"DeveloperName": name, "Name": name, "SobjectType": "Case"})
	}
}

// Close removes the bytes of files.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dropFiles()
}

func (s *Server) dropFiles() error {
	if s.dir == "" {
		return nil
	}
	dir := s.dir
	s.dir = ""
	return os.RemoveAll(dir)
}

// Advance moves the organisation's clock.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead += d
}

// Calls is the number of requests so far that count against the quota.
func (s *Server) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// now is the organisation's clock, in the milliseconds that Salesforce keeps.
func (s *Server) now() time.Time {
	return s.opts.Now().Add(s.ahead).UTC().Truncate(time.Millisecond)
}

// Handler serves the organisation and its controls.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /services/oauth2/token", s.serveToken)
	mux.HandleFunc("POST /services/oauth2/revoke", s.serveRevoke)
	mux.HandleFunc("GET /services/oauth2/userinfo", s.serveUserInfo)
	mux.HandleFunc("GET /id/{org}/{user}", s.serveUserInfo)
	mux.HandleFunc("GET /services/data/{$}", serveVersions)
	mux.HandleFunc("/services/data/", s.serveData)
	s.control(mux)
	return mux
}

// serveVersions answers anybody, and counts for nobody.
func serveVersions(w http.ResponseWriter, _ *http.Request) {
	reply(w, 200, []map[string]string{{"label": "Spring '26", "url": "/services/data/v66.0", "version": "66.0"}})
}

func reply(w http.ResponseWriter, status int, body any) {
	if body == nil {
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func replyRefused(w http.ResponseWriter, bad *refusal) {
	reply(w, bad.status, bad.list())
}

// list is the error as every resource but collections and tokens shows it.
func (r *refusal) list() []map[string]any {
	e := map[string]any{"message": r.message, "errorCode": r.code}
	if len(r.fields) > 0 {
		e["fields"] = r.fields
	}
	return []map[string]any{e}
}

// perRecord is the error as collections show it.
func (r *refusal) perRecord() []map[string]any {
	fields := r.fields
	if fields == nil {
		fields = []string{}
	}
	return []map[string]any{{"statusCode": r.code, "message": r.message, "fields": fields}}
}

// watch gives the id of every Case that changes, until stop. A reader that is
// too slow misses changes: the stream only says "look again".
func (s *Server) watch() (changes <-chan string, stop func()) {
	c := make(chan string, 64)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers[c] = true
	return c, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, c)
	}
}

func (s *Server) announce(t *tx) {
	for _, id := range slices.Sorted(maps.Keys(t.touched)) {
		for c := range s.watchers {
			select {
			case c <- id:
			default:
			}
		}
	}
}

func (s *Server) usage() string {
	return fmt.Sprintf("api-usage=%d/%d", s.spent, s.opts.DailyLimit)
}
