// Package twiliotest is a stand-in for Twilio: a REST API with Twilio's types,
// errors and limits, an engine that runs TwiML, calls, conferences, queues and
// recordings, and signed webhooks with Twilio's rules for retries. It knows a caller's
// phone and a browser's voice client, which tests drive by methods and pages drive by
// the control routes under /_sandbox/. With Options.Media it is the gateway that Twilio's
// own voice SDK connects to, and mixes what is said in its conferences.
//
// With Options.Virtual, time stands still until Advance or Pass moves it, so that a ring
// timeout takes no time; without it the stand-in runs by the wall clock, for a
// sandbox that people try out. Sound is mixed by the wall clock always.
//
// # How a test drives it
//
// Who is on the phone: PhoneCall calls one of our numbers, Behave says what a number
// does that is called, and Ringing, Pick and Decline do it by hand. HangUp ends a call.
// In a call, Press presses keys and Speak says words, which a Gather hears; Hush falls
// silent, by which a Record ends. State has what the call has heard and whom it talks with, the
// verb that listens, and the place in a queue.
//
// What time does: Pass lets it pass, one event after the other, each with all that it
// sets off: a webhook that is answered with a document, its prompt, the timeout after it.
// Pass(ctx, 0) waits for all that takes no time, and so does Settle, by the wall clock
// too. Advance moves the clock at once, for who waits by other means (Await). A menu:
//
//	call, _ := tw.PhoneCall("+14155550100", "+15005550006")
//	_ = tw.Pass(ctx, 0)             // the webhook is answered, its Gather listens
//	_ = tw.Press(call, "2")
//	_ = tw.Pass(ctx, 0)             // the action is asked with Digits=2
//	_ = tw.Pass(ctx, time.Minute)   // music; and whatever is due within a minute
//
// Texts: PhoneText sends one to a number of ours, Texts says what becomes of those to a
// number, and Phone is what a phone shows.
//
// What there is: Calls, Messages, Conference, Queue and Recordings give the model as it is,
// Deliveries the webhooks, Requests and Wrong the REST requests, and Alerts what
// Twilio's debugger would show. Break breaks something, and Mend mends it.
//
// What is known of the real Twilio and what had to be assumed: an assumption is
// marked "assumed" where it is made.
package twiliotest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Options of a stand-in account.
type Options struct {
	AccountSID   string
	AuthToken    string
	APIKeySID    string
	APIKeySecret string

	Numbers      []Number
	Applications []Application

	// Virtual stops the clock at Start; Advance moves it.
	Virtual bool
	Start   time.Time // of the virtual clock; zero: 2026-01-02 03:04:05 UTC

	// CallsPerSecond is how many calls the account may place; more are queued. 0: 1, as a new account has.
	CallsPerSecond float64
	// RetryDelay is the pause before the n-th retry (from 1) of a webhook. Twilio
	// does not say how long it is; nil: a second, then two, then three each, so
	// that five retries fit into the longest time a policy may take; none with a
	// virtual clock.
	RetryDelay func(n int) time.Duration
	// Media makes the sound of browsers; nil: the gateway for their voice SDK is closed.
	Media Media
	// Lost is how long a browser's call outlives its socket, by the clock of the model: how
	// soon Twilio notices is not known. 0: 10 s; negative: not at all.
	Lost time.Duration
	// MediaURL begins the addresses of recordings, as "http://127.0.0.1:8083"; empty:
	// "https://api.twilio.com", as with the real Twilio.
	MediaURL string
	// Processing is how long a recording that has ended takes until it can be heard. 0: 2 s.
	Processing time.Duration
	// AdvancedOptOut has a webhook told what STOP, START and HELP mean, as where a company has
	// chosen words of its own.
	AdvancedOptOut bool
	// Unknowns are what is not known of the real Twilio.
	Unknowns Unknowns
	// OpenAPI checks every request against Twilio's description; see LoadSpec. nil: no check.
	OpenAPI *Spec
	// Seed decides what the real Twilio leaves open: whether a conference's end
	// is told before or after its last leaves.
	Seed uint64
	Log  *slog.Logger // nil: none
}

// Number is one of the account's phone numbers.
type Number struct {
	SID            string // empty: made up
	PhoneNumber    string // E.164
	VoiceURL       string
	FallbackURL    string
	StatusCallback string // told when an incoming call has ended
	ApplicationSID string // instead of VoiceURL
	SMSURL         string // told of texts; empty: nobody is
}

// Application is a TwiML application, which browsers connect to.
type Application struct {
	SID            string // empty: made up
	FriendlyName   string
	VoiceURL       string
	FallbackURL    string
	StatusCallback string
}

