package routing

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
)

// recent interactions are read at start, to know what was missed.
const recent = 1000

// calls is what the log says of everybody's calls. Its slices are never written to
// again once they have been given out.
type calls struct {
	active    map[interaction.ID]call
	rules     *rules
	ringing   map[demand][]position              // of active calls, in their lines: whose turn is first
	ruled     map[demand]map[interaction.ID]bool // of those, the ones that ring by a rule already
	of        map[person]map[interaction.ID]call // those active calls that an agent has, or has lost
	offered   map[string]*offered                // what was offered lately, by account
	freeSince map[person]time.Time               // when they last had nothing to do any more
	askedLast map[person]time.Time               // when they last had a turn
	lines     map[queueOf]*line                  // of those queues that somebody is in
	activeOf  map[string]int                     // active calls by account
}

// call that is not closed yet.
type call struct {
	id      interaction.ID
	account string
	queue   string
	who     string    // the customer
	asked   string    // the queue by whose rules it rings: its own, or the one that it is transferred to
	came    time.Time // there
	demand  demand
	started time.Time
	counts  time.Time // since when it counts as waiting among others
	arrived time.Time
	stands  stand
	ringing bool
	offer   interaction.Assignment
	agent   *interaction.Agent // whose work it is
	since   time.Time          // since when
	comes   *interaction.Agent // who has accepted it from them
	coming  time.Time          // since when
	onHold  bool               // the customer is on hold
	ended   bool               // it is to be wrapped up
	over    time.Time          // when it ended
	lost    *interaction.Agent // who had it until it began to ring again
}

// position of a ringing call among those of its account.
type position struct {
	since time.Time
	id    interaction.ID
}

func (c call) place() position { return position{c.counts, c.id} }

func (p position) compare(other position) int {
	return cmp.Or(p.since.Compare(other.since), cmp.Compare(p.id, other.id))
}

// people who have the call, are about to, or have lost it.
func (c call) people() []person {
	var out []person
	for _, a := range []*interaction.Agent{c.agent, c.comes, c.lost} {
		if a != nil {
			out = append(out, person{c.account, a.ID})
		}
	}
	return out
}

// workload of an agent: since when, zero for none.
type workload struct {
	busy, wrapUp time.Time
	over         time.Time // when the last call that is to be wrapped up ended
}

func newCalls(r *rules) calls {
	return calls{
		rules:  r,
		active: map[interaction.ID]call{}, ringing: map[demand][]position{}, ruled: map[demand]map[interaction.ID]bool{}, of: map[person]map[interaction.ID]call{},
		offered: map[string]*offered{}, freeSince: map[person]time.Time{}, askedLast: map[person]time.Time{},
		lines: map[queueOf]*line{}, activeOf: map[string]int{},
	}
}

func (c *calls) work(p person) workload {
	var w workload
	for _, one := range c.of[p] {
		switch {
		case is(one.comes, p):
			w.busy = later(w.busy, one.coming)
		case !is(one.agent, p):
		case one.ended:
			w.wrapUp, w.over = later(w.wrapUp, one.since), later(w.over, one.over)
		default:
			w.busy = later(w.busy, one.since)
		}
	}
	return w
}

func is(a *interaction.Agent, p person) bool { return a != nil && a.ID == p.id }

// callOf an agent: the one that status tells of, theirs or one that they are consulted about,
// which is a call before a wrap-up, and of several the last.
func (c *calls) callOf(p person) Call {
	var last call
	for _, one := range c.of[p] {
		if !is(one.agent, p) && !is(one.comes, p) {
			continue
		}
		if last.id == "" || last.ended && !one.ended || last.ended == one.ended && position.compare(position{last.since, last.id}, position{one.since, one.id}) < 0 {
			last = one
		}
	}
	return Call{Interaction: last.id, Who: last.who, Queue: last.queue, OnHold: last.onHold}
}

// free of calls and wrap-ups, and of a customer they have been parted from, who is
// still there.
func (c *calls) free(p person) bool { return len(c.of[p]) == 0 }

// heads of the lines of an account, in the order in which they get agents: of each line
// those that ring already, and so many more as are to ring at once.
func (c *calls) heads(account string, most func(demand) int) []call {
	var out []call
	for d, places := range c.ringing {
		if d.account != account {
			continue
		}
		first := places[:min(most(d), len(places))]
		for _, p := range first {
			out = append(out, c.active[p.id])
		}
		for id := range c.ruled[d] { // few, however many wait
			if one := c.active[id]; len(first) == 0 || one.place().compare(first[len(first)-1]) > 0 {
				out = append(out, one)
			}
		}
	}
	slices.SortFunc(out, func(a, b call) int { return a.place().compare(b.place()) })
	return out
}

// queue a call, or take it out.
func (c *calls) queue(one call, rings bool) {
	places := c.ringing[one.demand]
	switch at, there := slices.BinarySearchFunc(places, one.place(), position.compare); {
	case rings && !there:
		c.ringing[one.demand] = slices.Insert(places, at, one.place())
	case !rings && there:
		if places = slices.Delete(places, at, at+1); len(places) == 0 {
			delete(c.ringing, one.demand)
		} else {
			c.ringing[one.demand] = places
		}
	}
	switch {
	case !rings:
		if delete(c.ruled[one.demand], one.id); len(c.ruled[one.demand]) == 0 {
			delete(c.ruled, one.demand)
		}
	case one.offer.Rule != "":
		if c.ruled[one.demand] == nil {
			c.ruled[one.demand] = map[interaction.ID]bool{}
		}
		c.ruled[one.demand][one.id] = true
	}
}

