package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"time"
)

var ageRows = []string{"age_overview", "age_metrics", "age_held", "age_resume", "age_dispatch"}

// Calls that a database is young and old with. heldCalls of them are the first ones.
const heldCalls = 20

// aged server, by how many closed calls it has.
type aged struct {
	*client
	w            *world
	agent, admin string // tokens
}

// age: what the server does all day, with as many closed calls as a busy desk has after
// months, and with as few as after a day. In milliseconds of its CPU time.
func (b *bench) age() {
	w := b.newWorld(noLimits)
	defer w.close()
	start := func(of *build, calls int) *aged {
		file := b.seeded(fmt.Sprintf("closed-%d", calls), func(s *seed) {
			for i := range calls {
				s.closedCall(fmt.Sprint(100_000+i), 1, i < heldCalls)
			}
		})
		p := b.startServer(w, of.sandbox, b.placeWith(file))
		b.t.Cleanup(p.discard)
		a := &aged{client: p.client(), w: w}
		var err error
		if a.agent, err = a.signIn("7", "agent"); err == nil {
			a.admin, err = a.signIn("1", "admin")
		}
		if err != nil {
			b.t.Fatal(err)
		}
		p.quiet(w, time.Second, nil)
		return a
	}
	type ages struct{ young, old *aged }
	both := map[*build]ages{}
	for _, of := range []*build{b.ours, b.base} {
		if of != nil {
			both[of] = ages{start(of, b.size.young), start(of, b.size.old)}
		}
	}
	for i, deed := range []func(*aged) error{(*aged).overview, (*aged).metrics, (*aged).held, (*aged).resume, (*aged).dispatch} {
		if !b.wants(ageRows[i]) {
			continue
		}
		var f pairs
		turns := []func(){f.ours.turn(func() (float64, float64) {
			return both[b.ours].old.cost(deed), both[b.ours].young.cost(deed)
		})}
		if b.base != nil {
			turns = append(turns, f.base.turn(func() (float64, float64) {
				return both[b.base].old.cost(deed), both[b.base].young.cost(deed)
			}))
		}
		b.inTurns(turns...)
		b.report.addPairs(ageRows[i], "ms", f, ratioAtMost(1.5))
	}
}

// cost of a deed in milliseconds of CPU time, over as many as make it measurable.
func (a *aged) cost(deed func(*aged) error) float64 {
	const (
		most   = 200
		atMost = 5 * time.Second
	)
	p := a.p
	before, began, n := p.cpu(), time.Now(), 0
	for p.cpu()-before < p.b.size.enough && n < most && time.Since(began) < atMost {
		if err := deed(a); err != nil {
			p.b.t.Fatal(err)
		}
		n++
	}
	return (p.cpu() - before).Seconds() * 1e3 / float64(n)
}

func (a *aged) overview() error {
	return a.do(http.MethodGet, "/v1/admin/overview", a.admin, nil, nil)
}

func (a *aged) metrics() error { return a.do(http.MethodGet, "/metrics", "", nil, nil) }

// held writes, all of which were held long ago.
func (a *aged) held() error {
	var out struct{ Writes []struct{ Key string } }
	err := a.do(http.MethodGet, "/v1/admin/writes?state=held", a.admin, nil, &out)
	if err == nil && len(out.Writes) != heldCalls {
		err = fmt.Errorf("%d writes are held, not %d", len(out.Writes), heldCalls)
	}
	return err
}

// missedEvents while a page slept.
const missedEvents = 100

// resume as a page does that has slept: what is active now, and by socket what it has missed.
func (a *aged) resume() error {
	var list struct{ Seq int64 }
	if err := a.do(http.MethodGet, "/v1/interactions?active=true", a.agent, nil, &list); err != nil {
		return err
	}
	conn, err := net.Dial("tcp", a.p.address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	r := bufio.NewReader(conn)
	if err := upgrade(conn, r, fmt.Sprintf("/v1/live?after=%d", max(list.Seq-missedEvents, 1)), a.agent); err != nil {
		return err
	}
	for message := []byte(nil); !bytes.Contains(message, []byte(`"kind":"caught_up"`)); {
		if message, err = frame(r, message); err != nil {
			return err
		}
	}
	return nil
}

// dispatch of one contact, from the webhook until its ticket has been opened.
func (a *aged) dispatch() error {
	next := a.p.b.newCall()
	visit := a.w.await(next.phone)
	c, err := a.p.dial()
	if err != nil {
		return err
	}
	defer c.conn.Close()
	if err := c.send(next.webhook(voicePath)); err != nil {
		return err
	}
	select {
	case <-visit.opened:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("no ticket was opened for %s", next.phone)
	}
}
