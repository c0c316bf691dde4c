package voice

import (
	"context"
	"sync"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// atOnce bounds how many calls are looked after at the same moment.
const atOnce = 32

// rounds is the state of Run's loop, touched by that goroutine alone.
type rounds struct {
	due     due
	running map[interaction.ID]bool
	done    chan round
	wg      sync.WaitGroup
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
	defer func() {
		go func() { r.wg.Wait(); close(r.done) }()
		for range r.done {
		}
	}()
	var cursor int64
	var err error
	for r.due, cursor, err = v.resync(ctx); err != nil; r.due, cursor, err = v.resync(ctx) {
		if ctx.Err() != nil {
			return nil
		}
		v.Log.Error("voice cannot read the log", "err", err)
		fires, stop := v.Timer(time.Second)
		select {
		case <-ctx.Done():
		case <-fires:
		}
		stop()
	}
	for ctx.Err() == nil {
		changed := v.Store.Changed()
		sleep := v.Poll
		entries, err := v.Store.Feed(ctx, cursor, feedPage)
		if err != nil && ctx.Err() == nil {
			v.Log.Error("voice cannot read the feed", "err", err)
			sleep = time.Second
		}
		for _, e := range entries {
			cursor = e.Seq
			if concernsVoice(e.Event.Data) {
				r.due.set(e.Interaction, v.now())
			}
		}
		if len(entries) == feedPage {
			continue
		}
		v.wait(ctx, &r, changed, sleep)
	}
	return nil
}

// feedPage is how many entries are read at once.
const feedPage = 1000

// wait starts what is due, and returns when there is something new to look at,
// after sleep at the latest.
func (v *Voice) wait(ctx context.Context, r *rounds, changed <-chan struct{}, sleep time.Duration) {
	fires, stop := v.Timer(v.startDue(ctx, r, sleep))
	defer stop()
	if v.atRest != nil {
		v.atRest(len(r.running) == 0)
		defer v.atRest(false)
	}
	select {
	case <-ctx.Done():
	case <-changed:
	case <-fires:
	case <-v.wakeups.signal:
		for id := range v.wakeups.take() {
			r.due.set(id, v.now())
		}
	case d := <-r.done:
		delete(r.running, d.id)
		if r.due.of[d.id] == nil && !d.next.IsZero() {
			r.due.set(d.id, d.next)
		}
	}
}

// startDue starts what is due and returns how long until the next one is, at most
// sleep.
func (v *Voice) startDue(ctx context.Context, r *rounds, sleep time.Duration) time.Duration {
	now := v.now()
	var again []*moment // when those who are running are done
	for m := r.due.next(); m != nil && len(r.running) < atOnce; m = r.due.next() {
		if m.at.After(now) {
			sleep = min(sleep, m.at.Sub(now))
			break
		}
		id := r.due.take().id
		if r.running[id] {
			again = append(again, m)
			continue
		}
		r.running[id] = true
		r.wg.Go(func() { r.done <- round{id, v.reconcile(ctx, id)} })
	}
	for _, m := range again {
		r.due.set(m.id, m.at)
	}
	return max(sleep, 10*time.Millisecond)
}

// resync reads the end of the feed first: what happens while the list is read
// comes by the feed.
func (v *Voice) resync(ctx context.Context) (due, int64, error) {
	cursor, err := v.Store.Head(ctx)
	if err != nil {
		return due{}, 0, err
	}
	active := newDue()
	var before interaction.ID
	for {
		ids, err := v.Store.List(ctx, store.Filter{Active: true, Limit: listPage, Before: before})
		if err != nil {
			return due{}, 0, err
		}
		for _, id := range ids {
			active.set(id, v.now())
			before = id
		}
		if len(ids) < listPage {
			return active, cursor, nil
		}
	}
}

const listPage = 500

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

// wakeups are calls that must be looked at although their log has not changed.
type wakeups struct {
	signal chan struct{} // capacity 1

	mu  sync.Mutex
	ids map[interaction.ID]struct{}
}

func (n *wakeups) add(id interaction.ID) {
	n.mu.Lock()
	if n.ids == nil {
		n.ids = map[interaction.ID]struct{}{}
	}
	n.ids[id] = struct{}{}
	n.mu.Unlock()
	select {
	case n.signal <- struct{}{}:
	default:
	}
}

func (n *wakeups) take() map[interaction.ID]struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	ids := n.ids
	n.ids = nil
	return ids
}
