package search

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// lastLooked is at how many of a customer's contacts LastAgent looks, the newest first: one
// who has written so often since they talked to somebody is looked after by others.
const lastLooked = 10

// LastAgent is who spoke last with the customer of an interaction, by id, if that contact
// began at from or later; empty: nobody, or it is not known who the customer is. It goes by
// the index as it stands, which may be seconds old, or half a minute while many call: a call
// that rings waits for nothing.
func (s *Search) LastAgent(ctx context.Context, of interaction.State, from time.Time) (string, error) {
	words, same := customerOf(of)
	if len(words) == 0 {
		return "", nil
	}
	ids, err := s.Store.Find(ctx, store.TermFilter{Account: of.Account, Words: words, From: from, Limit: lastLooked + 1})
	if err != nil {
		return "", err
	}
	for _, id := range ids {
		state, err := s.Store.State(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			continue // it was removed meanwhile
		}
		if err != nil {
			return "", err
		}
		if id != of.ID && state.Owner() != nil && !state.Call.AnsweredAt.IsZero() && same(state) {
			return state.Owner().ID, nil
		}
	}
	return "", nil
}

// customerOf an interaction: by which terms their contacts are found, and which of those are
// theirs. What a visitor typed finds nobody's.
func customerOf(of interaction.State) (words [][]string, same func(interaction.State) bool) {
	if !of.Identifiable() {
		return nil, nil
	}
	if id := of.Customer.ExternalID; id != "" {
		for _, word := range split(id) {
			words = append(words, []string{"w:" + word + "\n"})
		}
		return words, func(s interaction.State) bool { return s.Identifiable() && s.Customer.ExternalID == id }
	}
	phone := of.Customer.Phone
	digits := digitsOf(phone)
	if len(digits) < leastDigits {
		return nil, nil
	}
	return [][]string{{"p:" + reversed(digits) + "\n"}}, func(s interaction.State) bool {
		return s.Identifiable() && slices.Contains([]string{s.Customer.Phone, s.Call.From, s.Call.To}, phone)
	}
}
