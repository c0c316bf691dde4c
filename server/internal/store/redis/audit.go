package redis

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/deskside/deskside/server/internal/store"
)

// Audit implements store.Store. An entry has a name of its own, so that it can be
// asked for again like a commit.
func (s *Store) Audit(ctx context.Context, e store.AuditEntry) error {
	id, err := name(s.o.Random)
	if err != nil {
		return err
	}
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, auditScript, id, int(remembered.Seconds()), text)
	return err
}

// clocksDiffer by less than this: see store.AuditFilter.
const clocksDiffer = time.Hour

// Audits implements store.Store. The number of an entry is its place in the list. What is
// asked of a time begins where entries of that time can be, which takes as many looks as
// the length of the list has binary digits.
func (s *Store) Audits(ctx context.Context, f store.AuditFilter) ([]store.AuditEntry, error) {
	last, err := s.auditsUntil(ctx, f)
	if err != nil {
		return nil, err
	}
	most := orElse(f.Limit, 100)
	var out []store.AuditEntry
	for last > 0 {
		first := max(last-int64(most), 0)
		page, err := s.auditPage(ctx, first, last)
		if err != nil {
			return nil, err
		}
		for _, e := range slices.Backward(page) {
			if !f.From.IsZero() && e.At.Before(f.From.Add(-clocksDiffer)) {
				return out, nil
			}
			if e.At.Before(f.From) || !f.To.IsZero() && !e.At.Before(f.To) {
				continue
			}
			if out = append(out, e); len(out) == most {
				return out, nil
			}
		}
		last = first
	}
	return out, nil
}

// auditsUntil is the number of the last entry that may be wanted; 0: there is none.
func (s *Store) auditsUntil(ctx context.Context, f store.AuditFilter) (int64, error) {
	last := f.Before - 1
	if f.Before <= 0 {
		length, err := read(ctx, s, func(ctx context.Context) (int64, error) { return s.client.LLen(ctx, s.key("audit")).Result() })
		if err != nil {
			return 0, err
		}
		last = length
	}
	if f.To.IsZero() {
		return last, nil
	}
	// All entries after the place that is found are an hour or more after To by some
	// clock, and so not before it by any.
	late := f.To.Add(clocksDiffer)
	for low := int64(0); low < last; {
		middle := (low + last) / 2
		page, err := s.auditPage(ctx, middle, middle+1)
		if err != nil {
			return 0, err
		}
		if len(page) == 0 || !page[0].At.Before(late) {
			last = middle
		} else {
			low = middle + 1
		}
	}
	return last, nil
}

// auditPage is what stands in the list from one place to before another, from 0.
func (s *Store) auditPage(ctx context.Context, first, end int64) ([]store.AuditEntry, error) {
	texts, err := read(ctx, s, func(ctx context.Context) ([]string, error) {
		return s.client.LRange(ctx, s.key("audit"), first, end-1).Result()
	})
	if err != nil {
		return nil, err
	}
	out := make([]store.AuditEntry, len(texts))
	for i, text := range texts {
		if err := json.Unmarshal([]byte(text), &out[i]); err != nil {
			return nil, fmt.Errorf("redis: an entry of the record: %w", err)
		}
		out[i].Seq = first + int64(i) + 1
	}
	return out, nil
}
