package register_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/session"
	"github.com/deskside/deskside/server/internal/session/register"
	"github.com/deskside/deskside/server/internal/session/setting"
	"github.com/deskside/deskside/server/internal/session/setting/settingtest"
	"github.com/deskside/deskside/server/internal/store"
)

var start = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

type desk struct {
	t          *testing.T
	store      setting.Store
	clock      *clocktest.Clock
	more       settingtest.Open // another server's way to the same store
	passphrase atomic.Int64
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
	d := &desk{t: t, store: more(t), more: more, clock: clocktest.New(start)}
	d.passphrase.Store(1)
	return d
}

// server of the store; another one is also what a restart makes.
func (d *desk) server() *register.Register { return d.serverOf(d.more(d.t)) }

func (d *desk) serverOf(s setting.Store) *register.Register {
	d.t.Helper()
	r, err := register.New(d.t.Context(), register.Config{
		Settings: s, Clock: d.clock, Log: slog.New(slog.DiscardHandler),
		Passphrase: func(context.Context) (int64, error) { return d.passphrase.Load(), nil },
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func (d *desk) begin(r *register.Register, id string) session.Claims {
	d.t.Helper()
	c, err := r.Begin(d.t.Context(), session.Claims{
		Role: session.Agent, Account: "support", Agent: interaction.Agent{ID: "support/" + id}, Method: session.ByProof, Since: d.clock.Now(),
	}, "127.0.0.1")
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

func (d *desk) renew(r *register.Register, c session.Claims) session.Claims {
	d.t.Helper()
	next, err := r.Renew(d.t.Context(), c)
	if err != nil {
		d.t.Fatal(err)
	}
	return next
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func TestRotation(t *testing.T) { everywhere(t, rotation) }

func rotation(t *testing.T, d *desk) {
	one, two := d.server(), d.server()
	first := d.begin(one, "ann")
	second := d.renew(one, first)
	d.clock.Advance(register.Grace)
	for _, r := range []*register.Register{one, two, d.server()} {
		if again := d.renew(r, first); again != second {
			t.Errorf("%+v, want %+v", again, second)
		}
	}
	third := d.renew(two, second)
	if d.renew(one, first) != second || d.renew(one, second) != third {
		t.Error("within the grace a successor is not the same any more")
	}
	d.clock.Advance(time.Millisecond)
	if _, err := d.server().Renew(t.Context(), first); !errors.Is(err, register.ErrEnded) {
		t.Errorf("a second use: %v", err)
	}
	for _, c := range []session.Claims{first, second, third} {
		if _, err := one.Renew(t.Context(), c); !errors.Is(err, register.ErrEnded) {
			t.Errorf("generation %d after that: %v", c.Generation, err)
		}
		if !d.server().Ended(c) {
			t.Errorf("sessions of generation %d go on", c.Generation)
		}
	}
	if other := d.begin(two, "ann"); two.Ended(other) {
		t.Error("another sign-in has ended with it")
	}
}

// A store that goes away between the end of a family and the word of it has that word when
// somebody renews again: until then the sessions would go on.
func TestEndIsToldLater(t *testing.T) { everywhere(t, endIsToldLater) }

func endIsToldLater(t *testing.T, d *desk) {
	away := &mute{Store: d.more(t)}
	r := d.serverOf(away)
	first := d.begin(r, "ann")
	second := d.renew(r, first)
	d.clock.Advance(register.Grace + time.Millisecond)
	away.mute.Store(true)
	if _, err := r.Renew(t.Context(), first); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("a second use: %v", err)
	}
	if r.Ended(second) {
		t.Fatal("it was told")
	}
	away.mute.Store(false)
	if _, err := r.Renew(t.Context(), second); !errors.Is(err, register.ErrEnded) {
		t.Errorf("after that: %v", err)
	}
	for _, one := range []*register.Register{r, d.server()} {
		if !one.Ended(first) || !one.Ended(second) {
			t.Error("the sessions go on")
		}
	}
}

// mute is a store that may not take what has ended.
type mute struct {
	setting.Store
	mute atomic.Bool
}

func (m *mute) PutSetting(ctx context.Context, name string, value []byte, expect int64) error {
	if m.mute.Load() && name == "sessions-ended" {
		return store.ErrUnavailable
	}
	return m.Store.PutSetting(ctx, name, value, expect)
}

// Of many who renew at once all get the one successor.
func TestRenewedAtOnce(t *testing.T) { everywhere(t, renewedAtOnce) }

func renewedAtOnce(t *testing.T, d *desk) {
	servers := []*register.Register{d.server(), d.server()}
	first := d.begin(servers[0], "ann")
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			if next, err := servers[n%2].Renew(t.Context(), first); err != nil || next.Generation != 1 {
				t.Errorf("%+v, %v", next, err)
			}
		})
	}
	wg.Wait()
}

func TestEndedEverywhere(t *testing.T) { everywhere(t, endedEverywhere) }

func endedEverywhere(t *testing.T, d *desk) {
	one, two := d.server(), d.server()
	ann, annToo, bob := d.begin(one, "ann"), d.begin(two, "ann"), d.begin(two, "bob")
	news := make(chan struct{}, 10)
	two.OnEnd(func() { news <- struct{}{} })
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() { defer close(stopped); d.must(two.Run(ctx)) }()
	heard := func(want ...session.Claims) {
		t.Helper()
		for len(news) == 0 { // the pace is the clock's, which stands until it is moved
			d.clock.Advance(time.Second)
			runtime.Gosched()
		}
		<-news
		for _, r := range []*register.Register{one, two, d.server()} {
			for _, c := range want {
				if !r.Ended(c) {
					t.Errorf("%s of %s goes on", c.Family, c.Agent.ID)
				}
			}
			if r.Ended(bob) {
				t.Error("bob's session has ended")
			}
		}
	}
	d.must(one.End(t.Context(), ann))
	heard(ann)
	if two.Ended(annToo) {
		t.Error("her other page's has ended")
	}
	d.must(one.EndAll(t.Context(), session.Agent, "support/ann"))
	heard(annToo)
	if c := d.begin(two, "ann"); one.Ended(c) || two.Ended(c) {
		t.Error("nobody comes in any more")
	}
	if _, err := two.Renew(t.Context(), annToo); !errors.Is(err, register.ErrEnded) {
		t.Errorf("renewed: %v", err)
	}
	admin := session.Claims{Role: session.Admin, Agent: interaction.Agent{ID: "admin"}, Method: session.ByPassphrase, Credential: 1}
	if one.Ended(admin) {
		t.Error("the admin's session has ended")
	}
	d.passphrase.Store(2) // as another server has set it
	d.must(d.store.PutSetting(t.Context(), "admin-passphrase", nil, 0))
	for !two.Ended(admin) {
		d.clock.Advance(time.Second)
		runtime.Gosched()
	}
	stop()
	<-stopped
}

// However often somebody comes, goes and renews, what is kept of them stays small, and
// nothing that has ended comes back.
func TestBounded(t *testing.T) {
	d := open(t)
	r := d.server()
	size := func(name string) int {
		t.Helper()
		raw, _, err := d.store.Setting(t.Context(), name)
		d.must(err)
		return len(raw)
	}
	var all []session.Claims
	for range 300 {
		c := d.begin(r, "ann")
		d.renew(r, d.renew(r, c))
		all = append(all, c)
		d.clock.Advance(time.Second)
	}
	if n := size("sessions/agent/support/ann"); n > 10_000 {
		t.Errorf("%d bytes of one person", n)
	}
	if _, err := r.Renew(t.Context(), all[0]); !errors.Is(err, register.ErrEnded) {
		t.Errorf("one that gave way is renewed from its beginning: %v", err)
	}
	for n, c := range all {
		d.must(r.End(t.Context(), c))
		if !r.Ended(c) {
			t.Fatalf("session %d goes on", n)
		}
	}
	for _, c := range all {
		if !r.Ended(c) || !d.server().Ended(c) {
			t.Fatal("one that was ended has come back")
		}
	}
	if n := size("sessions-ended"); n > 10_000 {
		t.Errorf("%d bytes of what was ended", n)
	}
	d.clock.Advance(session.TTL + time.Hour)
	for n := range 3 {
		d.must(r.End(t.Context(), d.begin(r, fmt.Sprint("bob", n))))
	}
	if n := size("sessions-ended"); n > 1000 {
		t.Errorf("%d bytes after they had run out", n)
	}
}

// The roster has who is in, on every server of the store, and is bounded.
func TestRoster(t *testing.T) {
	d := open(t)
	here, there := d.server(), d.server()
	enter := func(r *register.Register, id string) session.Claims {
		t.Helper()
		c, err := r.Begin(t.Context(), session.Claims{
			Role: session.Admin, Agent: interaction.Agent{ID: id, Name: strings.ToUpper(id)}, Method: session.BySandbox, Since: d.clock.Now(), AdminRole: session.Supervisor,
		}, "192.0.2.7")
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	listed := func(r *register.Register) (out []string) {
		t.Helper()
		list, err := r.Admins(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range list {
			if a.From != "192.0.2.7" || a.AdminRole != session.Supervisor || a.Agent.Name != strings.ToUpper(a.Agent.ID) {
				t.Errorf("%+v", a)
			}
			out = append(out, a.Agent.ID+" "+a.Seen.Sub(start).String())
		}
		return out
	}
	want := func(r *register.Register, sessions ...string) {
		t.Helper()
		if got := listed(r); !slices.Equal(got, sessions) {
			t.Errorf("%q, want %q", got, sessions)
		}
	}
	anna := enter(here, "anna")
	enter(there, "ben")
	d.begin(here, "17") // an agent is no admin
	d.clock.Advance(time.Minute)
	anna = d.renew(there, anna)
	want(here, "ben 0s", "anna 1m0s")
	if err := here.End(t.Context(), anna); err != nil {
		t.Fatal(err)
	}
	want(there, "ben 0s")
	enter(there, "ben")
	if err := here.EndAll(t.Context(), session.Admin, "ben"); err != nil {
		t.Fatal(err)
	}
	want(there)
	enter(there, "ben")
	d.clock.Advance(session.RenewableFor - time.Second)
	want(here, "ben 1m0s")
	d.clock.Advance(time.Second)
	want(here)
	for range 300 {
		enter(here, "cleo")
	}
	if n := len(listed(there)); n != 256 {
		t.Errorf("%d are kept", n)
	}
}
