package live_test

import (
	"encoding/json"
	"sync/atomic"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/session"
)

// nextMe reads on until what the agent sees of themselves.
func (p *page) nextMe() (says int) {
	p.t.Helper()
	for {
		_, raw, err := p.conn.Read(p.t.Context())
		if err != nil {
			p.t.Fatal(err)
		}
		var m struct {
			Kind string
			Me   struct{ Says int }
		}
		if err := json.Unmarshal(raw, &m); err != nil {
			p.t.Fatal(err)
		}
		if m.Kind == "me" {
			return m.Me.Says
		}
	}
}

// Every page of an agent hears what has become of their status, also one that takes
// no calls; other agents' pages, admins and customers hear nothing of it.
func TestTell(t *testing.T) {
	var says atomic.Int64
	d := open(t, func(o *live.Options) {
		o.Me = func(v live.Viewer) any {
			if v.Role != session.Agent {
				t.Errorf("a %s is shown to themselves", v.Role)
			}
			if v.Agent.ID != "support/1" {
				return map[string]any{"says": -1}
			}
			return map[string]any{"says": says.Load()}
		}
	})
	d.store.commit("support", "a")
	ana, ben := agentOf("support"), agentOf("support")
	ana.Agent, ben.Agent = interaction.Agent{ID: "support/1", Name: "Ana"}, interaction.Agent{ID: "support/2", Name: "Ben"}
	withTab := ana
	withTab.Tab = "tab-one-"
	pages := []*page{d.connect(ana), d.connect(withTab)}
	for _, p := range pages {
		if got := p.nextMe(); got != 0 {
			t.Errorf("at first: %d", got)
		}
	}
	other := d.connect(ben)
	if got := other.nextMe(); got != -1 {
		t.Errorf("Ben sees %d", got)
	}
	customer := d.connect(customerOf("support", "a"))
	customer.expectView("a", 1, 1)
	customer.expectCaughtUp(1)
	for n := int64(1); n <= 3; n++ {
		says.Store(n)
		d.hub.Notify("support", "support/1")
		for _, p := range pages {
			for got := p.nextMe(); got != int(n); got = p.nextMe() {
				if got > int(n) {
					t.Fatalf("told %d before %d", got, n)
				}
			}
		}
	}
	d.hub.Notify("sales", "support/1") // the same id in another account is somebody else
	d.store.commit("support", "a")
	other.expectView("a", 2, 2) // and nothing before it
	customer.expectView("a", 2, 2)
}
