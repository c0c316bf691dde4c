package live_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/live"
	"github.com/deskside/deskside/server/internal/session"
)

func TestConnectAndFollow(t *testing.T) {
	d := open(t, nil)
	d.store.commit("support", "a")
	d.store.commit("support", "b")
	p := d.connect(agentOf("support"))
	p.expectCaughtUp(2)
	d.store.commit("support", "a")
	p.expectView("a", 2, 3)
	d.store.commit("support", "c")
	p.expectView("c", 1, 4)
}

func TestReplay(t *testing.T) {
	d := open(t, nil)
	for _, id := range []interaction.ID{"old", "a", "b", "a", "c", "a", "b"} {
		d.store.commit("support", id)
	}
	v := agentOf("support")
	v.After = after(1)
	p := d.connect(v)
	p.expectView("a", 3, 2) // b has changed after 2 and is still to come
	p.expectView("b", 2, 4)
	p.expectView("c", 1, 7)
	p.expectCaughtUp(7)

	v.After = after(7)
	d.connect(v).expectCaughtUp(7)

	v.After = after(99) // a number of another database
	p = d.connect(v)
	p.expectView("old", 1, 1)
}

func TestReplayOfMoreThanMayWait(t *testing.T) {
	d := open(t, func(o *live.Options) { o.MaxChanged = 3 })
	for i := range 300 {
		d.store.commit("support", interaction.ID(fmt.Sprint("i", i%10)))
	}
	v := agentOf("support")
	v.After = after(0)
	p := d.connect(v)
	seen, last := map[interaction.ID]int{}, int64(0)
	for m := p.next(); m.Kind != "caught_up"; m = p.next() {
		if *m.Seq < last {
			t.Fatalf("seq went from %d to %d", last, *m.Seq)
		}
		seen[m.Interaction.ID], last = m.Interaction.Version, *m.Seq
	}
	if len(seen) != 10 || last != 300 {
		t.Errorf("%d interactions up to %d", len(seen), last)
	}
}

// A page that loses its connection again and again, at any message, while others
// commit: in the end it knows every interaction as it stands.
func TestResumeMissesNothing(t *testing.T) {
	d := open(t, nil)
	const writers, interactions, connections = 4, 50, 100
	commits := make(chan interaction.ID, 100)
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for id := range commits {
				d.store.commit("support", id)
			}
		})
	}
	known := map[interaction.ID]int{}
	var last int64
	read := func(p *page) (caughtUp bool) {
		m := p.next()
		if *m.Seq < last {
			t.Fatalf("seq went back from %d to %d", last, *m.Seq)
		}
		last = *m.Seq
		if m.Kind == "caught_up" {
			return true
		}
		known[m.Interaction.ID] = max(known[m.Interaction.ID], m.Interaction.Version)
		return false
	}
	connect := func() *page {
		v := agentOf("support")
		v.After = after(last)
		return d.connect(v)
	}
	for n := range connections {
		p := connect()
		for range 1 + n%9 {
			for range 5 { // there is always something to wait for
				commits <- interaction.ID(fmt.Sprint("i", rand.IntN(interactions)))
			}
			read(p)
		}
		p.drop()
	}
	close(commits)
	wg.Wait()
	for p := connect(); !read(p); {
	}
	if last != int64(len(d.store.entries)) {
		t.Errorf("caught up to %d of %d", last, len(d.store.entries))
	}
	for id, log := range d.store.logs {
		if known[id] != len(log) {
			t.Errorf("%s is known at %d, stands at %d", id, known[id], len(log))
		}
	}
}

func TestIsolation(t *testing.T) {
	d := open(t, nil)
	d.store.commit("support", "s1")
	d.store.commit("sales", "x1")
	d.store.commit("support", "s2")

	resume := func(v live.Viewer) live.Viewer { v.After = after(0); return v }
	support, sales := d.connect(resume(agentOf("support"))), d.connect(resume(agentOf("sales")))
	one, other := d.connect(resume(customerOf("support", "s1"))), d.connect(customerOf("support", "s2"))
	stranger := d.connect(resume(customerOf("sales", "s1"))) // a capability that does not fit
	admin := d.connect(resume(live.Viewer{Audience: live.Audience{Role: session.Admin}}))
	ofSales := d.connect(resume(live.Viewer{Audience: live.Audience{Role: session.Admin, Account: "sales"}}))

	support.expectView("s1", 1, 2)
	support.expectView("s2", 1, 3)
	sales.expectView("x1", 1, 3)
	one.expectView("s1", 1, 3)
	other.expectView("s2", 1, 3)
	admin.expectView("s1", 1, 1)
	admin.expectView("x1", 1, 2)
	admin.expectView("s2", 1, 3)
	ofSales.expectView("x1", 1, 3)
	everybody := []*page{support, sales, one, other, stranger, admin, ofSales}
	for _, p := range everybody {
		p.expectCaughtUp(3)
	}

	d.store.commit("sales", "x1")
	sales.expectView("x1", 2, 4)
	ofSales.expectView("x1", 2, 4)
	admin.expectView("x1", 2, 4)
	d.store.commit("support", "s1")
	support.expectView("s1", 2, 5)
	one.expectView("s1", 2, 5)
	admin.expectView("s1", 2, 5)
	d.store.commit("support", "s2")
	support.expectView("s2", 2, 6)
	other.expectView("s2", 2, 6)
	admin.expectView("s2", 2, 6)

	// Nothing else was on its way: the next message to each is the one for the end.
	stopped := make(chan struct{})
	go func() { d.stop(); close(stopped) }()
	for _, p := range everybody {
		m, err := p.read()
		for err == nil && m.Kind == "ping" {
			m, err = p.read()
		}
		if err == nil {
			t.Errorf("one message too many: %+v %+v %+v", m, m.Interaction, m.Contact)
		}
	}
	<-stopped
}

func TestViewsAreMadeForTheirAudience(t *testing.T) {
	d := open(t, nil)
	d.store.commit("support", "a")
	agent, customer := d.connect(agentOf("support")), d.connect(customerOf("support", "a"))
	agent.expectCaughtUp(1)
	if m := customer.next(); m.Kind != "contact" || m.Interaction != nil || m.Contact.For.Role != session.Customer {
		t.Errorf("the customer got %+v", m)
	}
	customer.expectCaughtUp(1)
	d.store.commit("support", "a")
	if m := agent.next(); m.Kind != "interaction" || m.Contact != nil || m.Interaction.For != (live.Audience{Role: session.Agent, Account: "support"}) {
		t.Errorf("the agent got %+v", m)
	}
	if m := customer.next(); m.Kind != "contact" || m.Interaction != nil || m.Contact.For.Role != session.Customer {
		t.Errorf("the customer got %+v", m)
	}
}

func TestStoreTrouble(t *testing.T) {
	d := open(t, nil)
	p := d.connect(agentOf("support"))
	p.expectCaughtUp(0)
	d.store.fail(errors.New("disk on fire"))
	d.store.commit("support", "a")
	<-d.store.asked
	d.store.fail(nil)
	d.tick(live.PingEvery)
	p.expectView("a", 1, 1)
}

// An interaction whose log cannot be read is kept from nobody else's view.
func TestOneBrokenInteraction(t *testing.T) {
	d := open(t, nil)
	d.store.broken = "b"
	d.store.commit("support", "b")
	d.store.commit("support", "a")
	v := agentOf("support")
	v.After = after(0)
	p := d.connect(v)
	p.expectView("a", 1, 2)
	p.expectCaughtUp(2)
	d.store.commit("support", "b")
	d.store.commit("support", "a")
	p.expectView("a", 2, 4)
}
