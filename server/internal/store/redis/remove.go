package redis

import (
	"context"
	"errors"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Remove implements store.Store.
func (s *Store) Remove(ctx context.Context, id interaction.ID, version int) error {
	if err := s.refsOfAll(ctx); err != nil {
		return err
	}
	_, err := s.change(ctx, removeScript, string(id), version)
	return err
}

// refsOfAll interactions are known to them: an older version has noted only where a
// reference leads. Done once, in small pages; several servers at once do no harm.
func (s *Store) refsOfAll(ctx context.Context) error {
	_, err := read(ctx, s, func(ctx context.Context) (string, error) { return s.client.Get(ctx, s.key("refsof")).Result() })
	if !errors.Is(err, goredis.Nil) {
		return err
	}
	for cursor := uint64(0); ; {
		type scanned struct {
			pairs []string
			next  uint64
		}
		page, err := read(ctx, s, func(ctx context.Context) (p scanned, err error) {
			p.pairs, p.next, err = s.client.HScan(ctx, s.key("refs"), cursor, "", 500).Result()
			return p, err
		})
		if err != nil {
			return err
		}
		_, err = read(ctx, s, func(ctx context.Context) (none struct{}, err error) {
			pipe := s.client.Pipeline()
			for i := 0; i+1 < len(page.pairs); i += 2 {
				pipe.SAdd(ctx, s.key("refsof:"+page.pairs[i+1]), page.pairs[i])
			}
			_, err = pipe.Exec(ctx)
			return none, err
		})
		if err != nil {
			return err
		}
		if cursor = page.next; cursor == 0 {
			break
		}
	}
	_, err = read(ctx, s, func(ctx context.Context) (string, error) { return s.client.Set(ctx, s.key("refsof"), 1, 0).Result() })
	return err
}
