// Package keyring keeps the keys that the server's tokens are signed with, in the store,
// for all servers of it.
//
// Guarantees:
//
//   - After a rotation the new key signs and the older ones verify for as long as anything
//     that they have signed could be good; then, or at once when they are dropped, what
//     they have signed is refused, at every server (TestRotation, TestDropped).
//   - The new key signs only when every server has had time to learn of it (TestRotation).
//   - Two who rotate at once: each makes a key (TestRotatedAtOnce).
//
// A Ring is safe for concurrent use. Run keeps it up to date with the store until its
// context ends.
package keyring

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/setting"
	"github.com/deskside/deskside/server/internal/store"
)

const (
	// Setting under which the store has the keys, but for the first one's secret.
	Setting = "signing-keys"

	// settle is how long a new key waits until it signs: other servers learn of it first.
	settle = 10 * time.Second
	// longest that anything lives which is signed here is 12 hours: a renewal, a
	// customer's token, a secret of a contact. The rest is for clocks that differ.
	longest = session.RenewableFor + time.Hour
	// maxKeys that verify at once.
	maxKeys = 16
)

// ErrTooMany: so many keys are still needed that another one has to wait, or older ones
// have to be dropped.
var ErrTooMany = errors.New("keyring: too many keys at once")

// Config of a Ring.
type Config struct {
	Settings setting.Store
	First    []byte // secret of the first key, which stands elsewhere in the store
	Tokens   *session.Tokens
	Clock    clock.Clock
	Log      *slog.Logger
	Changed  func() // called after each change of the keys; nil: nobody wants to know
}

// Ring of keys.
type Ring struct{ c Config }

// New ring whose tokens have the keys that the store has.
func New(ctx context.Context, c Config) (*Ring, error) {
	r := &Ring{c}
	_, err := r.refresh(ctx)
	return r, err
}

// kept is a key as the store has it.
type kept struct {
	ID    string    `json:"id"`
	Bytes []byte    `json:"bytes,omitempty"` // none of the first
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Read keys as the setting has them, the newest first; nothing: the first one alone.
func Read(setting, first []byte) ([]session.Key, error) {
	list, err := decode(setting)
	if err != nil {
		return nil, err
	}
	var keys []session.Key
	for _, k := range list {
		if k.ID == "" {
			k.Bytes = first
		}
		keys = append(keys, session.Key{ID: k.ID, Secret: k.Bytes, From: k.From, Until: k.Until})
	}
	return keys, nil
}

func decode(setting []byte) (list []kept, err error) {
	if len(setting) == 0 {
		return []kept{{}}, nil
	}
	if err := json.Unmarshal(setting, &list); err != nil {
		return nil, fmt.Errorf("keyring: the setting %s cannot be read: %w", Setting, err)
	}
	return list, nil
}

// Rotation that was made.
type Rotation struct {
	Key   string
	From  time.Time // the new key signs from then on
	Until time.Time // older ones verify until then; zero: they do not any more
}

// Rotate to a new key. drop: the older ones are refused at once, and with them everybody
// who is signed in.
func (r *Ring) Rotate(ctx context.Context, drop bool) (Rotation, error) {
	fresh := kept{ID: strings.ToLower(rand.Text()[:10]), Bytes: make([]byte, session.KeyLength)}
	if _, err := rand.Read(fresh.Bytes); err != nil {
		return Rotation{}, err
	}
	for {
		raw, version, err := r.c.Settings.Setting(ctx, Setting)
		if err != nil {
			return Rotation{}, err
		}
		list, err := decode(raw)
		if err != nil {
			return Rotation{}, err
		}
		now := r.c.Clock.Now().UTC()
		out := Rotation{Key: fresh.ID, From: now}
		list = slices.DeleteFunc(list, func(k kept) bool { return drop || !k.Until.IsZero() && !now.Before(k.Until) })
		if !drop {
			out.From, out.Until = now.Add(settle), now.Add(settle+longest)
			for i := range list {
				if list[i].Until.IsZero() {
					list[i].Until = out.Until
				}
			}
		}
		if len(list) >= maxKeys {
			return Rotation{}, ErrTooMany
		}
		fresh.From = out.From
		value, err := json.Marshal(append([]kept{fresh}, list...))
		if err != nil {
			return Rotation{}, err
		}
		err = r.c.Settings.PutSetting(ctx, Setting, value, version)
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		if err == nil {
			_, err = r.refresh(ctx)
		}
		return out, err
	}
}

// refresh the tokens' keys from the store.
func (r *Ring) refresh(ctx context.Context) (version int64, err error) {
	raw, version, err := r.c.Settings.Setting(ctx, Setting)
	if err != nil {
		return 0, err
	}
	keys, err := Read(raw, r.c.First)
	if err == nil {
		err = r.c.Tokens.Use(keys)
	}
	if err == nil && r.c.Changed != nil {
		r.c.Changed()
	}
	return version, err
}

// Run keeps up with what other servers change.
func (r *Ring) Run(ctx context.Context) error {
	last := int64(-1)
	return setting.Follower{
		Store: r.c.Settings, Clock: r.c.Clock,
		Refresh: func(ctx context.Context) error {
			_, version, err := r.c.Settings.Setting(ctx, Setting)
			if err == nil && version != last {
				last, err = r.refresh(ctx)
			}
			return err
		},
		Failed: func(err error) {
			last = -1
			r.c.Log.Warn("the signing keys cannot be read; trying again", "err", err)
		},
	}.Run(ctx)
}
