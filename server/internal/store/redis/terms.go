package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// Indexed implements store.Store.
func (s *Store) Indexed(ctx context.Context) (int64, error) { return s.counter(ctx, "indexed") }

// Index implements store.Store.
func (s *Store) Index(ctx context.Context, after, upTo int64, docs []store.Terms) error {
	args := []any{strconv.FormatInt(after, 10), strconv.FormatInt(upTo, 10)}
	for _, d := range docs {
		args = append(args, string(d.Interaction), moment(d.At), store.JoinTerms(d.Terms))
	}
	_, err := s.change(ctx, indexScript, args...)
	return err
}

// chunk of an index that is read at once.
const chunk = 500

// stretch of a sorted set in the order of its members.
type stretch struct{ set, from, before string }

// Find implements store.Store. It goes through the word that the fewest have, and looks
// at what is known of each; it keeps no more than are wanted.
func (s *Store) Find(ctx context.Context, f store.TermFilter) ([]interaction.ID, error) {
	before := int64(0)
	if f.Before != "" {
		seq, err := read(ctx, s, func(ctx context.Context) (float64, error) {
			return s.client.ZScore(ctx, s.key("started"), string(f.Before)).Result()
		})
		if errors.Is(err, goredis.Nil) {
			return nil, store.ErrNotFound
		}
		if err != nil {
			return nil, err
		}
		before = int64(seq)
	}
	stretches, err := s.fewest(ctx, f)
	if err != nil {
		return nil, err
	}
	best := newest{most: orElse(f.Limit, 100), before: before}
	for _, one := range stretches {
		for {
			members, err := read(ctx, s, func(ctx context.Context) ([]string, error) {
				return s.client.ZRangeArgs(ctx, goredis.ZRangeArgs{Key: s.key(one.set), ByLex: true, Start: one.from, Stop: one.before, Count: chunk}).Result()
			})
			if err != nil {
				return nil, err
			}
			if err := s.sift(ctx, f, one, members, &best); err != nil {
				return nil, err
			}
			if len(members) < chunk {
				break
			}
			one.from = "(" + members[len(members)-1]
		}
	}
	return best.ids(), nil
}

// fewest are the stretches of the index in which everybody who is wanted stands.
func (s *Store) fewest(ctx context.Context, f store.TermFilter) ([]stretch, error) {
	if len(f.Words) == 0 {
		all := stretch{"docs", "[" + moment(f.From), "+"}
		if !f.To.IsZero() {
			all.before = "(" + moment(f.To)
		}
		return []stretch{all}, nil
	}
	var best []stretch
	least := int64(-1)
	for _, word := range f.Words {
		var these []stretch
		n := int64(0)
		for _, beginning := range word {
			one := stretch{"terms", "[" + beginning, "(" + beginning + "\xff"} // no text has this byte
			count, err := read(ctx, s, func(ctx context.Context) (int64, error) {
				return s.client.ZLexCount(ctx, s.key(one.set), one.from, one.before).Result()
			})
			if err != nil {
				return nil, err
			}
			these, n = append(these, one), n+count
		}
		if least < 0 || n < least {
			best, least = these, n
		}
	}
	return best, nil
}

// sift a chunk of the index.
func (s *Store) sift(ctx context.Context, f store.TermFilter, of stretch, members []string, best *newest) error {
	var hits []hit
	for _, m := range members {
		place := m[strings.LastIndexByte(m, '\n')+1:]
		if of.set == "docs" {
			place = m[len(moment(f.From)):]
		}
		h, err := placed(place)
		if err != nil {
			return err
		}
		if best.wants(h) {
			hits = append(hits, h)
		}
	}
	if len(hits) == 0 {
		return nil
	}
	known, err := read(ctx, s, func(ctx context.Context) ([]*goredis.SliceCmd, error) {
		pipe := s.client.Pipeline()
		got := make([]*goredis.SliceCmd, len(hits))
		for i, h := range hits {
			got[i] = pipe.HMGet(ctx, s.key("doc:"+string(h.id)), "at", "account", "terms")
		}
		_, err := pipe.Exec(ctx)
		return got, err
	})
	if err != nil {
		return err
	}
	from, to := moment(f.From), moment(f.To)
	for i, h := range hits {
		d, err := texts(known[i].Val())
		if err != nil {
			return err
		}
		if (f.Account == "" || d[1] == f.Account) && d[0] >= from && (f.To.IsZero() || d[0] < to) && store.JoinedHave(d[2], f.Words) {
			best.add(h)
		}
	}
	return nil
}

// hit in the index.
type hit struct {
	seq int64
	id  interaction.ID
}

// placed reads what stands behind a term: lua/index.lua.
func placed(place string) (hit, error) {
	const digits = 16
	if len(place) <= digits {
		return hit{}, fmt.Errorf("redis: %q is no place in the index", place)
	}
	seq, err := strconv.ParseInt(place[:digits], 10, 64)
	if err != nil {
		return hit{}, fmt.Errorf("redis: %q is no place in the index", place)
	}
	return hit{seq, interaction.ID(place[digits:])}, nil
}

// newest of all hits, and no more of them than are wanted.
type newest struct {
	most   int
	before int64
	hits   []hit // the newest first
}

func (n *newest) wants(h hit) bool {
	return (n.before == 0 || h.seq < n.before) && (len(n.hits) < n.most || h.seq > n.hits[len(n.hits)-1].seq)
}

func (n *newest) add(h hit) {
	at, there := slices.BinarySearchFunc(n.hits, h, func(a, b hit) int { return int(b.seq - a.seq) })
	if there || !n.wants(h) {
		return
	}
	n.hits = slices.Insert(n.hits, at, h)
	n.hits = n.hits[:min(len(n.hits), n.most)]
}

func (n *newest) ids() []interaction.ID {
	var ids []interaction.ID
	for _, h := range n.hits {
		ids = append(ids, h.id)
	}
	return ids
}
