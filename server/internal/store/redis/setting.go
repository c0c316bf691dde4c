package redis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// Secret implements store.Store.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	fresh := make([]byte, 32)
	if _, err := io.ReadFull(s.o.Random, fresh); err != nil {
		return nil, err
	}
	answer, err := s.change(ctx, secretScript, name, fresh)
	if err != nil {
		return nil, err
	}
	return []byte(answer[0]), nil
}

// Once implements store.Store. A call has a name of its own, so that the first
// one is still first when it asks again because its answer was lost.
func (s *Store) Once(ctx context.Context, key string, now, until time.Time) (bool, error) {
	call, err := name(s.o.Random)
	if err != nil {
		return false, err
	}
	answer, err := s.change(ctx, onceScript, key, call, moment(now), moment(until))
	if err != nil {
		return false, err
	}
	return answer[0] == call, nil
}

// Setting implements store.Store.
func (s *Store) Setting(ctx context.Context, name string) ([]byte, int64, error) {
	fields, err := read(ctx, s, func(ctx context.Context) ([]any, error) {
		return s.client.HMGet(ctx, s.key("setting:"+name), "value", "version").Result()
	})
	if err != nil && !errors.Is(err, goredis.Nil) {
		return nil, 0, err
	}
	if len(fields) != 2 || fields[1] == nil {
		return nil, 0, nil
	}
	both, err := texts(fields)
	if err != nil {
		return nil, 0, err
	}
	version, err := strconv.ParseInt(both[1], 10, 64)
	if err != nil {
		return nil, 0, fmt.Errorf("redis: %q is no version", both[1])
	}
	return []byte(both[0]), version, nil
}

// PutSetting implements store.Store.
func (s *Store) PutSetting(ctx context.Context, setting string, value []byte, expect int64) error {
	call, err := name(s.o.Random)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, settingScript, s.self, call, setting, value, expect, int(remembered.Seconds()))
	if err == nil {
		s.changed.fire()
	}
	return err
}
