package redis

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/store/mark"
)

// The mark is looked after once a second, and says how far the feed had come a while ago:
// a Redis that fails over may lose its last moment by design, and that keeps nobody from
// starting.
const (
	markEvery = time.Second
	tolerance = 10 * time.Second
)

// progress of the feed as this process has seen it.
type progress struct {
	mu   sync.Mutex
	mark mark.Mark   // as it is on disk; which Redis it is of
	seen []mark.Mark // not on disk yet, oldest first
}

// see how far the feed has come. It returns a mark that is to be written. What a Redis
// has lost since is taken out of what was not written; what was stays until a person has
// decided.
func (p *progress) see(head int64, now time.Time) (next mark.Mark, due bool) {
	for i := range p.seen {
		p.seen[i].Head = min(p.seen[i].Head, head)
	}
	next = p.mark
	next.Head, next.At = head, now
	p.seen = append(p.seen, next)
	ripe := 0
	for ripe < len(p.seen) && now.Sub(p.seen[ripe].At) >= tolerance {
		ripe++
	}
	if ripe == 0 {
		return next, false
	}
	next = p.seen[ripe-1]
	p.seen = p.seen[ripe-1:]
	return next, next.Head > p.mark.Head
}

// Watch how far the feed comes until ctx ends, and keep Options.Mark up to date.
func (s *Store) Watch(ctx context.Context, c clock.Clock, log *slog.Logger) {
	for clock.Sleep(ctx, c, markEvery) {
		if err := s.keepMark(ctx, c.Now()); err != nil && ctx.Err() == nil {
			log.Warn("how far Redis has come cannot be written to data_dir", "err", err)
		}
	}
}

// keepMark writes the mark if it is behind. A Redis that does not answer has not moved.
func (s *Store) keepMark(ctx context.Context, now time.Time) error {
	if s.o.Mark == "" {
		return nil
	}
	head, err := s.Head(ctx)
	if err != nil {
		return nil //nolint:nilerr // others tell of it
	}
	p := &s.progress
	p.mu.Lock()
	defer p.mu.Unlock()
	next, due := p.see(head, now)
	if !due {
		return nil
	}
	if err := next.Write(s.o.Mark); err != nil {
		return err
	}
	p.mark = next
	return nil
}

// place of a Redis, without what is secret.
func place(options *goredis.Options, prefix string) string {
	return options.Addr + "/" + strconv.Itoa(options.DB) + " " + prefix
}

// compare a Redis with a mark. It changes nothing. A mark of another Redis says nothing;
// here is the one of this one, by which a loss can be given up. One that is where the mark
// says, and does not know who it is, was emptied, or is from before it was asked.
func compare(ctx context.Context, client *goredis.Client, root string, m mark.Mark, place string) (here mark.Mark, err error) {
	values, err := client.MGet(ctx, root+":seq", root+":identity").Result()
	if err != nil {
		return here, err
	}
	here.Place = place
	here.Store, _ = values[1].(string)
	if digits, counted := values[0].(string); counted {
		if here.Head, err = strconv.ParseInt(digits, 10, 64); err != nil {
			return here, err
		}
	}
	other := here.Store != m.Store
	if here.Store == "" || m.Store == "" {
		other = place != m.Place
	}
	if !other && here.Head < m.Head {
		return here, &mark.Loss{Of: "Redis", Have: here.Head, Had: m.Head, At: m.At}
	}
	return here, nil
}

// checkMark refuses a Redis that has lost what the mark tells of, and gives one that has
// no name yet a name.
func (s *Store) checkMark(ctx context.Context, place string) error {
	if s.o.Mark == "" {
		return nil
	}
	m, err := mark.Read(s.o.Mark)
	if err != nil {
		return err
	}
	here, err := compare(ctx, s.client, s.root, m, place)
	if err != nil {
		return err
	}
	if here.Store == "" {
		if here.Store, err = name(s.o.Random); err != nil {
			return err
		}
		if err := s.client.SetNX(ctx, s.key("identity"), here.Store, 0).Err(); err != nil {
			return err
		}
		if here.Store, err = s.client.Get(ctx, s.key("identity")).Result(); err != nil {
			return err
		}
	}
	if m.Store != here.Store { // another one, or a new one: the file begins with it
		m = mark.Mark{Store: here.Store, Place: place}
	}
	m.Place = place
	s.progress.mark = m
	return nil
}

// Recover lets a Redis be opened that has lost what the mark tells of. It returns what is
// given up: nil if nothing is missing.
func Recover(ctx context.Context, url, file string) (given *mark.Loss, err error) {
	here, err := missing(ctx, url, file)
	given, behind := errors.AsType[*mark.Loss](err)
	if !behind {
		return nil, err
	}
	return given, here.Write(file)
}

// missing looks whether a Redis holds what the mark says, beside a server or without one.
func missing(ctx context.Context, url, file string) (here mark.Mark, err error) {
	m, err := mark.Read(file)
	if err != nil {
		return here, err
	}
	client, where, err := dial(url)
	if err != nil {
		return here, err
	}
	defer client.Close()
	return compare(ctx, client, root(Options{}.withDefaults().Prefix), m, where)
}
