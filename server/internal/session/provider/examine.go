package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Errors of Examine, besides signin.ErrUnavailable.
var (
	// ErrUnsafe: the provider wants to be asked where secrets would be read on the way, or
	// does not say where.
	ErrUnsafe = errors.New("provider: no safe address")
	// ErrClient: the provider does not know the client, or not by its secret.
	ErrClient = errors.New("provider: the client is refused")
)

// IssuerError: who answers under the configured address calls itself otherwise.
type IssuerError struct{ Says string }

// Error implements error.
func (e *IssuerError) Error() string {
	return fmt.Sprintf("provider: it says that it is %.255q", e.Says)
}

// Examine the provider anew: how it describes itself, its keys, and whether it refuses the
// client. That is tried with a code that it never gave, so nobody signs in. Nil does not
// say that the secret is right: some providers look at the code first.
func (p *Provider) Examine(ctx context.Context) error {
	ctx = oidc.ClientContext(ctx, p.known.client)
	at, err := p.known.ask(ctx)
	if other, ok := errors.AsType[*oidc.IssuerMismatchError](err); ok {
		return &IssuerError{other.Discovered}
	}
	switch {
	case errors.Is(err, ErrUnsafe):
		return err
	case err != nil:
		return unavailable(err)
	}
	if err := p.keys(ctx, at.published); err != nil {
		return unavailable(err)
	}
	_, err = p.client(at).Exchange(ctx, "examined", oauth2.VerifierOption(oauth2.GenerateVerifier()))
	answer, answered := errors.AsType[*oauth2.RetrieveError](err)
	switch {
	case err == nil:
		return nil
	case !answered || answer.Response.StatusCode >= http.StatusInternalServerError:
		return unavailable(err)
	case answer.Response.StatusCode == http.StatusUnauthorized, answer.ErrorCode == "invalid_client", answer.ErrorCode == "unauthorized_client": // RFC 6749, 5.2
		return fmt.Errorf("%w: %d %.100q", ErrClient, answer.Response.StatusCode, answer.ErrorCode)
	}
	return nil
}

// keys that the provider publishes: there must be one.
func (p *Provider) keys(ctx context.Context, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := p.known.client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, answer.Status)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&set); err != nil || len(set.Keys) == 0 {
		return fmt.Errorf("%s: no keys", address)
	}
	return nil
}
