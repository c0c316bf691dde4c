package signin

import (
	"context"
	"crypto/rsa"
	"errors"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"golang.org/x/sync/singleflight"

	"github.com/deskside/deskside/clock"
)

// KeySource gives the key with which an account's proofs are checked.
type KeySource interface {
	// Key that is known. ErrUnavailable: none is, and it cannot be had now.
	Key(ctx context.Context) (*rsa.PublicKey, error)
	// Newer key, for a signature that the known one has not made.
	Newer(ctx context.Context) (*rsa.PublicKey, error)
}

var errNoNewer = errors.New("signin: there is no newer key")

// FixedKey is a key that an admin has put into the configuration.
type FixedKey struct{ Public *rsa.PublicKey }

// Key implements KeySource.
func (k FixedKey) Key(context.Context) (*rsa.PublicKey, error) { return k.Public, nil }

// Newer implements KeySource.
func (k FixedKey) Newer(context.Context) (*rsa.PublicKey, error) { return nil, errNoNewer }

const (
	// A key that did not fit is asked for again, but not for every token that anybody
	// makes up; one that could not be had, sooner.
	keyPause   = 5 * time.Minute
	keyTrouble = 10 * time.Second
	// Shorter keys are broken or soon will be (NIST SP 800-131A), in bits.
	leastKey = 2048
)

// FetchedKey is a key that the CRM publishes. It is asked for when it is first
// needed, by one request however many wait.
type FetchedKey struct {
	fetch func(context.Context) (pem []byte, err error)
	clock clock.Clock

	flight singleflight.Group
	mu     sync.Mutex
	held   *rsa.PublicKey
	asked  time.Time // last
	failed error     // what came of it
}

// NewFetchedKey from where fetch, which must end by itself, finds its PEM.
func NewFetchedKey(fetch func(context.Context) (pem []byte, err error), clock clock.Clock) *FetchedKey {
	return &FetchedKey{fetch: fetch, clock: clock}
}

// Key implements KeySource.
func (k *FetchedKey) Key(ctx context.Context) (*rsa.PublicKey, error) {
	k.mu.Lock()
	held, failed, pausing := k.held, k.failed, k.clock.Now().Sub(k.asked) < keyTrouble
	k.mu.Unlock()
	switch {
	case held != nil:
		return held, nil
	case failed != nil && pausing:
		return nil, failed
	}
	return k.ask(ctx)
}

// Newer implements KeySource.
func (k *FetchedKey) Newer(ctx context.Context) (*rsa.PublicKey, error) {
	k.mu.Lock()
	pausing := k.clock.Now().Sub(k.asked) < keyPause
	k.mu.Unlock()
	if pausing {
		return nil, errNoNewer
	}
	return k.ask(ctx)
}

func (k *FetchedKey) ask(ctx context.Context) (*rsa.PublicKey, error) {
	// The request outlives the caller that happened to start it.
	done := k.flight.DoChan("", func() (any, error) {
		key, err := k.get(context.WithoutCancel(ctx))
		k.mu.Lock()
		defer k.mu.Unlock()
		k.asked, k.failed = k.clock.Now(), err
		if err == nil {
			k.held = key
		}
		return key, err
	})
	select {
	case r := <-done:
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.(*rsa.PublicKey), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (k *FetchedKey) get(ctx context.Context) (*rsa.PublicKey, error) {
	pem, err := k.fetch(ctx)
	if err != nil {
		return nil, unavailable(err)
	}
	key, err := jwt.ParseRSAPublicKeyFromPEM(pem)
	if err == nil && key.N.BitLen() < leastKey {
		err = errors.New("it is too short")
	}
	if err != nil {
		return nil, unavailable(errors.Join(errors.New("what the CRM gives as its key is none"), err))
	}
	return key, nil
}
