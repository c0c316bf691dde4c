// Package config is the configuration of Deskside: typed settings, read strictly
// from YAML and the environment.
//
// An unknown key, a missing secret and a reference to nothing are errors; Load
// reports all of them at once, with their lines. Secrets never print. A key tag
// is the name of a setting in YAML; in the environment it is DESKSIDE_ and the
// path in capitals (Keys lists both). config.example.yaml explains every key.
package config

import (
	"cmp"
	"crypto"
	"net"
	"net/url"
	"slices"
	"time"
)

// SecretBytes is the least that HS256 should be keyed with (RFC 7518, 3.2).
// Backends that sign with less exist, so it is advice and not a rule.
const SecretBytes = 32

// Config is everything an admin can set.
type Config struct {
	Listen         string    `key:"listen"`
	AdminListen    string    `key:"admin_listen"`    // where metrics and health are served too, and metrics alone; empty: with everything else
	PublicURL      string    `key:"public_url"`      // no trailing slash
	TrustedProxies []string  `key:"trusted_proxies"` // addresses and networks
	DataDir        string    `key:"data_dir"`
	RedisURL       Secret    `key:"redis_url"` // may hold a password; empty: one process
	Twilio         Twilio    `key:"twilio"`
	Accounts       []Account `key:"accounts"` // at least one
	Apps           []App     `key:"apps"`
	Blocked        []string  `key:"blocked"` // numbers whose calls are refused, E.164
	Menus          []Menu    `key:"menus"`   // what callers by phone are asked
	Queues         []Queue   `key:"queues"`  // at least one
	Agents         []Agent   `key:"agents"`  // what they can do; one who is not named may do everything
	OIDC           OIDC      `key:"oidc"`
	Admins         []Admin   `key:"admins"` // who signs in by OIDC, and what they may do
	Tickets        Tickets   `key:"tickets"`
	Recording      Recording `key:"recording"`
	Media          Media     `key:"media"`
	Delivery       Delivery  `key:"delivery"`
	WrapUp         Duration  `key:"wrap_up"`       // after a call, until it is closed although nobody has wrapped it up; 0: never
	LongestWait    Duration  `key:"longest_wait"`  // of a caller for an agent, until the call is ended; 0: for ever
	ServiceLevel   Duration  `key:"service_level"` // the longest wait of a caller that counts as answered in time
	Dispositions   []Label   `key:"dispositions"`
	TemplatesDir   string    `key:"templates_dir"`
	Language       string    `key:"language"`        // the organisation's: of what is stored and of labels that have no other
	Timezone       string    `key:"timezone"`        // IANA name
	DefaultCountry string    `key:"default_country"` // ISO 3166, capitals; of accounts that have none; empty: numbers need their +
	Limits         Limits    `key:"limits"`
	Dialling       Dialling  `key:"dialling"`
	SMS            SMS       `key:"sms"`
	Retention      Retention `key:"retention"`
	BackupWithin   Duration  `key:"backup_within"` // how old the last backup may become unsaid; 0: any age
	Alerts         Alerts    `key:"alerts"`
	Log            Log       `key:"log"`

	// Idle are settings that load and change nothing, or less than they say. Whoever
	// starts the server must hear of them.
	Idle []Problem

	from sources
}

// Twilio is the phone side. The three keys of browser calls (api_key_sid,
// api_key_secret, twiml_app_sid) are given together or not at all.
type Twilio struct {
	AccountSID         string   `key:"account_sid"`
	AuthToken          Secret   `key:"auth_token"`
	AuthTokenSecondary Secret   `key:"auth_token_secondary"` // also accepted on webhooks while tokens are rotated
	APIKeySID          string   `key:"api_key_sid"`
	APIKeySecret       Secret   `key:"api_key_secret"`
	TwiMLAppSID        string   `key:"twiml_app_sid"`
	Numbers            []string `key:"numbers"` // E.164
	APIURL             string   `key:"api_url"`
}

