package session

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// FrameTTL is how long a page may take from being served to having the CRM's word
// for its agent.
const FrameTTL = 5 * time.Minute

// Frame is a page that asks a CRM who its agent is. The nonce goes out to the CRM,
// which signs it; the key stays in the page and is shown with what was signed. So
// what the CRM has signed is of no use to anybody who has only seen it go by.
type Frame struct {
	Nonce, Key string
}

type frameClaims struct {
	jwt.RegisteredClaims
	Account string `json:"account"`
	KeyHash string `json:"key_hash"`
}

// IssueFrame for a page of that account.
func (k *Tokens) IssueFrame(account string) (Frame, error) {
	f := Frame{Key: rand.Text()}
	fc := frameClaims{Account: account, KeyHash: keyHash(f.Key)}
	var err error
	if fc.RegisteredClaims, _, err = k.frames.registered(k.clock.Now(), FrameTTL); err != nil {
		return Frame{}, err
	}
	f.Nonce, err = k.frames.sign(fc, k.clock.Now())
	return f, err
}

// VerifyFrame has the errors of Verify. That a nonce is used once is the affair of
// whoever has a memory; until is when it can be forgotten.
func (k *Tokens) VerifyFrame(f Frame, account string) (until time.Time, err error) {
	var fc frameClaims
	if _, err := k.frames.parse(f.Nonce, &fc, k.clock.Now); err != nil {
		return time.Time{}, err
	}
	if fc.Account != account {
		return time.Time{}, fmt.Errorf("%w: the nonce is of another account", ErrInvalid)
	}
	if subtle.ConstantTimeCompare([]byte(fc.KeyHash), []byte(keyHash(f.Key))) != 1 {
		return time.Time{}, fmt.Errorf("%w: the nonce is of another frame", ErrInvalid)
	}
	return fc.ExpiresAt.Time, nil
}

func keyHash(key string) string {
	sum := sha256.Sum256([]byte(key))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
