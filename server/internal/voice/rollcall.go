package voice

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
)

const (
	// rollCallAge is how old a roll call may be that a call is compared with. One serves all
	// calls whose turn comes meanwhile: at start, and wherever many are under way.
	rollCallAge = 3 * time.Second
	// closely is how often a call is looked at with those who are in its conference, although
	// nothing has happened and the roll calls agree.
	closely = time.Minute
)

// rolls are the roll calls, and what was seen of each call last.
type rolls struct {
	calling chan struct{} // capacity 1; whoever has put something in may touch at and last
	at      time.Time
	last    twilio.RollCall

	mu    sync.Mutex
	looks map[interaction.ID]look
}

// look is what was seen of a call last.
type look struct {
	version int
	next    time.Time // when its turn comes again, if nothing wakes it
	closely time.Time // when it is looked at with those who are in its conference, at the latest
}

func newRolls() *rolls {
	return &rolls{calling: make(chan struct{}, 1), looks: map[interaction.ID]look{}}
}

// answers reports whether the call is under way at Twilio as the log has it, by a roll call.
// It is for calls in which nothing has happened since they were looked at closely, or since
// this process started: then whoever was in the conference is there still, if all legs and the
// conference are.
func (v *Voice) answers(ctx context.Context, s interaction.State) (at time.Time, ok bool, err error) {
	if !settled(s) || !v.routine(s) {
		return time.Time{}, false, nil
	}
	at, all, err := v.rollCall(ctx)
	if err != nil {
		return time.Time{}, false, err
	}
	ok = all.Conferences[s.ID.Conference()] && all.Calls[s.Call.CustomerSID()]
	for _, sid := range []string{s.Call.AgentSID(), s.Call.ColleagueSID()} {
		ok = ok && (sid == "" || all.Calls[sid])
	}
	return at, ok, nil
}

// settled: nobody is just coming or going.
func settled(s interaction.State) bool {
	alone := s.Call.AgentSID() == ""
	switch {
	case over(s), s.Call.CustomerSID() == "":
		return false
	case s.Call.Phase == interaction.Connected:
		return !alone && !comes(s)
	}
	return s.Call.Phase == interaction.Ringing && alone && !s.Assignments.Current().Claimed()
}

// routine: nothing has happened in the call since it was looked at closely, which was not
// long ago, and its turn has come: nobody asks what has become of it. Calls that were under
// way when this process started are looked at closely at different moments of the first minute.
func (v *Voice) routine(s interaction.State) bool {
	v.rolls.mu.Lock()
	defer v.rolls.mu.Unlock()
	now := v.Decider.Now()
	last, seen := v.rolls.looks[s.ID]
	if !seen && s.Call.HeardAt.Before(v.start) {
		last = look{s.Version, now, now.Add(rand.N(closely))} //nolint:gosec // nothing is kept secret by it
		v.rolls.looks[s.ID] = last
	}
	return last.version == s.Version && !now.Before(last.next) && now.Before(last.closely)
}

// looked at a call, closely or by the roll call of a moment.
func (v *Voice) looked(s interaction.State, next time.Time, close bool) {
	v.rolls.mu.Lock()
	defer v.rolls.mu.Unlock()
	last := v.rolls.looks[s.ID]
	if close {
		last.closely = v.Decider.Now().Add(closely)
	}
	last.version, last.next = s.Version, next
	v.rolls.looks[s.ID] = last
}

// forget a call that is over.
func (v *Voice) forget(id interaction.ID) {
	v.dialled.forget(id)
	v.rolls.mu.Lock()
	defer v.rolls.mu.Unlock()
	delete(v.rolls.looks, id)
}

// rollCall is the last one, or a new one: those who come meanwhile wait for it.
func (v *Voice) rollCall(ctx context.Context) (time.Time, twilio.RollCall, error) {
	select {
	case v.rolls.calling <- struct{}{}:
		defer func() { <-v.rolls.calling }()
	case <-ctx.Done():
		return time.Time{}, twilio.RollCall{}, ctx.Err()
	}
	if now := v.Decider.Now(); v.rolls.at.IsZero() || now.Sub(v.rolls.at) >= rollCallAge {
		all, err := v.Twilio.RollCall(ctx)
		if err != nil {
			return time.Time{}, twilio.RollCall{}, err
		}
		v.rolls.at, v.rolls.last = now, all
	}
	return v.rolls.at, v.rolls.last, nil
}
