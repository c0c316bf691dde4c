package redis

import (
	"context"
	"time"
)

// DefaultTimeout is how long an operation takes at most to be answered.
func DefaultTimeout() time.Duration { return Options{}.withDefaults().Timeout }

// WaitForDisk makes the store ask as it asks a Redis that can wait.
func (s *Store) WaitForDisk() { s.waits.Store(true) }

// Findings of a Redis's settings.
func Findings(aof bool, fsync, policy string, canWait bool) (wait bool, warnings []string) {
	v := findings(aof, fsync, policy, canWait)
	return v.wait, v.warnings
}

// Tolerance of marks.
const Tolerance = tolerance

// KeepMark as Watch does once a second.
func (s *Store) KeepMark(ctx context.Context, now time.Time) error { return s.keepMark(ctx, now) }
