package live_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
)

// await what Agents says of an account.
func (d *desk) await(account string, want []live.Present) {
	d.t.Helper()
	late := time.After(patience)
	for {
		changed := d.hub.Presence().Changed()
		diff := cmp.Diff(want, d.hub.Presence().Agents(account))
		if diff == "" {
			return
		}
		select {
		case <-changed:
		case <-late:
			d.t.Fatal(diff)
		}
	}
}

func pong(n int) string { return fmt.Sprintf(`{"kind":"pong","ping":%d}`, n) }

// pingAfter reads on until a ping with a higher number.
func (p *page) pingAfter(n int) int {
	p.t.Helper()
	for {
		if ping := p.nextPing(); ping > n {
			return ping
		}
	}
}

func TestPresenceIsProven(t *testing.T) {
	d := open(t, func(o *live.Options) { o.WriteDeadline = time.Hour }) // time flies here
	start := d.clock.Now()
	ana := interaction.Agent{ID: "support/1", Name: "Ana"}
	present := func(since time.Duration, tabs ...live.Tab) []live.Present {
		reachable := false
		for _, tab := range tabs {
			reachable = reachable || tab.Reachable
		}
		return []live.Present{{Agent: ana, Account: "support", Tabs: tabs, Reachable: reachable, Since: start.Add(since)}}
	}
	v := agentOf("support")
	v.Tab = "tab-one-"
	one := d.connect(v)
	first := one.nextPing()
	d.await("support", present(0, live.Tab{ID: "tab-one-"})) // connected is not reachable
	one.say(pong(first))
	d.await("support", present(0, live.Tab{ID: "tab-one-", Reachable: true}))
	d.await("sales", nil)

	// Two pings without an answer.
	d.tick(5 * time.Second)
	d.tick(5 * time.Second)
	d.await("support", present(0, live.Tab{ID: "tab-one-", Reachable: true}))
	d.tick(5 * time.Second)
	d.await("support", present(15*time.Second, live.Tab{ID: "tab-one-"}))

	// An answer to any ping that was sent since brings it back; an invented number does not.
	one.say(pong(999))
	one.say(pong(one.pingAfter(3)))
	d.await("support", present(15*time.Second, live.Tab{ID: "tab-one-", Reachable: true}))

	// A second tab carries the agent when the first one freezes.
	v.Tab = "tab-two-"
	two := d.connect(v)
	two.say(pong(two.nextPing()))
	both := present(15*time.Second, live.Tab{ID: "tab-one-", Reachable: true}, live.Tab{ID: "tab-two-", Reachable: true})
	d.await("support", both)
	for range 3 {
		d.tick(5 * time.Second)
	}
	d.await("support", present(30*time.Second, live.Tab{ID: "tab-one-"}, live.Tab{ID: "tab-two-"}))
	two.say(pong(two.pingAfter(3)))
	d.await("support", present(30*time.Second, live.Tab{ID: "tab-one-"}, live.Tab{ID: "tab-two-", Reachable: true}))

	// Silence closes the socket in the end.
	for range 4 {
		d.tick(5 * time.Second)
	}
	one.expectClose(live.Resume, "not answered")
	d.await("support", present(45*time.Second, live.Tab{ID: "tab-two-"}))
	two.say(pong(two.pingAfter(7)))
	d.await("support", present(50*time.Second, live.Tab{ID: "tab-two-", Reachable: true}))

	two.drop()
	d.await("support", nil)
}

func TestWhoIsNotPresent(t *testing.T) {
	d := open(t, nil)
	d.store.commit("support", "a")
	noTab, customer := d.connect(agentOf("support")), d.connect(customerOf("support", "a"))
	for _, p := range []*page{noTab, customer} {
		p.say(pong(p.nextPing()))
	}
	d.tick(5 * time.Second)
	d.await("", nil)
}
