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
func (a *App) ready(ctx context.Context) (r api.Readiness) {
	now := time.Now()
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
		w, found, err := a.oldestUnsent(ctx, account.Name)
		if err != nil {
			r.Troubles = append(r.Troubles, "the store cannot tell what waits for "+account.Name)
			continue
		}
		age := now.Sub(w.CreatedAt).Round(time.Second)
		if overdue := time.Duration(a.cfg.Delivery.Overdue); !found || overdue == 0 || age < overdue {
			continue
		}
		says := fmt.Sprintf("the oldest write for %s has waited for %v", account.Name, age)
		switch {
		case a.delivery.Pause(account.Name).Until.After(now):
			r.Notes = append(r.Notes, says+": the account is paused")
		case w.NextAt.After(now):
			r.Notes = append(r.Notes, says+": the CRM has not taken it, it is tried again")
		case now.Sub(latest(w.CreatedAt, w.NextAt, w.SentAt, a.since)) < readyGrace:
			// its turn has only just come
		default:
			r.Troubles = append(r.Troubles, says+": nobody sends it")
		}
	}
	return r
}

// readyGrace is how long a write whose turn has come may take: requests to a CRM end
// within that.
const readyGrace = 2 * time.Minute

func latest(times ...time.Time) time.Time { return slices.MaxFunc(times, time.Time.Compare) }

// oldestUnsent write of an account, of those that no person has to look at.
func (a *App) oldestUnsent(ctx context.Context, account string) (w store.Write, found bool, err error) {
	rows, err := a.store.Writes(ctx, store.WriteFilter{Account: account, States: []store.WriteState{store.Waiting, store.Sending}, Limit: 1})
	if err != nil || len(rows) == 0 {
		return w, false, err
	}
	return rows[0], true, nil
}
