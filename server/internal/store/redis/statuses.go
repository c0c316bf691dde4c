package redis

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// statusEntry of an agent's list.
type statusEntry struct {
	At     time.Time              `json:"at"`
	Reason interaction.MissReason `json:"why,omitempty"`
	Text   string                 `json:"text,omitempty"`
}

// AddStatuses implements store.Store. They have a name of their own, so that they can
// be asked for again like a commit.
func (s *Store) AddStatuses(ctx context.Context, account string, changes []store.StatusChange) error {
	id, err := name(s.o.Random)
	if err != nil {
		return err
	}
	args := []any{id, int(remembered.Seconds()), account}
	for _, c := range changes {
		text, err := json.Marshal(statusEntry{c.At, c.Reason, c.Text})
		if err != nil {
			return err
		}
		args = append(args, c.Agent, text)
	}
	_, err = s.change(ctx, statusesScript, args...)
	return err
}

// statusesAtATime are read from the end of an agent's list, which is long, until the
// moment is reached that was asked for.
const statusesAtATime = 100

// Statuses implements store.Store. Servers append what they see as they see it, so what
// is not in the order of time is so by the difference of their clocks.
func (s *Store) Statuses(ctx context.Context, account, agent string, from, to time.Time) (interaction.History, error) {
	key := s.key("statuses:" + account + ":" + agent)
	return read(ctx, s, func(ctx context.Context) (interaction.History, error) {
		length, err := s.client.LLen(ctx, key).Result()
		if err != nil {
			return nil, err
		}
		var history interaction.History
		for end := length; end > 0 && (len(history) == 0 || history[0].At.After(from)); {
			first := max(end-statusesAtATime, 0)
			texts, err := s.client.LRange(ctx, key, first, end-1).Result()
			if err != nil {
				return nil, err
			}
			page := make(interaction.History, len(texts))
			for i, text := range texts {
				var e statusEntry
				if err := json.Unmarshal([]byte(text), &e); err != nil {
					return nil, fmt.Errorf("redis: a change of an agent's status: %w", err)
				}
				page[i] = interaction.StatusChange{At: e.At, Reason: e.Reason, Text: e.Text}
			}
			history, end = append(page, history...), first
		}
		slices.SortStableFunc(history, func(a, b interaction.StatusChange) int { return a.At.Compare(b.At) })
		return within(history, from, to), nil
	})
}

const agentsAtATime = 20

// ForgetStatuses implements store.Store. Agents are found whose status has changed since
// there is a list of them.
func (s *Store) ForgetStatuses(ctx context.Context, account, after string, before time.Time) (last string, err error) {
	agents, err := read(ctx, s, func(ctx context.Context) ([]string, error) {
		from := "-"
		if after != "" {
			from = "(" + after
		}
		return s.client.ZRangeArgs(ctx, goredis.ZRangeArgs{Key: s.key("agents:" + account), Start: from, Stop: "+", ByLex: true, Count: agentsAtATime}).Result()
	})
	if err != nil {
		return "", err
	}
	for _, agent := range agents {
		if err := s.forgetStatuses(ctx, account, agent, before); err != nil {
			return "", err
		}
	}
	if len(agents) < agentsAtATime {
		return "", nil
	}
	return agents[len(agents)-1], nil
}

// forgetStatuses of one agent. Somebody else may do so at the same moment: the list is
// shortened if its last entry that is to go stands where it stood.
func (s *Store) forgetStatuses(ctx context.Context, account, agent string, before time.Time) error {
	texts, err := read(ctx, s, func(ctx context.Context) ([]string, error) {
		return s.client.LRange(ctx, s.key("statuses:"+account+":"+agent), 0, statusesAtATime).Result()
	})
	if err != nil {
		return err
	}
	times := make([]time.Time, len(texts))
	for i, text := range texts {
		var e statusEntry
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return fmt.Errorf("redis: a change of an agent's status: %w", err)
		}
		times[i] = e.At
	}
	over := 0
	for i := 1; i < len(times); i++ {
		// Of changes at one moment, or out of their order, all stay.
		if latest := slices.MaxFunc(times[:i], time.Time.Compare); times[i].After(latest) && !times[i].After(before) {
			over = i
		}
	}
	if over == 0 {
		return nil
	}
	_, err = s.change(ctx, forgetScript, account, agent, over, texts[over-1])
	return err
}

// within two moments, and what held at the first.
func within(h interaction.History, from, to time.Time) interaction.History {
	for len(h) > 1 && !h[1].At.After(from) {
		h = h[1:]
	}
	for len(h) > 0 && !to.IsZero() && h[len(h)-1].At.After(to) {
		h = h[:len(h)-1]
	}
	if len(h) == 0 {
		return nil
	}
	return h
}
