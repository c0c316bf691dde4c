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
			Outgoing struct {
				ApplicationSID string `json:"application_sid"`
			} `json:"outgoing"`
		} `json:"voice"`
	} `json:"grants"`
}

// maxTokenLife is Twilio's; a longer token is refused (31207).
const maxTokenLife = 24 * time.Hour

// readToken checks a voice access token as the voice gateway does.
func (s *Server) readToken(token string) (identity, appSID string, err error) {
	var claims accessToken
	parsed, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return []byte(s.opt.APIKeySecret), nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(s.opt.APIKeySID), jwt.WithSubject(s.opt.AccountSID),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(s.clock.Now))
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return "", "", fmt.Errorf("20104: access token expired: %w", err)
	case err != nil:
		return "", "", fmt.Errorf("20101: invalid access token: %w", err)
	case parsed.Header["cty"] != "twilio-fpa;v=1":
		return "", "", errors.New("20101: invalid access token: not a Twilio one")
	case claims.NotBefore != nil && claims.ExpiresAt.Sub(claims.NotBefore.Time) > maxTokenLife+time.Minute:
		return "", "", errors.New("31207: access token lives too long")
	case claims.Grants.Identity == "" || claims.Grants.Voice.Outgoing.ApplicationSID == "":
		return "", "", errors.New("20101: access token grants no calls")
	}
	return claims.Grants.Identity, claims.Grants.Voice.Outgoing.ApplicationSID, nil
}
