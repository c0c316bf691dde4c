package edge

import (
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/deskside/deskside/server/internal/session"
)

// Strangers and customers who are refused over and over hear of it later. Whoever asks
// again as soon as they are answered then asks ten times a second, not a thousand times,
// and leaves the processor to calls.
const (
	refusedAtOnce = 20                     // answers of a second, to one caller
	heldFor       = 100 * time.Millisecond // each that is over it
	heldInAll     = 512                    // at once; what is over that is answered
	heldOfOne     = 64
)

// refusals of this second, and those whose answer is held.
type refusals struct {
	held *Places[caller]

	mu     sync.Mutex
	second int64 // Unix time
	of     map[caller]int
}

func newRefusals() *refusals {
	return &refusals{held: NewPlaces[caller](heldInAll), of: map[caller]int{}}
}

// often tells whether a caller has been refused often in this second, with this once more.
func (r *refusals) often(who caller, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := now.Unix(); s != r.second {
		r.second = s
		clear(r.of)
	}
	r.of[who]++
	return r.of[who] > refusedAtOnce
}

// held is the answer to a request that is refused: net/http sends it when this returns, and
// whatever place the request had is free by then. Signed requests, agents and those who
// watch the server are answered at once.
func (e *Edge) held(c *gin.Context) {
	c.Next()
	if r := e.route(c); !c.GetBool(refusedKey) || c.GetBool(signedKey) || r != nil && r.Unbounded {
		return
	}
	who, _, _ := e.callerOf(c)
	if who.role != "" && who.role != session.Customer || !e.refusals.often(who, time.Now()) || !e.refusals.held.Take(who, 1, heldOfOne) {
		return
	}
	defer e.refusals.held.Leave(who, 1)
	over := time.NewTimer(heldFor)
	defer over.Stop()
	select {
	case <-over.C:
	case <-c.Request.Context().Done():
	}
}
