package customer

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/server/internal/api/edge"
	"github.com/deskside/deskside/server/internal/api/problem"
	"github.com/deskside/deskside/server/internal/store"
)

// Wrong digits, of which one source may type so many. With n codes that are good at a time a
// stranger's digits are right n times in a million. A code lives ten minutes and is mostly
// used within one, so n is about ten at a server where a hundred agents talk. Then
//
//   - one address types 149 a day (5, and one every ten minutes): it gets into some call once
//     in two years of trying, and into a certain one with a chance of 6 in a million;
//   - one network, as whoever has it may change addresses, types 740: once in four months;
//   - more networks at once are as many times as likely, which nothing prevents that lets
//     customers in: so all are answered a second later then, no more than a few at a time;
//   - where nobody can tell sources apart all of them are one, that types 8,700 a day.
//
// There is no count of tries per code: digits that are typed blindly are aimed at none. What
// is right in the wrong hands has an end, too: a code lets in one browser, the agent sees
// which, and puts it out (browser_put_out). A link has 128 bits; no wrong digits ever keep
// anybody from it.
var (
	wrongOfSource  = edge.Rate{Every: 10 * time.Minute, AtOnce: 5}
	wrongOfNetwork = edge.Rate{Every: 2 * time.Minute, AtOnce: 20}
	wrongOfAnybody = edge.Rate{Every: 10 * time.Second, AtOnce: 60} // where sources cannot be told apart
	wrongInAll     = edge.Rate{Every: time.Second, AtOnce: 60}
)

const (
	// slowed is how much later everybody is answered while too many are wrong in all.
	slowed = time.Second
	// slowedAtOnce wait for that.
	slowedAtOnce = 64
)

// tries of digits.
type tries struct {
	wrong edge.Buckets[netip.Prefix]
	inAll edge.Buckets[struct{}]
	slow  atomic.Int64 // that wait
}

// share is how much a part of the net may type.
type share struct {
	of   netip.Prefix
	rate edge.Rate
}

// shares that wrong digits of a source are counted in: of the network it is in, all of which
// may be one's own, and of itself.
func shares(from netip.Prefix, wide bool) []share {
	if wide {
		return []share{{netip.Prefix{}, wrongOfAnybody}}
	}
	bits := 24
	if from.Addr().Is6() {
		bits = 48
	}
	network, _ := from.Addr().Prefix(bits) // no address has fewer
	return []share{{network, wrongOfNetwork}, {from, wrongOfSource}}
}

// take one try of each share, or none: then wait says when there is one again.
func (t *tries) take(all []share, now time.Time) (wait time.Duration) {
	for i, one := range all {
		if wait := t.wrong.Take(one.of, one.rate, now); wait > 0 {
			t.putBack(all[:i], now)
			return wait
		}
	}
	return 0
}

func (t *tries) putBack(all []share, now time.Time) {
	for _, one := range all {
		t.wrong.PutBack(one.of, now)
	}
}

// mayTry digits: a try is one of the wrong ones until it has turned out to be right. false:
// the request has been answered.
func (s *Customers) mayTry(c *gin.Context) (wasRight func(), ok bool) {
	t, now := &s.tries, s.Decider.Now()
	all := shares(s.From(c.Request))
	if wait := t.take(all, now); wait > 0 {
		c.Header("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		s.Fail(c, problem.New(http.StatusTooManyRequests, "too_many_tries", "Many wrong codes have come from your network. Ask for a link on the phone, or wait a moment."))
		return nil, false
	}
	if t.inAll.Take(struct{}{}, wrongInAll, now) == 0 {
		return func() {
			now := s.Decider.Now()
			t.putBack(all, now)
			t.inAll.PutBack(struct{}{}, now)
		}, true
	}
	if !t.slower(c, s.Decider.Clock) {
		t.putBack(all, s.Decider.Now())
		s.Fail(c, store.ErrBusy)
		return nil, false
	}
	return func() { t.putBack(all, s.Decider.Now()) }, true
}

// slower by a second; false: too many are.
func (t *tries) slower(c *gin.Context, by clock.Clock) bool {
	defer t.slow.Add(-1)
	if t.slow.Add(1) > slowedAtOnce {
		return false
	}
	return clock.Sleep(c.Request.Context(), by, slowed)
}
