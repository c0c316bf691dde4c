package voice

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
)

// Name of this user of the loop.
const Name = "voice"

// User of the loop: a call is looked at when something happens to it, and every so often
// while it is live.
func (v *Voice) User() reconcile.User {
	return reconcile.User{Name: Name, Reconcile: v.Reconcile, Concerns: concernsVoice}
}

// Reconcile makes Twilio and the log agree about one call, and says when to look again.
func (v *Voice) Reconcile(ctx context.Context, id interaction.ID) (time.Time, error) {
	defer v.one.enter(id)()
	return v.reconcile(ctx, id)
}

// Confirm that the log knows what Twilio knows of a call.
func (v *Voice) Confirm(ctx context.Context, id interaction.ID) error {
	defer v.one.enter(id)()
	_, err := v.reconcile(ctx, id)
	if errors.Is(err, errStale) {
		return nil // somebody has just been heard of
	}
	return err
}

// concernsVoice: notes, files and deliveries change nothing about a call.
func concernsVoice(d interaction.Data) bool {
	switch d.(type) {
	case interaction.Started, interaction.CallArrived, interaction.OfferMade, interaction.OfferAccepted, interaction.ClaimLapsed,
		interaction.CustomerDialled, interaction.CustomerAnswered, interaction.AgentJoined, interaction.AgentLeft,
		interaction.HangupAsked, interaction.CallEnded:
		return true
	}
	return false
}

// oneByOne lets one goroutine at a time be at an interaction's call: two that compare it
// with Twilio at once would both do what is missing.
type oneByOne struct {
	mu   sync.Mutex
	busy map[interaction.ID]*turn
}

type turn struct {
	sync.Mutex
	wanted int
}

// enter waits for its turn; the function that it returns ends it.
func (o *oneByOne) enter(id interaction.ID) (leave func()) {
	o.mu.Lock()
	if o.busy == nil {
		o.busy = map[interaction.ID]*turn{}
	}
	t := o.busy[id]
	if t == nil {
		t = &turn{}
		o.busy[id] = t
	}
	t.wanted++
	o.mu.Unlock()
	t.Lock()
	return func() {
		t.Unlock()
		o.mu.Lock()
		defer o.mu.Unlock()
		if t.wanted--; t.wanted == 0 {
			delete(o.busy, id)
		}
	}
}
