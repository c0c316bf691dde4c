package soundtest

import (
	"sync"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

// queue evens out how packets arrive. Its sound is in the order of the packets' numbers;
// one that comes too late for that is dropped.
type queue struct {
	mu      sync.Mutex
	samples []int16
	flowing bool   // enough was there to begin with
	last    uint16 // number of the newest packet
	any     bool
}

// In samples: what is waited for before anything is heard, and how much is kept at most
// of a sender whose clock runs ahead.
const (
	cushion = 3 * frame
	most    = 10 * frame
	frame   = len(twiliotest.Frame{})
)

// put takes a packet's sound.
func (q *queue) put(number uint16, payload []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.any && int16(number-q.last) <= 0 { //nolint:gosec // numbers wrap around
		return
	}
	q.last, q.any = number, true
	for _, u := range payload {
		q.samples = append(q.samples, fromUlaw(u))
	}
	if over := len(q.samples) - most; over > 0 {
		q.samples = append(q.samples[:0], q.samples[len(q.samples)-cushion:]...)
	}
}

// take gives the next frame, if there is one.
func (q *queue) take(f *twiliotest.Frame) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.flowing && len(q.samples) < cushion {
		return false
	}
	q.flowing = len(q.samples) >= frame
	if !q.flowing {
		return false
	}
	copy(f[:], q.samples)
	q.samples = append(q.samples[:0], q.samples[frame:]...)
	return true
}
