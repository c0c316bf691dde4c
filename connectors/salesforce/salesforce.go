package salesforce

import (
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

// Config of one organisation.
type Config struct {
	// URL is the organisation's My Domain: https://acme.my.salesforce.com.
	// Plain http is for loopback only.
	URL string

	ClientID     string
	ClientSecret string

	// CertificateFile names a PEM file with the private key whose certificate
	// the organisation knows. If set, tokens are asked for with a JWT bearer
	// assertion for Username instead of the client secret.
	CertificateFile string
	Username        string

	APIVersion string // "": 66.0
	Namespace  string // of the Deskside package; "": installed without one

	// CustomerIDField is the API name of the Contact field that holds the
	// company's own id of a customer; "": ExternalID is not searched by.
	CustomerIDField string

	// DefaultCountry is that of phone numbers which the organisation's people have
	// written without one (ISO 3166, "US"); "": such numbers find nobody.
	DefaultCountry string

	// Ticket is set on every Case that is opened; Queues say otherwise for those of one
	// queue, by its name.
	Ticket Settings
	Queues map[string]Settings

	// Location is where the organisation's days begin and end; nil: UTC.
	Location *time.Location

	// LockedStatuses are the Case statuses in which the organisation's rules
	// let nobody write to a Case.
	LockedStatuses []string

	// SkipAssignmentRules keeps the Case assignment rule from giving new Cases
	// to an owner. Updates never run it.
	SkipAssignmentRules bool
}

// Connector is one organisation. It is safe for concurrent use.
type Connector struct {
	url     string // without a slash at the end
	version string // 66.0
	names   names
	config  Config
	locked  map[string]bool
	chain   *transport.Chain
	clock   clock.Clock
	tokens  *tokens
	seen    seenTags
	kept    statusLists

	mu       sync.Mutex
	notWhole map[string]int      // file key → how often it did not arrive whole
	unfit    map[setting]unfit   // what was refused
	shown    map[string]shown    // object → fields that we may see, once one was hidden
	numbers  map[string][]string // object → those of them that hold numbers
}

var _ connectors.CRM = (*Connector)(nil)

// Option changes a Connector as it is made.
type Option func(*Connector)

// WithTransport sends through rt instead of a transport of its own.
func WithTransport(rt http.RoundTripper) Option { return func(c *Connector) { c.chain.Base = rt } }

// WithLimiter makes every request wait for its turn.
func WithLimiter(l transport.Limiter) Option { return func(c *Connector) { c.chain.Limiter = l } }

// WithLog logs requests without their personal data.
func WithLog(l *slog.Logger) Option { return func(c *Connector) { c.chain.Log = l } }

// WithClock sets the clock that the connector goes by.
func WithClock(k clock.Clock) Option { return func(c *Connector) { c.clock = k } }

var (
	versionForm = regexp.MustCompile(`^\d{2,3}\.0$`)
	nameForm    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
)

// New checks the configuration without a request.
func New(config Config, options ...Option) (*Connector, error) {
	base, err := checkURL(config.URL)
	if err != nil {
		return nil, fmt.Errorf("salesforce: url: %w", err)
	}
	version := apiVersion(config.APIVersion)
	if !versionForm.MatchString(version) {
		return nil, fmt.Errorf("salesforce: API version %q: want a form like %s", version, defaultAPIVersion)
	}
	names := []string{config.Namespace, config.CustomerIDField}
	for _, s := range append([]Settings{config.Ticket}, slices.Collect(maps.Values(config.Queues))...) {
		names = append(append(names, s.RecordType), slices.Collect(maps.Keys(s.Fields))...)
	}
	for _, name := range names {
		if name != "" && !nameForm.MatchString(name) {
			return nil, fmt.Errorf("salesforce: %q is not an API name", name)
		}
	}
	if config.Location == nil {
		config.Location = time.UTC
	}
	c := &Connector{
		url: base, version: version, names: schemaNames(config.Namespace), config: config,
		locked: map[string]bool{}, unfit: map[setting]unfit{}, shown: map[string]shown{}, numbers: map[string][]string{}, chain: &transport.Chain{UserAgent: "deskside", Clock: &transport.Clock{}}, clock: clock.Real,
	}
	for _, status := range config.LockedStatuses {
		c.locked[status] = true
	}
	for _, o := range options {
		o(c)
	}
	c.tokens = &tokens{c: c}
	switch {
	case config.ClientID == "":
		return nil, errors.New("salesforce: client id is missing")
	case config.CertificateFile != "":
		if config.Username == "" {
			return nil, errors.New("salesforce: a certificate file needs the username it signs for")
		}
		pem, err := os.ReadFile(config.CertificateFile)
		if err != nil {
			return nil, fmt.Errorf("salesforce: certificate file: %w", err)
		}
		if c.tokens.key, err = jwt.ParseRSAPrivateKeyFromPEM(pem); err != nil {
			return nil, errors.New("salesforce: certificate file holds no RSA private key in PEM form")
		}
	case config.ClientSecret == "":
		return nil, errors.New("salesforce: client secret is missing")
	}
	return c, nil
}

// checkURL gives an origin that tokens may be sent to.
func checkURL(raw string) (string, error) {
	u, err := url.Parse(strings.TrimRight(raw, "/"))
	switch {
	case err != nil:
		return "", errors.New("cannot be parsed")
	case u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil:
		return "", errors.New("want scheme and host only")
	case u.Scheme == "https":
	case u.Scheme != "http" || !loopback(u.Hostname()):
		return "", errors.New("want https (http is for loopback only)")
	}
	return u.Scheme + "://" + u.Host, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Limits of a Case.
func (c *Connector) Limits() connectors.Limits {
	return connectors.Limits{NoteBytes: commentBytes, FileBytes: fileBytes, ItemsBatch: itemsBatch}
}

// TicketURL is the Case's page in Lightning. My Domain leads on to the
// organisation's own Lightning host.
func (c *Connector) TicketURL(id string) string { return c.recordURL("Case", id) }

func (c *Connector) recordURL(object, id string) string {
	return c.url + "/lightning/r/" + object + "/" + url.PathEscape(id) + "/view"
}

// client for requests to the token endpoint and userinfo, which simpleforce
// knows nothing of.
func (c *Connector) client(x *transport.Exchange, r *http.Request) *http.Client {
	return c.chain.Client(r.Context(), x)
}
