package twiliotest

import (
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

type accessToken struct {
	jwt.RegisteredClaims
	Grants struct {
		Identity string `json:"identity"`
		Voice    struct {
			Incoming struct {
				Allow bool `json:"allow"`
			} `json:"incoming"`
			Outgoing struct {
				ApplicationSID string `json:"application_sid"`
			} `json:"outgoing"`
		} `json:"voice"`
	} `json:"grants"`
}

// maxTokenLife is Twilio's; a longer token is refused (31207).
const maxTokenLife = 24 * time.Hour

// Why a token is refused, beside being no token of this account.
var (
	errTokenExpired = errors.New("20104: access token expired")
	errTokenTooLong = errors.New("31207: access token lives too long")
)

// readToken checks a voice access token as the voice gateway does.
func (s *Server) readToken(token string) (accessToken, error) {
	var claims accessToken
	parsed, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return []byte(s.opt.APIKeySecret), nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(s.opt.APIKeySID), jwt.WithSubject(s.opt.AccountSID),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(s.clock.Now))
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return claims, fmt.Errorf("%w: %w", errTokenExpired, err)
	case err != nil:
		return claims, fmt.Errorf("20101: invalid access token: %w", err)
	case parsed.Header["cty"] != "twilio-fpa;v=1":
		return claims, errors.New("20101: invalid access token: not a Twilio one")
	case claims.NotBefore != nil && claims.ExpiresAt.Sub(claims.NotBefore.Time) > maxTokenLife+time.Minute:
		return claims, errTokenTooLong
	case claims.Grants.Identity == "" || claims.Grants.Voice.Outgoing.ApplicationSID == "":
		return claims, errors.New("20101: access token grants no calls")
	}
	return claims, nil
}
