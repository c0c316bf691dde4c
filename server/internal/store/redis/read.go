package redis

import (
	"context"
	"errors"
	"strconv"
	"strings"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// Load implements store.Store.
func (s *Store) Load(ctx context.Context, id interaction.ID) ([]interaction.Event, error) {
	return s.Since(ctx, id, interaction.Event{})
}

// Since implements store.Store. The event that is known already is read once more: a
// Redis that has lost the end of the log has been told others since.
func (s *Store) Since(ctx context.Context, id interaction.ID, last interaction.Event) ([]interaction.Event, error) {
	list, err := read(ctx, s, func(ctx context.Context) ([]string, error) {
		return s.client.LRange(ctx, s.key("events:"+string(id)), int64(max(last.N-1, 0)), -1).Result()
	})
	switch {
	case err != nil:
		return nil, err
	case last.N == 0 && len(list) == 0:
		return nil, store.ErrNotFound
	case last.N > 0 && (len(list) == 0 || !strings.HasPrefix(list[0], heading(last))):
		return nil, store.ErrConflict
	case last.N > 0:
		list = list[1:]
	}
	events := make([]interaction.Event, len(list))
	for i, text := range list {
		if events[i], err = decode(last.N+i+1, text); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// ByRef implements store.Store.
func (s *Store) ByRef(ctx context.Context, ref string) (interaction.ID, error) {
	id, err := read(ctx, s, func(ctx context.Context) (string, error) {
		return s.client.HGet(ctx, s.key("refs"), ref).Result()
	})
	if errors.Is(err, goredis.Nil) {
		err = store.ErrNotFound
	}
	return interaction.ID(id), err
}

// List implements store.Store.
func (s *Store) List(ctx context.Context, f store.Filter) ([]interaction.ID, error) {
	below, err := s.place(ctx, f.Before, "+inf")
	if err != nil {
		return nil, err
	}
	above, err := s.place(ctx, f.After, "-inf")
	if err != nil {
		return nil, err
	}
	set := "started"
	if f.Active {
		set = "active"
	}
	if f.Account != "" {
		set += ":" + f.Account
	}
	page := goredis.ZRangeArgs{Key: s.key(set), ByScore: true, Rev: true, Start: below, Stop: above, Count: int64(orElse(f.Limit, 100))}
	if f.Oldest {
		page.Rev, page.Start, page.Stop = false, above, below
	}
	names, err := read(ctx, s, func(ctx context.Context) ([]string, error) { return s.client.ZRangeArgs(ctx, page).Result() })
	var ids []interaction.ID
	for _, id := range names {
		ids = append(ids, interaction.ID(id))
	}
	return ids, err
}

// place of an interaction among all, itself excluded; otherwise if there is no id.
func (s *Store) place(ctx context.Context, id interaction.ID, otherwise string) (string, error) {
	if id == "" {
		return otherwise, nil
	}
	seq, err := read(ctx, s, func(ctx context.Context) (float64, error) {
		return s.client.ZScore(ctx, s.key("started"), string(id)).Result()
	})
	if errors.Is(err, goredis.Nil) {
		err = store.ErrNotFound
	}
	return "(" + strconv.FormatFloat(seq, 'f', 0, 64), err
}

// Head implements store.Store.
func (s *Store) Head(ctx context.Context) (int64, error) { return s.counter(ctx, "seq") }

// counter is 0 until something has been counted.
func (s *Store) counter(ctx context.Context, name string) (int64, error) {
	n, err := read(ctx, s, func(ctx context.Context) (int64, error) { return s.client.Get(ctx, s.key(name)).Int64() })
	if errors.Is(err, goredis.Nil) {
		err = nil
	}
	return n, err
}

// states are all there are.
var states = []store.WriteState{store.Waiting, store.Sending, store.Held, store.Landed, store.Dropped}

// Writes implements store.Store.
func (s *Store) Writes(ctx context.Context, f store.WriteFilter) ([]store.Write, error) {
	newest := "0"
	if f.Newest {
		newest = "1"
	}
	below := "+inf"
	if f.Before > 0 {
		below = "(" + strconv.FormatInt(f.Before, 10)
	}
	args := []any{orElse(f.Limit, 1000), newest, below, string(f.Interaction), f.Account, f.Lane}
	wanted := f.States
	if len(wanted) == 0 {
		wanted = states
	}
	for _, state := range wanted {
		args = append(args, string(state))
	}
	rows, err := s.ask(ctx, writesScript, args...)
	if err != nil {
		return nil, err
	}
	var writes []store.Write
	for _, r := range rows {
		w, err := write(r)
		if err != nil {
			return nil, err
		}
		writes = append(writes, w)
	}
	return writes, nil
}

// write from the fields in the order of lua/writes.lua.
func write(row any) (store.Write, error) {
	f, err := texts(row)
	if err != nil {
		return store.Write{}, err
	}
	w := store.Write{
		Interaction: interaction.ID(f[1]), Account: f[2], Lane: f[3], Type: interaction.ItemType(f[4]), Author: f[5],
		State: store.WriteState(f[6]), Batch: f[7], Key: f[12],
	}
	var errs [5]error
	w.Seq, errs[0] = strconv.ParseInt(f[0], 10, 64)
	w.SentAt, errs[1] = instant(f[8])
	w.Attempts, errs[2] = strconv.Atoi(f[9])
	w.NextAt, errs[3] = instant(f[10])
	w.CreatedAt, errs[4] = instant(f[11])
	return w, errors.Join(errs[:]...)
}

// Counts implements store.Store.
func (s *Store) Counts(ctx context.Context, account string) (map[store.WriteState]int, error) {
	return read(ctx, s, func(ctx context.Context) (map[store.WriteState]int, error) {
		// In one transaction: a row that changes its state is not counted twice.
		pipe := s.client.TxPipeline()
		var sizes []*goredis.IntCmd
		for _, state := range states {
			sizes = append(sizes, pipe.ZCard(ctx, s.key("rows:"+account+":"+string(state))))
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return nil, err
		}
		counts := map[store.WriteState]int{}
		for i, state := range states {
			if n := sizes[i].Val(); n > 0 {
				counts[state] = int(n)
			}
		}
		return counts, nil
	})
}

func orElse(n, otherwise int) int {
	if n <= 0 {
		return otherwise
	}
	return n
}
