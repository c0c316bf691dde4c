// Package deadlines ends what has run out of time: claims whose agent never came,
// contacts whose call never began, wrap-ups that nobody made. Which those are, and what
// follows, is the domain's to say (interaction.State.Deadline, interaction.Expire); this
// is its clock, and the smallest user of the loop.
//
// Before something expires, whoever knows the outside world is asked to look once more:
// the agent may be on the line although nobody told us. But nobody waits for as long as
// the world is silent: after Patience it expires all the same
// (TestClaimDoesNotLapseUnderAnAgentInTheRoom, TestPatience).
package deadlines

import (
	"context"
	"errors"
	"time"

	"github.com/deskside/deskside/server/internal/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
)

// Patience is how long after its time something may stand while it cannot be confirmed.
const Patience = 10 * time.Second

// lookAgain is the pause between two tries to confirm.
const lookAgain = 2 * time.Second

// Name of this user of the loop.
const Name = "deadlines"

// Config of Deadlines.
type Config struct {
	Store   *store.States
	Decider store.Decider
	Clock   clock.Clock
	// Confirm makes sure that the log knows what has become of an interaction; nil: there is
	// nobody to ask.
	Confirm func(ctx context.Context, id interaction.ID) error
}

// Deadlines expire what is due.
type Deadlines struct{ Config }

// New makes Deadlines, which a reconcile.Loop runs.
func New(c Config) *Deadlines { return &Deadlines{c} }

// User of the loop.
func (d *Deadlines) User() reconcile.User {
	return reconcile.User{Name: Name, Reconcile: d.Reconcile}
}

// Reconcile expires what is due in one interaction, and says when the next thing will be.
func (d *Deadlines) Reconcile(ctx context.Context, id interaction.ID) (time.Time, error) {
	s, err := d.Store.State(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return time.Time{}, nil
	}
	at := s.Deadline(d.Decider.Policy)
	if err != nil || at.IsZero() || d.Clock.Now().Before(at) {
		return at, err
	}
	if d.Confirm != nil {
		if err := d.Confirm(ctx, id); err != nil && d.Clock.Now().Before(at.Add(Patience)) {
			return earlier(d.Clock.Now().Add(lookAgain), at.Add(Patience)), err
		}
	}
	s, err = d.Decider.Update(ctx, d.Store, id, interaction.Expire{})
	if err != nil {
		return time.Time{}, err
	}
	return s.Deadline(d.Decider.Policy), nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
