package bench

import (
	"sync"
	"time"
)

// crmClients make one contact after the other, each when the last one's ticket has
// been opened: so many are on their way to the CRM at the same time.
const crmClients = 8

// toCRM: from the moment a webhook is sent until the CRM is asked about its
// customer. The answer to Twilio lies in between.
func (b *bench) toCRM() {
	w := b.newWorld(noLimits)
	defer w.close()
	var p50, p99 figures
	turn := func(start func() *process, request func(call) []byte, opens bool, p50, p99 *[]float64) func() {
		p := start()
		b.t.Cleanup(p.discard)
		return func() {
			took := b.follow(w, p, request, b.size.contacts, opens)
			*p50, *p99 = append(*p50, percentile(took, 50)), append(*p99, percentile(took, 99))
		}
	}
	server := func(of *build) func() *process {
		return func() *process { return b.startServer(w, of.server, b.place()) }
	}
	webhook := func(c call) []byte { return c.webhook(voicePath) }
	turns := []func(){
		turn(server(b.ours), webhook, true, &p50.ours, &p99.ours),
		turn(func() *process { return b.startFloor(w, b.place()) }, func(c call) []byte { return c.webhook("/relay?about=" + c.phone[1:]) }, false, &p50.baseline, &p99.baseline),
	}
	if b.base != nil {
		turns = append(turns, turn(server(b.base), webhook, true, &p50.base, &p99.base))
	}
	b.inTurns(turns...)
	b.report.add("accept_to_crm_p50", "ms", p50, noGoal)
	b.report.add("accept_to_crm_p99", "ms", p99, noGoal)
}

// follow n contacts of each client to the CRM, one after the other, with or without
// their tickets. In milliseconds.
func (b *bench) follow(w *world, p *process, request func(call) []byte, n int, opens bool) []float64 {
	var mu sync.Mutex
	var took []float64
	var wg sync.WaitGroup
	for range crmClients {
		c, err := p.dial()
		if err != nil {
			b.t.Fatal(err)
		}
		defer c.conn.Close()
		wg.Go(func() {
			for range n {
				next := b.newCall()
				webhook, visit := request(next), w.await(next.phone)
				sent := time.Now()
				if err := c.send(webhook); err != nil {
					b.t.Error(err)
					return
				}
				select {
				case at := <-visit.asked:
					mu.Lock()
					took = append(took, at.Sub(sent).Seconds()*1e3)
					mu.Unlock()
				case <-time.After(patience):
					b.t.Errorf("the CRM was not asked about %s", next.phone)
					return
				}
				if !opens {
					continue
				}
				select {
				case <-visit.opened:
				case <-time.After(patience):
					b.t.Errorf("no ticket was opened for %s", next.phone)
					return
				}
			}
		})
	}
	wg.Wait()
	return took
}
