// Package zendesk connects Deskside to one Zendesk account over go-zendesk.
//
// Exactly once: an opening carries Zendesk's Idempotency-Key and the same key
// as the ticket's external id; an update carries its key in the metadata of the
// audit it makes, and is a safe update with the stamp of the ticket as last
// seen, so that a request that was thought lost cannot land a second time next
// to its repetition. Stamps have a resolution of one second.
//
// Everything is written as private comments; the status of a ticket is sent only
// where an agent has chosen it, so nothing is ever reopened by itself.
package zendesk

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

// Config of one account.
type Config struct {
	URL          string // https://acme.zendesk.com; plain http on loopback only
	ClientID     string // of a confidential OAuth client
	ClientSecret string
	Scope        string // "read write" when empty

	// DefaultCountry is that of phone numbers which the account's people have written
	// without one (ISO 3166, "US"); "": such numbers find nobody.
	DefaultCountry string

	// Ticket is set on every ticket that is opened; Queues say otherwise for those of
	// one queue, by its name.
	Ticket Settings
	Queues map[string]Settings

	// IdempotencyWindow is how long Zendesk keeps an Idempotency-Key: two hours
	// when zero. An Open repeated later looks for its ticket first.
	IdempotencyWindow time.Duration
}

const (
	commentBytes = 60_000   // Zendesk takes 65,535 characters; the rest is for its own wrapping
	fileBytes    = 50 << 20 // documented limit
	itemsBatch   = 100      // their hashes must fit into 1 KB of audit metadata
)

// Connector is one account. It implements connectors.CRM.
type Connector struct {
	base    string // without a slash at the end
	country string // Config.DefaultCountry
	ticket  Settings
	queues  map[string]Settings
	chain   *transport.Chain
	log     *slog.Logger
	clock   clock.Clock
	tokens  *tokens
	stamps  *stamps
	window  time.Duration

	mu       sync.Mutex
	openings map[string]time.Time // first try of each key, within this process
	refused  map[int64]time.Time  // authors that Zendesk did not take, until when they are left out
	unfit    map[setting]unfit    // settings that it did not take

	kept statusList // the account's

	self              user // the OAuth client's owner; without an id: not asked yet
	light, lightKnown bool // the OAuth client's owner is a light agent
}

var _ connectors.CRM = (*Connector)(nil)

// Option of New.
type Option func(*Connector)

// WithTransport sends through rt instead of a transport of its own.
func WithTransport(rt http.RoundTripper) Option { return func(c *Connector) { c.chain.Base = rt } }

// WithLimiter makes every API request wait for its turn.
func WithLimiter(l transport.Limiter) Option { return func(c *Connector) { c.chain.Limiter = l } }

// WithLog logs requests, and keys that Zendesk dropped.
func WithLog(l *slog.Logger) Option { return func(c *Connector) { c.log, c.chain.Log = l, l } }

// WithClock sets the clock by which tokens and idempotency keys age.
func WithClock(k clock.Clock) Option { return func(c *Connector) { c.clock = k } }

// New makes a connector. It sends nothing.
func New(cfg Config, opts ...Option) (*Connector, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return nil, errors.New("zendesk: url must look like https://acme.zendesk.com")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, errors.New("zendesk: url must be https, or http on loopback")
	}
	if cfg.ClientID == "" || cfg.ClientSecret == "" {
		return nil, errors.New("zendesk: client_id and client_secret are required")
	}
	if cfg.Scope == "" {
		cfg.Scope = "read write"
	}
	if cfg.IdempotencyWindow == 0 {
		cfg.IdempotencyWindow = 2 * time.Hour
	}
	c := &Connector{
		base: strings.TrimRight(u.Scheme+"://"+u.Host+u.Path, "/"), country: cfg.DefaultCountry, ticket: cfg.Ticket, queues: cfg.Queues,
		chain: &transport.Chain{UserAgent: "Deskside", Clock: &transport.Clock{}},
		log:   slog.New(slog.DiscardHandler), clock: clock.Real,
		stamps: newStamps(), window: cfg.IdempotencyWindow,
		openings: map[string]time.Time{}, refused: map[int64]time.Time{}, unfit: map[setting]unfit{},
	}
	for _, o := range opts {
		o(c)
	}
	unlimited := *c.chain
	unlimited.Limiter = nil // tokens do not count against the account's quota
	c.tokens = &tokens{cfg: cfg, url: c.base + "/oauth/tokens", chain: &unlimited, clock: c.clock}
	return c, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Limits implements connectors.CRM.
func (c *Connector) Limits() connectors.Limits {
	return connectors.Limits{NoteBytes: commentBytes, FileBytes: fileBytes, ItemsBatch: itemsBatch}
}

// TicketURL implements connectors.CRM.
func (c *Connector) TicketURL(id string) string {
	return c.base + "/agent/tickets/" + url.PathEscape(id)
}

func (c *Connector) userURL(id int64) string { return fmt.Sprintf("%s/agent/users/%d", c.base, id) }

func parseID(text string) (int64, bool) {
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil && id > 0
}

func formatID(id int64) string { return strconv.FormatInt(id, 10) }
