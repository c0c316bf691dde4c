package app

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/api"
)

// However many ask, one looks, at most once a second; and a look that hangs is an
// answer after a while, for all of them, without a second one beside it.
func TestReadinessIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var looks atomic.Int32
		var hanging atomic.Pointer[chan struct{}]
		hangs := make(chan struct{})
		hanging.Store(&hangs)
		close(hangs)
		r := &readiness{clock: clock.Real, look: func(context.Context) api.Readiness {
			looks.Add(1)
			<-*hanging.Load()
			return api.Readiness{}
		}}
		crowd := func() (unready int) {
			var mu sync.Mutex
			var wg sync.WaitGroup
			for range 100 {
				wg.Go(func() {
					if got := r.ask(t.Context()); len(got.Troubles) > 0 {
						mu.Lock()
						defer mu.Unlock()
						unready++
					}
				})
			}
			wg.Wait()
			return unready
		}
		if n := crowd() + crowd(); n != 0 || looks.Load() != 1 {
			t.Errorf("%d looks, %d unready", looks.Load(), n)
		}
		time.Sleep(readyFor)
		again := make(chan struct{})
		hanging.Store(&again)
		begun := time.Now()
		if n := crowd(); n != 100 || looks.Load() != 2 || time.Since(begun) != readyTakes {
			t.Errorf("hanging: %d looks, %d unready after %v", looks.Load(), n, time.Since(begun))
		}
		if n := crowd(); n != 100 || looks.Load() != 2 {
			t.Errorf("hanging still: %d looks, %d unready", looks.Load(), n)
		}
		close(again)
		synctest.Wait()
		if n := crowd(); n != 0 {
			t.Errorf("mended: %d unready", n)
		}
	})
}
