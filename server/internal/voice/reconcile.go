package voice

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
)

const (
	// retryAfter is the pause after Twilio could not be asked or did not obey.
	retryAfter = 2 * time.Second
	// propagation is how long Twilio may take to show a leg that it has told us of.
	propagation = 10 * time.Second
)

// Reconcile makes Twilio and the log agree about one call, and says when to look again.
// The loop sees to it that nobody else here is at the same call: two who compare it with
// Twilio at once would both do what is missing.
func (v *Voice) Reconcile(ctx context.Context, id interaction.ID) (time.Time, error) {
	s, err := v.Store.State(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		v.forget(id)
		return time.Time{}, nil
	case err != nil:
		return v.retryAt(err), err
	case s.Call.Phase == interaction.NoCall || !atTwilio(s):
		return time.Time{}, nil
	}
	if at, ok, err := v.answers(ctx, s); err != nil {
		return v.retryAt(err), err
	} else if ok {
		next := at.Add(v.Poll)
		v.looked(s, next, false)
		return next, nil
	}
	acted, err := v.converge(ctx, s)
	switch {
	case err != nil:
		return v.retryAt(err), err
	case s.Call.Phase == interaction.Ended && !acted:
		v.forget(id)
		return time.Time{}, nil
	case over(s):
		return v.Decider.Now().Add(retryAfter), nil
	}
	next := v.next(s)
	v.looked(s, next, true)
	return next, nil
}

// next is when a call is looked at again by itself.
func (v *Voice) next(s interaction.State) time.Time {
	pause := v.Poll
	if s.Call.Phase != interaction.Connected && s.Call.Phase != interaction.Ringing || comes(s) {
		pause /= 5 // somebody is just connecting
	}
	return v.Decider.Now().Add(pause)
}

// comes reports whether a receiver has accepted the call from its sender, and is not there yet.
func comes(s interaction.State) bool { return s.Receiver() != nil && s.Call.ColleagueSID() == "" }

// retryAt is when to try again after trouble.
func (v *Voice) retryAt(err error) time.Time {
	if e, ok := errors.AsType[*pausedError](err); ok {
		return e.until
	}
	pause := retryAfter
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		pause = max(pause, min(e.RetryAfter, longestPause))
	}
	return v.Decider.Now().Add(pause)
}

// atTwilio: somebody's leg may be there.
func atTwilio(s interaction.State) bool {
	return s.Call.CustomerSID() != "" || s.Assignments.Current().Claimed() || s.Call.Phase == interaction.Ended
}

// converge makes Twilio and the log agree. acted: there was something to do.
func (v *Voice) converge(ctx context.Context, s interaction.State) (acted bool, err error) {
	seen, err := v.observe(ctx, s)
	if err != nil {
		return false, err
	}
	actions := Plan(s, seen)
	// The log checks for itself what it is told. Twilio does as it is told: while
	// it was being asked, the leg to hang up may have become the one that is wanted.
	if slices.ContainsFunc(actions, func(a Action) bool { return a.Record == nil }) {
		now, err := v.Store.State(ctx, s.ID)
		if err != nil {
			return false, err
		}
		if now.Version != s.Version {
			return false, reconcile.ErrStale
		}
	}
	var errs []error
	for _, a := range actions {
		errs = append(errs, v.do(ctx, s, a))
	}
	return len(actions) > 0, errors.Join(errs...)
}

func (v *Voice) observe(ctx context.Context, s interaction.State) (Snapshot, error) {
	room, found, err := v.Twilio.Conference(ctx, s.ID.Conference())
	if err != nil {
		return Snapshot{}, err
	}
	seen := Snapshot{Found: found, Room: room}
	if sid := s.Call.CustomerSID(); sid != "" && !seen.present(sid) {
		if seen.Customer, err = v.leg(ctx, s, sid); err != nil {
			return Snapshot{}, err
		}
	}
	if sid := s.Call.AgentSID(); sid != "" && !seen.present(sid) && !over(s) {
		if seen.Agent, err = v.leg(ctx, s, sid); err != nil {
			return Snapshot{}, err
		}
	}
	if sid := s.Call.ColleagueSID(); sid != "" && !seen.present(sid) && !over(s) {
		if seen.Colleague, err = v.leg(ctx, s, sid); err != nil {
			return Snapshot{}, err
		}
	}
	return seen, nil
}

// leg fetches a call that is not in its conference. One that Twilio does not know, and
// has had time to learn of, is over.
func (v *Voice) leg(ctx context.Context, s interaction.State, sid string) (*twilio.Call, error) {
	call, found, err := v.Twilio.Call(ctx, sid)
	if err != nil {
		return nil, err
	}
	if !found {
		if v.Decider.Now().Sub(s.Call.HeardAt) < propagation {
			return nil, nil
		}
		call.Status = twilio.Completed
	}
	return &call, nil
}

func (v *Voice) do(ctx context.Context, s interaction.State, a Action) error {
	switch {
	case a.Record != nil:
		if dial, ok := a.Record.(interaction.DialCustomer); ok {
			return v.recordDial(ctx, s.ID, dial)
		}
		return v.record(ctx, s.ID, a.Record)
	case a.Hangup != "":
		return v.Twilio.Hangup(ctx, a.Hangup)
	case a.End:
		return v.Twilio.EndConference(ctx, s.ID.Conference())
	case a.Dial:
		return v.dial(ctx, s)
	case a.Hold != nil:
		return v.hold(ctx, *a.Hold)
	}
	return nil
}
