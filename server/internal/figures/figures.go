// Package figures knows what calls that came in have lately come to: how many were
// answered, how many of these in time, how fast, and how many left without an answer.
//
// They come from the log alone, by the feed, so that every server has the same ones, also
// right after a start. What is kept of a call is small, is kept for little more than a day,
// and for no more than so many calls of an account. Every question first brings what is
// known up to the end of the feed as it was when the question was asked; Run does so while
// nobody asks, so that a question never has far to go.
//
// Everything may be called by anybody at any time.
package figures

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/reconcile"
	"github.com/deskside/deskside/server/internal/store"
)

const (
	// keep what was settled for so long: the longest day there is, when clocks are put back.
	keep = 25 * time.Hour
	// longest that a call is looked back for at a start, from its arrival until it was settled.
	longest = 6 * time.Hour
	// rest before news is looked at while nobody asks.
	rest = 5 * time.Second
	// patience of a question with what is not read yet, as right after a start.
	patience = 2 * time.Second
)

// most calls of an account that are kept; of more, the last ones.
var most = 100_000

// Config of Figures.
type Config struct {
	Store *store.States
	// Within is the wait that a service level promises.
	Within time.Duration
	// Zone in which an account's day begins.
	Zone  func(account string) *time.Location
	Clock clock.Clock // nil: the machine's
	Log   *slog.Logger
}

// Figures of one store. Make them with New.
type Figures struct {
	Config
	turn   chan struct{} // held by whoever reads, or brings forward, what follows
	cursor reconcile.Cursor
	begun  bool
	of     map[string]*ledger // by account
}

// ledger of an account's calls that are settled, the first to have been settled first.
type ledger struct {
	calls []Settled
	known map[interaction.ID]bool
	from  time.Time // before that, some were let go of
}

// New makes Figures; nothing runs yet.
func New(c Config) *Figures {
	if c.Clock == nil {
		c.Clock = clock.Real
	}
	return &Figures{Config: c, turn: make(chan struct{}, 1), of: map[string]*ledger{}}
}

// Run keeps them up to date until ctx ends.
func (f *Figures) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		changed := f.Store.Changed()
		if err := f.forward(ctx); err != nil {
			if ctx.Err() == nil {
				f.Log.Warn("what calls came to is not brought up to date", "err", err)
			}
			clock.Sleep(ctx, f.Clock, rest)
			continue
		}
		select {
		case <-changed:
			clock.Sleep(ctx, f.Clock, rest)
		case <-ctx.Done():
		}
	}
	return nil
}

// Counts of calls that came in.
type Counts struct {
	Answered  int           // by an agent
	InTime    int           // of these, after no longer a wait than was promised
	Abandoned int           // left without an answer
	Waited    time.Duration // by those who were answered, together
}

// Level of service: of all calls that were settled, those that were answered in time.
// false: there were none.
func (c Counts) Level() (share float64, ok bool) {
	if c.Answered+c.Abandoned == 0 {
		return 0, false
	}
	return float64(c.InTime) / float64(c.Answered+c.Abandoned), true
}

// Speed of answer, on average; false: none was answered.
func (c Counts) Speed() (time.Duration, bool) {
	if c.Answered == 0 {
		return 0, false
	}
	return c.Waited / time.Duration(c.Answered), true
}

func (c *Counts) add(s Settled, within time.Duration) {
	if !s.Answered {
		c.Abandoned++
		return
	}
	c.Answered++
	c.Waited += s.Wait
	if s.Wait <= within {
		c.InTime++
	}
}

// Lately is what was settled in the last hour, and since the day began.
type Lately struct{ Hour, Today Counts }

// Service of an account, or of all of them.
type Service struct {
	Within time.Duration
	All    Lately
	Queues map[string]Lately // by name; of those that any call came to
	Since  time.Time         // today is counted from then on
}

// Service of an account, or of all if it is empty, as of everything that was committed
// before it was asked; nil while it is still being counted.
func (f *Figures) Service(ctx context.Context, account string) (*Service, error) {
	deadline, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out := Service{Within: f.Within, Queues: map[string]Lately{}}
	err := f.hold(deadline, func() error {
		if err := f.read(deadline); err != nil {
			return err
		}
		now := f.Clock.Now()
		if account != "" {
			f.sum(&out, account, now)
			return nil
		}
		for name := range f.of {
			f.sum(&out, name, now)
		}
		return nil
	})
	if out.Since.IsZero() {
		out.Since = f.midnight(account, f.Clock.Now())
	}
	switch {
	case err == nil:
		return &out, nil
	case ctx.Err() == nil && deadline.Err() != nil:
		return nil, nil
	}
	return nil, err
}

