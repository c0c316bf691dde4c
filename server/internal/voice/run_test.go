package voice_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/voice"
)

// While Twilio never finishes answering about one call, another goes its way;
// and the reconciler stops at once all the same.
func TestASlowCallHoldsUpNoOther(t *testing.T) {
	r := newRig(t)
	slow := &tap{holds: true, held: make(chan struct{}, 100)}
	r.wrap = slow.on
	r.start()
	r.callsIn(street)
	r.awaitChan("Twilio to be asked about the first call", slow.held)
	second, caller := r.callsIn("+14155550101")
	agent := r.answers(second, mia)
	r.do(second, interaction.Hangup{Agent: mia})
	r.gone(agent)
	r.gone(caller)
	r.awaitPhase(second, interaction.Ended)
	r.stop()
}

// What happens while a new process reads its list is not missed.
func TestWhatHappensDuringTheStartIsSeen(t *testing.T) {
	r := newRig(t).start()
	id, caller := r.callsIn(street)
	r.answers(id, mia)
	r.crash()
	r.store = store.NewStates(&meanwhile{Store: r.store, then: func() { r.do(id, interaction.Hangup{Agent: mia}) }}, 0)
	r.start()
	r.gone(caller)
	r.ends(id, interaction.OutcomeAnswered, "agent", 0)
}

// meanwhile lets something happen right after the end of the feed was read.
type meanwhile struct {
	store.Store
	then func()
}

func (m *meanwhile) Head(ctx context.Context) (int64, error) {
	n, err := m.Store.Head(ctx)
	if then := m.then; then != nil {
		m.then = nil
		then()
	}
	return n, err
}

// More calls than are read in one page or looked after at once.
func TestManyCallsAtTheStart(t *testing.T) {
	r := newRig(t)
	var all sync.WaitGroup
	for range 600 {
		all.Go(func() { r.awaitsApp() })
	}
	all.Wait()
	r.tick(policy.ConnectBy)
	r.start()
	r.await("all to be given up", func() bool {
		active, err := r.store.List(t.Context(), store.Filter{Active: true})
		return err == nil && len(active) == 0
	})
}

// While Twilio is asked, the leg that nobody wanted becomes the one on the line.
func TestALegIsNotHungUpOnOldKnowledge(t *testing.T) {
	r := newRig(t)
	watch := &tap{}
	r.wrap = watch.on
	r.start()
	id, caller := r.callsIn(street)
	r.await("rest", r.quiet)
	asked, answer := make(chan struct{}), make(chan struct{})
	watch.beforeRoom(func() { close(asked); <-answer })
	r.loop.Load().Wake(voice.Name, id)
	r.awaitChan("the look", asked)
	agent := r.connect(r.accept(id, ben))
	r.awaitPhase(id, interaction.Connected)
	close(answer)
	r.pass(20 * time.Second)
	if s, _ := r.sim.State(caller); r.isGone(agent)() || !slices.Equal(s.With, []string{"agent-1"}) {
		t.Errorf("the customer talks to %v\n%s", s.With, r.log(id))
	}
}

// A list that is older than the callback does not take anybody off the line, nor
// does a call that Twilio is slow to know.
func TestOldAnswersAreNotBelieved(t *testing.T) {
	for _, forgets := range []bool{false, true} {
		r := newRig(t)
		lagging := &tap{forgets: forgets}
		r.wrap = lagging.on
		r.start()
		lagging.lag(true)
		id, caller := r.callsIn(street)
		r.answers(id, mia)
		r.pass(8 * time.Second)
		lagging.lag(false)
		r.pass(40 * time.Second)
		if s, _ := r.sim.State(caller); !slices.Equal(s.With, []string{"agent-1"}) || r.log(id) != "started call_arrived offer_made offer_accepted agent_joined" {
			t.Errorf("the customer talks to %v\n%s", s.With, r.log(id))
		}
	}
}

// Twilio has forgotten everything, as a stand-in does that was started again.
func TestTwilioHasForgotten(t *testing.T) {
	old := newRig(t).start()
	in, _ := old.callsIn(street)
	old.answers(in, mia)
	out, _, _ := old.ringing()
	old.crash()

	r := newRig(t)
	r.store, old.store = old.store, r.store // each is closed once
	r.tick(time.Minute)
	r.start()
	r.heals("both have ended", func() bool { return r.phase(in, interaction.Ended)() && r.phase(out, interaction.Ended)() })
	if n := len(r.sim.Calls()); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

func TestTimersAreRealByDefault(t *testing.T) {
	r := newRig(t)
	r.realTime = true
	r.start()
	id, caller := r.callsIn(street)
	r.answers(id, mia)
	r.hangsUp(caller)
	r.awaitPhase(id, interaction.Ended)
}

// A log that cannot be read for a moment is read again soon.
func TestFeedFailsForAMoment(t *testing.T) {
	r := newRig(t)
	broken := &unreadable{Store: r.store}
	r.store = store.NewStates(broken, 0)
	r.start()
	r.await("rest", r.quiet)
	broken.feeds.Store(3)
	id, _ := r.awaitsApp()
	r.await("the first failure", func() bool { return broken.feeds.Load() < 3 })
	r.pass(5 * time.Second) // less than between two looks by themselves
	if broken.feeds.Load() > 0 {
		t.Error("the feed is not read again")
	}
	r.pass(policy.ConnectBy)
	r.awaitPhase(id, interaction.Ended)
}

// unreadable fails to give the feed so many times.
type unreadable struct {
	store.Store
	feeds atomic.Int64
}

func (u *unreadable) Feed(ctx context.Context, after int64, limit int) ([]store.FeedEntry, error) {
	if u.feeds.Load() > 0 {
		u.feeds.Add(-1)
		return nil, errors.New("the disk is away")
	}
	return u.Store.Feed(ctx, after, limit)
}
