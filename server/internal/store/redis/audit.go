package redis

import (
	"context"
	"encoding/json"
	"fmt"

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

// Audits implements store.Store. The number of an entry is its place in the list.
func (s *Store) Audits(ctx context.Context, before int64, limit int) ([]store.AuditEntry, error) {
	if before == 1 {
		return nil, nil
	}
	key, n := s.key("audit"), int64(orElse(limit, 100))
	type page struct {
		first int64 // place of the oldest, from 0
		texts []string
	}
	got, err := read(ctx, s, func(ctx context.Context) (page, error) {
		// Entries are only added, so what is read after the length is what it was.
		last := before - 1
		if before <= 0 {
			length, err := s.client.LLen(ctx, key).Result()
			if err != nil {
				return page{}, err
			}
			last = length
		}
		first := max(last-n, 0)
		list, err := s.client.LRange(ctx, key, first, last-1).Result()
		return page{first, list}, err
	})
	if err != nil {
		return nil, err
	}
	var out []store.AuditEntry
	for i := len(got.texts) - 1; i >= 0; i-- {
		var e store.AuditEntry
		if err := json.Unmarshal([]byte(got.texts[i]), &e); err != nil {
			return nil, fmt.Errorf("redis: an entry of the record: %w", err)
		}
		e.Seq = got.first + int64(i) + 1
		out = append(out, e)
	}
	return out, nil
}
