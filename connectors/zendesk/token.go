package zendesk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
)

// tokens gets access tokens for client credentials, one request at a time
// however many callers wait.
type tokens struct {
	cfg   Config
	url   string
	chain *transport.Chain
	clock clock.Clock

	flight singleflight.Group
	mu     sync.Mutex
	held   token
}

type token struct {
	value   string
	scope   string
	expires time.Time // zero: not told
}

// renewBefore is how long before its end a token is no longer used, at most a
// tenth of its life.
const renewBefore = time.Minute

func (t *tokens) get(ctx context.Context) (token, *connectors.Error) {
	t.mu.Lock()
	held := t.held
	t.mu.Unlock()
	if held.value != "" && (held.expires.IsZero() || t.clock.Now().Before(held.expires)) {
		return held, nil
	}
	if ctx.Err() != nil {
		return token{}, transient("zendesk: get token", ctx.Err())
	}
	// The request outlives the caller that happened to start it; the chain bounds it.
	done := t.flight.DoChan("", func() (any, error) {
		fresh, err := t.fetch(context.WithoutCancel(ctx))
		if err != nil {
			return token{}, err
		}
		t.mu.Lock()
		t.held = fresh
		t.mu.Unlock()
		return fresh, nil
	})
	select {
	case r := <-done:
		if r.Err != nil {
			return token{}, asError(r.Err)
		}
		return r.Val.(token), nil
	case <-ctx.Done():
		return token{}, transient("zendesk: get token", ctx.Err())
	}
}

// drop forgets a token that Zendesk no longer takes, unless another caller has
// replaced it already.
func (t *tokens) drop(value string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held.value == value {
		t.held = token{}
	}
}

func (t *tokens) fetch(ctx context.Context) (token, error) {
	const op = "zendesk: get token"
	body, err := json.Marshal(map[string]string{
		"grant_type": "client_credentials", "client_id": t.cfg.ClientID, "client_secret": t.cfg.ClientSecret, "scope": t.cfg.Scope,
	})
	if err != nil {
		return token{}, transient(op, err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url, bytes.NewReader(body))
	if err != nil {
		return token{}, transient(op, err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	asked := t.clock.Now()
	var x transport.Exchange
	resp, err := t.chain.Client(ctx, &x).Do(r)
	if err == nil {
		_ = resp.Body.Close()
	}
	switch {
	case x.Status == http.StatusOK || x.Status == http.StatusCreated:
	case x.Status >= 300 && x.Status < 500 && x.Status != http.StatusTooManyRequests && x.Status != http.StatusRequestTimeout:
		e := &connectors.Error{Kind: connectors.Unauthorized, Op: op, Status: x.Status, Code: parseFailure(x.Body).code}
		e.Reason = connectors.Because("zendesk_client")
		return token{}, e
	default:
		return token{}, classify(op, false, &x, err)
	}
	var out struct {
		AccessToken string  `json:"access_token"`
		ExpiresIn   float64 `json:"expires_in"` // seconds
		Scope       string  `json:"scope"`
	}
	if err != nil || json.Unmarshal(x.Body, &out) != nil || out.AccessToken == "" {
		return token{}, &connectors.Error{Kind: connectors.Transient, Op: op, Status: x.Status, Reason: connectors.Because("zendesk_token_unreadable")}
	}
	fresh := token{value: out.AccessToken, scope: cmp.Or(out.Scope, t.cfg.Scope)}
	if life := time.Duration(out.ExpiresIn * float64(time.Second)); life > 0 {
		fresh.expires = asked.Add(life - min(renewBefore, life/10))
	}
	return fresh, nil
}
