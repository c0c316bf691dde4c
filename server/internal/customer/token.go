package customer

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/text"
)

// fault of a token, for the agent and for whoever builds the company's backend. It
// quotes nothing of a token that was not verified.
type fault interaction.Reason

func (f fault) Error() string { return f.Code }

func wrong(code string, values ...string) error { return fault(interaction.Because(code, values...)) }

// claims of a token whose signature holds.
type claims struct {
	issued, expires, notBefore  time.Time
	id                          string // jti
	subject, name, email, phone string
	packet                      interaction.Packet
}

// customer that the company vouches for; not verified if it names nobody.
func (c *claims) customer(country string) (interaction.Customer, []interaction.Field) {
	who, odd := contact(c.subject, c.name, c.email, c.phone, country)
	who.Verified = c.subject != "" || c.name != "" || c.email != "" || c.phone != ""
	return who, odd
}

// verify the token's signature, then its times, then its content.
func verify(token string, secret, secondary []byte, now time.Time, limits Limits) (*claims, error) {
	switch {
	case len(token) > limits.bytes():
		return nil, wrong("packet_large", "limit", strconv.Itoa(limits.bytes()>>10))
	case len(secret) == 0:
		return nil, wrong("packet_secret")
	}
	payload, err := checkSignature(token, secret)
	if err != nil && len(secondary) > 0 {
		if other, failed := checkSignature(token, secondary); failed == nil {
			payload, err = other, nil
		}
	}
	if err != nil {
		return nil, err
	}
	c, err := readClaims(payload)
	if err != nil {
		return nil, err
	}
	lifetime := limits.lifetime()
	switch {
	case c.issued.IsZero():
		return nil, wrong("packet_iat")
	case c.expires.IsZero():
		return nil, wrong("packet_exp")
	case c.expires.Sub(c.issued) > lifetime:
		return nil, wrong("packet_lifetime", "limit", strconv.Itoa(int(lifetime.Minutes())))
	case !c.expires.After(c.issued):
		return nil, wrong("packet_order")
	case c.issued.After(now.Add(Leeway)), c.notBefore.After(now.Add(Leeway)):
		return nil, wrong("packet_early")
	case !now.Before(c.expires.Add(Leeway)):
		return nil, wrong("packet_expired")
	}
	return c, nil
}

// payload keeps the claims as they were written, for the order of custom_data.
type payload struct {
	jwt.RegisteredClaims // never filled: for the interface alone
	raw                  []byte
}

func (p *payload) UnmarshalJSON(b []byte) error {
	p.raw = bytes.Clone(b)
	return nil
}

func checkSignature(token string, secret []byte) ([]byte, error) {
	var p payload
	t, err := jwt.ParseWithClaims(strings.TrimSpace(token), &p,
		func(*jwt.Token) (any, error) { return secret, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithoutClaimsValidation(), // verify does it, with a sentence for each case
	)
	switch {
	case errors.Is(err, jwt.ErrTokenMalformed), t == nil:
		return nil, wrong("packet_malformed")
	case t.Header["alg"] != jwt.SigningMethodHS256.Alg():
		return nil, wrong("packet_algorithm")
	case err != nil:
		return nil, wrong("packet_signature")
	case t.Header["crit"] != nil: // RFC 7515 §4.1.11: what must be understood, and is not
		return nil, wrong("packet_critical")
	}
	return p.raw, nil
}

// readClaims in the order in which they stand. A claim that is null is not there;
// of a claim that comes twice the last counts.
func readClaims(raw []byte) (*claims, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, wrong("packet_malformed")
	}
	var c claims
	c.packet.Trust = interaction.Signed
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, wrong("packet_malformed")
		}
		if name == "custom_data" {
			err = c.readCustomData(dec)
		} else {
			var v any
			if dec.Decode(&v) != nil {
				return nil, wrong("packet_malformed")
			}
			err = c.read(name.(string), v)
		}
		if err != nil {
			return nil, err
		}
	}
	return &c, nil
}

func (c *claims) read(name string, v any) (err error) {
	switch name {
	case "iat":
		c.issued, err = numericDate(name, v)
	case "exp":
		c.expires, err = numericDate(name, v)
	case "nbf":
		c.notBefore, err = numericDate(name, v)
	case "jti":
		c.id, err = identifier(name, v, maxExternalID)
	case "sub":
		c.subject, err = identifier(name, v, maxExternalID)
	case "name":
		c.name, err = words(name, v)
	case "email":
		c.email, err = words(name, v)
	case "phone":
		c.phone, err = words(name, v)
	case "ticket":
		if n, ok := v.(json.Number); ok {
			if _, err := strconv.ParseUint(n.String(), 10, 64); err != nil {
				return wrong("packet_ticket")
			}
			v = n.String()
		}
		c.packet.Ticket, err = identifier(name, v, maxTicket)
	}
	return err
}

// numericDate of RFC 7519: seconds since 1970, with or without a fraction.
func numericDate(name string, v any) (time.Time, error) {
	if v == nil {
		return time.Time{}, nil
	}
	const year9999 = 253402300799
	n, ok := v.(json.Number)
	if !ok {
		return time.Time{}, wrong("packet_seconds", "claim", name)
	}
	f, err := n.Float64()
	if err != nil || f <= 0 || f > year9999 {
		return time.Time{}, wrong("packet_time", "claim", name)
	}
	whole, fraction := math.Modf(f)
	return time.Unix(int64(whole), int64(fraction*1e9)), nil
}

func words(name string, v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return text.Line(v), nil
	}
	return "", wrong("packet_text", "claim", name)
}

// identifier is kept exactly or refused: half of one names somebody else.
func identifier(name string, v any, limit int) (string, error) {
	s, err := words(name, v)
	if err != nil || v == nil {
		return "", err
	}
	if s != strings.TrimSpace(v.(string)) || len(s) > limit {
		return "", wrong("packet_identifier", "claim", name, "limit", strconv.Itoa(limit))
	}
	return s, nil
}
