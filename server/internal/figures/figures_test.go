package figures_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/deskside/deskside/clock/clocktest"
	"github.com/deskside/deskside/server/internal/figures"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const promise = 20 * time.Second

var (
	begin = time.Date(2026, 3, 1, 22, 0, 0, 0, time.UTC)
	mia   = interaction.Agent{ID: "support/7", Name: "Mia", CRMID: "7"}
	tokyo = time.FixedZone("Tokyo", 9*60*60)
)

// floor is what servers share: one store, one time.
type floor struct {
	t        *testing.T
	clock    *clocktest.Clock
	db       store.Store
	states   *store.States
	deciding store.Decider
	ids      int
}

func newFloor(t *testing.T) *floor {
	t.Helper()
	f := &floor{t: t, clock: clocktest.New(begin)}
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	f.db, f.states = db, store.NewStates(db, 0)
	f.deciding = store.Decider{Clock: f.clock, Policy: interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute, LongestWait: 3 * time.Minute}}
	return f
}

// server of that store, which has not read anything yet.
func (f *floor) server() *figures.Figures {
	return figures.New(figures.Config{
		Store: store.NewStates(f.db, 0), Within: promise, Clock: f.clock, Log: slog.New(slog.NewTextHandler(f.t.Output(), nil)),
		Zone: func(account string) *time.Location {
			if account == "tokyo" {
				return tokyo
			}
			return time.UTC
		},
	})
}

func (f *floor) service(of *figures.Figures, account string) figures.Service {
	f.t.Helper()
	s, err := of.Service(f.t.Context(), account)
	if err != nil || s == nil {
		f.t.Fatalf("%v, %v", s, err)
	}
	return *s
}

// start something, which is not yet a call that waits unless it arrives.
func (f *floor) start(who interaction.Started, more ...interaction.Command) interaction.ID {
	f.t.Helper()
	f.ids++
	id := interaction.ID(fmt.Sprintf("01jq%022d", f.ids))
	if _, err := f.deciding.Create(f.t.Context(), f.states, id, interaction.Start{Started: who}, nil, more...); err != nil {
		f.t.Fatal(err)
	}
	return id
}

func (f *floor) call(account, queue string) interaction.ID {
	f.t.Helper()
	who := interaction.Started{Account: account, Queue: queue, Channel: interaction.Voice, Direction: interaction.Inbound}
	return f.start(who, interaction.Arrive{CallSID: fmt.Sprint("CA", f.ids)})
}

