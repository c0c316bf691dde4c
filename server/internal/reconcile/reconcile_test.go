package reconcile_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
)

// memory is a store of which the loop reads the feed and the list alone.
type memory struct {
	mu      sync.Mutex
	entries []store.FeedEntry
	active  []interaction.ID
	changed chan struct{}
	broken  error
	onHead  func()
}

func newMemory(active ...interaction.ID) *memory {
	return &memory{active: active, changed: make(chan struct{})}
}

func (m *memory) happens(id interaction.ID, d interaction.Data) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries = append(m.entries, store.FeedEntry{Seq: int64(len(m.entries) + 1), Interaction: id, Event: interaction.Event{Data: d}})
	close(m.changed)
	m.changed = make(chan struct{})
}

func (m *memory) Head(context.Context) (int64, error) {
	m.mu.Lock()
	head, f, err := int64(len(m.entries)), m.onHead, m.broken
	m.onHead = nil
	m.mu.Unlock()
	if f != nil {
		f()
	}
	return head, err
}

func (m *memory) Feed(_ context.Context, after int64, limit int) ([]store.FeedEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return nil, m.broken
	}
	rest := m.entries[after:]
	return rest[:min(len(rest), limit)], nil
}

func (m *memory) List(_ context.Context, f store.Filter) ([]interaction.ID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, id := range m.active {
		if f.Before == "" || id < f.Before {
			return m.active[i:min(len(m.active), i+f.Limit)], m.broken
		}
	}
	return nil, m.broken
}

func (m *memory) Changed() <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.changed
}

// user notes when it is asked about what, and answers as it is told.
type user struct {
	mu     sync.Mutex
	begin  time.Time
	looked []string
	answer func(id interaction.ID, n int) (time.Time, error)
	times  map[interaction.ID]int
	most   int // at once
	now    int
	holds  bool          // each waits for hold
	hold   chan struct{} // made in the bubble
}

