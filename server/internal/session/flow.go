package session

import (
	"crypto/rand"
	"encoding/base64"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// FlowTTL is how long an admin may take at the identity provider.
const FlowTTL = 10 * time.Minute

// Flow is one sign-in by an identity provider. The browser that began it keeps its token
// and shows it at the end, so that nobody finishes what another has begun. The rest is
// derived from the token's id with a key of ours: the browser holds no secret of it, and
// any replica can finish it.
type Flow struct {
	ID       string
	State    string // goes to the provider and comes back with the browser
	Nonce    string // comes back in what the provider signs
	Verifier string // of PKCE (RFC 7636): shown to the provider when the code is redeemed
	Expires  time.Time
}

// IssueFlow for a browser.
func (k *Tokens) IssueFlow() (token string, f Flow, err error) {
	claims, expires, err := k.flows.registered(k.clock.Now(), FlowTTL)
	if err != nil {
		return "", Flow{}, err
	}
	claims.ID = rand.Text()
	now := k.clock.Now()
	token, err = k.flows.sign(claims, now)
	return token, k.flow(claims.ID, expires, k.ring.signing(now)), err
}

// VerifyFlow has the errors of Verify.
func (k *Tokens) VerifyFlow(token string) (Flow, error) {
	var claims jwt.RegisteredClaims
	by, err := k.flows.parse(token, &claims, k.clock.Now)
	if err != nil {
		return Flow{}, err
	}
	return k.flow(claims.ID, claims.ExpiresAt.Time, by), nil
}

func (k *Tokens) flow(id string, expires time.Time, key Key) Flow {
	derived := func(what string) string {
		mac := k.flows.mac(key)
		mac.Write([]byte(what + "/" + id)) // a hash never fails
		return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	return Flow{ID: id, State: derived("state"), Nonce: derived("nonce"), Verifier: derived("verifier"), Expires: expires}
}

// Back is what a browser brings from the identity provider.
type Back struct {
	State, Code string
	Issuer      string // where the provider says it (RFC 9207); empty: it does not
	Problem     string // why the provider did not let them in; empty: it did
}