// try what may be refused.
func (f *floor) try(id interaction.ID, cmd interaction.Command) interaction.State {
	f.t.Helper()
	s, err := f.deciding.Update(f.t.Context(), f.states, id, cmd)
	if err != nil {
		s, err = f.states.State(f.t.Context(), id)
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return s
}

func (f *floor) answer(id interaction.ID) {
	f.t.Helper()
	s := f.try(id, interaction.Accept{Offer: 1, Agent: mia, Tab: "tab"})
	f.try(id, interaction.JoinAgent{Offer: s.Assignments.Current().N, CallSID: "CAagent" + string(id), At: f.clock.Now()})
}

func (f *floor) hangUp(id interaction.ID) {
	f.t.Helper()
	s := f.try(id, interaction.Expire{})
	f.try(id, interaction.DisconnectCustomer{CallSID: s.Call.CustomerSID()})
}

// TestServiceLevel: a call that is answered within the wait that is promised, the last moment
// of it too, is in time; later it is answered, and not in time; whoever leaves is abandoned,
// once; what is settled once stays so.
func TestServiceLevel(t *testing.T) {
	f := newFloor(t)
	first, second, third := f.call("support", "orders"), f.call("support", "orders"), f.call("support", "returns")
	other := f.call("sales", "orders")
	one, two := f.server(), f.server()
	if s := f.service(one, "support"); len(s.Queues) != 0 || s.All != (figures.Lately{}) || !s.Since.Equal(begin.Truncate(24*time.Hour)) || s.Within != promise {
		t.Errorf("nothing is settled: %+v", s)
	}
	f.clock.Advance(promise)
	f.answer(first)
	f.clock.Advance(time.Second)
	f.answer(second)
	f.hangUp(third)
	f.answer(other)
	f.clock.Advance(time.Second)
	f.hangUp(second)
	for name, from := range map[string]*figures.Figures{"read from the beginning": one, "another server": two, "after a restart": f.server()} {
		s := f.service(from, "support")
		orders, returns := s.Queues["orders"].Hour, s.Queues["returns"].Hour
		if want := (figures.Counts{Answered: 2, InTime: 1, Waited: 2*promise + time.Second}); orders != want || s.Queues["orders"].Today != want {
			t.Errorf("%s: orders %+v", name, s.Queues["orders"])
		}
		if returns != (figures.Counts{Abandoned: 1}) {
			t.Errorf("%s: returns %+v", name, returns)
		}
		if level, ok := s.All.Hour.Level(); !ok || level != 1.0/3 {
			t.Errorf("%s: level %v, %v", name, level, ok)
		}
		if speed, ok := s.All.Hour.Speed(); !ok || speed != promise+500*time.Millisecond {
			t.Errorf("%s: speed %v, %v", name, speed, ok)
		}
		if all := f.service(from, ""); all.All.Hour.Answered != 3 {
			t.Errorf("%s: of all accounts %+v", name, all.All)
		}
	}
	f.clock.Advance(time.Hour)
	if s := f.service(one, "support"); s.All.Hour != (figures.Counts{}) || s.All.Today.Answered != 2 {
		t.Errorf("an hour later: %+v", s.All)
	}
	f.clock.Advance(time.Hour)
	if s := f.service(one, "support"); s.All.Today != (figures.Counts{}) || !s.Since.Equal(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("the next day: %+v", s)
	}
}

// TestNobodyWaited: what was up to no agent is not counted.
func TestNobodyWaited(t *testing.T) {
	f := newFloor(t)
	voice := interaction.Started{Account: "support", Queue: "orders", Channel: interaction.Voice, Direction: interaction.Inbound}
	never := f.start(voice) // a page whose call never comes
	closed := f.start(voice, interaction.Arrive{CallSID: "CAclosed", Closed: true})
	menu := voice
	menu.Menu = &interaction.MenuEntry{Name: "welcome"}
	inMenu := f.start(menu, interaction.Arrive{CallSID: "CAmenu"})
	out := voice
	out.Direction, out.Agent = interaction.Outbound, &mia
	f.start(out)
	f.start(interaction.Started{Account: "support", Channel: interaction.Message, Direction: interaction.Inbound})
	f.clock.Advance(2 * time.Minute)
	for _, id := range []interaction.ID{never, closed, inMenu} {
		f.hangUp(id)
		if s := f.try(id, interaction.Expire{}); s.Call.Phase != interaction.Ended {
			t.Errorf("%s is %s", id, s.Call.Phase)
		}
	}
	if s := f.service(f.server(), ""); s.All.Today != (figures.Counts{}) {
		t.Errorf("%+v", s)
	}
}

// TestMostCalls: of too many calls the last ones are kept, and it is said since when.
func TestMostCalls(t *testing.T) {
	restore := figures.SetMost(3)
	defer restore()
	f := newFloor(t)
	one := f.server()
	for range 5 {
		id := f.call("support", "orders")
		f.clock.Advance(time.Minute)
		f.answer(id)
		f.service(one, "")
	}
	for name, from := range map[string]*figures.Figures{"as they came": one, "all at once": f.server()} {
		if s := f.service(from, "support"); s.All.Today.Answered != 3 || !s.Since.Equal(begin.Add(3*time.Minute)) {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestFiguresAreARecount: whatever happens to calls, at servers that read along, late or
// after a restart, the figures are what a plain recount of the whole log comes to.
func TestFiguresAreARecount(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	f := newFloor(t)
	along, late := f.server(), f.server()
	f.service(late, "")
	var open []interaction.ID
	accounts, queues := []string{"support", "tokyo"}, []string{"orders", "returns", ""}
	for step := range 400 {
		f.clock.Advance(time.Duration(random.IntN(90)) * time.Second * time.Duration(1+random.IntN(40)/39*60))
		if len(open) == 0 || random.IntN(3) == 0 {
			open = append(open, f.call(accounts[random.IntN(2)], queues[random.IntN(3)]))
			continue
		}
		id := open[random.IntN(len(open))]
		s := f.try(id, interaction.Expire{})
		n := s.Assignments.Current().N
		switch random.IntN(6) {
		case 0, 1:
			f.try(id, interaction.Accept{Offer: n, Agent: mia, Tab: "tab"})
		case 2:
			f.try(id, interaction.JoinAgent{Offer: n, CallSID: fmt.Sprint("CAa", step), At: f.clock.Now().Add(-time.Duration(random.IntN(3)) * time.Second)})
		case 3:
			f.try(id, interaction.LeaveAgent{CallSID: s.Call.AgentSID()})
		case 4:
			f.hangUp(id)
		case 5:
			f.try(id, interaction.LeaveMessage{Text: "Call me back."})
		}
		if step%20 != 0 {
			continue
		}
		for _, account := range append(accounts, "") {
			want := f.recount(account)
			servers := map[string]*figures.Figures{"along": along, "restarted": f.server()}
			if step%200 == 0 {
				servers["late"] = late
			}
			for name, server := range servers {
				if got := f.service(server, account); got.All != want.All || !reflect.DeepEqual(got.Queues, want.Queues) {
					t.Fatalf("step %d, %s of %q: %+v, want %+v", step, name, account, got, want)
				}
			}
		}
	}
}

// recount all that has ever happened.
func (f *floor) recount(account string) figures.Service {
	f.t.Helper()
	out := figures.Service{Queues: map[string]figures.Lately{}}
	entries, err := f.db.Feed(f.t.Context(), 0, 1_000_000)
	if err != nil {
		f.t.Fatal(err)
	}
	type call struct {
		queue   string
		offered time.Time
		settled bool
	}
	calls, now := map[interaction.ID]*call{}, f.clock.Now()
	for _, e := range entries {
		if account != "" && e.Account != account {
			continue
		}
		c := calls[e.Interaction]
		if c == nil {
			c = &call{}
			calls[e.Interaction] = c
		}
		count := func(at time.Time, answered bool) {
			if c.settled {
				return
			}
			c.settled = true
			one := figures.Counts{Abandoned: 1}
			if wait := max(at.Sub(c.offered), 0); answered && wait <= promise {
				one = figures.Counts{Answered: 1, InTime: 1, Waited: wait}
			} else if answered {
				one = figures.Counts{Answered: 1, Waited: wait}
			}
			zone := time.UTC
			if e.Account == "tokyo" {
				zone = tokyo
			}
			sum := func(l figures.Lately) figures.Lately {
				plus := func(a *figures.Counts) {
					*a = figures.Counts{Answered: a.Answered + one.Answered, InTime: a.InTime + one.InTime, Abandoned: a.Abandoned + one.Abandoned, Waited: a.Waited + one.Waited}
				}
				if now.Sub(at) < time.Hour {
					plus(&l.Hour)
				}
				if at.In(zone).Format(time.DateOnly) == now.In(zone).Format(time.DateOnly) {
					plus(&l.Today)
				}
				return l
			}
			if lately := sum(figures.Lately{}); lately != (figures.Lately{}) {
				out.All, out.Queues[c.queue] = sum(out.All), sum(out.Queues[c.queue])
			}
		}
		switch d := e.Event.Data.(type) {
		case interaction.Started:
			c.queue = d.Queue
		case interaction.OfferMade:
			if c.offered.IsZero() {
				c.offered = e.Event.At
			}
		case interaction.AgentJoined:
			count(d.JoinedAt, true)
		case interaction.CallEnded:
			count(d.EndedAt, false)
		}
	}
	return out
}
