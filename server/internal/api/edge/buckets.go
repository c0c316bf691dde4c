package edge

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Buckets say how often each caller may do something: some at once, then one now and then.
// They may be used by any number of goroutines. The zero value is ready: all are full.
type Buckets[K comparable] struct {
	mu sync.Mutex
	of map[K]*rate.Limiter
}

// maxBuckets are remembered. Those that are full need not be; with as many that are not, all
// are forgotten: what holds for everybody together holds on.
const maxBuckets = 1 << 16

// NewBuckets that are all full.
func NewBuckets[K comparable]() *Buckets[K] { return &Buckets[K]{of: map[K]*rate.Limiter{}} }

// Rate is how often something may be done. Its zero value is: any number of times.
type Rate struct {
	Every  time.Duration // one comes back
	AtOnce int
}

// PerMinute so many, all of them at once; 0: any number.
func PerMinute(n int) Rate {
	if n <= 0 {
		return Rate{}
	}
	return Rate{Every: time.Minute / time.Duration(n), AtOnce: n}
}

// Take one; else wait tells when there is one again.
func (b *Buckets[K]) Take(k K, r Rate, now time.Time) (wait time.Duration) {
	if r.Every <= 0 {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.of == nil {
		b.of = map[K]*rate.Limiter{}
	}
	one := b.of[k]
	if one == nil {
		if len(b.of) >= maxBuckets {
			b.makeRoom(now)
		}
		one = rate.NewLimiter(rate.Every(r.Every), r.AtOnce)
		b.of[k] = one
	}
	taken := one.ReserveN(now, 1)
	if wait = taken.DelayFrom(now); wait > 0 {
		taken.CancelAt(now) // who waits comes again and asks
	}
	return wait
}

// PutBack one that was taken, after all.
func (b *Buckets[K]) PutBack(k K, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if one := b.of[k]; one != nil {
		one.ReserveN(now, -1)
	}
}

func (b *Buckets[K]) makeRoom(now time.Time) {
	for k, one := range b.of {
		if one.TokensAt(now) >= float64(one.Burst()) {
			delete(b.of, k)
		}
	}
	if len(b.of) >= maxBuckets {
		clear(b.of)
	}
}
