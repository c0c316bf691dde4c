package provider

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/deskside/deskside/clock"
)

const (
	// fresh is how long a provider's description counts. Its keys are another matter: they
	// are asked for whenever a signature needs one that is not known.
	fresh = time.Hour
	// trouble is how long a provider that did not answer is left alone.
	trouble = 5 * time.Second
)

// discovered is a provider's description of itself, asked for when it is needed.
type discovered struct {
	issuer string
	clock  clock.Clock
	client *http.Client

	mu     sync.Mutex
	held   *described
	asked  time.Time
	failed error // what came of it
}

// get it. One asks, however many wait; what was known counts while nothing better is had.
func (d *discovered) get(ctx context.Context) (*described, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	age := d.clock.Now().Sub(d.asked)
	if d.failed == nil && d.held != nil && age < fresh || d.failed != nil && age < trouble {
		return d.last()
	}
	held, err := d.ask(oidc.ClientContext(context.WithoutCancel(ctx), d.client))
	d.asked, d.failed = d.clock.Now(), err
	if err == nil {
		d.held = held
	}
	return d.last()
}

func (d *discovered) last() (*described, error) {
	if d.held != nil {
		return d.held, nil
	}
	return nil, d.failed
}

// described is what a provider says of itself.
type described struct {
	*oidc.Provider
	issuer     string
	keys       oidc.KeySet
	published  string   // where the keys are
	algorithms []string // of its signatures
	style      oauth2.AuthStyle
}

// asymmetric algorithms: what is signed with the client's own secret proves nothing.
var asymmetric = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}

func (d *discovered) ask(ctx context.Context) (*described, error) {
	p, err := oidc.NewProvider(ctx, d.issuer)
	if err != nil {
		return nil, err
	}
	var said struct {
		Keys       string   `json:"jwks_uri"`
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
		Methods    []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := p.Claims(&said); err != nil {
		return nil, err
	}
	if err := safe(p.Endpoint().AuthURL, p.Endpoint().TokenURL, said.Keys); err != nil {
		return nil, err
	}
	if info := p.UserInfoEndpoint(); info != "" { // there need be none
		if err := safe(info); err != nil {
			return nil, err
		}
	}
	out := &described{Provider: p, issuer: d.issuer, keys: oidc.NewRemoteKeySet(ctx, said.Keys), published: said.Keys, style: oauth2.AuthStyleInHeader}
	for _, a := range said.Algorithms {
		if slices.Contains(asymmetric, a) {
			out.algorithms = append(out.algorithms, a)
		}
	}
	if len(out.algorithms) == 0 {
		out.algorithms = []string{oidc.RS256} // which every provider has (OpenID Connect Discovery, 3)
	}
	if len(said.Methods) > 0 && !slices.Contains(said.Methods, "client_secret_basic") && slices.Contains(said.Methods, "client_secret_post") {
		out.style = oauth2.AuthStyleInParams
	}
	return out, nil
}

// verify an id_token. away: the keys that it needs could not be had.
func (d *described) verify(ctx context.Context, client string, now func() time.Time, raw string) (token *oidc.IDToken, away bool, err error) {
	keys := &watched{KeySet: d.keys}
	token, err = oidc.NewVerifier(d.issuer, keys, &oidc.Config{ClientID: client, SupportedSigningAlgs: d.algorithms, Now: now}).Verify(ctx, raw)
	// A signature that no key has made wraps nothing; what kept the keys away is wrapped.
	return token, err != nil && errors.Unwrap(keys.failed) != nil, err
}

// watched keys remember why the last signature was not found good: the verifier tells it
// in words alone.
type watched struct {
	oidc.KeySet
	failed error
}

func (w *watched) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	payload, err := w.KeySet.VerifySignature(ctx, jwt)
	w.failed = err
	return payload, err
}

// safe endpoints: what goes there is secret, and goes in the clear to this machine alone.
func safe(addresses ...string) error {
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" {
			return fmt.Errorf("%w: it does not say where it is asked: %.255q", ErrUnsafe, address)
		}
		ip := net.ParseIP(u.Hostname())
		here := u.Hostname() == "localhost" || strings.HasSuffix(u.Hostname(), ".localhost") || ip != nil && ip.IsLoopback()
		if u.Scheme != "https" && (u.Scheme != "http" || !here) {
			return fmt.Errorf("%w: it is asked at %.255q", ErrUnsafe, address)
		}
	}
	return nil
}

// newClient bounds what a provider may take, in time and bytes, and follows it nowhere else.
func newClient() *http.Client {
	base := http.DefaultTransport.(*http.Transport).Clone()
	return &http.Client{
		Timeout:       answerTime,
		Transport:     capped{base},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type capped struct{ http.RoundTripper }

func (c capped) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := c.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = http.MaxBytesReader(nil, res.Body, answerSize)
	}
	return res, err
}
