package twiliotest

import "time"

// bucket spaces out the calls an account places: one may start at once, then
// rate per second.
type bucket struct {
	rate float64
	free time.Time // when the next call may start
}

// take gives how long a call placed now has to wait.
func (b *bucket) take(now time.Time) time.Duration {
	if b.free.Before(now) {
		b.free = now
	}
	wait := b.free.Sub(now)
	b.free = b.free.Add(time.Duration(float64(time.Second) / b.rate))
	return wait
}
