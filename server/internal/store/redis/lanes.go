package redis

import (
	"context"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/server/internal/store"
)

// many due lanes are not sorted any more but searched for in order: Redis does
// nothing else meanwhile, and sorting so many takes it about a millisecond.
const many = 1000

// Lanes implements store.Store.
func (s *Store) Lanes(ctx context.Context, now time.Time, limit int) ([]store.Lane, error) {
	rows, err := s.ask(ctx, lanesScript, moment(now.Add(1)), orElse(limit, 100), many)
	if err != nil {
		return nil, err
	}
	var lanes []store.Lane
	for _, r := range rows {
		f, err := texts(r)
		if err != nil {
			return nil, err
		}
		lanes = append(lanes, store.Lane{Name: f[0], Account: f[1]})
	}
	return lanes, nil
}

// NextDue implements store.Store.
func (s *Store) NextDue(ctx context.Context, now time.Time) (time.Time, error) {
	soon := moment(now.Add(1))
	first, err := read(ctx, s, func(ctx context.Context) ([]string, error) {
		return s.client.ZRangeArgs(ctx, goredis.ZRangeArgs{Key: s.key("due"), ByLex: true, Start: "[" + soon, Stop: "+", Count: 1}).Result()
	})
	if err != nil || len(first) == 0 {
		return time.Time{}, err
	}
	return instant(first[0][:len(soon)])
}