// Kinds of CRM accounts.
const (
	Zendesk    = "zendesk"
	Salesforce = "salesforce"
)

// Account is one connected CRM organisation.
type Account struct {
	Name            string   `key:"name"`
	Kind            string   `key:"kind"`
	URL             string   `key:"url"` // no trailing slash
	ClientID        string   `key:"client_id"`
	ClientSecret    Secret   `key:"client_secret"`
	CertificateFile string   `key:"certificate_file"`
	AppID           string   `key:"app_id"`
	Numbers         []string `key:"numbers"`       // those of twilio.numbers that ring for this account
	EmbedOrigins    []string `key:"embed_origins"` // pages that may frame the widget, besides the CRM's own
	DefaultCountry  string   `key:"default_country"`
	Timezone        string   `key:"timezone"`     // IANA name; never empty after Load
	ConfirmDial     bool     `key:"confirm_dial"` // a number that is clicked in the CRM is called only after a second press
	Language        string   `key:"language"`     // of labels in notes; never empty after Load

	// Settings of one kind, where organisations differ.
	Scope           string `key:"scope"`             // Zendesk
	InstallationID  string `key:"installation_id"`   // Zendesk; empty: the first one whose pages sign in
	OrgID           string `key:"org_id"`            // Salesforce, 15 or 18 characters; empty: the one we are signed in to
	APIVersion      string `key:"api_version"`       // Salesforce, "66.0"
	AssignmentRules bool   `key:"assignment_rules"`  // Salesforce
	OpenCTI         bool   `key:"open_cti"`          // Salesforce
	CustomerIDField string `key:"customer_id_field"` // Salesforce: API name of the Contact's field

	TicketSettings

	// Key is the public key in CertificateFile; nil without one.
	Key crypto.PublicKey
}

// App is a customer-facing app or site.
type App struct {
	Name            string   `key:"name"`
	Secret          Secret   `key:"secret"`           // the company's backend signs packets with it, HS256
	SecretSecondary Secret   `key:"secret_secondary"` // also accepted while secrets are rotated
	Origins         []string `key:"origins"`
	Account         string   `key:"account"` // name; never empty after Load
	Queues          []string `key:"queues"`  // names; never empty after Load

	RequireSigned bool      `key:"require_signed"` // contacts without a signed packet are refused
	Challenge     Challenge `key:"challenge"`
}

// Challenge that visitors without a signed packet pass on the company's own page, before
// they are let in.
type Challenge struct {
	VerifyURL string `key:"verify_url"` // where what they got for it is verified; empty: there is none
	Secret    Secret `key:"secret"`
}

// OIDC is the identity provider by which admins sign in, beside the passphrase.
type OIDC struct {
	Issuer       string   `key:"issuer"` // as the provider writes it, to the last slash; empty: none
	ClientID     string   `key:"client_id"`
	ClientSecret Secret   `key:"client_secret"`
	Label        string   `key:"label"`        // on the button; never empty after Load, if there is an issuer
	Scopes       []string `key:"scopes"`       // besides openid
	GroupsClaim  string   `key:"groups_claim"` // a name, or a path with dots
}

// Roles of admins.
const (
	Owner      = "owner"
	Supervisor = "supervisor"
	ReadOnly   = "read-only"
)

// Admin is a rule that gives a role to people whom the provider vouches for.
type Admin struct {
	Name   string   `key:"name"`
	Role   string   `key:"role"`
	Emails []string `key:"emails"` // "@example.com": every verified address there
	Groups []string `key:"groups"`
}

// Tickets says when tickets come into being.
type Tickets struct {
	OpenOn string `key:"open_on"` // arrival, answer
}

// Delivery of writes into the CRM.
type Delivery struct {
	Linger  Duration `key:"linger"`  // how long a write waits for others to travel with; 0: not at all
	Overdue Duration `key:"overdue"` // how old a write may be that nobody sends, until the server is not ready; 0: any age
}

