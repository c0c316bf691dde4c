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
	server, floor := b.startServer(w, "crm"), b.startFloor(w, "crm")
	defer server.end()
	defer floor.end()
	var ours, floors []float64
	for range b.size.rounds {
		n := max(b.size.contacts/b.size.rounds, 1)
		floors = append(floors, b.follow(w, floor, func(c call) []byte { return c.webhook("/relay?about=" + c.phone[1:]) }, n, false)...)
		ours = append(ours, b.follow(w, server, func(c call) []byte { return c.webhook(voicePath) }, n, true)...)
	}
	b.report.add("accept_to_crm_p50", "ms", percentile(ours, 50), percentile(floors, 50), noGoal)
	b.report.add("accept_to_crm_p99", "ms", percentile(ours, 99), percentile(floors, 99), atMost(25))
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
