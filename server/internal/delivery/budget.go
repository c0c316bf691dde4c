package delivery

import (
	"sync"
	"time"

	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/server/internal/interaction"
)

// Pacing is what delivery wants to know of an account's limiter.
type Pacing interface {
	Opens(transport.Urgency) time.Time
	Usage() transport.Usage
	Reopen()
}

// Budget of one account, for people.
type Budget struct {
	Used, Limit     int // calls; Limit 0: the cloud has not told yet
	Share           float64
	Window          time.Duration // in which Limit calls may be made
	ResetsAt        time.Time     // zero: it rolls
	CallsPerContact float64       // moving average
	ContactsLeft    int           // in this window, at that average
}

// Budget returns how an account stands; false: it has no limiter.
func (d *Delivery) Budget(account string) (Budget, bool) {
	pacing := d.Pacing[account]
	if pacing == nil {
		return Budget{}, false
	}
	u, each := pacing.Usage(), d.costs.of(account).average()
	return Budget{
		Used: u.Used, Limit: u.Limit, Share: u.Share(), Window: u.Window, ResetsAt: u.ResetsAt,
		CallsPerContact: each, ContactsLeft: int(float64(max(u.Limit-u.Used, 0)) / each),
	}, true
}

// costs of contacts, per account.
type costs struct {
	mu sync.Mutex
	m  map[string]*cost
}

func (c *costs) of(account string) *cost {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m[account] == nil {
		c.m[account] = &cost{calls: firstGuess, contacts: 1}
	}
	return c.m[account]
}

// cost is a moving average. Calls are counted as they leave, contacts as they
// land: a long enough average does not care.
type cost struct {
	meter transport.Meter // of all calls that delivery made

	mu              sync.Mutex
	counted         int // of the meter
	calls, contacts float64
}

const (
	firstGuess = 5.0  // calls: what a whole voice contact costs at Zendesk
	fading     = 0.98 // per contact: the last fifty make up two thirds
)

func (c *cost) contact() {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.meter.Count()
	c.calls = c.calls*fading + float64(n-c.counted)
	c.contacts = c.contacts*fading + 1
	c.counted = n
}

func (c *cost) average() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(c.calls/c.contacts, 1)
}

// countContacts among what has landed.
func (l *laneWorker) countContacts(b *batch) {
	for _, key := range b.keys {
		if it, ok := b.state.Item(key); ok && it.Type == interaction.ItemContact {
			l.costs.of(l.lane.Account).contact()
		}
	}
}
