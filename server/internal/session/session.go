// Package session knows who is speaking. It issues and verifies the short-lived
// bearer tokens of agents, admins and customers, the one-time tickets with which a
// browser's voice leg proves whose leg it is, the nonces to which a CRM's word for
// an agent is bound, and the links with which an admin sets a passphrase.
//
// Guarantees:
//
//   - A token of one purpose never passes as another: each purpose has its own
//     key and its own audience (TestPurposesNeverMix).
//   - A customer's token opens one interaction and nothing else; its claims name
//     no agent (TestClaimsOfWrongShape).
//   - Only HS256 is accepted (TestForgeries).
//   - A nonce is good for one account and for the frame it was made for (TestFrame).
//
// Tokens are not stored; that is why they are short. Which of them have been ended before
// their time is known to package register.
// Every replica that shares the store's keys verifies what any other issued. There can be
// several: the newest signs, and the older ones verify until nothing of theirs is good any
// more (TestKeysFollowEachOther; package keyring keeps them).
package session

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
)

// Role of a speaker, and the scope that a route asks for.
type Role string

// Roles.
const (
	Agent    Role = "agent"
	Admin    Role = "admin"
	Customer Role = "customer"
)

// AdminRole is how much an admin may do; what that is of each operation stands in the
// contract.
type AdminRole string

// Roles of admins.
const (
	Owner      AdminRole = "owner"
	Supervisor AdminRole = "supervisor"
	ReadOnly   AdminRole = "read-only"
)

// AdminRoles from the one that may most on.
var AdminRoles = []AdminRole{Owner, Supervisor, ReadOnly}

// SignInMethod in which somebody has signed in.
type SignInMethod string

// Ways.
const (
	ByProof      SignInMethod = "proof"      // the CRM vouched for them
	ByPassphrase SignInMethod = "passphrase" // the admin
	ByProvider   SignInMethod = "provider"   // an admin, for whom the company's identity provider vouched
	ByOperator   SignInMethod = "operator"   // whoever can read the server's own secret
	BySandbox    SignInMethod = "sandbox"    // nobody asked
)

// Claims say who is speaking.
type Claims struct {
	Role        Role
	Account     string            // the CRM organisation; may be empty for an admin
	Agent       interaction.Agent // agents and admins
	Interaction interaction.ID    // customers: the only one they may see
	Browser     int               // customers on the phone: which of their browsers that have joined; 0: a page of an app
	AdminRole   AdminRole         // admins; empty: Owner
	Grant       string            // admins by a provider: the rule of the configuration that let them in
	Key         string            // of a token that was verified: the key that has signed it

	// Of agents and admins who may renew their session:
	Method     SignInMethod
	Since      time.Time // of signing in, in whole seconds
	Credential int64     // version of the passphrase the admin signed in with
	Family     string    // of all sessions that are renewed from one sign-in
	Generation int64     // of the renewal token: how often its family was renewed
	Epoch      int64     // of the person's sessions, which all end together
}

const (
	// TTL is how long an agent's or admin's session lasts unless it is ended; whom the
	// CRM has let go can go on for that long.
	TTL = 15 * time.Minute
	// RenewableFor is how long it can be renewed after the sign-in: a long working day.
	RenewableFor = 12 * time.Hour
)

// Errors of Verify and VerifyVoice.
var (
	// ErrExpired: the token was good once. The speaker signs in again.
	ErrExpired = errors.New("session: the token has expired")
	// ErrInvalid: not a token of ours, or not one for this purpose.
	ErrInvalid = errors.New("session: not a valid token")
)

const (
	issuer = "deskside"

	// A token longer than this is not one of ours, and is not worth parsing.
	maxToken = 8 << 10
)

// Tokens issues and verifies tokens. It is safe for concurrent use, also while its keys
// change.
type Tokens struct {
	sessions purpose
	renewals purpose
	voice    purpose
	frames   purpose
	links    purpose
	contacts purpose
	flows    purpose
	joins    purpose
	clock    clock.Clock
	ring     *ring
}

