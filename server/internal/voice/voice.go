// Package voice keeps each call at Twilio as the interaction's log says it
// should be.
//
// Twilio's webhooks are translated into commands: they may come twice, late and
// in any order, or not at all. What should be true of a call is derived from its
// events; the reconciler compares that with what Twilio holds and issues what is
// missing, when something happens, when a deadline passes, every few seconds
// while a call is live, and at start. So a crash or a lost callback heals by
// itself, and nobody else talks to Twilio about calls.
package voice

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/joining"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/templates"
)

// Twilio is what voice needs of the connector.
type Twilio interface {
	Dial(ctx context.Context, d twilio.Dial) (twilio.Leg, error)
	EndConference(ctx context.Context, name string) error
	Hangup(ctx context.Context, callSID string) error
	Hold(ctx context.Context, conferenceSID, callSID, url string) error
	Conference(ctx context.Context, name string) (room twilio.Conference, found bool, err error)
	Call(ctx context.Context, sid string) (call twilio.Call, found bool, err error)
	RollCall(ctx context.Context) (twilio.RollCall, error)
	CallsTo(ctx context.Context, to string, since time.Time) ([]twilio.Call, error)
	AccessToken(identity string, now time.Time, ttl time.Duration) (string, error)
}

// Prompts are the texts that callers hear.
type Prompts interface {
	Prompt(templates.Prompt) string
	Say(p templates.Prompt, language string, v templates.Values) templates.Spoken
}

// Line is one of our own numbers, and whom its callers reach.
type Line struct {
	Number  string
	Account string
	Queue   string
	Country string // of the account: of numbers without one
	Menu    string // that callers hear first; empty: none
}

// Config of a Voice.
type Config struct {
	Store     *store.States
	Decider   store.Decider
	Twilio    Twilio
	Tokens    *session.Tokens
	Prompts   Prompts
	PublicURL string
	Lines     []Line
	Menus     []Menu
	Recording Recording
	Joins     *joining.Joins
	// Closed reports whether a queue takes no calls that come at that moment. Nil: none is
	// ever closed.
	Closed func(queue string, at time.Time) bool
	// Voicemail reports whether callers of a queue may leave a message when it is closed, and
	// when nobody has come. Nil: of none.
	Voicemail func(queue string) bool
	// Language in which the callers of a queue are spoken to, BCP 47. Nil, or empty: as the
	// prompts stand.
	Language  func(queue string) string
	Blocked   []string // numbers whose calls are refused, E.164
	Simulator string   // sandbox: address of the stand-in that plays the voice network
	NewID     func() interaction.ID
	Log       *slog.Logger
	Owner     string        // of leases: unique to this process
	Shared    bool          // other servers look after the same calls
	Poll      time.Duration // of live calls; a fifth of it while somebody is connecting; 0: 15 s
	// Wake has the loop look at a call although its log has not changed.
	Wake func(interaction.ID)
}

// Voice is one of the users of a reconcile.Loop.
type Voice struct {
	Config
	start   time.Time
	dialled dialled
	rolls   *rolls
	leases  reconcile.Leases
	breaker *breaker // which Config.Twilio is
	refused atomic.Int64
}

// New makes a Voice, which a reconcile.Loop runs.
func New(c Config) *Voice {
	if c.Poll == 0 {
		c.Poll = 15 * time.Second
	}
	b := &breaker{Twilio: c.Twilio, clock: c.Decider.Clock, log: c.Log}
	c.Twilio = b
	return &Voice{
		Config: c, breaker: b, start: c.Decider.Now(), rolls: newRolls(),
		leases: reconcile.Leases{Store: c.Store, Owner: c.Owner, Clock: c.Decider.Clock},
	}
}

// Labels of legs in a conference.
const (
	customerLabel = "customer"
	agentLabel    = "agent-" // followed by the number of the offer
)

func offerOf(label string) (int, bool) {
	n, ok := strings.CutPrefix(label, agentLabel)
	if !ok {
		return 0, false
	}
	offer, err := strconv.Atoi(n)
	return offer, err == nil
}

// longestCall is the most that Twilio allows a leg. Without it, a call is cut in the middle
// of a sentence after exactly four hours.
const longestCall = 24 * time.Hour

// tokenLife is how long a page may speak with Twilio: a call whose network fails for a
// moment comes back with the token that it began with. An hour is left to clocks that differ,
// since Twilio refuses a token of more than a day. What a page may become with it, the
// ticket says, which is good for two minutes.
const tokenLife = twilio.MaxTokenTTL - time.Hour

// Paths of the webhooks below the public URL.
const (
	VoicePath      = "/twilio/voice"
	MenuPath       = "/twilio/voice/menu"
	WaitPath       = "/twilio/voice/wait"
	HoldPath       = "/twilio/voice/hold"
	MusicPath      = "/twilio/music.wav" // a file, and no webhook: nothing signs requests for it
	StatusPath     = "/twilio/voice/status"
	ConferencePath = "/twilio/conference"
)

func (v *Voice) url(path string) string { return strings.TrimRight(v.PublicURL, "/") + path }

// ConnectToken is what a page needs to put a leg into the conference.
type ConnectToken struct {
	Token     string
	Params    map[string]string
	Simulator string
}

// ConnectToken for one leg. The access token lets a browser reach us as this identity;
// the signed parameter says, for two minutes, which leg it may become.
func (v *Voice) ConnectToken(t session.ConnectToken) (ConnectToken, error) {
	token, err := v.Twilio.AccessToken(identity(t), v.Decider.Now(), tokenLife)
	if err != nil {
		return ConnectToken{}, err
	}
	signed, _, err := v.Tokens.IssueConnect(t)
	if err != nil {
		return ConnectToken{}, err
	}
	return ConnectToken{Token: token, Params: map[string]string{"ticket": signed}, Simulator: v.Simulator}, nil
}

func identity(t session.ConnectToken) string {
	return string(t.Role) + "_" + string(t.Interaction)
}

// line whose number was called, or without a number the account's own. A call
// to a number that we do not know reaches somebody all the same.
func (v *Voice) line(number, account string) Line {
	for _, l := range v.Lines {
		if (number != "" && l.Number == number) || (number == "" && l.Account == account) {
			return l
		}
	}
	if len(v.Lines) > 0 {
		return v.Lines[0]
	}
	return Line{Account: account}
}

// called is the line that a call from the street came to, which Twilio mostly writes
// as we do.
func (v *Voice) called(to string) Line {
	for _, l := range v.Lines {
		if to != "" && l.Number == to {
			return l
		}
	}
	return v.line(twilio.ReadCaller(to, "").Phone, "")
}

// LineOf is the number an account calls from.
func (v *Voice) LineOf(account string) string { return v.line("", account).Number }

func callRef(sid string) string { return "call:" + sid }

// refused reports that a command came too late or twice, which webhooks do.
func refused(err error) bool {
	_, ok := errors.AsType[*interaction.Refusal](err)
	return ok
}

// eventURL is where Twilio tells of a conference or a leg; it retries while we restart.
func (v *Voice) eventURL(path string) string {
	return twilio.WithRetries(v.url(path), twilio.EventRetries)
}

func (v *Voice) twimlURL(path string) string {
	return twilio.WithRetries(v.url(path), twilio.TwiMLRetries)
}
