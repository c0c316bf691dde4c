// Package provider lets admins in for whom the company's own identity provider vouches:
// OpenID Connect, by authorization code with PKCE, state and nonce. Their role is what the
// configuration gives to their address or one of their groups.
//
// Guarantees, proved at the wire in package api (provider_test.go):
//
//   - Only what the provider has signed for this server, this browser and this sign-in
//     counts, once (TestProviderOddAnswers, TestProviderFlowIsTheBrowsersOwn).
//   - An address counts only when the provider says that it is verified.
//   - Whoever loses the rule that let them in loses their sessions with it: Granted
//     (TestRoleTakenAwayEndsSessions).
//   - The provider's keys may change at any time (TestProviderRotatesKeys), and a provider
//     that is away keeps nobody out but who needs it (TestProviderAway).
//
// A Provider is safe for concurrent use. It asks nothing before somebody signs in.
package provider

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/signin"
)

// Rule gives a role to addresses and groups.
type Rule struct {
	Role   session.AdminRole
	Emails []string // "@example.com": every address there
	Groups []string
}

// Config of a Provider.
type Config struct {
	Issuer       string // as the provider writes it, to the last slash
	ClientID     string
	ClientSecret string
	RedirectURL  string
	Scopes       []string // besides openid
	GroupsClaim  string
	Rules        []Rule
	Clock        clock.Clock
}

// Provider of a company's identities.
type Provider struct {
	Config
	grants map[string]session.AdminRole
	known  discovered
}

// New provider.
func New(c Config) *Provider {
	p := &Provider{Config: c, grants: map[string]session.AdminRole{}}
	p.known = discovered{issuer: c.Issuer, clock: c.Clock, client: newClient()}
	for _, r := range c.Rules {
		for _, e := range r.Emails {
			p.grants[p.grant(r.Role, "email", strings.ToLower(e))] = r.Role
		}
		for _, g := range r.Groups {
			p.grants[p.grant(r.Role, "group", g)] = r.Role
		}
	}
	return p
}

// grant names a rule in tokens, so that a session can be held to it for as long as it lasts.
func (p *Provider) grant(role session.AdminRole, kind, value string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{p.Issuer, p.ClientID, string(role), kind, value}, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// Granted tells whether what let a session in still stands in the configuration.
func (p *Provider) Granted(who session.Claims) bool {
	role, ok := p.grants[who.Grant]
	return ok && role == who.AdminRole
}

// Begin gives the address at the provider where the browser goes. The error is
// signin.ErrUnavailable.
func (p *Provider) Begin(ctx context.Context, f session.Flow) (address string, err error) {
	at, err := p.known.get(ctx)
	if err != nil {
		return "", unavailable(err)
	}
	return p.client(at).AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), nil
}

// Finish a sign-in. The errors are signin.ErrRefused, signin.ErrUnavailable and signin.ErrNoRole,
// with the reason wrapped for the operator.
func (p *Provider) Finish(ctx context.Context, f session.Flow, b session.Back) (session.Claims, error) {
	if subtle.ConstantTimeCompare([]byte(b.State), []byte(f.State)) != 1 {
		return session.Claims{}, signin.Refused("the state is of another sign-in")
	}
	if b.Issuer != "" && b.Issuer != p.Issuer {
		return session.Claims{}, signin.Refused("the browser comes from another issuer")
	}
	if b.Problem != "" || b.Code == "" {
		return session.Claims{}, signin.Refused("the provider gave no code: %.100q", b.Problem)
	}
	at, err := p.known.get(ctx)
	if err != nil {
		return session.Claims{}, unavailable(err)
	}
	ctx = oidc.ClientContext(ctx, p.known.client)
	token, err := p.client(at).Exchange(ctx, b.Code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		if answer, ok := errors.AsType[*oauth2.RetrieveError](err); ok && answer.Response.StatusCode < http.StatusInternalServerError {
			return session.Claims{}, signin.Refused("the code was not redeemed: %d %.100q", answer.Response.StatusCode, answer.ErrorCode)
		}
		return session.Claims{}, unavailable(err)
	}
	id, err := p.identity(ctx, at, token, f)
	if err != nil {
		return session.Claims{}, err
	}
	role, grant, err := p.role(id)
	if err != nil && at.UserInfoEndpoint() != "" { // some providers put addresses and groups there alone
		if err := p.ask(ctx, at, token, id); err != nil {
			return session.Claims{}, err
		}
		role, grant, err = p.role(id)
	}
	if err != nil {
		return session.Claims{}, fmt.Errorf("%w: %s", err, id)
	}
	return session.Claims{
		Role: session.Admin, AdminRole: role, Grant: grant, Method: session.ByProvider,
		Agent: interaction.Agent{ID: "provider/" + id.subject, Name: id.name()},
	}, nil
}

// identity that the provider has signed.
func (p *Provider) identity(ctx context.Context, at *described, token *oauth2.Token, f session.Flow) (*identity, error) {
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return nil, signin.Refused("the provider's answer has no id_token")
	}
	signed, away, err := at.verify(ctx, p.ClientID, p.Clock.Now, raw)
	switch {
	case away:
		return nil, unavailable(err)
	case err != nil:
		return nil, signin.Refused("the id_token is not good: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(signed.Nonce), []byte(f.Nonce)) != 1 {
		return nil, signin.Refused("the id_token is of another sign-in")
	}
	id := &identity{groupsClaim: p.GroupsClaim, subject: signed.Subject}
	if err := signed.Claims(id); err != nil {
		return nil, signin.Refused("the id_token cannot be read: %w", err)
	}
	if len(signed.Audience) > 1 && id.AuthorizedParty != p.ClientID {
		return nil, signin.Refused("the id_token is for another party")
	}
	if id.subject == "" || len(id.subject) > 255 { // OpenID Connect Core, 2
		return nil, signin.Refused("the id_token names nobody")
	}
	return id, nil
}

// ask the provider for what it did not sign.
func (p *Provider) ask(ctx context.Context, at *described, token *oauth2.Token, id *identity) error {
	info, err := at.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return unavailable(err)
	}
	if info.Subject != id.subject {
		return signin.Refused("the provider tells of somebody else")
	}
	if err := info.Claims(id); err != nil {
		return signin.Refused("what the provider tells cannot be read: %w", err)
	}
	return nil
}

// role of the first rule that fits, of those that give the most.
func (p *Provider) role(id *identity) (role session.AdminRole, grant string, err error) {
	for _, role := range session.AdminRoles {
		for _, r := range p.Rules {
			if r.Role != role {
				continue
			}
			for _, e := range r.Emails {
				if id.has(e) {
					return role, p.grant(role, "email", strings.ToLower(e)), nil
				}
			}
			for _, g := range r.Groups {
				if id.in(g) {
					return role, p.grant(role, "group", g), nil
				}
			}
		}
	}
	return "", "", signin.ErrNoRole
}

func (p *Provider) client(at *described) *oauth2.Config {
	endpoint := at.Endpoint()
	endpoint.AuthStyle = at.style
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: endpoint, RedirectURL: p.RedirectURL, Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...)}
}

func unavailable(err error) error { return fmt.Errorf("%w: %w", signin.ErrUnavailable, err) }

const (
	answerTime = 10 * time.Second // of one request to the provider
	answerSize = 1 << 20          // bytes
)
