package session

import (
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// LinkTTL is how long an admin may take to open a one-time link and choose a passphrase.
const LinkTTL = time.Hour

type linkClaims struct {
	jwt.RegisteredClaims
	Credential int64 `json:"credential"`
}

// IssueLink makes what stands in an admin's link: leave to replace the passphrase
// whose version is credential (0: there is none yet). Since that gives the next
// version, a link works once, and takes all others of its time along.
func (k *Tokens) IssueLink(credential int64) (token string, expires time.Time, err error) {
	lc := linkClaims{Credential: credential}
	if lc.RegisteredClaims, expires, err = k.links.registered(k.clock.Now(), LinkTTL); err != nil {
		return "", time.Time{}, err
	}
	token, err = k.links.sign(lc, k.clock.Now())
	return token, expires, err
}

// VerifyLink has the errors of Verify.
func (k *Tokens) VerifyLink(token string) (credential int64, err error) {
	var lc linkClaims
	if _, err := k.links.parse(token, &lc, k.clock.Now); err != nil {
		return 0, err
	}
	return lc.Credential, nil
}
