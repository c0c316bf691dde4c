package salesforce

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/sync/singleflight"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

// token is what the token endpoint gave. It has no lifetime: Salesforce names
// none, and ends a session after two hours without use by default.
type token struct {
	value    string
	instance string // where the data API is
	identity string // https://…/id/00D…/005…
}

// tokens keeps one token and asks for another one, once for all who wait, when
// it has stopped working. An hour allows 3,600 of those.
type tokens struct {
	c      *Connector
	key    *rsa.PrivateKey // nil: client credentials
	flight singleflight.Group

	mu   sync.Mutex
	held token
}

func (t *tokens) get(ctx context.Context) (token, *connectors.Error) {
	t.mu.Lock()
	held := t.held
	t.mu.Unlock()
	if held.value != "" {
		return held, nil
	}
	type granted struct {
		token token
		err   *connectors.Error
	}
	// The request outlives the first who asked: others wait for it too.
	answer := t.flight.DoChan("", func() (any, error) {
		tok, err := t.ask(context.WithoutCancel(ctx))
		if err == nil {
			t.mu.Lock()
			t.held = tok
			t.mu.Unlock()
		}
		return granted{tok, err}, nil
	})
	select {
	case <-ctx.Done():
		return token{}, &connectors.Error{Kind: connectors.Transient, Reason: connectors.Because("given_up"), Err: ctx.Err()}
	case a := <-answer:
		g := a.Val.(granted)
		if g.err != nil {
			mine := *g.err
			return token{}, &mine
		}
		return g.token, nil
	}
}

// drop forgets a token that was refused, unless it has been replaced already.
func (t *tokens) drop(refused token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held == refused {
		t.held = token{}
	}
}

// assertionLife is within the three minutes that Salesforce allows, with room
// for clocks that differ.
const assertionLife = 2 * time.Minute

func (t *tokens) ask(ctx context.Context) (token, *connectors.Error) {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {t.c.config.ClientID}, "client_secret": {t.c.config.ClientSecret}}
	if t.key != nil {
		assertion, err := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{
			"iss": t.c.config.ClientID, "sub": t.c.config.Username, "aud": t.c.url, "exp": t.c.clock.Now().Add(assertionLife).Unix(),
		}).SignedString(t.key)
		if err != nil {
			return token{}, &connectors.Error{Kind: connectors.Unauthorized, Reason: connectors.Because("salesforce_key_sign"), Err: err}
		}
		form = url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {assertion}}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.c.url+"/services/oauth2/token", strings.NewReader(form.Encode()))
	if err != nil {
		return token{}, &connectors.Error{Kind: connectors.Unauthorized, Reason: connectors.Because("salesforce_address")}
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	x := &transport.Exchange{}
	resp, err := t.c.client(x, r).Do(r)
	if err != nil {
		return token{}, &connectors.Error{Kind: connectors.Transient, Reason: connectors.Because("salesforce_signin_unreached"), Err: err}
	}
	_ = resp.Body.Close()
	return t.read(x)
}

func (t *tokens) read(x *transport.Exchange) (token, *connectors.Error) {
	if x.Status != http.StatusOK {
		return token{}, t.refused(x)
	}
	var in struct {
		AccessToken string `json:"access_token"`
		InstanceURL string `json:"instance_url"`
		ID          string `json:"id"`
	}
	if err := json.Unmarshal(x.Body, &in); err != nil || in.AccessToken == "" {
		return token{}, &connectors.Error{Kind: connectors.Transient, Status: x.Status, Reason: connectors.Because("salesforce_signin_unreadable")}
	}
	instance, err := checkURL(in.InstanceURL)
	if err != nil {
		return token{}, &connectors.Error{Kind: connectors.Unauthorized, Status: x.Status, Reason: connectors.Because("salesforce_instance")}
	}
	return token{in.AccessToken, instance, in.ID}, nil
}

// refused reads the error object of the token endpoint. Its description is for an admin
// to read; nothing is decided by it. One code stands for much: what it can be follows
// from the address and from how we ask.
func (t *tokens) refused(x *transport.Exchange) *connectors.Error {
	e := &connectors.Error{Kind: connectors.Unauthorized, Status: x.Status, Reason: connectors.Because("salesforce_credentials")}
	var in struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	_ = json.Unmarshal(x.Body, &in)
	e.Code = safeCode(in.Error)
	e.Detail = connectors.Detail(e.Code, in.Description)
	switch {
	case x.Status >= 500 || x.Status == 420:
		e.Kind, e.Reason = connectors.Transient, connectors.Because("salesforce_signin_not_now")
	case x.Status == http.StatusTooManyRequests:
		e.Kind, e.Reason = connectors.Throttled, connectors.Because("salesforce_signin_rate")
		e.RetryAfter = retryAfter(x.Response, loginPause)
	case in.Error == "invalid_client_id":
		e.Reason = connectors.Because("salesforce_client_id")
	case in.Error == "invalid_grant" && slices.Contains(generalLogins, t.c.url):
		e.Reason = connectors.Because("salesforce_my_domain")
	case in.Error == "invalid_grant" && t.key == nil: // the client itself is in order
		e.Reason = connectors.Because("salesforce_run_as")
	}
	return e
}

// generalLogins are everybody's; the client credentials flow has no use of them.
var generalLogins = []string{"https://login.salesforce.com", "https://test.salesforce.com", "https://welcome.salesforce.com"}

// loginPause is how long to wait when the hourly number of sign-ins is used up.
const loginPause = 5 * time.Minute
