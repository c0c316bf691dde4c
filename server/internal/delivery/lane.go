package delivery

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/server/internal/compose"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// work sends what a lane holds until it is empty, must wait, or stop ends.
func (d *Delivery) work(ctx, stop context.Context, lane store.Lane) {
	lease, err := d.Store.Acquire(ctx, lane.Name, d.Owner, d.now(), d.Lease)
	if err != nil {
		if !errors.Is(err, store.ErrFenced) {
			d.Log.Error("cannot lease a lane", "lane", lane.Name, "err", err)
		}
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	kept := make(chan struct{})
	go func() { defer close(kept); d.renewLease(ctx, cancel, lease) }()
	defer func() {
		cancel()
		<-kept
		_ = d.Store.Release(context.WithoutCancel(ctx), lease)
	}()
	l := &laneWorker{Delivery: d, lane: lane, lease: lease, crm: d.Accounts[lane.Account]}
	for stop.Err() == nil && ctx.Err() == nil {
		more, err := l.step(ctx)
		if errors.Is(err, errDeferred) {
			return
		}
		if err != nil && ctx.Err() == nil && !errors.Is(err, store.ErrFenced) {
			d.Log.Error("delivery step failed", "lane", lane.Name, "err", err)
			_ = d.Store.Defer(ctx, lease, d.now().Add(d.backoff(lane.Name)))
		}
		if err != nil || !more {
			return
		}
	}
}

// renewLease extends the lease while the lane is worked on, and ends the work if it is lost.
func (d *Delivery) renewLease(ctx context.Context, lost context.CancelFunc, lease store.Lease) {
	for clock.Sleep(ctx, d.Decider.Clock, d.Lease/3) {
		if _, err := d.Store.Acquire(ctx, lease.Lane, lease.Owner, d.now(), d.Lease); errors.Is(err, store.ErrFenced) {
			lost()
			return
		}
	}
}

// laneWorker is one holder's work on one lane.
type laneWorker struct {
	*Delivery
	lane  store.Lane
	lease store.Lease
	crm   connectors.CRM
}

// step makes one visit to the CRM at most. more: there may be something left to
// do right now.
func (l *laneWorker) step(ctx context.Context) (more bool, err error) {
	rows, state, err := l.read(ctx)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	now := l.now()
	if rows[0].NextAt.After(now) || !l.pauses.until(l.lane.Account, now).IsZero() {
		return false, nil
	}
	if lane := store.LaneOf(state); lane != l.lane.Name {
		return false, errors.New("rows of " + string(state.ID) + " are in the wrong lane")
	}
	u := transport.Urgent
	if firstVisit(l.lane.Name) {
		u = priorityOfAll(state)
	}
	if u != transport.Urgent || !firstVisit(l.lane.Name) {
		p, err := l.batchingOf(l.lane.Account, rows, l.loader(ctx))
		if err != nil || !p.until.IsZero() || !l.paced(l.lane.Account, max(u, p.urgency)).IsZero() {
			return false, err
		}
		u = max(u, p.urgency)
	}
	ctx = transport.WithUrgency(ctx, u)
	ctx = transport.WithMeter(ctx, &l.costs.of(l.lane.Account).meter)
	began := l.now()
	defer func() { l.widths.visited(l.lane.Account, l.now().Sub(began)) }()
	b := l.nextBatch(state, rows)
	if b.marked {
		done, err := l.lookUpBatch(ctx, &b)
		if done || err != nil {
			return done, err
		}
		if b.ticketAt(b.sentAt) != b.ticket() {
			return true, l.dissolve(ctx, &b)
		}
	}
	if firstVisit(l.lane.Name) && b.target() == "" {
		return l.resolve(ctx, b)
	}
	return l.send(ctx, b)
}

// read the lane's rows, and the interaction that is at its head as it was when they
// stood so. Read one after the other, they could tell of two moments: of a note that
// waits alone while the rest is held, and of a person who has just set all of it free.
func (l *laneWorker) read(ctx context.Context) ([]store.Write, interaction.State, error) {
	rows, err := l.pending(ctx, l.lane.Name)
	for err == nil && len(rows) > 0 {
		var state interaction.State
		if state, err = l.Store.State(ctx, rows[0].Interaction); err != nil {
			break
		}
		before := rows
		if rows, err = l.pending(ctx, l.lane.Name); err == nil && slices.EqualFunc(before, rows, sameRow) {
			return rows, state, nil
		}
	}
	return nil, interaction.State{}, err
}

func sameRow(a, b store.Write) bool {
	return a.Key == b.Key && a.State == b.State && a.Batch == b.Batch
}

// firstVisit: the lane is an interaction's own, which has no ticket yet.
func firstVisit(lane string) bool { return strings.HasPrefix(lane, "i/") }

// firstOf is the interaction whose own lane it is.
func firstOf(lane string) interaction.ID { return interaction.ID(strings.TrimPrefix(lane, "i/")) }

// batch is what travels in one request.
type batch struct {
	state  interaction.State
	key    string
	keys   []string
	marked bool // it was sent before and the outcome was not heard
	sentAt time.Time
}

// target of the batch, if it is not the interaction's own ticket.
func (b *batch) target() string {
	if it, ok := b.state.Item(b.keys[0]); ok && it.Target != nil {
		return it.Target.ID
	}
	return ""
}

// ticket that the batch belongs to now; empty: none yet.
func (b *batch) ticket() string {
	if b.state.Ticket == nil {
		return b.target()
	}
	return cmp.Or(b.target(), b.state.Ticket.ID)
}

// ticketAt is where it belonged at that moment.
func (b *batch) ticketAt(at time.Time) string {
	return cmp.Or(b.target(), b.state.TicketAt(at))
}

// nextBatch is the one that is marked already, or as many of the first waiting
// rows as may travel together. A marked one need not begin at the head of the lane:
// what is written once more to another ticket comes late and is sent early. As long
// as nobody knows what became of it, nothing else of its interaction may leave.
func (l *laneWorker) nextBatch(s interaction.State, rows []store.Write) batch {
	b := batch{state: s}
	unheard := slices.IndexFunc(rows, func(r store.Write) bool { return r.Interaction == s.ID && r.State == store.Sending })
	if unheard >= 0 {
		marked := rows[unheard]
		b.key, b.marked, b.sentAt = marked.Batch, true, marked.SentAt
		for _, r := range rows {
			if r.Batch == marked.Batch {
				b.keys = append(b.keys, r.Key)
			}
		}
		slices.SortStableFunc(b.keys, byEvent(s))
		return b
	}
	var keys []string
	for _, key := range firstWaiting(s, rows) {
		if len(keys) > 0 && l.isIsolated(key) {
			break
		}
		keys = append(keys, key)
		if l.isIsolated(key) {
			break
		}
	}
	b.keys = compose.Group(s, keys, l.crm.Limits().ItemsBatch)
	// Never an item's own key, since a CRM may want its keys unique; and short,
	// since Salesforce takes 64 characters.
	last, _ := s.Item(b.keys[len(b.keys)-1])
	b.key = b.keys[0] + "-to-" + strconv.Itoa(last.N)
	return b
}

// firstWaiting are the interaction's rows at the head of the lane, and those of its
// rows further behind that tell of something earlier: what is written once more to
// another ticket comes late into the lane, and the contact belongs before its notes.
func firstWaiting(s interaction.State, rows []store.Write) []string {
	var keys []string
	head := true
	for _, r := range rows {
		mine := r.Interaction == s.ID && r.State == store.Waiting
		head = head && mine
		if head || mine && slices.ContainsFunc(keys, func(k string) bool { return byEvent(s)(r.Key, k) < 0 }) {
			keys = append(keys, r.Key)
		}
	}
	slices.SortStableFunc(keys, byEvent(s))
	return keys
}

// byEvent orders an interaction's writes as what they tell of has happened.
func byEvent(s interaction.State) func(a, b string) int {
	return func(a, b string) int {
		x, _ := s.Item(a)
		y, _ := s.Item(b)
		return cmp.Compare(x.N, y.N)
	}
}

// lookUpBatch asks the CRM for a batch whose outcome was not heard. done: it has landed
// and is settled.
func (l *laneWorker) lookUpBatch(ctx context.Context, b *batch) (done bool, err error) {
	// Where it was sent to, which is not where it belongs now if somebody has
	// moved the interaction since.
	sought := connectors.LookupQuery{Key: b.key, Items: b.keys, Since: b.sentAt, Ticket: b.ticketAt(b.sentAt)}
	outcome, err := l.crm.Lookup(ctx, sought)
	if err != nil {
		return false, l.handleReadFailure(ctx, b, err)
	}
	if _, ok := outcome.Landed(b.key); !ok {
		return false, nil
	}
	var opened *interaction.TicketChosen
	if sought.Ticket == "" && b.state.Ticket == nil {
		opened = l.opened(outcome.Ticket, nil, nil)
	}
	return true, l.settle(ctx, b, outcome, opened)
}

// dissolve a batch that has not landed where it was sent, and belongs elsewhere by
// now: what is written there once more, from the contact on, goes before it. Marked
// anew first, since whoever sent it may still be about it.
func (l *laneWorker) dissolve(ctx context.Context, b *batch) error {
	if err := l.Store.Begin(ctx, l.lease, b.key, b.keys, l.now()); err != nil {
		return err
	}
	return l.Store.Abort(ctx, l.lease, b.key, time.Time{}, true)
}

// send puts the batch into the lane's ticket.
func (l *laneWorker) send(ctx context.Context, b batch) (bool, error) {
	u, err := l.Composer.Update(b.state, b.keys, b.key, l.Content)
	if err != nil {
		return true, l.hold(ctx, b.state, b.keys, connectors.Rejected, interaction.Because("templates"), nil)
	}
	if err := l.Store.Begin(ctx, l.lease, b.key, b.keys, l.now()); err != nil {
		return false, err
	}
	outcome, err := l.crm.Apply(ctx, u)
	if err != nil {
		return l.handleFailure(ctx, b, err)
	}
	return true, l.settle(ctx, &b, outcome, nil)
}

// settle records that the batch has landed.
func (l *laneWorker) settle(ctx context.Context, b *batch, outcome connectors.Result, opened *interaction.TicketChosen) error {
	l.succeeded()
	l.countContacts(b)
	land := interaction.Land{Ticket: outcome.Ticket.ID, Receipts: map[string]string{}, At: l.now(), Opened: opened}
	land.Without = b.without(outcome.Omitted)
	whole, _ := outcome.Landed(b.key)
	for _, key := range b.keys {
		r, ok := outcome.Landed(key)
		if !ok {
			r = whole
		}
		land.Receipts[key] = r.ID
	}
	return l.update(ctx, b.state.ID, land)
}

// without is why the batch has not landed whole, by the write that it is about: a status
// that was not set is the last wrap-up's that asked for one.
func (b *batch) without(omitted []connectors.Omission) map[string]interaction.Reason {
	i := slices.IndexFunc(omitted, func(o connectors.Omission) bool { return o.Of == connectors.OfStatus })
	if i < 0 {
		return nil
	}
	o := omitted[i]
	for _, key := range slices.Backward(b.keys) {
		it, _ := b.state.Item(key)
		set := b.state.StatusOf(it)
		if set == nil {
			continue
		}
		why := interaction.Because(o.Reason.Code, "status", set.Label)
		maps.Copy(why.Values, o.Reason.Values)
		return map[string]interaction.Reason{key: why}
	}
	return nil
}

func (l *laneWorker) update(ctx context.Context, id interaction.ID, cmd interaction.Command) error {
	_, err := l.Decider.Update(ctx, l.Store, id, cmd, store.Under(l.lease))
	return err
}

// updateIfTicketUnchanged what was found out about the interaction's ticket as it was in s. While
// we asked the CRM, a person may have moved the interaction: then it means nothing.
func (l *laneWorker) updateIfTicketUnchanged(ctx context.Context, s interaction.State, cmd interaction.Command) error {
	return l.update(ctx, s.ID, interaction.IfTicketUnchanged{Decision: s.TicketDecidedAt(), Command: cmd})
}

func (l *laneWorker) succeeded() {
	l.pauses.resume(l.lane.Account, l.now())
	l.mu.Lock()
	delete(l.failures, l.lane.Name)
	l.mu.Unlock()
}

// backoff counts a failure of the lane and says how long to wait.
func (d *Delivery) backoff(lane string) time.Duration {
	d.mu.Lock()
	d.failures[lane]++
	n := d.failures[lane]
	d.mu.Unlock()
	return d.Backoff.After(n, d.Jitter())
}

func (d *Delivery) isIsolated(key string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.isolated[key]
}
