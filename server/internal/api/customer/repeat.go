package customer

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"

	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// proof that a request repeats one of the same customer's: a contact_id alone is none, for
// it stands in logs and histories and never changes.
type proof struct {
	secret, ref string
	signed      bool
	subject     string
}

// proofRef leads to the interaction that was begun with a secret. The secret itself is
// not kept.
func proofRef(contact, secret string) string {
	sum := sha256.Sum256([]byte(contact + "\n" + secret))
	return "contact-proof:" + base64.RawURLEncoding.EncodeToString(sum[:])
}

// repeated request for an interaction that has begun: it is answered as the first one was,
// to whoever proves that it is theirs, for as long as the first one's token lasts.
func (s *Customers) repeated(ctx context.Context, id interaction.ID, p proof) (interaction.State, error) {
	state, err := s.Store.State(ctx, id)
	if err != nil {
		return state, err
	}
	proved, err := s.proves(ctx, state, p)
	if err == nil && (!proved || s.Decider.Now().Sub(state.StartedAt) >= customerTTL) {
		err = problem.New(http.StatusConflict, "contact_taken", "This request was begun before, and nothing proves that it is yours. Please start again.")
	}
	return state, err
}

func (s *Customers) proves(ctx context.Context, state interaction.State, p proof) (bool, error) {
	if p.signed && p.subject != "" && state.Packet.Trust == interaction.Signed && state.Customer.ExternalID == p.subject {
		return true, nil
	}
	if p.secret == "" {
		return false, nil
	}
	if s.Tokens.ProvesContact(state.ID, p.secret) {
		return true, nil
	}
	id, err := s.Store.ByRef(ctx, p.ref)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return id == state.ID, err
}
