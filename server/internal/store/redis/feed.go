package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
	"github.com/deskside/deskside/server/internal/store/tail"
)

// feedTail is the newest part of the feed as this process has read it. Several
// follow the feed here; what one of them has fetched and decoded serves the others.
type feedTail struct {
	mu   sync.Mutex // held while Redis is asked for what is new: who waits finds it here
	feed tail.Feed
	last string // text of the newest event
}

// Feed implements store.Store.
func (s *Store) Feed(ctx context.Context, after int64, limit int) ([]store.FeedEntry, error) {
	limit = orElse(limit, 1000)
	if entries, here, err := s.recent(ctx, after, limit); here || err != nil {
		return entries, err
	}
	page, err := s.page(ctx, after, limit)
	if err != nil {
		return nil, err
	}
	entries, sizes, err := decoded(page)
	if err != nil || len(page) == 0 {
		return nil, err
	}
	s.tail.mu.Lock()
	defer s.tail.mu.Unlock()
	if last := page[len(page)-1]; last.seq > s.tail.feed.Head() {
		s.tail.feed.Append(entries, sizes)
		s.tail.last = last.text
	}
	return entries, nil
}

// recent page of the feed, if it is here, after a look at what is new.
func (s *Store) recent(ctx context.Context, after int64, limit int) (entries []store.FeedEntry, here bool, err error) {
	t := &s.tail
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, here := t.feed.Since(after, limit); !here {
		return nil, false, nil
	}
	// The newest event that is known is asked for once more: a Redis that has lost the
	// end of the feed has been told others since.
	page, err := s.page(ctx, t.feed.Head()-1, limit+1)
	if err != nil {
		return nil, false, err
	}
	if len(page) == 0 || page[0].seq != t.feed.Head() || page[0].text != t.last {
		t.feed.Forget()
		return nil, false, nil
	}
	if page = page[1:]; len(page) > 0 {
		news, sizes, err := decoded(page)
		if err != nil {
			return nil, false, err
		}
		t.feed.Append(news, sizes)
		t.last = page[len(page)-1].text
	}
	entries, here = t.feed.Since(after, limit)
	return entries, here, nil
}

// entry of the feed as Redis has it.
type entry struct {
	seq                        int64
	n                          int
	interaction, account, text string
}

// page of the feed, from Redis.
func (s *Store) page(ctx context.Context, after int64, limit int) ([]entry, error) {
	rows, err := s.ask(ctx, feedScript, after, limit)
	if err != nil {
		return nil, err
	}
	page := make([]entry, len(rows))
	for i, r := range rows {
		f, err := texts(r)
		if err != nil {
			return nil, err
		}
		seq, err := strconv.ParseInt(f[0], 10, 64)
		n, wrong := strconv.Atoi(f[3])
		if err := errors.Join(err, wrong); err != nil {
			return nil, fmt.Errorf("redis: an entry of the feed: %w", err)
		}
		page[i] = entry{seq: seq, n: n, interaction: f[1], account: f[2], text: f[4]}
	}
	return page, nil
}

// perEvent is what an event takes in memory besides its text, about.
const perEvent = 256

// decoded entries, with what each takes in memory.
func decoded(page []entry) ([]store.FeedEntry, []int, error) {
	entries, sizes := make([]store.FeedEntry, len(page)), make([]int, len(page))
	for i, e := range page {
		event, err := decode(e.n, e.text)
		if err != nil {
			return nil, nil, err
		}
		entries[i] = store.FeedEntry{Seq: e.seq, Interaction: interaction.ID(e.interaction), Account: e.account, Event: event}
		sizes[i] = perEvent + len(e.text)
	}
	return entries, sizes, nil
}
