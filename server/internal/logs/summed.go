package logs

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"
)

// Stranger marks a line that somebody without a session, or a crowd, can cause at will:
// log.Warn("…", logs.Stranger, …). Its message is a constant, by which it is counted.
var Stranger = slog.Bool("stranger", true)

// Crowd gives a logger all of whose warnings and errors are marked: of a loop that says one
// for each of its items, which anybody can make many of.
func Crowd(l *slog.Logger) *slog.Logger { return slog.New(crowd{l.Handler()}) }

type crowd struct{ slog.Handler }

// Handle a record that it marks.
func (h crowd) Handle(ctx context.Context, r slog.Record) error {
	if r.Level >= slog.LevelWarn {
		r = r.Clone()
		r.AddAttrs(Stranger)
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs derives a handler.
func (h crowd) WithAttrs(attrs []slog.Attr) slog.Handler { return crowd{h.Handler.WithAttrs(attrs)} }

// WithGroup derives a handler.
func (h crowd) WithGroup(name string) slog.Handler { return crowd{h.Handler.WithGroup(name)} }

// every is how often what strangers cause is summed up.
const every = time.Second

// Summed writes the first of each message that is marked Stranger and counts the others,
// in one line a second: of each account by itself, where they name one. Unmarked ones go
// straight to h. Flush writes what is counted and not yet told.
func Summed(h slog.Handler) *Summing {
	return &Summing{Handler: h, sums: &sums{to: h, counts: map[string]int{}}}
}

// Summing is a handler of records; those derived from it count together.
type Summing struct {
	slog.Handler
	sums    *sums
	account string // that the derived handler is of
}

// sums of what strangers have caused. A message is in counts from its first line until
// a second has passed without one.
type sums struct {
	to     slog.Handler
	mu     sync.Mutex
	counts map[string]int
	timer  *time.Timer
}

// Handle writes a record or counts it.
func (h *Summing) Handle(ctx context.Context, r slog.Record) error {
	marked, account := false, h.account
	r.Attrs(func(a slog.Attr) bool {
		marked = marked || a.Equal(Stranger)
		account = cmp.Or(accountOf(a), account)
		return true
	})
	kind := r.Message
	if account != "" {
		kind += " (" + account + ")"
	}
	if marked && h.sums.seen(kind) {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs derives a handler.
func (h *Summing) WithAttrs(attrs []slog.Attr) slog.Handler {
	account := h.account
	for _, a := range attrs {
		account = cmp.Or(accountOf(a), account)
	}
	return &Summing{Handler: h.Handler.WithAttrs(attrs), sums: h.sums, account: account}
}

// accountOf an attribute that names one; empty: it does not.
func accountOf(a slog.Attr) string {
	if a.Key != "account" {
		return ""
	}
	return a.Value.String()
}

// WithGroup derives a handler.
func (h *Summing) WithGroup(name string) slog.Handler {
	return &Summing{Handler: h.Handler.WithGroup(name), sums: h.sums, account: h.account}
}

// Flush tells what is counted.
func (h *Summing) Flush() { h.sums.tell() }

// seen says whether a message is one of several; then it is counted.
func (s *sums) seen(message string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, seen := s.counts[message]
	if seen {
		s.counts[message] = n + 1
		return true
	}
	s.counts[message] = 0
	if s.timer == nil {
		s.timer = time.AfterFunc(every, s.tell)
	}
	return false
}

// tell what came in the last second, and forget what did not come.
func (s *sums) tell() {
	s.mu.Lock()
	lines := 0
	var kinds []any
	for message, n := range s.counts {
		if n == 0 {
			delete(s.counts, message)
			continue
		}
		lines += n
		kinds = append(kinds, slog.Int(message, n))
		s.counts[message] = 0
	}
	if s.timer != nil {
		s.timer.Stop()
		s.timer = nil
	}
	if len(s.counts) > 0 {
		s.timer = time.AfterFunc(every, s.tell)
	}
	s.mu.Unlock()
	if lines == 0 {
		return
	}
	r := slog.NewRecord(time.Now(), slog.LevelWarn, "more of what strangers cause", 0)
	r.AddAttrs(Stranger, slog.Int("lines", lines), slog.Group("of", kinds...))
	if ctx := context.Background(); s.to.Enabled(ctx, r.Level) {
		_ = s.to.Handle(ctx, r) // there is nobody to tell
	}
}
