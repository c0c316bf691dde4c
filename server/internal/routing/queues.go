package routing

import (
	"context"
	"slices"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// catchUp is the longest that a question waits for the feed to have been followed: at a
// start, or when the store has trouble.
const catchUp = 5 * time.Second

// Queue is who is in a queue now.
type Queue struct {
	Waiting int       // customers whom nobody talks to yet
	Talking int       // on a call with an agent
	OnHold  int       // of those, on hold
	Oldest  time.Time // since when the first of those who wait has waited; zero: nobody waits
}

// queueOf calls: of an account, those for which the caller asked for that queue.
type queueOf struct{ account, queue string }

// stand is how a call counts in its queue.
type stand int

const (
	aside stand = iota // being dialled, or over: it is in nobody's queue
	waits
	talks
)

func standOf(p interaction.Phase) stand {
	switch p {
	case interaction.Ringing, interaction.Claimed:
		return waits
	case interaction.Connected:
		return talks
	case interaction.NoCall, interaction.Awaited, interaction.InMenu, interaction.Dialling, interaction.Ended:
	}
	return aside
}

// line of one queue: kept in step with each call, so that counting costs the same
// however many there are.
type line struct {
	waiting []position // the longest first
	talking int
	onHold  int // of those who talk
}

// lineUp a call in its queue, or take it out (to aside).
func (c *calls) lineUp(one call, from, to stand) {
	if from == to {
		return
	}
	of := queueOf{one.account, one.queue}
	l := c.lines[of]
	if l == nil {
		l = &line{}
		c.lines[of] = l
	}
	switch at, there := slices.BinarySearchFunc(l.waiting, one.arrival(), position.compare); {
	case to == waits && !there:
		l.waiting = slices.Insert(l.waiting, at, one.arrival())
	case from == waits && there:
		l.waiting = slices.Delete(l.waiting, at, at+1)
	}
	n := 0
	if one.onHold {
		n = 1
	}
	if to == talks {
		l.talking, l.onHold = l.talking+1, l.onHold+n
	}
	if from == talks {
		l.talking, l.onHold = l.talking-1, l.onHold-n
	}
	if len(l.waiting)+l.talking == 0 {
		delete(c.lines, of)
	}
}

// arrival is a call's place among those that wait in its queue.
func (c call) arrival() position { return position{c.arrived, c.id} }

// Queues of an account, or of all if it is empty, by name, and how many calls are not
// closed yet in all of them: as of everything that was committed before it was asked.
func (r *Routing) Queues(ctx context.Context, account string) (queues map[string]Queue, active int, err error) {
	if err := r.caughtUp(ctx); err != nil {
		return nil, 0, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	queues = map[string]Queue{}
	for of, l := range r.calls.lines {
		if account != "" && of.account != account {
			continue
		}
		q := queues[of.queue]
		q.Waiting += len(l.waiting)
		q.Talking += l.talking
		q.OnHold += l.onHold
		if len(l.waiting) > 0 && (q.Oldest.IsZero() || l.waiting[0].since.Before(q.Oldest)) {
			q.Oldest = l.waiting[0].since
		}
		queues[of.queue] = q
	}
	for of, n := range r.calls.activeOf {
		if account == "" || of == account {
			active += n
		}
	}
	return queues, active, nil
}

// progress is how far the feed has been followed, and who waits for more.
type progress struct {
	upTo  int64
	moved chan struct{} // closed when upTo grows
}

// reached a place in the feed; r.mu is not held.
func (r *Routing) reached(seq int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if seq > r.followed.upTo {
		r.followed.upTo = seq
		close(r.followed.moved)
		r.followed.moved = make(chan struct{})
	}
}

// caughtUp waits until what is known is as new as the feed is now.
func (r *Routing) caughtUp(ctx context.Context) error {
	head, err := r.Store.Head(ctx)
	if err != nil {
		return err
	}
	late := r.Clock.Timer(catchUp)
	defer late.Stop()
	for {
		r.mu.Lock()
		upTo, moved := r.followed.upTo, r.followed.moved
		r.mu.Unlock()
		if upTo >= head {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		case <-late.C:
			return store.ErrUnavailable
		}
	}
}
