package session

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"time"
)

// KeyLength of a secret, in bytes: that of SHA-256.
const KeyLength = sha256.Size

// Key that tokens are signed with.
type Key struct {
	ID     string // kid of the tokens; empty: the first key, of before there were others
	Secret []byte
	From   time.Time // it signs from then on, until a newer one does
	Until  time.Time // it verifies until then; zero: for ever
}

// of a purpose: one purpose's key says nothing of another's.
func (k Key) of(audience string) ([]byte, error) {
	return hkdf.Key(sha256.New, k.Secret, nil, audience, sha256.Size)
}

func (k Key) verifies(now time.Time) bool { return k.Until.IsZero() || now.Before(k.Until) }

// ring of keys, the newest first. It has one at least.
type ring struct {
	mu   sync.RWMutex
	keys []Key
}

// Use these keys from now on, the newest first.
func (k *Tokens) Use(keys []Key) error {
	if len(keys) == 0 {
		return errors.New("session: there is no key")
	}
	for _, key := range keys {
		if len(key.Secret) != KeyLength {
			return fmt.Errorf("session: the secret has %d bytes, %d are needed", len(key.Secret), KeyLength)
		}
	}
	k.ring.mu.Lock()
	defer k.ring.mu.Unlock()
	k.ring.keys = keys
	return nil
}

// Knows tells whether what a key has signed is still good.
func (k *Tokens) Knows(key string) bool {
	_, known := k.ring.known(key, k.clock.Now())
	return known
}

func (r *ring) signing(now time.Time) Key {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, key := range r.keys {
		if !now.Before(key.From) {
			return key
		}
	}
	return r.keys[len(r.keys)-1]
}

func (r *ring) known(id string, now time.Time) (Key, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, key := range r.keys {
		if key.ID == id {
			return key, key.verifies(now)
		}
	}
	return Key{}, false
}

// verifying keys, the newest first.
func (r *ring) verifying(now time.Time) (out []Key) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, key := range r.keys {
		if key.verifies(now) {
			out = append(out, key)
		}
	}
	return out
}
