package sqlite

import "github.com/deskside/deskside/server/internal/store/tail"

// Grouped returns how many transactions there were, and how many operations in them.
func (s *Store) Grouped() (groups, ops int64) { return s.writer.groups.Load(), s.writer.ops.Load() }

// Forgetful keeps nothing in memory but what was changed last.
func (s *Store) Forgetful() { s.memory.feed, s.memory.heads.most = tail.New(1), 1 }
