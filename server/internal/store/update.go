package store

import (
	"context"
	"errors"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
)

// Decider is what Update needs besides the store.
type Decider struct {
	Policy interaction.Policy
	Clock  clock.Clock
	// Changed is told of what was decided here, once it is durable; nil: nobody is.
	Changed func(before, after interaction.State)
}

// Now is the time of what is decided.
func (d Decider) Now() time.Time { return d.Clock.Now() }

// Create starts an interaction. refs make it unique: if one of them is taken,
// the error is a *DuplicateError that names the interaction that has it.
func (d Decider) Create(ctx context.Context, s *States, id interaction.ID, start interaction.Start, refs []string, more ...interaction.Command) (interaction.State, error) {
	state := interaction.State{ID: id}
	commands := append([]interaction.Command{start}, more...)
	return d.commit(ctx, s, state, commands, refs, nil)
}

// Update carries out a command on an interaction, again from the start if
// somebody else was faster. The returned state is durable.
func (d Decider) Update(ctx context.Context, s *States, id interaction.ID, cmd interaction.Command, opts ...Option) (interaction.State, error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	for {
		state, err := s.State(ctx, id)
		if err != nil {
			return interaction.State{}, err
		}
		state, err = d.commit(ctx, s, state, []interaction.Command{cmd}, o.refs, o.lease)
		if !errors.Is(err, ErrConflict) {
			return state, err
		}
	}
}

// Option of Update.
type Option func(*options)

type options struct {
	refs  []string
	lease *Lease
}

// WithRef makes a reference lead to the interaction, with the command's events.
func WithRef(ref string) Option { return func(o *options) { o.refs = append(o.refs, ref) } }

// Under makes the update void if the lease is lost.
func Under(l Lease) Option { return func(o *options) { o.lease = &l } }

func (d Decider) commit(ctx context.Context, s *States, state interaction.State, commands []interaction.Command, refs []string, lease *Lease) (interaction.State, error) {
	before := state
	c := Commit{Interaction: state.ID, Expect: state.Version, Refs: refs, Lease: lease}
	// As it will be read, since what is decided now is kept.
	now := d.Now().Round(0).UTC()
	for _, cmd := range commands {
		decision, err := state.Decide(cmd, now, d.Policy)
		if err != nil {
			return state, err
		}
		c.Events = append(c.Events, decision.Events...)
		c.Writes = append(c.Writes, decision.Writes...)
		state = decision.State
	}
	if len(c.Events) == 0 {
		return state, nil
	}
	c.Account, c.Active, c.Lane = state.Account, state.Pending(), LaneOf(state)
	kept := &keptState{State: state}
	c.Then = func() { s.keep(kept) }
	if err := s.Commit(ctx, c); err != nil {
		return state, err
	}
	if d.Changed != nil {
		d.Changed(before, state)
	}
	return state, nil
}