// Server is one stand-in account. Its methods are safe for concurrent use.
type Server struct {
	opt    Options
	clock  clock
	client *http.Client

	stopped context.Context
	stop    context.CancelFunc
	running sync.WaitGroup

	verbs map[string]verb

	mu      sync.Mutex
	changed chan struct{} // closed and replaced at every change
	random  *mathrand.Rand
	busy    int                  // goroutines of run
	waiting map[*waiter]struct{} // those of them that wait

	numbers     map[string]*Number      // by phone number
	apps        map[string]*Application // by SID
	behaviour   map[string]Behaviour    // by number dialled
	calls       map[string]*call
	callOrder   []*call
	conferences []*conference
	queues      []*queue
	recordings  []*recording
	messages    []*message
	texting     map[string]Texting // by number
	outbox      map[string]*bucket // of texts, by number of ours
	optedOut    map[pair]bool
	bucket      bucket
	lines       map[string]*line // webhooks waiting, by the call or conference they are about
	faults      []*Fault

	deliveries []Delivery
	requests   []Request
	alerts     []Alert
	listeners  map[chan CallState]struct{}
	clients    map[*client]struct{} // browsers' sockets
	registered []*client            // those that calls ring in, the oldest first
	mixing     bool
}

// kept bounds what a long-lived stand-in remembers of each kind.
const kept = 5000

// New starts a stand-in. Close it.
func New(opt Options) *Server {
	if opt.CallsPerSecond == 0 {
		opt.CallsPerSecond = 1
	}
	if opt.Lost == 0 {
		opt.Lost = 10 * time.Second
	}
	opt.Unknowns = opt.Unknowns.filled()
	if opt.Processing == 0 {
		opt.Processing = 2 * time.Second
	}
	if opt.MediaURL == "" {
		opt.MediaURL = "https://api.twilio.com"
	}
	if opt.Start.IsZero() {
		opt.Start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	}
	if opt.RetryDelay == nil {
		opt.RetryDelay = func(n int) time.Duration { return time.Duration(min(n, 3)) * time.Second }
		if opt.Virtual {
			opt.RetryDelay = func(int) time.Duration { return 0 }
		}
	}
	s := &Server{
		opt: opt, clock: realClock{}, client: webhookClient(), verbs: vocabulary(), waiting: map[*waiter]struct{}{},
		changed: make(chan struct{}), random: mathrand.New(mathrand.NewPCG(opt.Seed, 0)),
		numbers: map[string]*Number{}, apps: map[string]*Application{}, behaviour: map[string]Behaviour{},
		texting: map[string]Texting{}, outbox: map[string]*bucket{}, optedOut: map[pair]bool{},
		calls: map[string]*call{}, lines: map[string]*line{}, listeners: map[chan CallState]struct{}{}, clients: map[*client]struct{}{},
	}
	if opt.Virtual {
		s.clock = &virtualClock{now: opt.Start}
	}
	s.stopped, s.stop = context.WithCancel(context.Background())
	s.bucket = bucket{rate: opt.CallsPerSecond, free: s.clock.Now()}
	for _, n := range opt.Numbers {
		s.SetNumber(n)
	}
	for _, a := range opt.Applications {
		s.SetApplication(a)
	}
	return s
}

// Close ends every call without a word and waits for all that runs.
func (s *Server) Close() {
	s.locked(s.stop) // run starts nothing from here on
	s.running.Wait()
	for _, c := range s.callOrder {
		if c.peer != nil {
			c.peer.Close()
		}
	}
	s.client.CloseIdleConnections()
}

// SetNumber adds a number or replaces the one of the same PhoneNumber.
func (s *Server) SetNumber(n Number) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.numbers[n.PhoneNumber]; ok && n.SID == "" {
		n.SID = old.SID
	}
	if n.SID == "" {
		n.SID = newSID("PN")
	}
	s.numbers[n.PhoneNumber] = &n
}

// SetApplication adds an application or replaces the one of the same SID.
func (s *Server) SetApplication(a Application) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.SID == "" {
		a.SID = newSID("AP")
	}
	s.apps[a.SID] = &a
}

// Advance moves the virtual clock and lets everything happen that falls due. A
// stand-in that runs by the wall clock panics.
func (s *Server) Advance(d time.Duration) {
	s.clock.(*virtualClock).advance(d)
}

// Await returns once cond holds; it is asked again at every change.
func (s *Server) Await(ctx context.Context, cond func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if cond() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// touch tells those who wait that something has changed. Callers hold mu.
func (s *Server) touch() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func newSID(prefix string) string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return prefix + hex.EncodeToString(b[:])
}

func remember[T any](list []T, x T) []T {
	if len(list) >= kept {
		list = append(list[:0], list[kept/2:]...)
	}
	return append(list, x)
}
