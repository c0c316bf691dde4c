package bench

import (
	"fmt"
	"time"
)

// crmTakes is how long the CRM takes to answer, or more.
const crmTakes = 20 * time.Millisecond

func (b *bench) backlogRows() []string {
	return []string{"contacts_20ms_crm", fmt.Sprintf("backlog_%d_vs_%d", b.size.manyWaiting, b.size.fewWaiting)}
}

// backlog: contacts a second into a CRM that answers in 20 ms and has no limits, with few
// waiting and with many: a server that starts finds them. The first ones, during which it
// learns how much its CRM takes, do not count.
func (b *bench) backlog() {
	turn := func(of *build, into *pair) func() {
		return func() { into.add(b.bring(of, b.size.manyWaiting), b.bring(of, b.size.fewWaiting)) }
	}
	var p pairs
	turns := []func(){turn(b.ours, &p.ours)}
	if b.base != nil {
		turns = append(turns, turn(b.base, &p.base))
	}
	b.inTurns(turns...)
	names := b.backlogRows()
	b.report.add(names[0], "1/s", figures{p.ours.little, p.base.little, nil}, baseAtLeast(2))
	b.report.addPairs(names[1], "1/s", p, ratioAtLeast(0.9))
}

// bring contacts of those that wait to the CRM. Per second.
func (b *bench) bring(of *build, waiting int) float64 {
	b.t.Helper()
	file := b.seeded(fmt.Sprintf("waiting-%d", waiting), func(s *seed) {
		for range waiting {
			s.waitingCall()
		}
	})
	w := b.newWorld(noLimits)
	defer w.close()
	w.crmTakes.set(crmTakes)
	place := b.placeWith(file)
	first := b.size.brought / 8
	firsts, lasts := w.awaitTickets(first), w.awaitTickets(first+b.size.brought)
	p := b.startServer(w, of.server, place)
	defer p.discard()
	late := time.After(4 * patience)
	var began time.Time
	for {
		select {
		case began = <-firsts:
		case at := <-lasts:
			return float64(b.size.brought) / at.Sub(began).Seconds()
		case <-late:
			b.t.Fatalf("%d tickets after %s", len(w.zendesk.Tickets()), 4*patience)
		}
	}
}
