package redis_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store/redis"
	"github.com/deskside/deskside/server/internal/store/redis/redistest"
)

// What is removed leaves no key and no member behind, however much it was, and also if an
// older version, which did not note where references belong, has written it.
func TestRemovedLeavesNothing(t *testing.T) {
	server := redistest.Start(t)
	admin := client(t, server)
	s := open(t, server.URL, redis.Options{})
	sizes := func() (out []string) {
		keys, err := admin.Keys(t.Context(), "*").Result()
		must(t, err)
		slices.Sort(keys)
		for _, key := range keys {
			kind, err := admin.Type(t.Context(), key).Result()
			must(t, err)
			n := int64(0)
			switch kind {
			case "zset":
				n, err = admin.ZCard(t.Context(), key).Result()
			case "hash":
				n, err = admin.HLen(t.Context(), key).Result()
			case "set":
				n, err = admin.SCard(t.Context(), key).Result()
			case "string":
				continue // commits that Redis remembers for a minute, and counters
			}
			must(t, err)
			out = append(out, fmt.Sprint(key, " ", n))
		}
		return out
	}
	must(t, s.Commit(t.Context(), step("stays", 1)))
	before := sizes()
	const many = 200
	for i := range many {
		id := interaction.ID(fmt.Sprint("old", i))
		first := step(id, 1)
		first.Refs = []string{fmt.Sprint("call:", i)}
		must(t, s.Commit(t.Context(), first))
		over := step(id, 2)
		over.Active, over.Writes = false, nil
		over.Events[0].Data = interaction.WriteLanded{Key: id.Key("note-1", 1), Receipt: "r", Ticket: "1", At: t0}
		must(t, s.Commit(t.Context(), over))
		if i%2 == 0 {
			must(t, admin.Del(t.Context(), "{deskside}:refsof:"+string(id)).Err())
		}
	}
	head, err := s.Head(t.Context())
	must(t, err)
	must(t, s.Index(t.Context(), 0, head, nil))
	for i := range many {
		must(t, s.Remove(t.Context(), interaction.ID(fmt.Sprint("old", i)), 2))
	}
	after := sizes()
	if !slices.Equal(before, after) {
		t.Errorf("before %v\nafter  %v", before, after)
	}
	if n, err := admin.XLen(t.Context(), "{deskside}:feed").Result(); err != nil || n > many { // whole nodes of a hundred are trimmed
		t.Errorf("the feed has %d entries, %v", n, err)
	}
}
