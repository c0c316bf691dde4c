package delivery

import (
	"sync"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// pauses hold back whole accounts: a quota or credentials concern every lane.
type pauses struct {
	mu      sync.Mutex
	m       map[string]Pause
	failing map[string]map[string]bool // account → lanes that met trouble since it answered last
}

// Pause of one account.
type Pause struct {
	Until  time.Time // closed until then
	Kind   string    // of the error that closed it
	Reason interaction.Reason
	Times  int // closed in a row without an answer between
	LastOK time.Time
}

func newPauses() *pauses {
	return &pauses{m: map[string]Pause{}, failing: map[string]map[string]bool{}}
}

// until returns when the account's gate opens; zero: it is open.
func (g *pauses) until(account string, now time.Time) time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until := g.m[account].Until; until.After(now) {
		return until
	}
	return time.Time{}
}

// pause closes the gate. A second reason never opens it earlier; those who were under way
// when it closed close it no second time.
func (g *pauses) pause(account, kind string, reason interaction.Reason, now, until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	old := g.m[account]
	times := old.Times
	if !old.Until.After(now) {
		times++
	}
	if old.Until.After(until) {
		until = old.Until
	}
	g.m[account] = Pause{Until: until, Kind: kind, Reason: reason, Times: times, LastOK: old.LastOK}
}

// times the gate was closed in a row before, as whoever closes it now counts.
func (g *pauses) times(account string, now time.Time) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := g.m[account]
	if p.Until.After(now) {
		return max(p.Times-1, 0)
	}
	return p.Times
}

// probing: the gate was closed, and since then the CRM has answered nobody.
func (g *pauses) probing(account string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.m[account].Times > 0
}

// trouble that a lane has met; so many lanes have by now, since the CRM answered last.
func (g *pauses) trouble(account, lane string) (lanes int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.failing[account] == nil {
		g.failing[account] = map[string]bool{}
	}
	if len(g.failing[account]) < tolerated { // more need not be known
		g.failing[account][lane] = true
	}
	return len(g.failing[account])
}

// answered: the CRM did, although it may not have taken what it was sent.
func (g *pauses) answered(account string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.m[account] = Pause{LastOK: g.m[account].LastOK}
	delete(g.failing, account)
}

// resume: a request has gone through.
func (g *pauses) resume(account string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.m[account] = Pause{LastOK: now}
	delete(g.failing, account)
}

// Pause returns how an account stands, for the admin page.
func (d *Delivery) Pause(account string) Pause {
	d.pauses.mu.Lock()
	defer d.pauses.mu.Unlock()
	return d.pauses.m[account]
}

// Resume an account's gate, and its limiter, at once: an admin has mended something.
func (d *Delivery) Resume(account string) {
	if pacing := d.Pacing[account]; pacing != nil {
		pacing.Reopen()
	}
	d.pauses.resume(account, d.Pause(account).LastOK)
	d.wake()
}
