package sqlite

// Grouped returns how many transactions there were, and how many operations in them.
func (s *Store) Grouped() (groups, ops int64) { return s.writer.groups.Load(), s.writer.ops.Load() }
