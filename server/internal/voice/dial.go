package voice

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
)

// ringFor is how long a customer's phone rings.
const ringFor = 45 * time.Second

// dialLease keeps other servers from dialling the same customer for longer than
// Twilio may take to answer.
const dialLease = 30 * time.Second

// errDialling: another server is dialling this customer at this moment.
var errDialling = errors.New("another server is dialling")

// dial the customer, once: one server at a time, under a lease. It is given back
// when the outcome is in the log; after an answer that was not heard it runs out,
// and whoever tries then looks for the leg first.
func (v *Voice) dial(ctx context.Context, s interaction.State) error {
	err := v.leases.Alone(ctx, "v/"+string(s.ID), dialLease, func() error {
		now, err := v.Store.State(ctx, s.ID)
		if err != nil {
			return err
		}
		if now.Version != s.Version {
			return reconcile.ErrStale
		}
		return v.dialOnce(ctx, s)
	}, func(err error) bool {
		e, ok := errors.AsType[*connectors.Error](err)
		return ok && e.Kind == connectors.Unknown
	})
	if errors.Is(err, reconcile.ErrElsewhere) {
		return errDialling
	}
	return err
}

// dialOnce makes the leg, unless an earlier try has left one behind.
func (v *Voice) dialOnce(ctx context.Context, s interaction.State) error {
	if v.Shared || v.dialled.before(s.ID) || s.StartedAt.Before(v.start) {
		leg, found, err := v.findOrphan(ctx, s)
		if err != nil {
			return err
		}
		if found {
			return v.recordDial(ctx, s.ID, interaction.DialCustomer{CallSID: leg.SID, From: leg.From, To: leg.To})
		}
	}
	v.dialled.mark(s.ID)
	leg, err := v.Twilio.Dial(ctx, twilio.Dial{
		Conference: s.ID.Conference(), To: s.Customer.Phone, From: s.Line, Label: customerLabel,
		Timeout: ringFor, TimeLimit: longestCall, EndConferenceOnExit: true, EarlyMedia: true,
		StatusCallback: v.eventURL(StatusPath), ConferenceCallback: v.eventURL(ConferencePath),
	})
	if e, ok := errors.AsType[*connectors.Error](err); ok && e.Kind == connectors.Rejected && e.Code != labelTaken {
		v.Log.Warn("Twilio refuses to call", "interaction", s.ID, "err", err)
		return v.record(ctx, s.ID, interaction.FailDial{})
	}
	if err != nil {
		return err
	}
	return v.recordDial(ctx, s.ID, interaction.DialCustomer{CallSID: leg.CallSID, From: s.Line, To: s.Customer.Phone})
}

// labelTaken is Twilio's code for a second leg of one label: the customer of an
// earlier try is in the conference, although it was not shown to us.
const labelTaken = "16025"

// errUnclear: a call has just begun from our number to the customer's. It is the
// one we look for, which its conference will show in a moment, or somebody else's.
var errUnclear = errors.New("it is not clear whether the customer is being called")

// findOrphan is the leg of an earlier try that is not in its conference any more.
func (v *Voice) findOrphan(ctx context.Context, s interaction.State) (leg twilio.Call, found bool, err error) {
	calls, err := v.Twilio.CallsTo(ctx, s.Customer.Phone, s.StartedAt.Add(-time.Second))
	if err != nil {
		return twilio.Call{}, false, err
	}
	for _, c := range calls {
		if c.From != s.Line {
			continue
		}
		_, err := v.Store.ByRef(ctx, callRef(c.SID))
		switch {
		case err == nil: // another interaction's
		case !errors.Is(err, store.ErrNotFound):
			return twilio.Call{}, false, err
		case !c.Status.Final() && v.Decider.Now().Sub(c.CreatedAt) < propagation:
			return twilio.Call{}, false, errUnclear
		case !c.Status.Final(): // somebody else's: ours would be in its conference by now
		default:
			return c, true, nil
		}
	}
	return twilio.Call{}, false, nil
}

// recordDial takes in that the customer's leg exists.
func (v *Voice) recordDial(ctx context.Context, id interaction.ID, cmd interaction.DialCustomer) error {
	_, err := v.Decider.Update(ctx, v.Store, id, cmd, store.WithRef(callRef(cmd.CallSID)))
	if refused(err) {
		return nil
	}
	return err
}

// dialled remembers for which interactions this process has tried to dial, until
// their calls have ended.
type dialled struct {
	mu  sync.Mutex
	ids map[interaction.ID]bool
}

func (d *dialled) mark(id interaction.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ids == nil {
		d.ids = map[interaction.ID]bool{}
	}
	d.ids[id] = true
}

func (d *dialled) forget(id interaction.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.ids, id)
}

func (d *dialled) before(id interaction.ID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ids[id]
}
