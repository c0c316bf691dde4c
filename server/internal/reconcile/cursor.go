package reconcile

import (
	"context"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/store"
)

// page is how many entries of the feed, or interactions of a list, are read at once.
const page = 1000

// Feed is the part of a store that a Cursor reads.
type Feed interface {
	Feed(ctx context.Context, after int64, limit int) ([]store.FeedEntry, error)
	Head(ctx context.Context) (int64, error)
}

// Cursor is a place in the feed. Its zero value is not yet anywhere: Start it first.
type Cursor struct {
	Feed  Feed
	After int64 // everything up to here has been read
}

// Start at the end of the feed. Who reads a list after it misses nothing: what happens
// meanwhile comes by the feed.
func (c *Cursor) Start(ctx context.Context) error {
	head, err := c.Feed.Head(ctx)
	if err == nil {
		c.After = head
	}
	return err
}

// Next page of the feed; more: there may be another one at once. The cursor moves on
// with the next call, so that a page that could not be dealt with is read again unless
// Done was called.
func (c *Cursor) Next(ctx context.Context) (entries []store.FeedEntry, more bool, err error) {
	entries, err = c.Feed.Feed(ctx, c.After, page)
	return entries, len(entries) == page, err
}

// Done with what Next gave.
func (c *Cursor) Done(entries []store.FeedEntry) {
	if len(entries) > 0 {
		c.After = entries[len(entries)-1].Seq
	}
}

// Lister is the part of a store that gives lists.
type Lister interface {
	List(ctx context.Context, f store.Filter) ([]interaction.ID, error)
}

// Each calls f with every interaction of a list, a page at a time.
func Each(ctx context.Context, l Lister, filter store.Filter, f func(ids []interaction.ID) error) error {
	filter.Limit = page
	for {
		ids, err := l.List(ctx, filter)
		if err != nil || len(ids) == 0 {
			return err
		}
		if err := f(ids); err != nil || len(ids) < page {
			return err
		}
		filter.Before = ids[len(ids)-1]
	}
}