// Limits on what strangers may send.
type Limits struct {
	FileBytes        Bytes `key:"file_bytes"`
	InteractionBytes Bytes `key:"interaction_bytes"` // all files of one interaction
	InteractionFiles int   `key:"interaction_files"` // that its customer sends; 0: any number
	InteractionItems int   `key:"interaction_items"` // that are written to its ticket; 0: any number
	PacketBytes      Bytes `key:"packet_bytes"`

	// Of files that come in pieces.
	UploadsBytes Bytes    `key:"uploads_bytes"` // that all of them together are announced with
	UploadStart  Duration `key:"upload_start"`  // how long one may have brought next to nothing
	UploadRate   Bytes    `key:"upload_rate"`   // a second that any file must bring; 0: any

	// Contacts a minute without a signed packet, as many of them at once; 0: any number.
	ContactsPerSource int `key:"contacts_per_source"` // of one address at one app; with a signed packet, of one customer
	ContactsPerApp    int `key:"contacts_per_app"`
	// Of them calls from the browser a minute; 0: any number.
	BrowserCallsPerSource int `key:"browser_calls_per_source"`
	BrowserCalls          int `key:"browser_calls"` // in all
}

// Dialling is what agents may call.
type Dialling struct {
	Countries    []string `key:"countries"`      // ISO 3166, capitals; none: any
	Costly       bool     `key:"costly"`         // premium rate, shared cost, personal numbers, satellites
	PerAgentHour int      `key:"per_agent_hour"` // 0: any number
}

// Retention says how long things are kept that are not needed any more.
type Retention struct {
	Files        Duration `key:"files"`        // on disk, after all of a closed interaction's have landed; 0: removed at once
	Interactions Life     `key:"interactions"` // from their close on, once all of their writes are settled and their files removed
	Messages     Life     `key:"messages"`     // of conversations that go on
	Evidence     Life     `key:"evidence"`     // of verifications and enrolments
}

// Alerts say whom the server tells what a person must mend: both or neither.
type Alerts struct {
	Webhook Secret `key:"webhook"` // address; may hold a key
	Secret  Secret `key:"secret"`  // that messages are signed with: whsec_ and base64 of 24 to 64 bytes
}

// Log of the server.
type Log struct {
	Level  string `key:"level"`  // debug, info, warn, error
	Format string `key:"format"` // text, json
}

// Defaults that an image has otherwise: the linker sets them (-X), so that the file
// and the environment still win over them.
var (
	defaultListen  = "127.0.0.1:8080"
	defaultDataDir = "./var"
)

// fixed are the defaults that do not depend on other settings.
func fixed() Config {
	return Config{
		Listen:       defaultListen,
		DataDir:      defaultDataDir,
		Twilio:       Twilio{APIURL: "https://api.twilio.com"},
		OIDC:         OIDC{Scopes: []string{"profile", "email"}, GroupsClaim: "groups"},
		Tickets:      Tickets{OpenOn: "arrival"},
		Media:        Media{Metadata: MetadataRemove},
		Recording:    Recording{Mode: RecordingOff, Store: RecordingFile, Announce: true},
		Delivery:     Delivery{Linger: Duration(2 * time.Second), Overdue: Duration(15 * time.Minute)},
		WrapUp:       Duration(10 * time.Minute),
		LongestWait:  Duration(30 * time.Minute),
		ServiceLevel: Duration(20 * time.Second),
		Dispositions: usualDispositions(),
		Language:     "en",
		Timezone:     "UTC",
		Limits: Limits{
			FileBytes: 25 << 20, InteractionBytes: 100 << 20, InteractionFiles: 50, InteractionItems: 500, PacketBytes: 64 << 10, UploadsBytes: 10 << 30, UploadStart: Duration(5 * time.Minute), UploadRate: 2 << 10,
			// An office, or a carrier's gateway with thousands of phones, is one source: 60 at
			// once, and one more a second, is what no crowd of people at one shop's page comes
			// to, and a CRM's smallest limit (200 calls a minute) takes with room to spare for
			// callers, who are before them in it. Ten such crowds at one app are a flood of many
			// sources. Calls ring at every agent's desk at once, so that there are fewer.
			ContactsPerSource: 60, ContactsPerApp: 600, BrowserCallsPerSource: 12, BrowserCalls: 120,
		},
		BackupWithin: Duration(7 * 24 * time.Hour),

		Dialling:  Dialling{PerAgentHour: 60},
		SMS:       SMS{PerNumberHour: 20, PerInteractionHour: 30, PerAccountHour: 500, NoLinks: []string{"JP", "KR"}},
		Retention: Retention{Files: Duration(30 * 24 * time.Hour), Interactions: Life(180 * 24 * time.Hour), Messages: Forever, Evidence: Forever},
		Log:       Log{Level: "info", Format: "text"},
	}
}

