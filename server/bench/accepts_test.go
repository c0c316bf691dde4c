package bench

import (
	"fmt"
	"sync"
	"time"
)

// accepts: signed webhooks of new calls that are answered with TwiML, each after
// its events are on disk; the floor's are answered after one row is.
func (b *bench) accepts() {
	for _, clients := range b.size.clients {
		w := b.newWorld(realLimits)
		name := fmt.Sprintf("accepts-%d", clients)
		server, floor := b.startServer(w, name), b.startFloor(w, name)
		var ours, floors, ratios []float64
		var work, floorWork effort
		for range b.size.rounds {
			f := b.rate(floor, "/row", clients, &floorWork)
			o := b.rate(server, voicePath, clients, &work)
			ours, floors, ratios = append(ours, o), append(floors, f), append(ratios, o/f)
		}
		b.t.Logf("%d clients: a call costs the server %v of CPU time, what follows from it included; the floor %v", clients, work.each(), floorWork.each())
		server.end()
		floor.end()
		g := noGoal
		if clients == 64 {
			g = timesTheFloor(4)
		}
		b.report.addRatio(fmt.Sprintf("accepts_%d_clients", clients), "1/s", median(ours), median(floors), median(ratios), g)
	}
}

// effort of a process.
type effort struct {
	cpu     time.Duration
	answers int
}

func (e effort) each() time.Duration {
	return (e.cpu / time.Duration(max(e.answers, 1))).Round(time.Microsecond)
}

// mostAccepts per second that are prepared for; a faster machine runs out and stops early.
const mostAccepts = 10_000

// rate of answers to that many clients, each of whom has one request under way.
func (b *bench) rate(p *process, path string, clients int, work *effort) float64 {
	b.t.Helper()
	requests := make(chan []byte, int(b.size.window.Seconds()*mostAccepts))
	for range cap(requests) {
		requests <- b.newCall().webhook(path)
	}
	close(requests)
	callers := make([]*caller, clients)
	for i := range callers {
		var err error
		if callers[i], err = p.dial(); err != nil {
			b.t.Fatal(err)
		}
		defer callers[i].conn.Close()
	}
	counts := make([]int, clients)
	var wg sync.WaitGroup
	began, before := time.Now(), p.cpu()
	for i, c := range callers {
		wg.Go(func() {
			for r := range requests {
				if time.Since(began) > b.size.window {
					return
				}
				if err := c.send(r); err != nil {
					b.t.Errorf("%s: %v", path, err)
					return
				}
				counts[i]++
			}
		})
	}
	wg.Wait()
	took := time.Since(began)
	total := 0
	for _, n := range counts {
		total += n
	}
	work.cpu += p.cpu() - before
	work.answers += total
	return float64(total) / took.Seconds()
}
