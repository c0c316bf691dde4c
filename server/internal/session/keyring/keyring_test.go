package keyring_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/keyring"
	"github.com/deskside/deskside/server/internal/session/setting"
	"github.com/deskside/deskside/server/internal/session/setting/settingtest"
)

var (
	start = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	first = bytes.Repeat([]byte{7}, 32)
	ann   = session.Claims{Role: session.Agent, Account: "support", Agent: interaction.Agent{ID: "support/ann"}, Since: start, Family: "family"}
)

type desk struct {
	t     *testing.T
	store setting.Store
	clock *clocktest.Clock
	more  settingtest.Open // another server's way to the same store
}

// server of the store, with what it signs and verifies.
type server struct {
	*keyring.Ring
	*session.Tokens
	news chan struct{}
}

func open(t *testing.T) *desk {
	t.Helper()
	return newDesk(t, settingtest.Embedded(t))
}

// everywhere runs a test on both stores.
func everywhere(t *testing.T, test func(t *testing.T, d *desk)) {
	settingtest.Everywhere(t, func(t *testing.T, more settingtest.Open) { test(t, newDesk(t, more)) })
}

func newDesk(t *testing.T, more settingtest.Open) *desk {
	return &desk{t: t, store: more(t), more: more, clock: clocktest.New(start)}
}

func (d *desk) server() *server {
	d.t.Helper()
	s := &server{news: make(chan struct{}, 100)}
	var err error
	if s.Tokens, err = session.NewTokens(first, d.clock); err != nil {
		d.t.Fatal(err)
	}
	s.Ring, err = keyring.New(d.t.Context(), keyring.Config{
		Settings: d.more(d.t), First: first, Tokens: s.Tokens, Clock: d.clock, Log: slog.New(slog.DiscardHandler), Changed: func() { s.news <- struct{}{} },
	})
	if err != nil {
		d.t.Fatal(err)
	}
	<-s.news
	return s
}

func (s *server) renewal(t *testing.T) string {
	t.Helper()
	c := ann
	token, _, err := s.IssueRenewal(c)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (d *desk) rotate(s *server, drop bool) keyring.Rotation {
	d.t.Helper()
	made, err := s.Rotate(d.t.Context(), drop)
	if err != nil {
		d.t.Fatal(err)
	}
	return made
}

func good(s *server, token string) bool {
	_, err := s.VerifyRenewal(token)
	return err == nil
}

func TestRotation(t *testing.T) { everywhere(t, rotation) }

func rotation(t *testing.T, d *desk) {
	one, two := d.server(), d.server()
	old, secret := one.renewal(t), one.ContactSecret("01jq")
	made := d.rotate(one, false)
	if early := one.renewal(t); !good(two, early) {
		t.Error("the new key signs before another server knows of it")
	}
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- two.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-stopped; err != nil {
			t.Error(err)
		}
	})
	for len(two.news) == 0 { // the pace is the clock's, which stands until it is moved
		d.clock.Advance(time.Second)
		runtime.Gosched()
	}
	d.clock.Advance(max(0, made.From.Sub(d.clock.Now())))
	fresh := one.renewal(t)
	c, err := two.VerifyRenewal(fresh)
	if err != nil || c.Key != made.Key || c.Key == "" {
		t.Errorf("signed by %q, %v; want %q", c.Key, err, made.Key)
	}
	for _, s := range []*server{one, two, d.server()} {
		if !good(s, old) || !s.ProvesContact("01jq", secret) || s.ProvesContact("01jr", secret) {
			t.Error("what the old key has signed is not good any more")
		}
		if !s.ProvesContact("01jq", s.ContactSecret("01jq")) || s.ContactSecret("01jq") == secret {
			t.Error("the new key's secrets prove nothing")
		}
	}
	if made.Until.Sub(made.From) < session.RenewableFor {
		t.Errorf("the old key verifies until %v only", made.Until)
	}
	d.clock.Advance(made.Until.Sub(d.clock.Now()))
	for _, s := range []*server{one, two, d.server()} {
		if s.Knows("") || s.ProvesContact("01jq", secret) || !s.Knows(made.Key) {
			t.Error("the old key goes on verifying")
		}
	}
	if again := d.rotate(two, false); again.Key == made.Key {
		t.Error("the same key again")
	}
	raw, _, err := d.store.Setting(t.Context(), keyring.Setting)
	if err != nil || strings.Count(string(raw), `"id"`) != 2 {
		t.Errorf("kept: %d keys, %v", strings.Count(string(raw), `"id"`), err)
	}
}

func TestDropped(t *testing.T) { everywhere(t, dropped) }

func dropped(t *testing.T, d *desk) {
	one, two := d.server(), d.server()
	old := one.renewal(t)
	d.rotate(one, false)
	between := two.renewal(t)
	made := d.rotate(one, true)
	if !made.Until.IsZero() || made.From.After(d.clock.Now()) {
		t.Errorf("%+v", made)
	}
	fresh := one.renewal(t)
	for _, s := range []*server{one, d.server()} {
		if good(s, old) || good(s, between) || !good(s, fresh) || s.Knows("") {
			t.Errorf("old %t, between %t, fresh %t", good(s, old), good(s, between), good(s, fresh))
		}
	}
}

func TestRotatedAtOnce(t *testing.T) { everywhere(t, rotatedAtOnce) }

func rotatedAtOnce(t *testing.T, d *desk) {
	servers := []*server{d.server(), d.server()}
	old := servers[0].renewal(t)
	var wg sync.WaitGroup
	keys := make(chan string, 8)
	for n := range 8 {
		wg.Go(func() {
			made, err := servers[n%2].Rotate(t.Context(), false)
			if err != nil {
				t.Error(err)
			}
			keys <- made.Key
		})
	}
	wg.Wait()
	close(keys)
	last := d.server()
	for key := range keys {
		if !last.Knows(key) {
			t.Errorf("the key %s is lost", key)
		}
	}
	if !good(last, old) {
		t.Error("the first key is lost")
	}
}

func TestTooMany(t *testing.T) {
	d := open(t)
	s := d.server()
	var err error
	made := 0
	for err == nil && made < 100 {
		if _, err = s.Rotate(t.Context(), false); err == nil {
			made++
		}
	}
	if !errors.Is(err, keyring.ErrTooMany) || made != 15 {
		t.Errorf("%d, then %v", made, err)
	}
	d.rotate(s, true)
	d.rotate(s, false)
}