// NewTokens of one key for ever, of 32 bytes.
func NewTokens(secret []byte, clock clock.Clock) (*Tokens, error) {
	k := &Tokens{clock: clock, ring: &ring{}}
	for audience, p := range map[string]*purpose{
		"deskside/session": &k.sessions, "deskside/renewal": &k.renewals, "deskside/voice": &k.voice, "deskside/frame": &k.frames, "deskside/admin-link": &k.links,
		"deskside/contact": &k.contacts, "deskside/flow": &k.flows, "deskside/join": &k.joins,
	} {
		*p = purpose{audience: audience, ring: k.ring}
	}
	return k, k.Use([]Key{{Secret: secret}})
}

type sessionClaims struct {
	jwt.RegisteredClaims
	Role        Role           `json:"role"`
	Account     string         `json:"account,omitempty"`
	Name        string         `json:"name,omitempty"`
	CRMID       string         `json:"crm_id,omitempty"`
	Interaction interaction.ID `json:"interaction,omitempty"`
	Browser     int            `json:"browser,omitempty"`
	Way         SignInMethod   `json:"way,omitempty"`
	Since       int64          `json:"since,omitempty"` // seconds since 1970
	Credential  int64          `json:"credential,omitempty"`
	Family      string         `json:"family,omitempty"`
	Generation  int64          `json:"generation,omitempty"`
	Epoch       int64          `json:"epoch,omitempty"`
	AdminRole   AdminRole      `json:"admin_role,omitempty"`
	Grant       string         `json:"grant,omitempty"`
}

// Issue a bearer token. expires is the moment from which it no longer counts.
func (k *Tokens) Issue(c Claims, ttl time.Duration) (token string, expires time.Time, err error) {
	return k.issue(k.sessions, c, k.clock.Now(), ttl)
}

// IssueRenewal makes a token with which the same speaker gets another session until they
// must sign in again, and nothing else. The same claims make the same token, whenever.
func (k *Tokens) IssueRenewal(c Claims) (token string, expires time.Time, err error) {
	if c.Since.IsZero() {
		return "", time.Time{}, errors.New("session: only a session that has a beginning is renewed")
	}
	return k.issue(k.renewals, c, c.Since, RenewableFor)
}

func (k *Tokens) issue(p purpose, c Claims, from time.Time, ttl time.Duration) (token string, expires time.Time, err error) {
	if err := c.check(); err != nil {
		return "", time.Time{}, err
	}
	sc := sessionClaims{Role: c.Role, Account: c.Account, Name: c.Agent.Name, CRMID: c.Agent.CRMID, Interaction: c.Interaction, Browser: c.Browser, Way: c.Method, Credential: c.Credential,
		Family: c.Family, Generation: c.Generation, Epoch: c.Epoch, AdminRole: c.AdminRole, Grant: c.Grant}
	if !c.Since.IsZero() {
		sc.Since = c.Since.Unix()
	}
	sc.RegisteredClaims, expires, err = p.registered(from, ttl)
	if err != nil {
		return "", time.Time{}, err
	}
	sc.Subject = c.Agent.ID
	token, err = p.sign(sc, k.clock.Now())
	return token, expires, err
}

// Verify a bearer token. The error is ErrExpired or ErrInvalid, with the reason
// wrapped for the operator's log.
func (k *Tokens) Verify(token string) (Claims, error) {
	c, _, err := k.VerifyUntil(token)
	return c, err
}

// VerifyUntil is Verify for those who go on talking, such as a socket: expires
// is the moment at which they must stop.
func (k *Tokens) VerifyUntil(token string) (c Claims, expires time.Time, err error) {
	return k.verify(k.sessions, token)
}

// VerifyRenewal has the errors of Verify.
func (k *Tokens) VerifyRenewal(token string) (Claims, error) {
	c, _, err := k.verify(k.renewals, token)
	if err == nil && c.Family == "" {
		c.Family = keyHash(token) // of before there were families: it begins one
	}
	return c, err
}

