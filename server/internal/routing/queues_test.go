package routing_test

import (
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/routing"
)

// TestQueuesCountEverybody: a queue is counted whole and its first is the first of all,
// however many calls there are and whatever becomes of them.
func TestQueuesCountEverybody(t *testing.T) {
	f := newFloor(t)
	var ids []interaction.ID
	for range 130 {
		ids = append(ids, f.call("support"))
		f.clock.Advance(time.Second)
	}
	s := f.server("one", false) // it learns of them from the list, of what follows from the feed
	other := f.call("sales")
	s.connects(mia, true)
	now := func(account string) (routing.Queue, int) {
		t.Helper()
		q, active, err := s.room.Queues(t.Context(), account)
		if err != nil {
			t.Fatal(err)
		}
		return q[""], active
	}
	expect := func(account string, waiting, talking, active int, oldest time.Time) {
		t.Helper()
		if q, n := now(account); q.Waiting != waiting || q.Talking != talking || n != active || !q.Oldest.Equal(oldest) {
			t.Fatalf("%q: %+v of %d, want %d waiting, %d talking, %d active, oldest %s", account, q, n, waiting, talking, active, oldest)
		}
	}
	expect("support", 130, 0, 130, begin)
	expect("", 131, 0, 131, begin)
	f.awaitRings(ids[0], mia)
	f.do(ids[0], interaction.Accept{Offer: 1, Agent: mia, Tab: "tab"})
	expect("support", 130, 0, 130, begin) // claimed, not yet answered
	f.do(ids[0], interaction.JoinAgent{Offer: 1, CallSID: "CAagent", At: f.clock.Now()})
	expect("support", 129, 1, 130, begin.Add(time.Second))
	f.do(ids[1], interaction.DisconnectCustomer{CallSID: f.state(ids[1]).Call.CustomerSID()})
	expect("support", 128, 1, 129, begin.Add(2*time.Second))
	f.do(other, interaction.DisconnectCustomer{CallSID: f.state(other).Call.CustomerSID()})
	expect("", 128, 1, 129, begin.Add(2*time.Second))
}
