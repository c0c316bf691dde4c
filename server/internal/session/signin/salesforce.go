package signin

import (
	"context"
	"time"

	"github.com/deskside/deskside/server/internal/session"
)

// salesforceLife is what the package's Apex class gives its tokens.
const salesforceLife = 3 * time.Minute

// Salesforce's proof is a token that the package's Apex class has signed with the
// organisation's certificate, for the nonce of one page. The nonce is what makes it
// good for one use.
type Salesforce struct {
	Account   string
	PublicURL string // the audience
	// Is this id the organisation's own? The error is a connector's.
	Is     func(ctx context.Context, organisation string) (bool, error)
	Keys   KeySource
	Frames *session.Tokens
}

// Rules for the account's proofs.
func (s *Salesforce) Rules() Rules {
	return Rules{Keys: s.Keys, MaxLife: salesforceLife, Check: s.check}
}

func (s *Salesforce) check(ctx context.Context, c Claims, frame string) (Seen, error) {
	until, err := s.Frames.VerifyFrame(session.Frame{Nonce: c.Nonce, Key: frame}, s.Account)
	if err != nil {
		return Seen{}, Refused("the nonce: %w", err)
	}
	if len(c.Audience) != 1 || c.Audience[0] != s.PublicURL {
		return Seen{}, Refused("the audience is %q, we are %q", c.Audience, s.PublicURL)
	}
	own, err := s.Is(ctx, c.Issuer)
	if err != nil {
		return Seen{}, unavailable(err)
	}
	if !own {
		return Seen{}, Refused("the issuer %q is not the account's organisation", c.Issuer)
	}
	return Seen{Agent: c.Subject, Once: "nonce/" + digest(c.Nonce), Until: until, Supervises: c.Supervisor}, nil
}
