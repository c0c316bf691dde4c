package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/store"
)

// Bounds of finding out whether the server is ready.
const (
	readyFor     = time.Second     // one answer serves all who ask: strangers may
	readyTakes   = 2 * time.Second // load balancers mostly give up after five
	leastFree    = 8 << 20         // bytes of data_dir without which nothing can be taken on
	comfortable  = 64 << 20        // bytes under which no file is taken in; see media
	readinessKey = "readyz"
)

// readiness finds out whether the server can take on anything.
type readiness struct {
	look  func(context.Context) api.Readiness
	clock clock.Clock

	mu     sync.Mutex
	at     time.Time // of last
	last   api.Readiness
	looked chan struct{} // closed when the look under way has ended; nil: none is
}

// ask what is known, which is a second old at most, or look. A look that does not end
// (a disk that hangs) is an answer too, and no second one begins beside it.
func (r *readiness) ask(ctx context.Context) api.Readiness {
	r.mu.Lock()
	if r.looked == nil && !r.at.IsZero() && r.clock.Now().Sub(r.at) < readyFor {
		defer r.mu.Unlock()
		return r.last
	}
	if r.looked == nil {
		r.looked = make(chan struct{})
		go r.lookOnce(context.WithoutCancel(ctx), r.looked)
	}
	looked := r.looked
	r.mu.Unlock()
	patience, cancel := context.WithTimeout(ctx, readyTakes)
	defer cancel()
	select {
	case <-looked:
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.last
	case <-patience.Done():
		return api.Readiness{NoStore: true, Troubles: []string{fmt.Sprintf("the store has not taken a write for %v", readyTakes)}}
	}
}

func (r *readiness) lookOnce(ctx context.Context, looked chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, readyTakes)
	defer cancel()
	found := r.look(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at, r.last, r.looked = r.clock.Now(), found, nil
	close(looked)
}

// ready looks at the store by a write, at the disk, and at what waits for the CRMs.
func (a *App) ready(ctx context.Context) api.Readiness { return a.readyAt(ctx, time.Now()) }

func (a *App) readyAt(ctx context.Context, now time.Time) (r api.Readiness) {
	if _, err := a.store.Once(ctx, readinessKey+"/"+a.id, now, now.Add(readyFor/2)); err != nil {
		a.log.Warn("the store takes no write", "err", err)
		what := "the database in data_dir"
		if a.cfg.RedisURL.IsSet() {
			what = "Redis"
		}
		r.Troubles, r.NoStore = append(r.Troubles, cmp.Or(lostIn(a.embedded), what+" takes no write")), true
		return r // what else the store could tell is not to be had
	}
	switch free, known := a.free(); {
	case known && free < leastFree:
		r.Troubles = append(r.Troubles, fmt.Sprintf("the disk of data_dir is full: %d MB are free", free>>20))
	case known && free < comfortable:
		r.Notes = append(r.Notes, fmt.Sprintf("the disk of data_dir is nearly full, no files are taken in: %d MB are free", free>>20))
	}
	for _, account := range a.cfg.Accounts {
		trouble, note, err := a.waits(ctx, account.Name, now)
		switch {
		case err != nil:
			r.Troubles = append(r.Troubles, "the store cannot tell what waits for "+account.Name)
		case trouble != "":
			r.Troubles = append(r.Troubles, trouble)
		case note != "":
			r.Notes = append(r.Notes, note)
		}
	}
	return r
}

// readyGrace is how long a write whose turn has come may take: requests to a CRM end
// within that.
const readyGrace = 2 * time.Minute

// lanesLookedAt for one that nobody works on: those of an account that is paused are due, too.
const lanesLookedAt = 4096

func latest(times ...time.Time) time.Time { return slices.MaxFunc(times, time.Time.Compare) }

// waits says what is wrong with the writes that wait for an account, or what is worth knowing.
func (a *App) waits(ctx context.Context, account string, now time.Time) (trouble, note string, err error) {
	overdue := time.Duration(a.cfg.Delivery.Overdue)
	oldest, found, err := a.oldestUnsent(ctx, account, "")
	age := func(w store.Write) time.Duration { return now.Sub(w.CreatedAt).Round(time.Second) }
	if err != nil || !found || overdue == 0 || age(oldest) < overdue {
		return "", "", err
	}
	says := fmt.Sprintf("the oldest write for %s has waited for %v", account, age(oldest))
	pause := a.delivery.Pause(account)
	ready := latest(a.since, pause.Until)
	switch {
	case pause.Until.After(now):
		return "", says + ": the account is paused", nil
	case oldest.NextAt.After(now):
		note = says + ": the CRM has not taken it, it is tried again"
	case now.Sub(latest(oldest.CreatedAt, oldest.NextAt, oldest.SentAt, ready)) >= readyGrace:
		return says + ": nobody sends it", "", nil
	}
	// One that is tried again for ever must not hide those that nobody tries. While others
	// land, what is due waits for its turn.
	if now.Sub(latest(ready, pause.LastOK)) < readyGrace {
		return "", note, nil
	}
	lanes, err := a.store.Lanes(ctx, now, lanesLookedAt)
	if err != nil {
		return "", "", err
	}
	for _, lane := range lanes {
		if lane.Account != account {
			continue
		}
		w, found, err := a.oldestUnsent(ctx, account, lane.Name)
		if err != nil || found && age(w) < overdue {
			return "", note, err
		}
		if found && !w.NextAt.After(now) && now.Sub(latest(w.CreatedAt, w.NextAt, w.SentAt)) >= readyGrace {
			return fmt.Sprintf("a write for %s has waited for %v: nobody sends it", account, age(w)), "", nil
		}
	}
	return "", note, nil
}

// oldestUnsent write of an account, or of one lane of it, of those that no person has to
// look at.
func (a *App) oldestUnsent(ctx context.Context, account, lane string) (w store.Write, found bool, err error) {
	rows, err := a.store.Writes(ctx, store.WriteFilter{Account: account, Lane: lane, States: []store.WriteState{store.Waiting, store.Sending}, Limit: 1})
	if err != nil || len(rows) == 0 {
		return w, false, err
	}
	return rows[0], true, nil
}
