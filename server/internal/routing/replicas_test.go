package routing_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/routing"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Each server rings those whose widgets answer it. What is chosen at one holds at
// the other.
func TestTwoServersRingTheirOwn(t *testing.T) {
	f := newFloor(t)
	a, b := f.server("a", true), f.server("b", true)
	a.connects(mia, true)
	b.connects(ben, true)
	id := f.call("support")
	f.awaitRings(id, mia, ben)
	a.chooses(ben, to(routing.Away, "Lunch"), nothing) // the request went to the other one
	f.pass(300 * time.Millisecond)
	f.awaitRings(id, mia)
	f.awaitPassed(id, ben, "awayLunch")
	b.awaitState(ben, routing.Away)
	f.do(id, accepts(1, mia))
	a.awaitState(mia, routing.Busy)
	b.awaitState(mia, routing.Busy)
}

// awaitHeartbeats of an agent at these servers, in the store.
func (f *floor) awaitHeartbeats(a interaction.Agent, servers ...string) {
	f.t.Helper()
	f.await(a.Name+"'s heartbeats at every server", func() bool {
		value, _, err := f.store.Setting(f.t.Context(), "roster/"+accountOf(a))
		var roster map[string]struct{ Marks map[string]time.Time }
		if err != nil || len(value) == 0 || json.Unmarshal(value, &roster) != nil {
			return false
		}
		return !slices.ContainsFunc(servers, func(s string) bool { return roster[a.ID].Marks[s].IsZero() })
	})
}

// An agent with a frozen tab at one server and a living one at another is rung, and
// not passed over in turns.
func TestTabsAtTwoServers(t *testing.T) {
	f := newFloor(t)
	a, b := f.server("a", true), f.server("b", true)
	a.connects(mia, true)
	b.connects(mia, true)
	a.awaitState(mia, routing.Available)
	b.awaitState(mia, routing.Available)
	f.awaitHeartbeats(mia, "a", "b") // she is available at b by what a says, too
	a.connects(mia, false)
	f.pass(4 * time.Second)
	id := f.call("support")
	f.awaitRings(id, mia)
	for range 5 {
		f.pass(5 * time.Second)
	}
	was, err := f.store.Statuses(t.Context(), "support", mia.ID, time.Time{}, time.Time{})
	if err != nil || len(was) == 0 || slices.ContainsFunc(was, func(c interaction.StatusChange) bool { return c.Reason != "" }) {
		t.Errorf("her history is %+v, %v", was, err)
	}
	if agents := a.room.Agents("support"); len(agents) != 1 || !agents[0].Reachable {
		t.Errorf("%+v", agents)
	}
}

// A server that dies takes its agents with it: the other one passes them over when
// the marks have lost their worth.
func TestServerThatDies(t *testing.T) {
	f := newFloor(t)
	a, b := f.server("a", true), f.server("b", true)
	a.connects(mia, true)
	b.connects(ben, true)
	id := f.call("support")
	f.awaitRings(id, mia, ben)
	a.stop()
	f.pass(30 * time.Second)
	b.awaitState(mia, routing.Available)
	f.pass(20 * time.Second)
	f.awaitPassed(id, mia, "not_connected")
	b.awaitState(mia, routing.Unreachable)
	f.awaitRings(id, ben)
}
