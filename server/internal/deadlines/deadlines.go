// Package deadlines ends what has run out of time: claims whose agent never came,
// contacts whose call never began, wrap-ups that nobody made. Which those are, and what
// follows, is the domain's to say (interaction.State.Deadline, interaction.Expire); this
// is its clock, and the smallest user of the loop.
//
// Before something expires, whoever knows the outside world is asked to look once more:
// the agent may be on the line although nobody told us (TestClaimDoesNotLapseUnderAnAgentInTheRoom).
// But nobody waits for as long as the world is silent: after Patience it expires all the
// same, whether the world refuses to answer or does not answer at all (TestPatience,
// TestSilenceEnds). After a time in which nobody looked, as when the server was down, one
// look is made in any case, of at most Patience (TestLooksFirstAfterAnOutage).
package deadlines

import (
	"context"
	"errors"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
)

// Patience is how long after its time something may stand while it cannot be confirmed.
const Patience = 10 * time.Second

// lookAgain is the pause between two tries to confirm.
const lookAgain = 2 * time.Second

// parallel is more than others need: a look of the others may take all of Patience, and
// this user does nothing meanwhile but wait for it.
const parallel = 256

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
	return reconcile.User{Name: Name, Reconcile: d.Reconcile, Parallel: parallel}
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
	if err := d.confirm(ctx, id, at); err != nil && d.Clock.Now().Before(at.Add(Patience)) {
		return earlier(d.Clock.Now().Add(lookAgain), at.Add(Patience)), err
	}
	s, err = d.Decider.Update(ctx, d.Store, id, interaction.Expire{})
	if _, refused := errors.AsType[*interaction.Refusal](err); refused {
		return time.Time{}, reconcile.Terminal(err) // it is, until something happens
	}
	if err != nil {
		return time.Time{}, err
	}
	return s.Deadline(d.Decider.Policy), nil
}

// confirm, and wait no longer for it than Patience allows.
func (d *Deadlines) confirm(ctx context.Context, id interaction.ID, at time.Time) error {
	if d.Confirm == nil {
		return nil
	}
	until := at.Add(Patience)
	if now := d.Clock.Now(); !now.Before(until) {
		until = now.Add(Patience)
	}
	ctx, cancel := clock.WithDeadline(ctx, d.Clock, until)
	defer cancel()
	return d.Confirm(ctx, id)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
