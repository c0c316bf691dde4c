package torture

import (
	"context"
	"math/rand/v2"
	"sync"
	"syscall"
	"time"

	"github.com/deskside/deskside/connectors/crmtest"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

// weather is all that goes wrong by itself, until it clears up.
type weather struct {
	*world
	fleet *fleet

	mu     sync.Mutex
	struck map[string]int // faults set, by kind
}

// crmFaults are what a CRM may do to one request, or to a few in a row.
var crmFaults = []crmtest.Fault{
	{Trouble: crmtest.LoseAnswer},
	{Trouble: crmtest.LoseAnswer, Reads: true},
	{Trouble: crmtest.ResetBefore},
	{Trouble: crmtest.ResetBefore, Reads: true},
	{Trouble: crmtest.ResetMidway},
	{Trouble: crmtest.Throttle, RetryAfter: time.Second},
	{Trouble: crmtest.Throttle, RetryAfter: time.Second, Reads: true},
	{Trouble: crmtest.Down},
	{Trouble: crmtest.Down, Reads: true},
	{Trouble: crmtest.DownAfter},
	{Trouble: crmtest.ExpireToken},
	{Trouble: crmtest.ExpireToken, Reads: true},
	{Trouble: crmtest.DenyToken},
	{Trouble: crmtest.Collide},
	{Trouble: crmtest.Garbage},
	{Trouble: crmtest.Garbage, Reads: true},
	{Trouble: crmtest.RejectContent},
	{Trouble: crmtest.Slow, Delay: 400 * time.Millisecond},
}

var twilioFaults = []twiliotest.Fault{
	{Kind: twiliotest.Duplicate},
	{Kind: twiliotest.Reorder},
	{Kind: twiliotest.Delay, DelayMS: 700},
	{Kind: twiliotest.Drop},
	{Kind: twiliotest.Webhook500},
	{Kind: twiliotest.REST429},
	{Kind: twiliotest.REST500},
	{Kind: twiliotest.Late500},
	{Kind: twiliotest.LoseAnswer},
	{Kind: twiliotest.EarlyEvents},
}

// pending are the faults that may wait at Twilio for somebody to meet them. Without an end to
// them, those that nobody met while little was asked of Twilio would all fall upon the last
// call that is left, whose every request would then fail for as long as the storm lasts.
const pending = 3

// blow until ctx ends, then clear up.
func (w *weather) blow(ctx context.Context, seed uint64) {
	var winds sync.WaitGroup
	winds.Go(func() {
		r := dice(seed, "kills")
		n := len(w.fleet.servers)
		for ctx.Err() == nil {
			// Often enough to hit every moment, and yet something gets done in between:
			// a lone server is away for a second each time.
			pause(ctx, between(r, 2*time.Second/time.Duration(n), 5*time.Second/time.Duration(n)))
			sig := syscall.SIGKILL
			if r.IntN(6) == 0 {
				sig = syscall.SIGTERM
			}
			w.fleet.servers[r.IntN(n)].kill(sig)
		}
	})
	for _, account := range accounts {
		winds.Go(func() {
			r := dice(seed, account)
			for ctx.Err() == nil {
				// About every third request meets something when many people are busy.
				pause(ctx, between(r, 100*time.Millisecond, time.Second))
				w.gust(ctx, r, account)
			}
		})
	}
	winds.Go(func() {
		r := dice(seed, "twilio")
		for ctx.Err() == nil {
			pause(ctx, between(r, 100*time.Millisecond, time.Second))
			f := twilioFaults[r.IntN(len(twilioFaults))]
			if w.twilio.Faults() < pending && w.twilio.Break(f) == nil {
				w.count("twilio " + string(f.Kind))
			}
		}
	})
	winds.Wait()
	for _, account := range accounts {
		w.clearFaults(account)
	}
	w.twilio.Mend()
}

// gust of one account: now and then a storm, else a single fault.
func (w *weather) gust(ctx context.Context, r *rand.Rand, account string) {
	storm := func(name string, length time.Duration, f crmtest.Fault) {
		w.count(name)
		f.Times = 1_000_000 // for as long as it lasts
		for _, reads := range []bool{false, true} {
			f.Reads = reads
			w.fault(account, f)
		}
		pause(ctx, length)
		w.clearFaults(account)
	}
	switch n := r.IntN(30); {
	case n == 0:
		storm("outage", between(r, time.Second, 3*time.Second), crmtest.Fault{Trouble: crmtest.Down})
	case n == 1:
		storm("429 storm", between(r, time.Second, 2*time.Second), crmtest.Fault{Trouble: crmtest.Throttle, RetryAfter: time.Second})
	case n == 2 && account == sales: // Zendesk has no quota of the day
		storm("daily limit", between(r, time.Second, 2*time.Second), crmtest.Fault{Trouble: crmtest.DailyLimit})
	default:
		f := crmFaults[r.IntN(len(crmFaults))]
		f.Times = 1 + r.IntN(2)
		w.fault(account, f)
		w.count(string(f.Trouble))
	}
}

func (w *weather) count(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.struck[what]++
}
