package signin

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	// maxProof: a longer token is none, in bytes.
	maxProof = 8 << 10
	// skew is how far the CRM's clock and ours may be apart.
	skew = time.Minute
)

// Claims that a proof holds. All others are ignored; among them is Zendesk's qsh,
// whose rules nobody has written down.
type Claims struct {
	jwt.RegisteredClaims
	Nonce string `json:"nonce"`
	// Supervisor: Salesforce's word for whether the agent has the permission of that name;
	// nil: the organisation's package is of before it said.
	Supervisor *bool `json:"supervisor"`
}

// Rules of one account's proofs. What they all have in common is not in here: RS256
// alone, an end that is near, no use before its time.
type Rules struct {
	Keys KeySource
	// MaxLife of a proof.
	MaxLife time.Duration
	// Check the claims of a proof whose signature and times are right. It gives the
	// CRM's id of the agent. Errors are made by Refused, or are the memory's.
	Check func(ctx context.Context, c Claims, frame string) (Seen, error)
}

// Seen is what a rule has found in a proof.
type Seen struct {
	Agent string // the CRM's id
	// Once names what may be used once, until then; "": the proof itself, to its end.
	Once  string
	Until time.Time
	// Supervises others, by the proof; nil: it does not say.
	Supervises *bool
}

// checked is what is left of a proof.
type checked struct {
	agent, once string
	until       time.Time // when it has run out for certain
	supervises  *bool
}

func (d *Door) check(ctx context.Context, proof, frame string) (checked, error) {
	if len(proof) > maxProof {
		return checked{}, Refused("%d bytes are no proof", len(proof))
	}
	claims, err := d.parse(ctx, proof)
	if err != nil {
		return checked{}, err
	}
	now, ends := d.c.Clock.Now(), claims.ExpiresAt.Time
	if ends.Sub(now) > d.c.Rules.MaxLife+skew || claims.IssuedAt != nil && ends.Sub(claims.IssuedAt.Time) > d.c.Rules.MaxLife {
		return checked{}, Refused("the proof lives longer than %v", d.c.Rules.MaxLife)
	}
	seen, err := d.c.Rules.Check(ctx, claims, frame)
	if err != nil {
		return checked{}, err
	}
	if seen.Agent == "" {
		return checked{}, Refused("the proof names no agent: sub is %q", claims.Subject)
	}
	if seen.Once == "" {
		// Of what is signed, not of the signature: no other way to write it counts as new.
		signed := proof[:strings.LastIndexByte(proof, '.')]
		seen.Once, seen.Until = "proof/"+digest(signed), ends.Add(skew)
	}
	return checked{agent: seen.Agent, once: seen.Once, until: seen.Until, supervises: seen.Supervises}, nil
}

// parse with the key that is known, and once more with the one the CRM has now if
// the signature is of another.
func (d *Door) parse(ctx context.Context, proof string) (Claims, error) {
	claims, err := d.parseWith(ctx, proof, d.c.Rules.Keys.Key)
	if errors.Is(err, jwt.ErrTokenSignatureInvalid) {
		if again, err := d.parseWith(ctx, proof, d.c.Rules.Keys.Newer); err == nil {
			return again, nil
		}
	}
	switch {
	case err == nil, errors.Is(err, ErrUnavailable):
		return claims, err
	case ctx.Err() != nil:
		return Claims{}, ctx.Err()
	}
	return Claims{}, Refused("%w", err)
}

func (d *Door) parseWith(ctx context.Context, proof string, key func(context.Context) (*rsa.PublicKey, error)) (c Claims, err error) {
	_, err = jwt.ParseWithClaims(proof, &c,
		func(*jwt.Token) (any, error) { return key(ctx) },
		jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithLeeway(skew),
		jwt.WithStrictDecoding(),
		jwt.WithTimeFunc(d.c.Clock.Now),
	)
	return c, err
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
