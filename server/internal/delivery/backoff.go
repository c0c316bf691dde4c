package delivery

import (
	"cmp"
	"time"
)

// Backoff of retries: doubled per failure between Min and Max, with full jitter
// on the upper half so that lanes do not come back in step.
type Backoff struct {
	Min time.Duration // 0: 500 ms
	Max time.Duration // 0: 5 min
	// MaxPause is the longest rest of an account or a single write, whatever the cloud says:
	// after it one request asks whether that is still so. 0: an hour.
	MaxPause time.Duration
}

func (b Backoff) withDefaults() Backoff {
	b.Min, b.Max = cmp.Or(b.Min, 500*time.Millisecond), cmp.Or(b.Max, 5*time.Minute)
	b.MaxPause = cmp.Or(b.MaxPause, time.Hour)
	return b
}

// After the nth failure in a row, n from 1; jitter in [0,1).
func (b Backoff) After(n int, jitter float64) time.Duration {
	d := b.Min
	for ; n > 1 && d < b.Max; n-- {
		d *= 2
	}
	d = min(d, b.Max)
	return d/2 + time.Duration(jitter*float64(d/2))
}
