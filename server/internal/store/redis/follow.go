package redis

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// Changed implements store.Store.
func (s *Store) Changed() <-chan struct{} { return s.changed.next() }

// follow what other processes change, until ctx ends. After trouble everybody is
// woken: nobody knows what was missed.
func (s *Store) follow(ctx context.Context) {
	for first := true; ; first = false {
		sub := s.client.Subscribe(ctx, s.key("changed"))
		err := s.listen(ctx, sub, !first)
		_ = sub.Close() // it is given up, whatever it says
		if ctx.Err() != nil {
			return
		}
		s.o.Log.Debug("redis: following begins anew", "err", err)
		s.changed.fire()
		timer := time.NewTimer(longestPause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

var errDeaf = errors.New("redis: something has changed and no message came")

// listen until the connection is of no use any more.
func (s *Store) listen(ctx context.Context, sub *goredis.PubSub, again bool) error {
	stop := context.AfterFunc(ctx, func() { _ = sub.Close() }) // Receive does not look at ctx while it waits
	defer stop()
	var heard, pulse int64
	for {
		message, err := sub.ReceiveTimeout(ctx, s.o.Poll)
		switch m := message.(type) {
		case *goredis.Subscription:
			// From here on nothing is missed; what came before is looked for.
			if again {
				if err := s.inspect(ctx); err != nil {
					return err
				}
			}
			if pulse, err = s.counter(ctx, "pulse"); err != nil {
				return err
			}
			s.changed.fire()
			continue
		case *goredis.Message:
			heard++
			if m.Payload != s.self {
				s.changed.fire()
			}
			continue
		}
		if timeout, ok := errors.AsType[net.Error](err); !ok || !timeout.Timeout() {
			return err
		}
		// Silence. If there was something to say, this connection does not hear it.
		now, err := s.counter(ctx, "pulse")
		if err != nil {
			return err
		}
		if now != pulse && heard == 0 {
			return errDeaf
		}
		pulse, heard = now, 0
	}
}

// signal wakes everybody who has taken its channel.
type signal struct {
	mu sync.Mutex
	ch chan struct{}
}

func (s *signal) next() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ch
}

func (s *signal) fire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.ch)
	s.ch = make(chan struct{})
}
