package delivery

import (
	"math"
	"sync"
	"time"

	"github.com/deskside/deskside/connectors/transport"
)

// How many lanes of an account are worked on at once.
const (
	narrow = 16
	wide   = 64
	// visitsPerSecond are more than a CRM without limits has been seen to take.
	visitsPerSecond = 800
	// slow is a CRM that many at once make slower. Salesforce counts requests of over 20 s,
	// and refuses all others while it has 25 of them (Concurrent API Request Limits).
	slow = 5 * time.Second
)

// widthFor keeps an account's CRM busy: as many lanes as visits come and go while one
// takes so long (Little's law), no more of them than its limit has calls for.
func widthFor(visit time.Duration, u transport.Usage) int {
	rate := float64(visitsPerSecond)
	if u.Limit > 0 && !u.Daily() {
		rate = min(rate, 2*float64(u.Limit)/u.Window.Seconds()) // twice: what is left of a window is used up in bursts
	}
	if visit > slow {
		return narrow
	}
	return min(max(narrow, int(math.Round(rate*visit.Seconds()))), wide)
}

// widths of all accounts: the lanes under way, and how long a visit to the CRM takes
// there. Its methods may be called by any number of goroutines.
type widths struct {
	mu sync.Mutex
	m  map[string]*width
}

type width struct {
	busy     int
	unproven int           // of them, with what strangers have sent
	visit    time.Duration // moving average
}

func (w *widths) of(account string) *width {
	if w.m[account] == nil {
		w.m[account] = &width{}
	}
	return w.m[account]
}

// enter reports whether there is room for one more lane of the account, and takes it: for
// one alone while it is to find out whether the CRM answers again. What strangers have sent
// has half of it: a lane that waits at the limiter is in nobody's way.
func (w *widths) enter(account string, of transport.Urgency, u transport.Usage, probing bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.of(account)
	most := widthFor(a.visit, u)
	if a.busy >= most || probing && a.busy > 0 || of == transport.Unproven && a.unproven >= most/2 {
		return false
	}
	a.busy++
	if of == transport.Unproven {
		a.unproven++
	}
	return true
}

func (w *widths) leave(account string, of transport.Urgency) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.of(account)
	a.busy--
	if of == transport.Unproven {
		a.unproven--
	}
}

// visited the CRM for so long.
func (w *widths) visited(account string, took time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a := w.of(account)
	if a.visit == 0 {
		a.visit = took
		return
	}
	a.visit += (took - a.visit) / 8
}
