package twilio

import (
	"errors"
	"regexp"
	"time"

	"github.com/twilio/twilio-go/client/jwt"
)

// MaxTokenTTL is the longest life of an access token that Twilio accepts.
const MaxTokenTTL = 24 * time.Hour

// tokenBackdate lets a token work although our clock is ahead of Twilio's.
const tokenBackdate = 30 * time.Second

// identityPattern is narrower than Twilio's own rule: dots are broken in its Go library.
var identityPattern = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)

// AccessToken mints what a browser needs to connect to our TwiML application
// under identity, valid until now+ttl. The browser may place calls only; it
// registers for none, since offers come over our own socket.
func (c *Client) AccessToken(identity string, now time.Time, ttl time.Duration) (string, error) {
	switch {
	case c.cfg.APIKeySID == "":
		return "", errors.New("twilio: api_key_sid is missing; browsers cannot be given a voice token")
	case c.cfg.TwiMLAppSID == "":
		return "", errors.New("twilio: twiml_app_sid is missing; browsers would have nothing to connect to")
	case !identityPattern.MatchString(identity):
		return "", errors.New("twilio: identity must be 1 to 64 letters, digits and underscores")
	case ttl <= 0 || ttl > MaxTokenTTL:
		return "", errors.New("twilio: a token lives at most 24 hours")
	}
	t := jwt.CreateAccessToken(jwt.AccessTokenParams{
		AccountSid:    c.cfg.AccountSID,
		SigningKeySid: c.cfg.APIKeySID,
		Secret:        c.cfg.APIKeySecret,
		Identity:      identity,
		Nbf:           float64(now.Add(-tokenBackdate).Unix()),
		ValidUntil:    float64(now.Add(ttl).Unix()), // Ttl would silently become an hour at least
	})
	t.AddGrant(&jwt.VoiceGrant{Outgoing: jwt.Outgoing{ApplicationSid: c.cfg.TwiMLAppSID}})
	return t.ToJwt()
}
