// Package twilio speaks to Twilio: it places and ends calls, reads conference
// conferences, mints browser tokens, writes TwiML and reads what Twilio's webhooks
// say, once their signature has been checked.
//
// Every method that talks to Twilio makes one attempt, and every error is a
// *connectors.Error whose Kind says what came of it. Kind Unknown means that a
// request that changes something left and its outcome was not heard: look (Room,
// CallsTo) before sending it again.
//
// A Client, a Verifier and all functions are safe for concurrent use.
package twilio

import (
	"cmp"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/deskside/deskside/connectors/transport"
)

// DefaultAPIURL is where the real Twilio answers.
const DefaultAPIURL = "https://api.twilio.com"

// requestTimeout bounds one exchange. Twilio answers creates in well under a
// second; its own libraries give up after ten.
const requestTimeout = 10 * time.Second

// Config is one Twilio account.
type Config struct {
	AccountSID string
	// AuthTokens sign webhooks: the first is the primary one and, without an API
	// key, also authenticates our requests. More than one only while rotating.
	AuthTokens []string
	// APIKeySID and APIKeySecret authenticate requests and sign browser tokens.
	APIKeySID    string
	APIKeySecret string
	// TwiMLAppSID is the application whose voice URL a connecting browser reaches.
	TwiMLAppSID string
	APIURL      string   // empty: DefaultAPIURL; plain http only on loopback
	Numbers     []string // our own numbers, E.164
}

// Client talks to one account.
type Client struct {
	cfg   Config
	base  *url.URL
	chain *transport.Chain
}

// Option changes how New builds a Client.
type Option func(*Client)

// WithTransport sends through chain instead of a plain one of the Client's own.
func WithTransport(chain *transport.Chain) Option {
	return func(c *Client) { c.chain = chain }
}

var (
	sidPattern        = regexp.MustCompile(`^[A-Z]{2}[0-9a-fA-F]{32}$`)
	credentialPattern = regexp.MustCompile(`^[A-Za-z0-9]+$`)
)

// New checks cfg and returns a Client; it sends nothing. The error names the
// field at fault and never repeats a secret.
func New(cfg Config, opts ...Option) (*Client, error) {
	if err := checkSID("account_sid", cfg.AccountSID, "AC"); err != nil {
		return nil, err
	}
	if len(cfg.AuthTokens) == 0 {
		return nil, fmt.Errorf("twilio: auth_token is missing; webhooks cannot be verified without it")
	}
	for _, t := range cfg.AuthTokens {
		if !credentialPattern.MatchString(t) {
			return nil, fmt.Errorf("twilio: auth_token must be letters and digits")
		}
	}
	if (cfg.APIKeySID == "") != (cfg.APIKeySecret == "") {
		return nil, fmt.Errorf("twilio: api_key_sid and api_key_secret belong together; one of them is missing")
	}
	if cfg.APIKeySID != "" {
		if err := checkSID("api_key_sid", cfg.APIKeySID, "SK"); err != nil {
			return nil, err
		}
		if !credentialPattern.MatchString(cfg.APIKeySecret) {
			return nil, fmt.Errorf("twilio: api_key_secret must be letters and digits")
		}
	}
	if cfg.TwiMLAppSID != "" {
		if err := checkSID("twiml_app_sid", cfg.TwiMLAppSID, "AP"); err != nil {
			return nil, err
		}
	}
	base, err := apiBase(cmp.Or(cfg.APIURL, DefaultAPIURL))
	if err != nil {
		return nil, err
	}
	c := &Client{cfg: cfg, base: base, chain: &transport.Chain{Timeout: requestTimeout}}
	for _, o := range opts {
		o(c)
	}
	if c.chain.Clock == nil {
		c.chain.Clock = &transport.Clock{}
	}
	return c, nil
}

func checkSID(field, sid, prefix string) error {
	if !strings.HasPrefix(sid, prefix) || !sidPattern.MatchString(sid) {
		return fmt.Errorf("twilio: %s must be %s followed by 32 hexadecimal digits", field, prefix)
	}
	return nil
}

// apiBase refuses to send credentials in the clear anywhere but to this machine.
func apiBase(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("twilio: api_url must be an address like %s", DefaultAPIURL)
	}
	switch {
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return u, nil
	}
	return nil, fmt.Errorf("twilio: api_url must be https, or http on loopback")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
