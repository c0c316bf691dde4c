package redis

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// errNotOnDisk: Redis has it and would lose it in a power cut.
var errNotOnDisk = errors.New("Redis has not written it to its disk in time")

// change calls a script that changes something, asking again until its answer is
// heard. Refusals come as the port's errors.
func (s *Store) change(ctx context.Context, sc script, args ...any) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	limit := time.Now().Add(s.o.Timeout)
	leave, err := s.gate.enter(ctx, s.o.Timeout)
	if err != nil {
		return nil, err
	}
	defer leave()
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(limit) {
		limit = deadline
	}
	sent, cancel := context.WithDeadline(context.WithoutCancel(ctx), limit)
	defer cancel()
	reply, err := persist(sent, func() (any, error) { return s.call(sent, sc, s.waits.Load(), args) })
	if err != nil {
		return nil, fmt.Errorf("%w: redis: it is not known whether the change took place: %w", store.ErrUnavailable, err)
	}
	return outcome(reply)
}

// ask calls a script that only reads.
func (s *Store) ask(ctx context.Context, sc script, args ...any) ([]any, error) {
	return read(ctx, s, func(ctx context.Context) ([]any, error) {
		reply, err := s.call(ctx, sc, false, args)
		if err != nil {
			return nil, err
		}
		rows, ok := reply.([]any)
		if !ok {
			return nil, fmt.Errorf("a script answered %T", reply)
		}
		return rows, nil
	})
}

// read asks again for as long as there is time.
func read[T any](ctx context.Context, s *Store, get func(context.Context) (T, error)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	leave, err := s.gate.visit()
	if err != nil {
		return none, err
	}
	defer leave()
	limited, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	v, err := persist(limited, func() (T, error) { return get(limited) })
	switch {
	case err == nil, errors.Is(err, goredis.Nil):
		return v, err
	case ctx.Err() != nil:
		return none, ctx.Err()
	}
	return none, fmt.Errorf("%w: redis: %w", store.ErrUnavailable, err)
}

// Pauses between two attempts: a Redis that starts again needs about a second.
const (
	firstPause   = 10 * time.Millisecond
	longestPause = 250 * time.Millisecond
)

// persist repeats what may go better the next time, until ctx ends.
func persist[T any](ctx context.Context, attempt func() (T, error)) (T, error) {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		v, err := attempt()
		if err == nil || !passing(err) {
			return v, err
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return v, err
		case <-timer.C:
		}
	}
}

// passing: the answer was lost on the way, or Redis is busy becoming well. What
// it refuses for good (no memory, no disk, no permission) does not pass.
func passing(err error) bool {
	if said, ok := errors.AsType[goredis.Error](err); ok {
		if errors.Is(said, goredis.Nil) {
			return false
		}
		for _, word := range []string{"LOADING ", "BUSY ", "READONLY ", "MASTERDOWN ", "CLUSTERDOWN ", "TRYAGAIN ", "ERR max number of clients"} {
			if strings.HasPrefix(said.Error(), word) {
				return true
			}
		}
		return false
	}
	return !errors.Is(err, context.Canceled) && !errors.Is(err, goredis.ErrClosed)
}

// call a script, by its name if Redis knows it already.
func (s *Store) call(ctx context.Context, sc script, wait bool, args []any) (any, error) {
	reply, err := s.send(ctx, wait, "EVALSHA", sc.hash, args)
	if err != nil && goredis.HasErrorPrefix(err, "NOSCRIPT") {
		reply, err = s.send(ctx, wait, "EVAL", sc.text, args)
	}
	return reply, err
}

func (s *Store) send(ctx context.Context, wait bool, command, text string, args []any) (any, error) {
	line := append([]any{command, text, 1, s.root}, args...)
	if !wait {
		return s.client.Do(ctx, line...).Result()
	}
	// One pipeline is one connection, and WAITAOF waits for its own connection's
	// last change. It has to end before the connection is given up.
	left := s.o.Timeout
	if deadline, ok := ctx.Deadline(); ok {
		left = time.Until(deadline)
	}
	pipe := s.client.Pipeline()
	changed := pipe.Do(ctx, line...)
	synced := pipe.Do(ctx, "WAITAOF", 1, 0, max(left.Milliseconds()*9/10, 1))
	if _, err := pipe.Exec(ctx); changed.Err() != nil || synced.Err() != nil {
		return nil, err // the first one's
	}
	disks, err := synced.Int64Slice()
	if err != nil {
		return nil, err
	}
	if len(disks) == 0 || disks[0] < 1 {
		return nil, errNotOnDisk
	}
	return changed.Result()
}

// outcome of a script: a word, and what belongs to it.
func outcome(reply any) ([]string, error) {
	fields, err := texts(reply)
	if err != nil {
		return nil, err
	}
	switch {
	case len(fields) > 0 && fields[0] == "ok":
		return fields[1:], nil
	case len(fields) == 1 && fields[0] == "fenced":
		return nil, store.ErrFenced
	case len(fields) == 1 && fields[0] == "missing":
		return nil, store.ErrNotFound
	case len(fields) == 1 && fields[0] == "conflict":
		return nil, store.ErrConflict
	case len(fields) == 3 && fields[0] == "taken":
		return nil, &store.DuplicateError{Ref: fields[1], Interaction: interaction.ID(fields[2])}
	}
	return nil, fmt.Errorf("redis: a script answered %q", fields)
}

// texts are the fields of one row.
func texts(row any) ([]string, error) {
	values, ok := row.([]any)
	if !ok {
		return nil, fmt.Errorf("redis: a script answered %T", row)
	}
	fields := make([]string, len(values))
	for i, v := range values {
		if fields[i], ok = v.(string); !ok {
			return nil, fmt.Errorf("redis: field %d of a script's answer is %T", i, v)
		}
	}
	return fields, nil
}

// name that nobody else has.
func name(random io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	return hex.EncodeToString(b[:]), nil
}
