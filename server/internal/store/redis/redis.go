// Package redis keeps everything in one Redis, for any number of server
// processes.
//
// What changes something is one script: Redis carries it out whole, between two
// other commands, and writes it to its append-only file as one transaction. All
// keys stand under one hash tag, so they are in one slot of a cluster.
//
// An answer may be lost on the way although the script took place. Every script
// can therefore be asked again without harm (a commit has a name of its own,
// which Redis remembers for a minute), and is, until the answer is heard or
// Options.Timeout has passed. Then the error says that the outcome is not known.
//
// A commit is durable when Redis has it on disk. With appendfsync always that is
// so before Redis answers. With everysec the store asks it to wait (WAITAOF,
// Redis 7.2). What Redis would forget all the same is logged at Open: see
// TestWarnings.
//
// The newest part of the feed is kept in memory as this process has read it, for all
// who follow it here; before it is used Redis is asked for what has come since, and
// whether it still knows the newest event of it.
//
// A context that ends before its operation has been sent gives its error, and
// nothing has happened. After that only its deadline counts, so that a caller who
// hangs up does not make the outcome uncertain.
package redis

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/tail"
)

// ErrClosed is the answer of a store that has been closed.
var ErrClosed = errors.New("redis: the store is closed")

// Options of a store. The zero value is right for production.
type Options struct {
	Prefix      string        // of all keys, without braces: one Redis can serve several installations; "": deskside
	Connections int           // changes on their way at once, each on a connection; 0: 64
	Queue       int           // changes that may wait for a connection before ErrBusy; 0: 4096
	Timeout     time.Duration // until an operation is answered one way or the other; 0: 2 s
	Poll        time.Duration // how often to look whether a message was missed; 0: 1 s
	Random      io.Reader     // for secrets and the names of commits; nil: the system's
	FeedBytes   int           // of the newest part of the feed, which is kept in memory; 0: 4 MB
	Log         *slog.Logger  // nil: slog.Default
	Mark        string        // file that says how far the feed had come; "": there is none, and nothing is missed
}

func (o Options) withDefaults() Options {
	if o.Prefix == "" {
		o.Prefix = "deskside"
	}
	if o.Connections == 0 {
		o.Connections = 64
	}
	if o.Queue == 0 {
		o.Queue = 4096
	}
	if o.Timeout == 0 {
		o.Timeout = 2 * time.Second
	}
	if o.Poll == 0 {
		o.Poll = time.Second
	}
	if o.FeedBytes == 0 {
		o.FeedBytes = 4 << 20
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// Store implements store.Store.
type Store struct {
	o      Options
	client *goredis.Client
	root   string // in front of every key
	self   string // who is speaking on the channel
	gate   *gate
	waits  atomic.Bool // commits ask Redis to wait for its disk

	changed  signal
	tail     feedTail
	progress progress
	stop     context.CancelFunc
	running  sync.WaitGroup
}

var _ store.Store = (*Store)(nil)

// silence go-redis: it writes addresses to standard error; its errors reach us anyway.
var silence = sync.OnceFunc(logging.Disable)

// Open the store at url (redis://, rediss:// or unix://). It must be closed. A
// Redis that cannot be reached, or is older than 7.0, is an error. One that has lost more
// than a moment of what Options.Mark tells of gives a *mark.Loss.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	silence()
	o = o.withDefaults()
	options, err := goredis.ParseURL(url)
	if err != nil {
		return nil, errors.New("redis: the url cannot be read") // its text may hold a password
	}
	tune(options, o)
	self, err := name(o.Random)
	if err != nil {
		return nil, err
	}
	s := &Store{
		o: o, client: goredis.NewClient(options), root: root(o.Prefix), self: self,
		gate: newGate(o.Connections, o.Queue), tail: feedTail{feed: tail.New(o.FeedBytes)},
	}
	s.changed.ch = make(chan struct{})
	begin, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	_, err = persist(begin, func() (struct{}, error) { return struct{}{}, s.claimSchema(begin) })
	if err == nil {
		err = s.inspect(begin)
	}
	if err == nil {
		err = s.checkMark(begin, place(options, o.Prefix))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open redis: %w", err), s.client.Close())
	}
	following, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.running.Go(func() { s.follow(following) })
	return s, nil
}

// tune what the store decides for itself: it asks again on its own terms.
func tune(c *goredis.Options, o Options) {
	c.MaxRetries = -1
	c.DialerRetries = 1
	c.ContextTimeoutEnabled = true
	c.DialTimeout, c.ReadTimeout, c.WriteTimeout, c.PoolTimeout = o.Timeout, o.Timeout, o.Timeout, o.Timeout
	c.PoolSize = o.Connections + o.Connections/2 // the rest is for reading
	c.MaxActiveConns = c.PoolSize + 2            // and for following
	c.DisableIdentity = true
	c.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// schema is the layout of the keys that this program knows (lua/shared.lua).
const schema = 1

// claimSchema refuses what a newer version has written.
func (s *Store) claimSchema(ctx context.Context) error {
	key := s.key("schema")
	if err := s.client.SetNX(ctx, key, schema, 0).Err(); err != nil {
		return err
	}
	have, err := s.client.Get(ctx, key).Int()
	if err == nil && have > schema {
		err = fmt.Errorf("Redis has schema %d, this program knows only up to %d: it was written by a newer version. "+
			"Run that version again: what it has written here cannot be put back", have, schema)
	}
	return err
}

// root of all keys: a hash tag.
func root(prefix string) string { return "{" + prefix + "}" }

func (s *Store) key(name string) string { return s.root + ":" + name }

// Close waits for what is on its way, refuses the rest with ErrClosed, and lets
// go of all connections.
func (s *Store) Close() error {
	if !s.gate.close() {
		return nil
	}
	s.stop()
	s.running.Wait()
	return s.client.Close()
}