// midnight is when an account's day began.
func (f *Figures) midnight(account string, now time.Time) time.Time {
	at := now.In(f.Zone(account))
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, at.Location())
}

func (f *Figures) sum(out *Service, account string, now time.Time) {
	today, hour := f.midnight(account, now), now.Add(-time.Hour)
	l := f.of[account]
	if l == nil {
		return
	}
	since := today
	if l.from.After(since) {
		since = l.from
	}
	if out.Since.IsZero() || since.Before(out.Since) {
		out.Since = since
	}
	from := today
	if hour.Before(from) {
		from = hour
	}
	at, _ := slices.BinarySearchFunc(l.calls, from, func(s Settled, t time.Time) int { return s.At.Compare(t) })
	for _, s := range l.calls[at:] {
		q := out.Queues[s.Queue]
		if !s.At.Before(today) {
			q.Today.add(s, f.Within)
			out.All.Today.add(s, f.Within)
		}
		if s.At.After(hour) {
			q.Hour.add(s, f.Within)
			out.All.Hour.add(s, f.Within)
		}
		out.Queues[s.Queue] = q
	}
}

// hold the turn while do is done.
func (f *Figures) hold(ctx context.Context, do func() error) error {
	select {
	case f.turn <- struct{}{}:
		defer func() { <-f.turn }()
		return do()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (f *Figures) forward(ctx context.Context) error {
	return f.hold(ctx, func() error { return f.read(ctx) })
}

// read what is new; the turn is held. What an interrupted start has read is read again.
func (f *Figures) read(ctx context.Context) error {
	defer f.forget()
	if !f.begun {
		return f.begin(ctx)
	}
	for {
		entries, more, err := f.cursor.Next(ctx)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !settles(e.Event.Data) || f.knows(e.Account, e.Interaction) {
				continue
			}
			s, err := f.Store.State(ctx, e.Interaction)
			if errors.Is(err, store.ErrNotFound) {
				continue // it was removed meanwhile
			}
			if err != nil {
				return err
			}
			f.note(SettledOf(s))
		}
		f.cursor.Done(entries)
		if !more {
			return nil
		}
	}
}

// begin with what is there: the end of the feed first, so that nothing falls in between.
func (f *Figures) begin(ctx context.Context) error {
	cursor := reconcile.Cursor{Feed: f.Store}
	if err := cursor.Start(ctx); err != nil {
		return err
	}
	far := errors.New("everything older is too old")
	oldest := f.Clock.Now().Add(-keep - longest)
	err := reconcile.Each(ctx, f.Store, store.Filter{}, func(ids []interaction.ID) error {
		for _, id := range ids {
			events, err := f.Store.Since(ctx, id, interaction.Event{}) // not the kept states: most are wanted by nobody else
			if errors.Is(err, store.ErrNotFound) || err == nil && len(events) == 0 {
				continue
			}
			if err != nil {
				return err
			}
			if events[0].At.Before(oldest) {
				return far
			}
			f.note(settled(id, slices.All(events)))
		}
		return nil
	})
	if err != nil && !errors.Is(err, far) {
		return err
	}
	f.cursor, f.begun = cursor, true
	return nil
}

func (f *Figures) knows(account string, id interaction.ID) bool {
	l := f.of[account]
	return l != nil && l.known[id]
}

// note a call that is settled. It stays what it was noted as.
func (f *Figures) note(s Settled, ok bool) {
	if !ok || f.knows(s.Account, s.Interaction) || f.Clock.Now().Sub(s.At) > keep {
		return
	}
	l := f.of[s.Account]
	if l == nil {
		l = &ledger{known: map[interaction.ID]bool{}}
		f.of[s.Account] = l
	}
	at, _ := slices.BinarySearchFunc(l.calls, s, func(a, b Settled) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Interaction, b.Interaction))
	})
	l.calls, l.known[s.Interaction] = slices.Insert(l.calls, at, s), true
}

// forget what is too old, and the oldest of what is too much.
func (f *Figures) forget() {
	old := f.Clock.Now().Add(-keep)
	for _, l := range f.of {
		n, _ := slices.BinarySearchFunc(l.calls, old, func(s Settled, t time.Time) int { return s.At.Compare(t) })
		if over := len(l.calls) - most; over > n {
			n, l.from = over, l.calls[over].At
		}
		for _, s := range l.calls[:n] {
			delete(l.known, s.Interaction)
		}
		l.calls = slices.Delete(l.calls, 0, n)
	}
}
