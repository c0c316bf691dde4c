// Package zendesktest is a stand-in for one Zendesk account: the parts of its
// REST API that Deskside uses, with state, limits, error bodies and quirks as
// recorded from the real service, and with troubles that can be switched on.
//
// It serves tests through httptest and, as a process of its own, a sandbox;
// state is in memory. Everything under /_sandbox/ is ours and not Zendesk's:
// it reads and steers the stand-in and never counts as a call.
//
// A Server is safe for concurrent use.
package zendesktest

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Options of a stand-in. The zero value is an Enterprise account named acme.
type Options struct {
	Subdomain    string // acme
	ClientID     string // deskside
	ClientSecret string // zendesk-test-client-secret

	TokenStatus int           // what /oauth/tokens answers on success: 200 (default) or 201; both are seen
	TokenTTL    time.Duration // 30 minutes; 0: that

	CallsPerMinute   int           // of the account; 700
	UpdatesPerMinute int           // of tickets, by the whole account; 100
	SearchLag        time.Duration // until a new user can be searched for
	UploadTTL        time.Duration // 60 minutes, as documented
	CommentBytes     int           // longest comment body; 65,535
	FileBytes        int64         // largest upload; 50 MB

	AppID          int64 // of the installed private app
	InstallationID int64
	AppVersion     string // 1.0.0
	AppMissing     bool   // it is not installed
	AppDisabled    bool   // it is installed and switched off

	// What an admin has set up. Ids outside of these are refused.
	Brands, Forms, Groups []int64
	Fields                []TicketField
	Statuses              []CustomStatus
	OnHold                bool // tickets may be on hold
	StatusesClosed        bool // the list of statuses is not for the OAuth client
	SolveUnassigned       bool // a ticket without an assignee may be solved
	RefusePhones          bool // users may have no number
	RefuseTags            bool // nor tickets tags
	RequesterUnnamed      bool // who is refused as a requester is refused for the ticket's base
	LightAgent            bool // the OAuth client belongs to a light agent
	MaxComments           int  // of one ticket; 5,000

	// MergeWords is the comment with which agents close a ticket that they merge; %d is
	// the number of the other one. MergeToldByTarget: the merged ticket's own audit does
	// not say where it went, only that of the ticket which took it in.
	MergeWords        string
	MergeToldByTarget bool

	Now  func() time.Time // time.Now
	Seed func(*Server)    // called by New and by every Reset
}

// Server is one stand-in account.
type Server struct {
	opts Options
	mux  *http.ServeMux
	app  appKey

	mu     sync.Mutex // guards all below
	state  state
	ahead  time.Duration // by Advance
	faults []*Fault
	calls  int
	subs   map[chan int64]struct{}
}

// state is what Reset clears.
type state struct {
	users    map[int64]*User
	tickets  map[int64]*Ticket
	uploads  map[string]*upload
	files    map[string]*Attachment // by download token
	tokens   map[string]*token
	replies  map[string]reply // by Idempotency-Key
	windows  map[string]*window
	denials  int // token requests still to refuse
	lastID   int64
	lastTick int64 // ticket numbers count up per account and stay short
	me       int64 // the user the OAuth client acts as
}

// New makes a stand-in.
func New(o Options) *Server {
	o.Subdomain = cmp.Or(o.Subdomain, "acme")
	o.ClientID = cmp.Or(o.ClientID, "deskside")
	o.ClientSecret = cmp.Or(o.ClientSecret, "zendesk-test-client-secret")
	o.TokenStatus = cmp.Or(o.TokenStatus, http.StatusOK)
	o.TokenTTL = cmp.Or(o.TokenTTL, 30*time.Minute)
	o.CallsPerMinute = cmp.Or(o.CallsPerMinute, 700)
	o.UpdatesPerMinute = cmp.Or(o.UpdatesPerMinute, 100)
	o.MaxComments = cmp.Or(o.MaxComments, 5000)
	o.UploadTTL = cmp.Or(o.UploadTTL, time.Hour)
	o.CommentBytes = cmp.Or(o.CommentBytes, 65_535)
	o.FileBytes = cmp.Or(o.FileBytes, 50<<20)
	o.AppID = cmp.Or(o.AppID, 1_100_001)
	o.InstallationID = cmp.Or(o.InstallationID, 26_155_588_000_017)
	o.AppVersion = cmp.Or(o.AppVersion, "1.0.0")
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{opts: o, mux: http.NewServeMux(), subs: map[chan int64]struct{}{}}
	s.routes()
	s.Reset()
	return s
}

// Reset forgets everything but the options and the connected streams, and
// seeds anew.
func (s *Server) Reset() {
	s.mu.Lock()
	s.state = state{
		users: map[int64]*User{}, tickets: map[int64]*Ticket{}, uploads: map[string]*upload{}, files: map[string]*Attachment{},
		tokens: map[string]*token{}, replies: map[string]reply{}, windows: map[string]*window{},
		lastID: 26_155_588_908_179, lastTick: 35_435,
	}
	s.faults, s.calls = nil, 0
	me := s.addUser(User{Name: "Deskside Integration", Email: "deskside@" + s.opts.Subdomain + ".example", Role: "admin"})
	s.state.me = me.ID
	s.mu.Unlock()
	if s.opts.Seed != nil {
		s.opts.Seed(s)
	}
	s.changed(0)
}

// Handler serves the account.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// Now is the account's clock.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Server) now() time.Time { return s.opts.Now().Add(s.ahead).UTC() }

// Advance moves the account's clock: limits refill, tokens and uploads expire.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead += d
}

// Calls is the number of API requests so far. Requests for tokens do not count,
// as they do not at Zendesk.
func (s *Server) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// ClientSecret and Tokens are what must never show in an error or a log.
func (s *Server) ClientSecret() string { return s.opts.ClientSecret }

// Tokens lists every access token given out so far.
func (s *Server) Tokens() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.state.tokens))
}

// nextID counts as Zendesk's ids do: 14 digits, beyond what a 32-bit integer
// holds and close to what a JavaScript number holds.
func (s *Server) nextID() int64 {
	s.state.lastID += 37
	return s.state.lastID
}

// changed tells the streams that a ticket changed; 0 means everything did.
func (s *Server) changed(ticket int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notify(ticket)
}

func (s *Server) notify(ticket int64) {
	for c := range s.subs {
		select {
		case c <- ticket:
		default: // a reader this far behind will read everything again anyway
		}
	}
}

func (s *Server) url(path string) string {
	return fmt.Sprintf("https://%s.zendesk.com/api/v2/%s", s.opts.Subdomain, path)
}

func parseID(text string) (int64, bool) {
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil && id > 0
}