// update in how an interaction stands.
func (c *calls) update(s interaction.State) {
	c.remove(s)
	if s.Active() && s.Channel == interaction.Voice {
		one := c.summary(s)
		c.active[s.ID] = one
		c.queue(one, one.ringing)
		c.lineUp(one, aside, one.stands)
		c.activeOf[one.account]++
		for _, p := range one.people() {
			if c.of[p] == nil {
				c.of[p] = map[interaction.ID]call{}
			}
			c.of[p][s.ID] = one
		}
	}
	if !s.Active() && s.Owner() != nil {
		p := person{s.Account, s.Owner().ID}
		c.freeSince[p] = later(c.freeSince[p], s.ClosedAt)
	}
	c.offer(s)
	for _, a := range s.Assignments.Current().Asked {
		p := person{s.Account, a.Agent}
		c.askedLast[p] = later(c.askedLast[p], a.At)
	}
}

// remove what was known of an interaction until now.
func (c *calls) remove(s interaction.State) {
	for _, p := range c.active[s.ID].people() {
		delete(c.of[p], s.ID)
		if len(c.of[p]) == 0 {
			delete(c.of, p)
			c.freeSince[p] = later(c.freeSince[p], s.At)
		}
	}
	if was, there := c.active[s.ID]; there {
		c.queue(was, false)
		c.lineUp(was, was.stands, aside)
		if c.activeOf[was.account]--; c.activeOf[was.account] == 0 {
			delete(c.activeOf, was.account)
		}
		delete(c.active, s.ID)
	}
}

func (c *calls) summary(s interaction.State) call {
	one := call{
		id: s.ID, account: s.Account, queue: s.Queue, who: whoOf(s), started: s.StartedAt, arrived: s.Call.ArrivedAt, stands: standOf(s.Call.Phase), ringing: s.Rings(),
		offer: s.Assignments.Current(), lost: s.LostAgent(), agent: s.Owner(), onHold: s.OnHold.On(), ended: s.Call.Phase == interaction.Ended,
	}
	one.since, one.comes = s.Assignments.TakenAt(), s.Receiver()
	if one.comes != nil {
		one.coming = one.offer.Claim.At
	}
	one.asked, one.came = s.Queue, s.Call.ArrivedAt
	if on := s.Transfers.On(); on != nil {
		one.ringing = one.ringing && on.To.Agent == nil // else it is for them alone, whatever their queue's rules are
		one.asked, one.came, one.started = on.To.Queue, on.BegunAt, on.BegunAt
	}
	one.demand = c.rules.demandOf(s.Account, one.asked, s.Language())
	one.counts = s.StartedAt.Add(-c.rules.queues[one.asked].HeadStart)
	if s.Call.Phase == interaction.Ended {
		one.since, one.over = s.Call.OverAt, s.Call.EndedAt
	}
	return one
}

func whoOf(s interaction.State) string {
	for _, name := range []string{s.Customer.Name, s.Customer.Phone, s.Call.From, s.Customer.Email} {
		if name != "" && !interaction.IsBrowser(name) {
			return name
		}
	}
	return ""
}

// resync reads the end of the feed first: what happens while the list is read comes by
// the feed.
func (r *Routing) resync(ctx context.Context) (reconcile.Cursor, error) {
	cursor := reconcile.Cursor{Feed: r.Store}
	if err := cursor.Start(ctx); err != nil {
		return cursor, err
	}
	ids, err := r.Store.List(ctx, store.Filter{Limit: recent})
	if err != nil {
		return cursor, err
	}
	slices.Reverse(ids) // oldest first, as it happened
	if err := r.load(ctx, ids); err != nil {
		return cursor, err
	}
	return cursor, reconcile.Each(ctx, r.Store, store.Filter{Active: true}, func(ids []interaction.ID) error { return r.load(ctx, ids) })
}

func (r *Routing) load(ctx context.Context, ids []interaction.ID) error {
	for _, id := range ids {
		s, err := r.Store.State(ctx, id)
		if err != nil {
			return err
		}
		r.mu.Lock()
		r.calls.update(s)
		r.mu.Unlock()
	}
	return nil
}

// follow the feed to its end; news: something that routing goes by has changed.
func (r *Routing) follow(ctx context.Context, cursor *reconcile.Cursor) (news bool, err error) {
	for {
		entries, more, err := cursor.Next(ctx)
		if err != nil {
			return news, err
		}
		var ids []interaction.ID
		for _, e := range entries {
			if concernsRouting(e.Event.Data) && !slices.Contains(ids, e.Interaction) {
				ids = append(ids, e.Interaction)
			}
		}
		if err := r.load(ctx, ids); err != nil {
			return news, err
		}
		news = news || len(ids) > 0
		cursor.Done(entries)
		r.reached(cursor.After)
		if !more {
			return news, nil
		}
	}
}

// concernsRouting: notes, files and deliveries change nothing about who is free.
func concernsRouting(d interaction.Data) bool {
	switch d.(type) {
	case interaction.Started, interaction.CallArrived, interaction.MenuLeft, interaction.OfferMade, interaction.OfferRung, interaction.OfferReturned,
		interaction.OfferAccepted, interaction.OfferDeclined, interaction.ClaimLapsed, interaction.AgentJoined, interaction.AgentLeft, interaction.CustomerAnswered,
		interaction.CallEnded, interaction.Closed, interaction.CustomerPutOnHold, interaction.CustomerTakenOffHold,
		interaction.TransferBegun, interaction.TransferEnded:
		return true
	}
	return false
}
