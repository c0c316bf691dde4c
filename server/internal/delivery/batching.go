package delivery

import (
	"context"
	"time"

	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// From these shares of a day's budget on, delivery spends less of it.
const (
	mergingShare = 0.80 // waiting writes linger for longer, files until the call is over
	urgentShare  = 0.95 // only what is urgent goes
)

// mergingLinger replaces Config.Linger from mergingShare on, unless that is longer.
const mergingLinger = 30 * time.Second

// overBudget is why a write waits that is not urgent enough.
var overBudget = interaction.Because("budget")

// lookAgain at an account whose budget is used up: it rolls, and nobody says when.
const lookAgain = time.Minute

// batching says whether a lane's writes should go now or gain company first.
// Nothing of it is remembered: it follows from the rows, the log and the clock,
// so a restart forgets no wait and adds none.
type batching struct {
	until   time.Time          // look again then, or when the lane changes; zero: go now
	reason  interaction.Reason // zero: it is a matter of seconds
	urgency transport.Urgency  // of the most urgent write in the lane
}

// batchingOf a lane. The writes of a lane travel in order, so the first that is
// due takes along all that stand before it.
func (d *Delivery) batchingOf(account string, rows []store.Write, load func(interaction.ID) (interaction.State, error)) (batching, error) {
	pacing := d.Pacing[account]
	if d.Linger == 0 && pacing == nil || len(rows) == 0 || rows[0].State != store.Waiting {
		return batching{}, nil
	}
	t := batchingPolicy{linger: d.Linger}
	if pacing != nil {
		t.adopt(pacing.Usage())
	}
	now := d.now()
	p := batching{until: now.Add(lookAgain), urgency: transport.Unproven}
	if t.urgentOnly {
		p.reason = overBudget
	}
	for _, r := range rows {
		s, err := load(r.Interaction)
		if err != nil {
			return batching{}, err
		}
		it, ok := s.Item(r.Key)
		if !ok {
			return batching{}, nil // not ours to judge
		}
		p.urgency = min(p.urgency, priorityOf(s, it))
		due, ever := t.due(s, it, r.CreatedAt)
		if !ever {
			continue
		}
		p.reason = interaction.Reason{}
		if due.Before(p.until) {
			p.until = due
		}
	}
	if !p.until.After(now) {
		p.until = time.Time{}
	}
	return p, nil
}

// batchingPolicy is how sparing an account's budget makes us.
type batchingPolicy struct {
	linger              time.Duration
	merging, urgentOnly bool
}

func (t *batchingPolicy) adopt(u transport.Usage) {
	if !u.Daily() {
		return // it refills within the minute, and the limiter paces it
	}
	t.merging, t.urgentOnly = u.Share() >= mergingShare, u.Share() >= urgentShare
	if t.merging {
		t.linger = max(t.linger, mergingLinger)
	}
}

// due tells from when on a write should go even without company. ever is false
// while that depends on something else than time.
func (t batchingPolicy) due(s interaction.State, it interaction.Item, since time.Time) (at time.Time, ever bool) {
	urgency := priorityOf(s, it)
	switch {
	case s.Expedited(it):
		return time.Time{}, true
	case t.urgentOnly && urgency != transport.Urgent:
		return time.Time{}, false
	case it.Type == interaction.ItemContact, !s.Active():
		return time.Time{}, true // somebody looks for it now; nothing more will come
	case t.merging && urgency == transport.Media && s.Channel == interaction.Voice && s.Call.Phase != interaction.Ended:
		return time.Time{}, false
	}
	return since.Add(t.linger), true
}

// batchWindows remembers which lanes are waiting for company, so that they are not
// judged anew at every commit of somebody else's.
type batchWindows struct {
	m map[string]batchWindow
}

type batchWindow struct {
	until, judged time.Time
	told          int // rows whose people have been told why
}

// Every commit wakes the dispatcher. A lane that lingers is judged at most once
// in rejudge, or in a millisecond per lane if there are many: that bounds what
// a thousand of them cost to a fifth of a processor.
const (
	rejudge     = 20 * time.Millisecond
	rejudgeEach = time.Millisecond
)

// next moment at which the lane is worth a look; zero: now.
func (l *batchWindows) next(lane string, now time.Time) time.Time {
	e, ok := l.m[lane]
	if !ok || !e.until.After(now) {
		return time.Time{}
	}
	again := e.judged.Add(max(rejudge, time.Duration(len(l.m))*rejudgeEach))
	if !again.After(now) {
		return time.Time{}
	}
	return again
}

// assess a lane that is due, before anybody takes it: most need not be leased.
func (d *Delivery) assess(ctx context.Context, lane store.Lane) (batching, error) {
	if firstVisit(lane.Name) {
		s, err := d.Store.State(ctx, firstOf(lane.Name))
		if err != nil {
			return batching{}, err
		}
		u := priorityOfAll(s)
		if u == transport.Urgent || d.Pacing[lane.Account] == nil || !d.paced(lane.Account, u).IsZero() {
			return batching{urgency: u}, nil
		}
	} else if d.Linger == 0 && d.Pacing[lane.Account] == nil {
		return batching{}, nil
	}
	rows, err := d.pending(ctx, lane.Name)
	if err != nil {
		return batching{}, err
	}
	p, err := d.batchingOf(lane.Account, rows, d.loader(ctx))
	if err != nil || p.until.IsZero() {
		delete(d.windows.m, lane.Name)
		return p, err
	}
	e := d.windows.m[lane.Name]
	e.until, e.judged = p.until, d.now()
	if !p.reason.IsZero() && e.told != len(rows) {
		if err := d.notify(ctx, rows, p.reason); err != nil {
			return p, err
		}
		e.told = len(rows)
	}
	d.windows.m[lane.Name] = e
	return p, nil
}

// notify people why their writes wait.
func (d *Delivery) notify(ctx context.Context, rows []store.Write, why interaction.Reason) error {
	keys := map[interaction.ID][]string{}
	for _, r := range rows {
		keys[r.Interaction] = append(keys[r.Interaction], r.Key)
	}
	for id, list := range keys {
		if _, err := d.Decider.Update(ctx, d.Store, id, interaction.Delay{Keys: list, Kind: "throttled", Reason: why}); err != nil {
			return err
		}
	}
	return nil
}

func (d *Delivery) pending(ctx context.Context, lane string) ([]store.Write, error) {
	return d.Store.Writes(ctx, store.WriteFilter{Lane: lane, States: []store.WriteState{store.Waiting, store.Sending}})
}

// loader asks for each interaction at most once, so that one look tells of one moment.
func (d *Delivery) loader(ctx context.Context) func(interaction.ID) (interaction.State, error) {
	states := map[interaction.ID]interaction.State{}
	return func(id interaction.ID) (interaction.State, error) {
		s, ok := states[id]
		if ok {
			return s, nil
		}
		s, err := d.Store.State(ctx, id)
		if err == nil {
			states[id] = s
		}
		return s, err
	}
}
