// Package siteverify asks whether a visitor has passed a challenge: Turnstile, hCaptcha,
// reCAPTCHA and others that answer a form with secret and response by {"success": true}.
//
// A Verifier may be used by any number of goroutines. It keeps nothing: that a response is
// good once is the service's affair.
package siteverify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/deskside/deskside/connectors/transport"
)

// ErrRefused: the service says that the visitor has not passed.
var ErrRefused = errors.New("siteverify: not passed")

// Verifier of one site.
type Verifier struct {
	address, secret string
	chain           *transport.Chain
}

// New asks at address, with the site's secret.
func New(address, secret string, chain *transport.Chain) *Verifier {
	return &Verifier{address: address, secret: secret, chain: chain}
}

// Verify a response that the visitor's page has got, who comes from source; "": not known.
// ErrRefused, or any other error: it is not known.
func (v *Verifier) Verify(ctx context.Context, response, source string) error {
	form := url.Values{"secret": {v.secret}, "response": {response}}
	if source != "" {
		form.Set("remoteip", source)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.address, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := v.chain.Client(ctx, &transport.Exchange{}).Do(r)
	if err != nil {
		return fmt.Errorf("siteverify: %w", err)
	}
	defer res.Body.Close()
	var out struct {
		Success bool     `json:"success"`
		Codes   []string `json:"error-codes"`
	}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil || res.StatusCode >= http.StatusInternalServerError {
		return fmt.Errorf("siteverify: the service answered %d", res.StatusCode)
	}
	if out.Success {
		return nil
	}
	for _, code := range out.Codes {
		if code == "missing-input-secret" || code == "invalid-input-secret" || code == "internal-error" {
			return fmt.Errorf("siteverify: %s", code)
		}
	}
	return ErrRefused
}
