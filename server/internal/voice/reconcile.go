package voice

import (
	"context"
	"sync"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// atOnce bounds how many calls are looked after at the same moment.
const atOnce = 32

// rounds is the state of Run's loop, touched by that goroutine alone.
type rounds struct {
	due     map[interaction.ID]time.Time
	running map[interaction.ID]bool
	done    chan round
}

// round is the outcome of one reconciliation; next zero: nothing more to do.
type round struct {
	id   interaction.ID
	next time.Time
}

// Run reconciles until ctx ends: everything active at start, then whatever
// changes or is due. A call that Twilio is slow about holds up no other.
func (v *Voice) Run(ctx context.Context) error {
	r := rounds{running: map[interaction.ID]bool{}, done: make(chan round)}
	var wg sync.WaitGroup
	defer func() {
		go func() { wg.Wait(); close(r.done) }()
		for range r.done {
		}
	}()
	var cursor int64
	var err error
	for r.due, cursor, err = v.takeStock(ctx); err != nil; r.due, cursor, err = v.takeStock(ctx) {
		v.Log.Error("voice cannot read the log", "err", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Second):
		}
	}
	for {
		changed := v.Store.Changed()
		entries, err := v.Store.Feed(ctx, cursor, 1000)
		if err != nil && ctx.Err() == nil {
			v.Log.Error("voice cannot read the feed", "err", err)
		}
		for _, e := range entries {
			cursor = e.Seq
			if concernsVoice(e.Event.Data) {
				r.due[e.Interaction] = v.now()
			}
		}
		if len(entries) == 1000 {
			continue
		}
		timer := time.NewTimer(v.startDue(ctx, &r, &wg))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-changed:
		case <-timer.C:
		case d := <-r.done:
			delete(r.running, d.id)
			if _, again := r.due[d.id]; !again && !d.next.IsZero() {
				r.due[d.id] = d.next
			}
		}
		timer.Stop()
	}
}

// startDue starts what is due and returns how long until the next one is.
func (v *Voice) startDue(ctx context.Context, r *rounds, wg *sync.WaitGroup) time.Duration {
	now := v.now()
	sleep := v.Poll
	for id, at := range r.due {
		if at.After(now) {
			sleep = min(sleep, at.Sub(now))
			continue
		}
		if r.running[id] || len(r.running) >= atOnce {
			continue
		}
		r.running[id] = true
		delete(r.due, id)
		wg.Go(func() { r.done <- round{id, v.reconcile(ctx, id)} })
	}
	return max(sleep, 10*time.Millisecond)
}

