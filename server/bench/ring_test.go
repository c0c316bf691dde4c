package bench

import (
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"time"
)

func (b *bench) ringRows() []string {
	many, few := b.size.manyAgents, b.size.fewAgents
	return []string{
		fmt.Sprintf("ring_bytes_%d_vs_%d", many, few), fmt.Sprintf("ring_stored_%d_vs_%d", many, few),
		fmt.Sprintf("ring_p99_%d", few), fmt.Sprintf("ring_p99_%d_vs_centrifuge", many),
	}
}

// centrifugeToken marks sockets of Centrifuge.
const centrifugeToken = "centrifuge"

// pushed to a desk by Centrifuge, in bytes: as much as 4da3f11's view of a call that rings
// for one agent.
const pushed = 1400

// ring: a call that rings for all agents of a desk, each with one widget, from the
// webhook until each widget knows that it rings for its agent; then it is given up.
func (b *bench) ring() {
	names := b.ringRows()
	var bytes, stored, p99 pairs
	turn := func(of *build, bytes, stored, p99 *pair) func() {
		return func() {
			many, few := b.ringing(of, b.size.manyAgents), b.ringing(of, b.size.fewAgents)
			bytes.add(many.bytes, few.bytes)
			stored.add(many.stored, few.stored)
			p99.add(many.p99, few.p99)
		}
	}
	turns := []func(){turn(b.ours, &bytes.ours, &stored.ours, &p99.ours)}
	if b.base != nil {
		turns = append(turns, turn(b.base, &bytes.base, &stored.base, &p99.base))
	}
	var centrifuge []float64
	if b.peers && b.wants(names[3]) {
		turns = append(turns, func() { centrifuge = append(centrifuge, b.publishing(b.size.manyAgents)) })
	}
	b.inTurns(turns...)
	b.report.addPairs(names[0], "KB", bytes, ratioAtMost(1.1))
	b.report.addPairs(names[1], "KB", stored, ratioAtMost(1.1))
	b.report.add(names[2], "ms", figures{p99.ours.little, p99.base.little, nil}, noGoal)
	b.report.add(names[3], "ms", figures{p99.ours.much, p99.base.much, centrifuge}, ratioAtMost(1))
}

// rung is what one call costs: kilobytes pushed to each widget, kilobytes stored,
// milliseconds until 99 of 100 widgets ring.
type rung struct{ bytes, stored, p99 float64 }

// ringing for so many agents, some calls after each other.
func (b *bench) ringing(of *build, agents int) rung {
	b.t.Helper()
	w := b.newWorld(realLimits)
	defer w.close()
	p := b.startServer(w, of.sandbox, b.place())
	defer p.discard()
	tokens := p.client().signInAll(agents)
	ws := b.connect(p, agents, livePath, func(i int) string { return tokens[i] })
	defer ws.leave()
	ws.silent(p)
	c, err := p.dial()
	if err != nil {
		b.t.Fatal(err)
	}
	defer c.conn.Close()
	agent := func(i int) []byte { return fmt.Appendf(nil, "%q", account+"/"+agentName(i)) }
	before, pushed := p.stored(), ws.bytes.Load()
	var took []float64
	for range b.size.rings {
		next := w.knownCall()
		heard := ws.expect(next.phone, agent)
		webhook := next.webhook(voicePath)
		sent := time.Now()
		if err := c.send(webhook); err != nil {
			b.t.Fatal(err)
		}
		took = append(took, b.heard(ws, heard, sent))
		ws.silent(p)
		if err := c.send(next.over().webhook(voicePath + "/status")); err != nil {
			b.t.Fatal(err)
		}
		ws.silent(p)
	}
	calls := float64(b.size.rings)
	return rung{
		bytes:  float64(ws.bytes.Load()-pushed) / 1e3 / calls / float64(agents),
		stored: (p.stored() - before) / 1e3 / calls,
		p99:    median(took),
	}
}

// publishing by Centrifuge to so many: milliseconds until 99 of 100 have it.
func (b *bench) publishing(subscribers int) float64 {
	b.t.Helper()
	p := b.startPeer("centrifuge", b.place())
	defer p.discard()
	ws := b.connect(p, subscribers, "/socket?n=%d", func(int) string { return centrifugeToken })
	defer ws.leave()
	ws.silent(p)
	c, err := p.dial()
	if err != nil {
		b.t.Fatal(err)
	}
	defer c.conn.Close()
	var took []float64
	for range b.size.rings {
		phone, _ := b.next.take()
		heard := ws.expect(phone, nil)
		body := fmt.Sprintf(`{"phone":%q,"view":"%0*d"}`, phone, pushed-len(`{"phone":"+12125550100","view":""}`), 0)
		request := fmt.Appendf(nil, "POST /news HTTP/1.1\r\nHost: peer\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
		sent := time.Now()
		if err := c.send(request); err != nil {
			b.t.Fatal(err)
		}
		took = append(took, b.heard(ws, heard, sent))
		ws.silent(p)
	}
	return median(took)
}

// over is what Twilio says when the caller has hung up.
func (c call) over() call {
	form := url.Values{}
	for k, v := range c.form {
		form[k] = v
	}
	form.Set("CallStatus", "completed")
	form.Set("CallDuration", "1")
	form.Set("Timestamp", time.Now().UTC().Format(time.RFC1123Z))
	return call{c.phone, form}
}

// stored bytes of the database: pages in use, those that wait in its log included.
func (p *process) stored() float64 {
	p.b.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(p.data, "deskside.db")+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		p.b.t.Fatal(err)
	}
	defer db.Close()
	var pages, free, size float64
	err = db.QueryRow("SELECT page_count, freelist_count, page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size").Scan(&pages, &free, &size)
	if err != nil {
		p.b.t.Fatal(err)
	}
	return (pages - free) * size
}

// agentName is the CRM's id of the agent who has the n-th widget.
func agentName(n int) string { return fmt.Sprint(n + 1) }

// signInAll agents, so many at once that their commits share what the disk takes.
func (c *client) signInAll(agents int) []string {
	c.p.b.t.Helper()
	tokens, errs := make([]string, agents), make([]error, agents)
	slots := make(chan struct{}, 64)
	var wg sync.WaitGroup
	for i := range agents {
		slots <- struct{}{}
		wg.Go(func() {
			tokens[i], errs[i] = c.signIn(agentName(i), "agent")
			<-slots
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			c.p.b.t.Fatal(err)
		}
	}
	return tokens
}
