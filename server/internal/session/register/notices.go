package register

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/store"
)

const (
	// endings is the setting under which all servers find what has been ended.
	endings = "sessions-ended"
	// A notice is kept until every session that it ends has run out by itself; the rest
	// is for servers' clocks that differ.
	kept = session.TTL + time.Minute
	// maxNotices of one person's: more sessions at a time are ended all together.
	maxNotices = 32
)

// notice that one session of somebody is over, or all of them before an epoch.
type notice struct {
	Subject string    `json:"subject"`
	Family  string    `json:"family,omitempty"`
	Epoch   int64     `json:"epoch,omitempty"`
	Until   time.Time `json:"until"`
}

// known is what Ended answers from.
type known struct {
	passphrase int64
	version    int64            // of the setting
	epochs     map[string]int64 // by subject
	families   map[string]struct{}
}

func (k known) ended(c session.Claims) bool {
	if c.Method == session.ByPassphrase && c.Credential < k.passphrase {
		return true
	}
	if len(k.epochs) == 0 && len(k.families) == 0 {
		return false
	}
	_, family := k.families[c.Family]
	return family || c.Role != session.Customer && c.Epoch < k.epochs[subject(c)]
}

// Refresh what is known from the store.
func (r *Register) Refresh(ctx context.Context) error {
	raw, version, err := r.Settings.Setting(ctx, endings)
	if err != nil {
		return err
	}
	passphrase, err := r.Config.Passphrase(ctx)
	if err != nil {
		return err
	}
	notices, err := decode(raw)
	if err != nil {
		return err
	}
	r.learn(notices, version, passphrase)
	return nil
}

// learn what the store said. What was read before something newer is of no use.
func (r *Register) learn(notices []notice, version, passphrase int64) {
	fresh := known{version: version, epochs: map[string]int64{}, families: map[string]struct{}{}}
	for _, n := range notices {
		if n.Family != "" {
			fresh.families[n.Family] = struct{}{}
		} else {
			fresh.epochs[n.Subject] = max(fresh.epochs[n.Subject], n.Epoch)
		}
	}
	r.mu.Lock()
	fresh.passphrase = max(r.known.passphrase, passphrase)
	news := fresh.version > r.known.version || fresh.passphrase > r.known.passphrase
	if version < r.known.version {
		r.known.passphrase = fresh.passphrase
	} else {
		r.known = fresh
	}
	r.mu.Unlock()
	if news {
		r.changed()
	}
}

// tell everybody that a session is over.
func (r *Register) tell(ctx context.Context, c session.Claims) error {
	return r.note(ctx, notice{Subject: subject(c), Family: c.Family})
}

// note something that has ended, and know it from then on.
func (r *Register) note(ctx context.Context, n notice) error {
	for {
		raw, version, err := r.Settings.Setting(ctx, endings)
		if err != nil {
			return err
		}
		notices, err := decode(raw)
		if err != nil {
			return err
		}
		now := r.Clock.Now()
		n.Until = now.Add(kept).UTC()
		notices = slices.DeleteFunc(notices, func(o notice) bool {
			superseded := n.Family == "" && o.Subject == n.Subject
			return superseded || !now.Before(o.Until)
		})
		if n.Family != "" && count(notices, n.Subject) >= maxNotices {
			return r.endAll(ctx, n.Subject)
		}
		notices = append(notices, n)
		value, err := json.Marshal(notices)
		if err != nil {
			return err
		}
		err = r.Settings.PutSetting(ctx, endings, value, version)
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		if err == nil {
			r.learn(notices, version+1, 0)
		}
		return err
	}
}

func count(notices []notice, subject string) (n int) {
	for _, o := range notices {
		if o.Subject == subject {
			n++
		}
	}
	return n
}

func decode(raw []byte) (notices []notice, err error) {
	if len(raw) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(raw, &notices); err != nil {
		return nil, fmt.Errorf("register: the setting %s: %w", endings, err)
	}
	return notices, nil
}