func (k *Tokens) verify(p purpose, token string) (c Claims, expires time.Time, err error) {
	var sc sessionClaims
	by, err := p.parse(token, &sc, k.clock.Now)
	if err != nil {
		return Claims{}, time.Time{}, err
	}
	c = Claims{
		Role:        sc.Role,
		Account:     sc.Account,
		Agent:       interaction.Agent{ID: sc.Subject, Name: sc.Name, CRMID: sc.CRMID},
		Interaction: sc.Interaction,
		Browser:     sc.Browser,
		Method:      sc.Way,
		Credential:  sc.Credential,
		Family:      sc.Family,
		Generation:  sc.Generation,
		Epoch:       sc.Epoch,
		AdminRole:   sc.AdminRole,
		Grant:       sc.Grant,
		Key:         by.ID,
	}
	if sc.Since != 0 {
		c.Since = time.Unix(sc.Since, 0).UTC()
	}
	if err := c.check(); err != nil {
		return Claims{}, time.Time{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return c, sc.ExpiresAt.Time, nil
}

// Admins' role of the speaker; empty: they are no admin.
func (c Claims) Admins() AdminRole {
	if c.Role != Admin {
		return ""
	}
	return cmp.Or(c.AdminRole, Owner)
}

// check that the claims have the shape of their role: no more and no less.
func (c Claims) check() error {
	nobody := c.Agent == interaction.Agent{}
	if (c.AdminRole != "" || c.Grant != "") && c.Role != Admin {
		return errors.New("session: an admin's role of somebody who is none")
	}
	if c.AdminRole != "" && !slices.Contains(AdminRoles, c.AdminRole) {
		return fmt.Errorf("session: unknown role %q of an admin", c.AdminRole)
	}
	if c.Browser != 0 && c.Role != Customer || c.Browser < 0 {
		return errors.New("session: a browser that has joined, of somebody who is no customer")
	}
	switch c.Role {
	case Agent:
		if c.Account == "" || c.Agent.ID == "" || c.Interaction != "" {
			return errors.New("session: an agent has an account and an id, and no interaction")
		}
	case Admin:
		if c.Agent.ID == "" || c.Interaction != "" {
			return errors.New("session: an admin has an id, and no interaction")
		}
	case Customer:
		if c.Account == "" || c.Interaction == "" || !nobody {
			return errors.New("session: a customer has an account and one interaction, and is no agent")
		}
	default:
		return fmt.Errorf("session: unknown role %q", c.Role)
	}
	return nil
}

// purpose is what a token is good for: an audience with keys of its own.
type purpose struct {
	audience string
	ring     *ring
}

// registered claims. JWT times count whole seconds; the end is rounded down, so
// that no token lives longer than was asked for.
func (p purpose) registered(now time.Time, ttl time.Duration) (jwt.RegisteredClaims, time.Time, error) {
	if ttl < time.Second {
		return jwt.RegisteredClaims{}, time.Time{}, fmt.Errorf("session: a lifetime of %v is too short", ttl)
	}
	expires := now.Add(ttl).Truncate(time.Second)
	return jwt.RegisteredClaims{
		Issuer:    issuer,
		Audience:  jwt.ClaimStrings{p.audience},
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(expires),
	}, expires, nil
}

// sign with the newest key that signs by now.
func (p purpose) sign(c jwt.Claims, now time.Time) (string, error) {
	key := p.ring.signing(now)
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, c)
	if key.ID != "" {
		t.Header["kid"] = key.ID
	}
	secret, err := key.of(p.audience)
	if err != nil {
		return "", err
	}
	return t.SignedString(secret)
}

// parse gives the key that has signed. It does not look at the time of issue: it is
// another replica's clock.
func (p purpose) parse(token string, into jwt.Claims, now func() time.Time) (by Key, err error) {
	if len(token) > maxToken {
		return Key{}, fmt.Errorf("%w: %d bytes long", ErrInvalid, len(token))
	}
	_, err = jwt.ParseWithClaims(token, into,
		func(t *jwt.Token) (any, error) {
			id, _ := t.Header["kid"].(string)
			var known bool
			if by, known = p.ring.known(id, now()); !known {
				return nil, errors.New("there is no such key, or no longer")
			}
			return by.of(p.audience)
		},
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithAudience(p.audience),
		jwt.WithIssuer(issuer),
		jwt.WithExpirationRequired(),
		jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(now),
	)
	switch {
	case err == nil:
		return by, nil
	case onlyExpired(err):
		return Key{}, ErrExpired
	}
	return Key{}, fmt.Errorf("%w: %w", ErrInvalid, err)
}

// onlyExpired: a token that is also wrong in another way is wrong.
func onlyExpired(err error) bool {
	return errors.Is(err, jwt.ErrTokenExpired) &&
		!errors.Is(err, jwt.ErrTokenInvalidAudience) &&
		!errors.Is(err, jwt.ErrTokenInvalidIssuer)
}
