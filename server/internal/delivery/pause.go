package delivery

import (
	"sync"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// pauses hold back whole accounts: a quota or credentials concern every lane.
type pauses struct {
	mu sync.Mutex
	m  map[string]Pause
}

// Pause of one account.
type Pause struct {
	Until  time.Time // closed until then
	Kind   string    // of the error that closed it
	Reason interaction.Reason
	Times  int // closed in a row without a success between
	LastOK time.Time
}

func newPauses() *pauses { return &pauses{m: map[string]Pause{}} }

// until returns when the account's gate opens; zero: it is open.
func (g *pauses) until(account string, now time.Time) time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until := g.m[account].Until; until.After(now) {
		return until
	}
	return time.Time{}
}

// pause closes the gate. A second reason never opens it earlier.
func (g *pauses) pause(account, kind string, reason interaction.Reason, until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	old := g.m[account]
	if old.Until.After(until) {
		until = old.Until
	}
	g.m[account] = Pause{Until: until, Kind: kind, Reason: reason, Times: old.Times + 1, LastOK: old.LastOK}
}

// times the gate was closed in a row.
func (g *pauses) times(account string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.m[account].Times
}

// resume: a request has gone through.
func (g *pauses) resume(account string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.m[account] = Pause{LastOK: now}
}

// Pause returns how an account stands, for the admin page.
func (d *Delivery) Pause(account string) Pause {
	d.pauses.mu.Lock()
	defer d.pauses.mu.Unlock()
	return d.pauses.m[account]
}

// Resume an account's gate at once: an admin has mended something.
func (d *Delivery) Resume(account string) {
	d.pauses.resume(account, d.Pause(account).LastOK)
	d.wake()
}
