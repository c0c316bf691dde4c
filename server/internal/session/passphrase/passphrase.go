// Package passphrase is the admin's own credential: one passphrase for the whole
// installation, chosen by whoever opens a one-time link, never a default one.
//
// Guarantees:
//
//   - Only its argon2id hash is kept, as a setting of the store; each new
//     passphrase has the next version (TestSetAndTry).
//   - Two who set one at once, with links of the same time: one does (TestSetOnce).
//   - Guessing is slowed down for each source alone, in bounded memory: what comes from
//     one place keeps nobody else out (TestGuessing, TestManySources). However many
//     places guess at once, a source that the right passphrase has come from is in no
//     queue behind them (TestTrustedSource).
//
// A Lock is safe for concurrent use. The counts of wrong tries are each replica's own.
package passphrase

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/deskside/deskside/clock"
)

// MinLength of a passphrase, in characters.
const MinLength = 12

// setting is the name under which the store keeps the hash.
const setting = "admin-passphrase"

// Errors of Set and Try.
var (
	ErrShort = fmt.Errorf("passphrase: shorter than %d characters", MinLength)
	ErrWrong = errors.New("passphrase: wrong, or none is set")
)

// TooManyError says that there were too many wrong tries.
type TooManyError struct {
	After time.Duration // until the next one is looked at
}

func (e *TooManyError) Error() string {
	return fmt.Sprintf("passphrase: too many tries, wait %v", e.After)
}

// Settings is what a Lock needs of a store.
type Settings interface {
	Setting(ctx context.Context, name string) (value []byte, version int64, err error)
	PutSetting(ctx context.Context, name string, value []byte, expect int64) error
}

// Lock that the passphrase opens.
type Lock struct {
	settings Settings
	clock    clock.Clock
	random   io.Reader
	tries    *tries
	hashing  chan struct{} // one at a time: each takes its memory
	reserved chan struct{} // the same, for sources that were right before
}

// New lock over a store's settings.
func New(s Settings, clock clock.Clock, random io.Reader) *Lock {
	return &Lock{settings: s, clock: clock, random: random, tries: newTries(), hashing: make(chan struct{}, 1), reserved: make(chan struct{}, 1)}
}

// Version of the passphrase; 0: none has been set.
func (l *Lock) Version(ctx context.Context) (int64, error) {
	_, version, err := l.settings.Setting(ctx, setting)
	return version, err
}

// Set replaces the passphrase whose version is expect. The errors are ErrShort and
// the store's.
func (l *Lock) Set(ctx context.Context, passphrase string, expect int64) error {
	if utf8.RuneCountInString(passphrase) < MinLength {
		return ErrShort
	}
	leave, err := enter(ctx, l.reserved)
	if err != nil {
		return err
	}
	defer leave()
	hash, err := newHash(normal(passphrase), l.random)
	if err != nil {
		return err
	}
	return l.settings.PutSetting(ctx, setting, hash, expect)
}

// Try a passphrase that came from source. The errors are ErrWrong, *TooManyError
// and the store's.
func (l *Lock) Try(ctx context.Context, source, passphrase string) (version int64, err error) {
	hash, version, err := l.settings.Setting(ctx, setting)
	if err != nil {
		return 0, err
	}
	// Counted before it is looked at, so that many at once are no way around.
	trusted, wait := l.tries.begin(source, l.clock.Now())
	if wait > 0 {
		return 0, &TooManyError{After: wait}
	}
	lane := l.hashing
	if trusted {
		lane = l.reserved
	}
	leave, err := enter(ctx, lane)
	if err != nil {
		return 0, err
	}
	defer leave()
	if version == 0 {
		return 0, ErrWrong
	}
	ok, err := matches(hash, normal(passphrase))
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, ErrWrong
	}
	l.tries.right(source, l.clock.Now())
	return version, nil
}

func enter(ctx context.Context, lane chan struct{}) (leave func(), err error) {
	select {
	case lane <- struct{}{}:
		return func() { <-lane }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// normal form: keyboards make the same character in different ways.
func normal(passphrase string) []byte { return norm.NFKC.Bytes([]byte(passphrase)) }