// derive fills what follows from other settings.
func (c *Config) derive() {
	if c.PublicURL == "" {
		c.PublicURL = LocalURL(c.Listen)
	}
	if u, err := url.Parse(c.OIDC.Issuer); err == nil {
		c.OIDC.Label = cmp.Or(c.OIDC.Label, u.Hostname())
	}
	if len(c.Queues) == 0 {
		c.Queues = []Queue{{Name: "default"}}
	}
	for i := range c.Queues {
		c.Queues[i].derive(c.Timezone)
	}
	for i := range c.Dispositions {
		d := &c.Dispositions[i]
		d.Text = cmp.Or(d.Text, d.In[c.Language])
	}
	c.deriveMenus()
	for i := range c.Accounts {
		a := &c.Accounts[i]
		a.DefaultCountry, a.Timezone = cmp.Or(a.DefaultCountry, c.DefaultCountry), cmp.Or(a.Timezone, c.Timezone)
		a.Language = cmp.Or(a.Language, c.Language)
		if a.Kind == Zendesk && a.Scope == "" {
			a.Scope = "read write" // calls and uploads have no scope of their own
		}
		if a.Kind == Salesforce && a.APIVersion == "" {
			a.APIVersion = "66.0" // Spring '26, in every organisation
		}
	}
	for i := range c.Agents {
		a := &c.Agents[i]
		if a.Account == "" && len(c.Accounts) > 0 {
			a.Account = c.Accounts[0].Name
		}
	}
	for i := range c.Apps {
		a := &c.Apps[i]
		if a.Account == "" && len(c.Accounts) > 0 {
			a.Account = c.Accounts[0].Name
		}
		if len(a.Queues) == 0 {
			a.Queues = []string{c.Queues[0].Name}
		}
	}
}

// LocalURL is where this machine finds a server that listens there.
func LocalURL(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return ""
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// AccountOf returns the account for which a number of ours rings: the one that
// lists it, else the first.
func (c *Config) AccountOf(number string) Account {
	for _, a := range c.Accounts {
		if slices.Contains(a.Numbers, number) {
			return a
		}
	}
	return c.Accounts[0]
}

// Account by name.
func (c *Config) Account(name string) (Account, bool) {
	i := slices.IndexFunc(c.Accounts, func(a Account) bool { return a.Name == name })
	if i < 0 {
		return Account{}, false
	}
	return c.Accounts[i], true
}

// App by name.
func (c *Config) App(name string) (App, bool) {
	i := slices.IndexFunc(c.Apps, func(a App) bool { return a.Name == name })
	if i < 0 {
		return App{}, false
	}
	return c.Apps[i], true
}

// Location of Timezone; Load has proved that it exists.
func (c *Config) Location() *time.Location { return location(c.Timezone) }

// Location of the account's Timezone.
func (a Account) Location() *time.Location { return location(a.Timezone) }

func location(zone string) *time.Location {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		return time.UTC
	}
	return loc
}
