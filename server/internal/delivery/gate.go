package delivery

import (
	"sync"
	"time"
)

// gates hold back whole accounts: a quota or credentials concern every lane.
type gates struct {
	mu sync.Mutex
	m  map[string]Gate
}

// Gate of one account.
type Gate struct {
	Until  time.Time // closed until then
	Kind   string    // of the error that closed it
	Reason string
	Times  int // closed in a row without a success between
	LastOK time.Time
}

func newGates() *gates { return &gates{m: map[string]Gate{}} }

// opens returns when the account's gate opens; zero: it is open.
func (g *gates) opens(account string, now time.Time) time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until := g.m[account].Until; until.After(now) {
		return until
	}
	return time.Time{}
}

// shut closes the gate. A second reason never opens it earlier.
func (g *gates) shut(account, kind, reason string, until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	old := g.m[account]
	if old.Until.After(until) {
		until = old.Until
	}
	g.m[account] = Gate{Until: until, Kind: kind, Reason: reason, Times: old.Times + 1, LastOK: old.LastOK}
}

// times the gate was closed in a row.
func (g *gates) times(account string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.m[account].Times
}

// passed: a request has gone through.
func (g *gates) passed(account string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.m[account] = Gate{LastOK: now}
}

// Gate returns how an account stands, for the admin page.
func (d *Delivery) Gate(account string) Gate {
	d.gates.mu.Lock()
	defer d.gates.mu.Unlock()
	return d.gates.m[account]
}

// Reopen an account's gate at once: an admin has mended something.
func (d *Delivery) Reopen(account string) {
	d.gates.passed(account, d.Gate(account).LastOK)
	d.wake()
}
