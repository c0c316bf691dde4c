package app

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/config"
	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/delivery"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// However many ask, one looks, at most once a second; and a look that hangs is an
// answer after a while, for all of them, without a second one beside it.
func TestReadinessIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var looks atomic.Int32
		var hanging atomic.Pointer[chan struct{}]
		hangs := make(chan struct{})
		hanging.Store(&hangs)
		close(hangs)
		r := &readiness{clock: clock.Real, look: func(context.Context) api.Readiness {
			looks.Add(1)
			<-*hanging.Load()
			return api.Readiness{}
		}}
		crowd := func() (unready int) {
			var mu sync.Mutex
			var wg sync.WaitGroup
			for range 100 {
				wg.Go(func() {
					if got := r.ask(t.Context()); len(got.Troubles) > 0 {
						mu.Lock()
						defer mu.Unlock()
						unready++
					}
				})
			}
			wg.Wait()
			return unready
		}
		if n := crowd() + crowd(); n != 0 || looks.Load() != 1 {
			t.Errorf("%d looks, %d unready", looks.Load(), n)
		}
		time.Sleep(readyFor)
		again := make(chan struct{})
		hanging.Store(&again)
		begun := time.Now()
		if n := crowd(); n != 100 || looks.Load() != 2 || time.Since(begun) != readyTakes {
			t.Errorf("hanging: %d looks, %d unready after %v", looks.Load(), n, time.Since(begun))
		}
		if n := crowd(); n != 100 || looks.Load() != 2 {
			t.Errorf("hanging still: %d looks, %d unready", looks.Load(), n)
		}
		close(again)
		synctest.Wait()
		if n := crowd(); n != 0 {
			t.Errorf("mended: %d unready", n)
		}
	})
}

// judged is a server that sends nothing, at a time and with a disk of the test's choice.
type judged struct {
	*attic
	app  *App
	free uint64
}

func openJudged(t *testing.T) *judged {
	t.Helper()
	j := &judged{attic: openAttic(t), free: 1 << 30}
	j.app = &App{
		cfg: &config.Config{Accounts: []config.Account{{Name: "sales"}, {Name: "support"}}, Delivery: config.Delivery{Overdue: config.Duration(15 * time.Minute)}},
		log: slog.New(slog.DiscardHandler), store: j.store, delivery: delivery.New(delivery.Config{}), id: "me", since: j.at,
		free: func() (uint64, bool) { return j.free, true },
	}
	return j
}

// arrives for an account: one write, on a ticket of its own.
func (j *judged) arrives(account string) (lane string) {
	j.t.Helper()
	j.n++
	id := interaction.ID("01jq00000000000000000000" + string(rune('a'+j.n)) + "0")
	_, err := j.deciding.Create(j.t.Context(), j.store, id, interaction.Start{
		Started: interaction.Started{Account: account, App: "shop", Channel: interaction.Message}, Message: "It broke.",
	}, nil)
	j.must(err)
	return store.LaneOf(j.state(id))
}

// deferred by somebody who tried: the CRM did not take it.
func (j *judged) deferred(lane string, by time.Duration) {
	j.t.Helper()
	l, err := j.store.Acquire(j.t.Context(), lane, "me", j.at, time.Minute)
	j.must(err)
	j.must(j.store.Defer(j.t.Context(), l, j.at.Add(by)))
	j.must(j.store.Release(j.t.Context(), l))
}

// says that the server is ready or not, and why; empty: there is nothing to say.
func (j *judged) says(when string, ready bool, why string) {
	j.t.Helper()
	r := j.app.readyAt(j.t.Context(), j.at)
	said := strings.Join(append(r.Troubles, r.Notes...), "; ")
	if ready != (len(r.Troubles) == 0) || why == "" && said != "" || !strings.Contains(said, why) {
		j.t.Errorf("%s: troubles %q, notes %q; want ready %t, %q", when, r.Troubles, r.Notes, ready, why)
	}
}

func (j *judged) pass(d time.Duration) { j.at = j.at.Add(d) }

// A write that nobody sends makes a server unready; one that the CRM does not take is
// told of, and hides none that nobody sends.
func TestWriteThatNobodySends(t *testing.T) {
	j := openJudged(t)
	refused := j.arrives("support")
	j.says("just now", true, "")
	j.pass(14 * time.Minute)
	j.says("young", true, "")
	j.pass(2 * time.Minute)
	j.says("old", false, "the oldest write for support has waited for 16m0s: nobody sends it")
	j.deferred(refused, time.Hour)
	j.says("tried", true, "the oldest write for support has waited for 16m0s: the CRM has not taken it, it is tried again")

	j.arrives("sales")
	j.pass(time.Minute)
	j.arrives("support")
	j.pass(14*time.Minute + 30*time.Second)
	j.says("sales alone", false, "the oldest write for sales has waited for 15m30s: nobody sends it")
	j.pass(30 * time.Second)
	j.says("behind it", false, "a write for support has waited for 15m0s: nobody sends it")
	j.pass(29 * time.Minute)
	j.says("longer", false, "a write for support has waited for 44m0s: nobody sends it")
	j.pass(time.Minute)
	j.deferred(refused, time.Hour)
	j.says("tried again", false, "a write for support has waited for 45m0s: nobody sends it")
	for _, account := range []string{"sales", "support"} {
		lanes, err := j.store.Lanes(t.Context(), j.at, 0)
		j.must(err)
		for _, lane := range lanes {
			if lane.Account == account {
				j.deferred(lane.Name, time.Hour)
			}
		}
	}
	j.says("all are tried", true, "the oldest write for support has waited for")
	j.pass(time.Hour + time.Minute)
	j.says("their turn has only just come", true, "")
	j.pass(time.Minute)
	j.says("nobody takes it", false, "nobody sends it")
	j.app.since = j.at
	j.says("a server that has only just begun", true, "")
}

// What waits behind a write that is tried again waits for it: it is no other trouble.
func TestWriteBehindOneThatIsTriedAgain(t *testing.T) {
	j := openJudged(t)
	lane := j.arrives("support")
	j.deferred(lane, 2*time.Hour)
	rows, err := j.store.Writes(t.Context(), store.WriteFilter{Lane: lane})
	j.must(err)
	j.pass(time.Minute)
	j.update(rows[0].Interaction, interaction.AddNote{Agent: interaction.Agent{ID: "a", Name: "Ann"}, Text: "And it smokes."})
	j.pass(time.Hour)
	j.says("behind", true, "it is tried again")
}

// A full disk makes a server unready; one that is nearly full is told of.
func TestFullDiskIsNotReady(t *testing.T) {
	j := openJudged(t)
	j.says("free", true, "")
	j.free = comfortable - 1
	j.says("nearly full", true, "the disk of data_dir is nearly full, no files are taken in: 63 MB are free")
	j.free = leastFree
	j.says("just enough", true, "nearly full")
	j.free = leastFree - 1
	j.says("full", false, "the disk of data_dir is full: 7 MB are free")
}