func (u *user) reconcile(ctx context.Context, id interaction.ID) (time.Time, error) {
	u.mu.Lock()
	u.times[id]++
	n := u.times[id]
	u.looked = append(u.looked, fmt.Sprintf("%s %v", id, time.Since(u.begin)))
	u.now++
	u.most = max(u.most, u.now)
	u.mu.Unlock()
	if u.hold != nil {
		select {
		case <-u.hold:
		case <-ctx.Done():
		}
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.now--
	if u.answer == nil {
		return time.Time{}, nil
	}
	return u.answer(id, n)
}

// inBubble runs a loop with one user where time passes when everybody waits.
func inBubble(t *testing.T, m *memory, u *user, also func(*reconcile.User), f func(l *reconcile.Loop)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		m.changed = make(chan struct{})
		u.begin, u.times = time.Now(), map[interaction.ID]int{}
		if u.holds {
			u.hold = make(chan struct{})
		}
		one := reconcile.User{Name: "u", Reconcile: u.reconcile}
		if also != nil {
			also(&one)
		}
		l := reconcile.New(reconcile.Config{Store: m, Clock: clock.Real, Log: slog.New(slog.DiscardHandler), Users: []reconcile.User{one}})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- l.Run(ctx) }()
		synctest.Wait()
		f(l)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func (u *user) saw(t *testing.T, want ...string) {
	t.Helper()
	u.mu.Lock()
	defer u.mu.Unlock()
	if got := fmt.Sprint(u.looked); got != fmt.Sprint(want) {
		t.Errorf("looked at %v, want %v", got, want)
	}
	u.looked = nil
}

func TestResync(t *testing.T) {
	m, u := newMemory("c", "b", "a"), &user{}
	inBubble(t, m, u, func(u *reconcile.User) { u.Parallel = 1 }, func(*reconcile.Loop) {
		u.saw(t, "c 0s", "b 0s", "a 0s")
		time.Sleep(time.Hour)
		u.saw(t)
	})
}

func TestEventsWake(t *testing.T) {
	m, u := newMemory(), &user{}
	note := func(d interaction.Data) bool { _, is := d.(interaction.NoteAdded); return is }
	inBubble(t, m, u, func(u *reconcile.User) { u.Concerns = note }, func(*reconcile.Loop) {
		m.happens("a", interaction.NoteAdded{})
		m.happens("b", interaction.Closed{})
		synctest.Wait()
		u.saw(t, "a 0s")
	})
}

// A user says when it wants to look again; an event comes first if it does.
func TestTimes(t *testing.T) {
	m, u := newMemory("a"), &user{}
	u.answer = func(_ interaction.ID, n int) (time.Time, error) {
		if n < 3 {
			return time.Now().Add(time.Minute), nil
		}
		return time.Time{}, nil
	}
	inBubble(t, m, u, nil, func(l *reconcile.Loop) {
		time.Sleep(10 * time.Second)
		m.happens("a", interaction.NoteAdded{})
		time.Sleep(time.Hour)
		u.saw(t, "a 0s", "a 10s", "a 1m10s")
		l.Wake("u", "a")
		l.Wake("nobody", "a")
		synctest.Wait()
		u.saw(t, "a 1h0m10s")
	})
}

func TestNothingIsMissed(t *testing.T) {
	m, u := newMemory("a"), &user{holds: true}
	m.onHead = func() { m.happens("z", interaction.NoteAdded{}) }
	inBubble(t, m, u, nil, func(*reconcile.Loop) {
		slices.Sort(u.looked) // they are at it at the same time
		u.saw(t, "a 0s", "z 0s")
		m.happens("a", interaction.NoteAdded{}) // while it is being looked at
		time.Sleep(time.Second)
		u.saw(t)
		close(u.hold)
		synctest.Wait()
		u.saw(t, "a 1s")
	})
}

func TestParallel(t *testing.T) {
	var active []interaction.ID
	for i := 2500; i > 0; i-- { // more than a page
		active = append(active, interaction.ID(fmt.Sprintf("%04d", i)))
	}
	m, u := newMemory(active...), &user{holds: true}
	inBubble(t, m, u, func(u *reconcile.User) { u.Parallel = 7 }, func(l *reconcile.Loop) {
		if load := l.Load().Users[0]; load != (reconcile.UserLoad{Name: "u", Running: 7, Due: 2493}) {
			t.Errorf("%+v", load)
		}
		close(u.hold)
		synctest.Wait()
		if u.most != 7 || len(u.times) != len(active) {
			t.Errorf("%d at once, %d of %d in all", u.most, len(u.times), len(active))
		}
		if load := l.Load().Users[0]; load != (reconcile.UserLoad{Name: "u"}) {
			t.Errorf("%+v", load)
		}
	})
}

func TestBackoff(t *testing.T) {
	m, u := newMemory("b", "a"), &user{}
	u.answer = func(id interaction.ID, n int) (time.Time, error) {
		switch {
		case id == "b":
			return time.Now().Add(time.Minute), nil
		case n == 1:
			return time.Now().Add(3 * time.Second), errors.New("the other side says when")
		case n < 5:
			return time.Time{}, errors.New("trouble")
		}
		return time.Time{}, reconcile.Terminal(errors.New("for good"))
	}
	inBubble(t, m, u, func(u *reconcile.User) { u.Parallel = 1 }, func(*reconcile.Loop) {
		time.Sleep(70 * time.Second)
		u.saw(t, "b 0s", "a 0s", "a 3s", "a 5s", "a 9s", "a 17s", "b 1m0s")
		m.happens("a", interaction.NoteAdded{})
		synctest.Wait()
		u.saw(t, "a 1m10s")
	})
}

// Trouble with the store is waited out, at the start and later.
func TestTroubleIsWaitedOut(t *testing.T) {
	m, u := newMemory("a"), &user{}
	m.broken = errors.New("the disk is away")
	inBubble(t, m, u, nil, func(l *reconcile.Loop) {
		time.Sleep(90 * time.Second)
		u.saw(t)
		if !l.Load().Trouble {
			t.Error("nobody can know")
		}
		m.mu.Lock()
		m.broken = nil
		m.mu.Unlock()
		time.Sleep(2 * time.Second)
		if l.Load().Trouble || len(u.looked) != 1 {
			t.Errorf("%+v %v", l.Load(), u.looked)
		}
	})
}

// An interaction to which something happens all the time, and one to which nothing does,
// wait for the same turn.
func TestWokenAgainKeepsItsTurn(t *testing.T) {
	m, u := newMemory("c", "b", "a"), &user{holds: true}
	inBubble(t, m, u, func(u *reconcile.User) { u.Parallel = 1 }, func(l *reconcile.Loop) {
		for range 3 { // while c is being looked at
			time.Sleep(time.Second)
			m.happens("b", interaction.NoteAdded{})
			l.Wake("u", "b")
			synctest.Wait()
		}
		close(u.hold)
		synctest.Wait()
		u.saw(t, "c 0s", "b 3s", "a 3s")
	})
}

// Do tells of a look that began after it was asked for.
func TestDo(t *testing.T) {
	m, u := newMemory("a"), &user{holds: true}
	trouble := errors.New("trouble")
	u.answer = func(_ interaction.ID, n int) (time.Time, error) {
		switch n {
		case 2:
			return time.Time{}, fmt.Errorf("looking: %w", reconcile.ErrStale)
		case 3:
			return time.Now().Add(time.Minute), trouble
		}
		return time.Time{}, nil
	}
	inBubble(t, m, u, nil, func(l *reconcile.Loop) {
		told := make(chan error, 2)
		do := func() { told <- l.Do(context.Background(), "u", "a") }
		go do()
		go do()
		synctest.Wait()
		u.saw(t, "a 0s") // it is still at it, since before it was asked
		time.Sleep(time.Second)
		close(u.hold)
		synctest.Wait()
		u.saw(t, "a 1s", "a 1s")
		if one, other := <-told, <-told; !errors.Is(one, trouble) || !errors.Is(other, trouble) {
			t.Errorf("told %v and %v", one, other)
		}
		if err := l.Do(context.Background(), "u", "b"); err != nil {
			t.Errorf("an interaction that was never heard of: %v", err)
		}
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(trouble)
		if err := l.Do(ctx, "u", "a"); !errors.Is(err, trouble) {
			t.Errorf("after its time: %v", err)
		}
	})
}

// Run returns when the last look has, which has been told to end; nobody waits for
// what will not come.
func TestStopWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, ended, told := newMemory("a"), false, make(chan error, 1)
		l := reconcile.New(reconcile.Config{Store: m, Clock: clock.Real, Log: slog.New(slog.DiscardHandler), Users: []reconcile.User{{
			Name: "u", Reconcile: func(ctx context.Context, _ interaction.ID) (time.Time, error) {
				<-ctx.Done()
				time.Sleep(time.Second)
				ended = true
				return time.Time{}, ctx.Err()
			},
		}}})
		ctx, cancel := context.WithCancel(t.Context())
		go func() { told <- l.Do(t.Context(), "u", "a") }()
		time.AfterFunc(time.Minute, cancel)
		if err := l.Run(ctx); err != nil || !ended {
			t.Errorf("returned %v; the look had ended: %v", err, ended)
		}
		if err := <-told; !errors.Is(err, reconcile.ErrStopped) {
			t.Errorf("told %v", err)
		}
	})
}

// One event among ten thousand that wait costs what one among ten costs.
func BenchmarkEventAmongMany(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := newMemory()
			for i := n; i > 0; i-- {
				m.active = append(m.active, interaction.ID(fmt.Sprintf("%06d", i)))
			}
			looked := make(chan struct{}, n)
			l := reconcile.New(reconcile.Config{Store: m, Clock: clock.Real, Log: slog.New(slog.DiscardHandler), Users: []reconcile.User{{
				Name: "u", Reconcile: func(context.Context, interaction.ID) (time.Time, error) {
					looked <- struct{}{}
					return time.Now().Add(time.Hour), nil
				},
			}}})
			go func() { _ = l.Run(b.Context()) }()
			for range n {
				<-looked
			}
			for b.Loop() {
				l.Wake("u", m.active[0])
				<-looked
			}
		})
	}
}
