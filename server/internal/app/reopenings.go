package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/session/setting"
	"github.com/deskside/deskside/server/internal/store"
)

// reopenedSetting is the name under which the store keeps which accounts were reopened last.
const reopenedSetting = "reopened"

// tellWithin is how long telling the other servers may take.
const tellWithin = 5 * time.Second

// reopenings of accounts, and of Twilio, which an admin asks of one server and which are for
// all of them: each keeps what its clouds told it for itself. Its methods may be called by
// any number of goroutines.
type reopenings struct {
	settings setting.Store
	clock    clock.Clock
	log      *slog.Logger
	resume   func(account string)

	mu   sync.Mutex
	seen map[string]string // account → name of its last reopening; nil: nobody has looked yet
}

// tell the other servers.
func (r *reopenings) tell(account string) {
	ctx, cancel := context.WithTimeout(context.Background(), tellWithin)
	defer cancel()
	for {
		last, version, err := r.read(ctx)
		if err == nil {
			last[account] = newID()
			var raw []byte
			if raw, err = json.Marshal(last); err == nil {
				err = r.settings.PutSetting(ctx, reopenedSetting, raw, version)
			}
		}
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		if err != nil {
			r.log.Warn("the other servers do not know that an account was reopened", "account", account, "err", err)
		}
		return
	}
}

func (r *reopenings) read(ctx context.Context) (last map[string]string, version int64, err error) {
	raw, version, err := r.settings.Setting(ctx, reopenedSetting)
	last = map[string]string{}
	if err == nil && len(raw) > 0 {
		if err = json.Unmarshal(raw, &last); err != nil {
			err = fmt.Errorf("the setting %s cannot be read: %w", reopenedSetting, err)
		}
	}
	return last, version, err
}

// refresh resumes what was reopened since the last look, by whichever server. A server that
// has just begun holds nothing back.
func (r *reopenings) refresh(ctx context.Context) error {
	last, _, err := r.read(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	before := r.seen
	r.seen = last
	r.mu.Unlock()
	for account, name := range last {
		if before != nil && before[account] != name {
			r.resume(account)
		}
	}
	return nil
}

// run until ctx ends.
func (r *reopenings) run(ctx context.Context) error {
	return setting.Follower{Store: r.settings, Clock: r.clock, Refresh: r.refresh, Failed: func(err error) {
		r.log.Warn("which accounts were reopened is not known", "err", err)
	}}.Run(ctx)
}