func (v *Voice) takeStock(ctx context.Context) (map[interaction.ID]time.Time, int64, error) {
	cursor, err := v.Store.Head(ctx)
	if err != nil {
		return nil, 0, err
	}
	due := map[interaction.ID]time.Time{}
	var before interaction.ID
	for {
		ids, err := v.Store.List(ctx, store.Filter{Active: true, Limit: 500, Before: before})
		if err != nil {
			return nil, 0, err
		}
		for _, id := range ids {
			due[id], before = v.now(), id
		}
		if len(ids) < 500 {
			return due, cursor, nil
		}
	}
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

// retryAfter is the pause after Twilio could not be asked or did not obey.
const retryAfter = 2 * time.Second

// reconcile one interaction and return when to do it again; zero: never, unless
// something happens to it.
func (v *Voice) reconcile(ctx context.Context, id interaction.ID) time.Time {
	s, err := v.Deciding.Update(ctx, v.Store, id, interaction.Lapse{})
	if err != nil {
		if ctx.Err() == nil {
			v.Log.Error("cannot look after a call", "interaction", id, "err", err)
		}
		return v.now().Add(retryAfter)
	}
	if s.Call.Phase == interaction.NoCall {
		return time.Time{}
	}
	deadline := s.Deadline(v.Deciding.Policy)
	if s.Call.CustomerSID == "" && !s.Offer.Claimed && s.Call.Phase != interaction.Ended {
		return deadline // nobody is at Twilio yet
	}
	seen, err := v.look(ctx, s)
	if err != nil {
		v.Log.Warn("Twilio cannot be asked about a call", "interaction", id, "err", err)
		return v.now().Add(retryAfter)
	}
	actions := Plan(s, seen)
	for _, a := range actions {
		if err := v.do(ctx, s, a); err != nil {
			v.Log.Warn("a call is not as it should be yet", "interaction", id, "err", err)
			return v.now().Add(retryAfter)
		}
	}
	switch {
	case s.Call.Phase == interaction.Ended && len(actions) == 0:
		v.dialed.forget(s.ID)
		return time.Time{}
	case s.Call.Phase == interaction.Ended || s.Call.HangupAsked:
		return v.now().Add(retryAfter)
	}
	next := v.now().Add(v.Poll)
	if !deadline.IsZero() && deadline.Before(next) {
		next = deadline
	}
	return next
}

func (v *Voice) look(ctx context.Context, s interaction.State) (Seen, error) {
	room, found, err := v.Twilio.Room(ctx, s.ID.Room())
	if err != nil {
		return Seen{}, err
	}
	seen := Seen{Found: found, Room: room, At: v.now()}
	if fetchCustomer(s, seen) {
		call, found, err := v.Twilio.Call(ctx, s.Call.CustomerSID)
		if err != nil {
			return Seen{}, err
		}
		if !found {
			call.Status = twilio.Completed // Twilio has forgotten it
		}
		seen.Customer = &call
	}
	return seen, nil
}

func (v *Voice) do(ctx context.Context, s interaction.State, a Action) error {
	switch {
	case a.Learn != nil:
		if dial, ok := a.Learn.(interaction.DialCustomer); ok {
			return v.dialled(ctx, s.ID, dial)
		}
		return v.take(ctx, s.ID, a.Learn)
	case a.Hangup != "":
		return v.Twilio.Hangup(ctx, a.Hangup)
	case a.End:
		return v.Twilio.EndRoom(ctx, s.ID.Room())
	case a.Dial:
		return v.dial(ctx, s)
	}
	return nil
}

// dial the customer, once: a leg that an earlier try has left behind is found by
// its number before another one is made.
func (v *Voice) dial(ctx context.Context, s interaction.State) error {
	if v.dialed.before(s.ID) || s.StartedAt.Before(v.start) {
		calls, err := v.Twilio.CallsTo(ctx, s.Customer.Phone, s.StartedAt.Add(-time.Second))
		if err != nil {
			return err
		}
		for _, c := range calls {
			if c.From == s.Line {
				return v.dialled(ctx, s.ID, interaction.DialCustomer{CallSID: c.SID, From: c.From, To: c.To})
			}
		}
	}
	v.dialed.mark(s.ID)
	leg, err := v.Twilio.Dial(ctx, twilio.Dial{
		Room: s.ID.Room(), To: s.Customer.Phone, From: s.Line, Label: customerLabel,
		Timeout: 45 * time.Second, EndConferenceOnExit: true, EarlyMedia: true,
		StatusCallback: v.eventURL(StatusPath), RoomCallback: v.eventURL(ConferencePath),
	})
	if err != nil {
		if connectors.KindOf(err) == connectors.Rejected {
			v.Log.Warn("Twilio refuses to call", "interaction", s.ID, "err", err)
			return v.take(ctx, s.ID, interaction.CannotDial{})
		}
		return err
	}
	return v.dialled(ctx, s.ID, interaction.DialCustomer{CallSID: leg.CallSID, From: s.Line, To: s.Customer.Phone})
}

func (v *Voice) dialled(ctx context.Context, id interaction.ID, cmd interaction.DialCustomer) error {
	_, err := v.Deciding.Update(ctx, v.Store, id, cmd, store.WithRef(callRef(cmd.CallSID)))
	if refused(err) {
		return nil
	}
	return err
}

// dialed remembers for which interactions this process has tried to dial.
type dialed struct {
	mu  sync.Mutex
	ids map[interaction.ID]bool
}

func (d *dialed) mark(id interaction.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ids == nil {
		d.ids = map[interaction.ID]bool{}
	}
	d.ids[id] = true
}

func (d *dialed) forget(id interaction.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.ids, id)
}

func (d *dialed) before(id interaction.ID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ids[id]
}
