package passphrase_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/session/passphrase"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

const good = "a lamp behind the harbour"

type desk struct {
	*passphrase.Lock
	store store.Store
	at    time.Time
}

func open(t *testing.T) *desk {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "deskside.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	d := &desk{store: db, at: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)}
	d.Lock = passphrase.New(db, clocktest.Shows(func() time.Time { return d.at }), rand.Reader)
	return d
}

func (d *desk) try(t *testing.T, source, text string) error {
	t.Helper()
	_, err := d.Try(t.Context(), source, text)
	return err
}

func TestSetAndTry(t *testing.T) {
	d := open(t)
	if err := d.try(t, "a", ""); !errors.Is(err, passphrase.ErrWrong) {
		t.Errorf("nothing is set, and nothing was given: %v", err)
	}
	if err := d.Set(t.Context(), "eleven char", 0); !errors.Is(err, passphrase.ErrShort) {
		t.Errorf("eleven characters: %v", err)
	}
	if err := d.Set(t.Context(), "港の向こうの灯台の青い光り", 0); err != nil { // thirteen
		t.Errorf("thirteen characters: %v", err)
	}
	if err := d.Set(t.Context(), good, 1); err != nil {
		t.Fatal(err)
	}
	version, err := d.Try(t.Context(), "a", good)
	if err != nil || version != 2 {
		t.Errorf("version %d, %v", version, err)
	}
	for _, wrong := range []string{"", "港の向こうの灯台の青い光り", good + " ", strings.ToUpper(good)} {
		if err := d.try(t, wrong, wrong); !errors.Is(err, passphrase.ErrWrong) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	kept, _, err := d.store.Setting(t.Context(), "admin-passphrase")
	if err != nil || !strings.HasPrefix(string(kept), "$argon2id$") || strings.Contains(string(kept), good) {
		t.Errorf("the store keeps %q, %v", kept, err)
	}
}

// The same letters, typed on a keyboard that composes them and on one that does not.
func TestOneNormalForm(t *testing.T) {
	d := open(t)
	if err := d.Set(t.Context(), "caf\u00e9 du port, 7", 0); err != nil {
		t.Fatal(err)
	}
	if err := d.try(t, "a", "cafe\u0301 du port, 7"); err != nil {
		t.Error(err)
	}
}

func TestSetOnce(t *testing.T) {
	d := open(t)
	var wg sync.WaitGroup
	results := make(chan error, 4)
	for i := range 4 {
		wg.Go(func() { results <- d.Set(t.Context(), fmt.Sprint(good, i), 0) })
	}
	wg.Wait()
	close(results)
	set := 0
	for err := range results {
		if err == nil {
			set++
		} else if !errors.Is(err, store.ErrConflict) {
			t.Error(err)
		}
	}
	if set != 1 {
		t.Errorf("%d were set", set)
	}
}

func TestGuessing(t *testing.T) {
	d := open(t)
	if err := d.Set(t.Context(), good, 0); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if err := d.try(t, "a", "wrong"); !errors.Is(err, passphrase.ErrWrong) {
			t.Fatal(err)
		}
	}
	last := time.Duration(0)
	for range 12 {
		var wait *passphrase.TooManyError
		if err := d.try(t, "a", good); !errors.As(err, &wait) || wait.After < last || wait.After > 15*time.Minute {
			t.Fatalf("after %v: %v", last, err) // even the right one: nobody hears whether it was
		}
		last = wait.After
		d.at = d.at.Add(wait.After)
		if err := d.try(t, "a", "wrong"); !errors.Is(err, passphrase.ErrWrong) {
			t.Fatal(err)
		}
	}
	if last < 10*time.Minute {
		t.Errorf("the last wait was only %v", last)
	}
	if err := d.try(t, "b", good); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	d.at = d.at.Add(time.Hour)
	if err := d.try(t, "a", good); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

// However many sources are wrong, another one is looked at.
func TestManySources(t *testing.T) {
	d := open(t)
	if err := d.Set(t.Context(), good, 0); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if err := d.try(t, fmt.Sprint("source ", i), "wrong"); !errors.Is(err, passphrase.ErrWrong) {
			t.Fatalf("source %d: %v", i, err)
		}
	}
	if err := d.try(t, "the admin's", good); err != nil {
		t.Error(err)
	}
}

// While strangers take all the time that there is for looking at passphrases, the source
// of an earlier right one is looked at all the same.
func TestTrustedSource(t *testing.T) {
	d := open(t)
	if err := d.Set(t.Context(), good, 0); err != nil {
		t.Fatal(err)
	}
	if err := d.try(t, "the admin's", good); err != nil {
		t.Fatal(err)
	}
	release := d.Occupy()
	defer release()
	soon, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Try(soon, "a stranger's", good); !errors.Is(err, context.Canceled) {
		t.Errorf("a stranger did not wait: %v", err)
	}
	if err := d.try(t, "the admin's", good); err != nil {
		t.Error(err)
	}
}
