// Package search finds interactions again: by the customer's name, number or address, by
// the ticket, and by the day.
//
// An interaction is found by terms that are made from its state. The store keeps an index
// of them beside the place in the feed up to which it has been brought. It is written
// outside the commit of what it is about, so that a call that comes in pays nothing for
// it; and it is never wrong, since every question first brings it up to the end of the
// feed as it was when the question was asked, and everything that is found is compared
// with the interaction as it is now. A commit that finds the index at another place than
// it was begun at is refused, so any number of servers may write to it.
//
// Run brings the index up to date while nobody asks, slowly, since calls come first; while
// many come in, once in half a minute.
// Everything may be called by anybody at any time.
package search

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

const (
	// page of the feed that is read, and put into the index, at once: a few
	// milliseconds of the store's writer.
	page = 500
	// pause between two pages while nobody asks.
	pause = 200 * time.Millisecond
	// rest before news is looked at: a call is told of by many events in a short time.
	rest = 2 * time.Second
	// fast is how many events in a rest are of calls that come in fast: some six a second.
	fast = 100
	// giving is how long the index gives way to such calls at most.
	giving = 30 * time.Second
	// patience with an index that is far behind, as after the first start of a version
	// that has one.
	patience = 10 * time.Second
	// ample: so many candidates are looked at in one go.
	ample = 100
)

// Config of a Search.
type Config struct {
	Store *store.States
	Clock clock.Clock // nil: the machine's
	Log   *slog.Logger

	// Country of an account, ISO 3166, for numbers without one; nil: they have none.
	Country func(account string) string
}

// Search of one store. Make one with New.
type Search struct {
	Config
	turn chan struct{} // held by whoever brings the index forward
}

// New makes a Search; nothing runs yet.
func New(c Config) *Search {
	if c.Clock == nil {
		c.Clock = clock.Real
	}
	return &Search{Config: c, turn: make(chan struct{}, 1)}
}

// Run brings the index up to date until ctx ends.
func (s *Search) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		changed := s.Store.Changed()
		more, err := s.forward(ctx, -1)
		switch {
		case err != nil && ctx.Err() == nil:
			s.Log.Warn("the index for searching is not brought up to date", "err", err)
			clock.Sleep(ctx, s.Clock, rest)
		case more:
			clock.Sleep(ctx, s.Clock, pause)
		default:
			select {
			case <-changed:
				s.giveWay(ctx)
			case <-ctx.Done():
			}
		}
	}
	return nil
}

// giveWay for a rest, and to calls for as long as they come in fast.
func (s *Search) giveWay(ctx context.Context) {
	head, err := s.Store.Head(ctx)
	for began := s.Clock.Now(); clock.Sleep(ctx, s.Clock, rest) && err == nil && s.Clock.Now().Sub(began) < giving; {
		before := head
		if head, err = s.Store.Head(ctx); head-before < fast {
			return
		}
	}
}

// Query for interactions. Zero fields do not filter.
type Query struct {
	Account  string
	Text     string // words of names, addresses, numbers and tickets, all of which must be there
	Ticket   string // its id in the CRM
	From, To time.Time
	Before   interaction.ID // only those that came before this one
	Limit    int
}

// Find interactions, the last to have been started first, as of everything that was
// committed before it was asked. store.ErrNotFound: there is no interaction Before;
// store.ErrUnavailable: the index is too far behind.
func (s *Search) Find(ctx context.Context, q Query) ([]interaction.State, error) {
	head, err := s.Store.Head(ctx)
	if err != nil {
		return nil, err
	}
	deadline, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for more := true; more; {
		if more, err = s.forward(deadline, head); err != nil {
			if ctx.Err() == nil && deadline.Err() != nil {
				err = store.ErrUnavailable
			}
			return nil, err
		}
	}
	country := ""
	if s.Country != nil {
		country = s.Country(q.Account)
	}
	words := wordsOf(q.Text, country)
	if q.Text != "" && len(words) == 0 {
		return nil, nil // nothing that anybody could be found by
	}
	if q.Ticket != "" {
		words = append(words, []string{ticketTerm(q.Ticket)})
	}
	f := store.TermFilter{Account: q.Account, Words: words, From: q.From, To: q.To, Before: q.Before, Limit: min(q.Limit, ample)}
	var out []interaction.State
	for {
		ids, err := s.Store.Find(ctx, f)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			state, err := s.Store.State(ctx, id)
			if errors.Is(err, store.ErrNotFound) {
				continue // it was removed meanwhile
			}
			if err != nil {
				return nil, err
			}
			f.Before = id
			if q.Ticket != "" && (state.Ticket == nil || state.Ticket.ID != q.Ticket) || !store.HasTerms(Terms(state), words) {
				continue // it has changed while it was asked for
			}
			if out = append(out, state); len(out) == q.Limit {
				return out, nil
			}
		}
		if len(ids) < f.Limit {
			return out, nil
		}
	}
}

// forward brings the index one page of the feed on; more: it is not yet at the end
// (until -1: of the feed).
func (s *Search) forward(ctx context.Context, until int64) (more bool, err error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	after, err := s.Store.Indexed(ctx)
	if err != nil || until >= 0 && after >= until {
		return false, err
	}
	entries, err := s.Store.Feed(ctx, after, page)
	if err != nil || len(entries) == 0 {
		return false, err
	}
	last := entries[len(entries)-1].Seq
	var docs []store.Terms
	for _, e := range entries {
		if slices.ContainsFunc(docs, func(d store.Terms) bool { return d.Interaction == e.Interaction }) {
			continue
		}
		state, err := s.Store.State(ctx, e.Interaction)
		if errors.Is(err, store.ErrNotFound) {
			continue // it was removed meanwhile
		}
		if err != nil {
			return false, err
		}
		docs = append(docs, store.Terms{Interaction: e.Interaction, At: state.StartedAt, Terms: Terms(state)})
	}
	err = s.Store.Index(ctx, after, last, docs)
	if errors.Is(err, store.ErrConflict) {
		err = nil // another server was faster
	}
	return len(entries) == page || until >= 0 && last < until, err
}
