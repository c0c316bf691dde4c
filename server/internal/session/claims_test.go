package session

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/clock/clocktest"
)

// Tokens that are signed with the right key and are wrong all the same.
func TestSignedButWrong(t *testing.T) {
	now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	k, err := NewTokens(bytes.Repeat([]byte{7}, 32), clocktest.New(now))
	if err != nil {
		t.Fatal(err)
	}
	base := func() jwt.MapClaims {
		return jwt.MapClaims{
			"iss": issuer, "aud": k.sessions.audience, "sub": "support/1", "role": "agent", "account": "support",
			"exp": now.Add(time.Hour).Unix(),
		}
	}
	for name, c := range map[string]struct {
		edit func(jwt.MapClaims)
		want error
	}{
		"right":                     {func(jwt.MapClaims) {}, nil},
		"wrong audience":            {func(m jwt.MapClaims) { m["aud"] = "deskside/voice" }, ErrInvalid},
		"no audience":               {func(m jwt.MapClaims) { delete(m, "aud") }, ErrInvalid},
		"wrong issuer":              {func(m jwt.MapClaims) { m["iss"] = "somebody" }, ErrInvalid},
		"no end":                    {func(m jwt.MapClaims) { delete(m, "exp") }, ErrInvalid},
		"ended":                     {func(m jwt.MapClaims) { m["exp"] = now.Unix() }, ErrExpired},
		"ended and wrong audience":  {func(m jwt.MapClaims) { m["exp"] = now.Unix(); m["aud"] = "x" }, ErrInvalid},
		"not valid yet":             {func(m jwt.MapClaims) { m["nbf"] = now.Add(time.Minute).Unix() }, ErrInvalid},
		"issued by a clock ahead":   {func(m jwt.MapClaims) { m["iat"] = now.Add(time.Minute).Unix() }, nil},
		"shape of another role":     {func(m jwt.MapClaims) { m["role"] = "customer" }, ErrInvalid},
		"claims of the wrong types": {func(m jwt.MapClaims) { m["role"] = 7 }, ErrInvalid},
	} {
		m := base()
		c.edit(m)
		token, err := k.sessions.sign(m, now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := k.Verify(token); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
