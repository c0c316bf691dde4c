package session

import (
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/server/internal/interaction"
)

// ConnectTTL is how long a voice ticket is good: from the click to the moment at
// which the voice network asks us what to do with the leg.
const ConnectTTL = 2 * time.Minute

// ConnectToken travels from us through the browser and the voice network back to
// us, and says whose leg has just connected. Both in between are strangers.
type ConnectToken struct {
	Interaction interaction.ID
	Role        Role   // Customer or Agent
	Offer       int    // agents: the offer that was accepted
	Tab         string // agents: the tab that accepted
}

type voiceClaims struct {
	jwt.RegisteredClaims
	Interaction interaction.ID `json:"interaction"`
	Role        Role           `json:"role"`
	Offer       int            `json:"offer,omitempty"`
	Tab         string         `json:"tab,omitempty"`
}

// IssueConnect makes a ticket that is good for VoiceTTL. That it is used once is
// the interaction's affair: a second leg for the same offer is refused there.
func (k *Tokens) IssueConnect(t ConnectToken) (token string, expires time.Time, err error) {
	if err := t.check(); err != nil {
		return "", time.Time{}, err
	}
	vc := voiceClaims{Interaction: t.Interaction, Role: t.Role, Offer: t.Offer, Tab: t.Tab}
	vc.RegisteredClaims, expires, err = k.voice.registered(k.clock.Now(), ConnectTTL)
	if err != nil {
		return "", time.Time{}, err
	}
	token, err = k.voice.sign(vc, k.clock.Now())
	return token, expires, err
}

// VerifyConnect has the errors of Verify.
func (k *Tokens) VerifyConnect(token string) (ConnectToken, error) {
	var vc voiceClaims
	if _, err := k.voice.parse(token, &vc, k.clock.Now); err != nil {
		return ConnectToken{}, err
	}
	t := ConnectToken{Interaction: vc.Interaction, Role: vc.Role, Offer: vc.Offer, Tab: vc.Tab}
	if err := t.check(); err != nil {
		return ConnectToken{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return t, nil
}

func (t ConnectToken) check() error {
	switch {
	case t.Interaction == "":
		return errors.New("session: a voice ticket is for one interaction")
	case t.Role == Agent && t.Offer > 0:
		return nil
	case t.Role == Customer && t.Offer == 0 && t.Tab == "":
		return nil
	}
	return errors.New("session: a voice ticket is a customer's, or an agent's for one offer")
}
