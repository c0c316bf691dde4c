package bench

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// riverClients is how many clients are accepted from beside River.
const riverClients = 64

func acceptRows(clients int) []string {
	rows := []string{fmt.Sprintf("accepts_%d_clients", clients), fmt.Sprintf("accepts_%d_clients_p99", clients), fmt.Sprintf("accept_cpu_%d_clients", clients)}
	if clients == riverClients {
		rows = append(rows, fmt.Sprintf("accepts_%d_vs_river", clients))
	}
	return rows
}

// accepts: signed webhooks of new calls that are answered with TwiML, each after
// its events are on disk; the floor's are answered after one row is, River's after a
// row and a job are. Every turn begins with a new process and no data.
func (b *bench) accepts(clients int) {
	names := acceptRows(clients)
	var ours, base, floor, river accepted
	turn := func(into *accepted, start func(w *world, place string) *process, path string) func() {
		return func() {
			w := b.newWorld(realLimits)
			defer w.close()
			p := start(w, b.place())
			defer p.discard()
			b.accept(p, path, clients, b.size.warm, nil)
			b.accept(p, path, clients, b.size.window, into)
		}
	}
	server := func(of *build) func(*world, string) *process {
		return func(w *world, place string) *process { return b.startServer(w, of.server, place) }
	}
	turns := []func(){turn(&ours, server(b.ours), voicePath), turn(&floor, b.startFloor, "/row")}
	if b.base != nil {
		turns = append(turns, turn(&base, server(b.base), voicePath))
	}
	if b.peers && len(names) > 3 && b.wants(names[3]) {
		turns = append(turns, turn(&river, func(_ *world, place string) *process { return b.startPeer("river", place) }, "/row"))
	}
	b.inTurns(turns...)

	rate, p99, cpu := noGoal, noGoal, noGoal
	switch {
	case b.base != nil && b.base.name == beforeDefences:
		cpu = baseAtMost(1.05)
	case clients == 16:
		rate, p99 = baseAtLeast(1.5), baseAtMost(1)
	case clients == 64:
		rate, p99, cpu = baseAtLeast(1.4), baseAtMost(1), baseAtMost(0.5)
	}
	b.report.add(names[0], "1/s", figures{ours.rate, base.rate, floor.rate}, rate)
	b.report.add(names[1], "ms", figures{ours.p99, base.p99, floor.p99}, p99)
	b.report.add(names[2], "µs", figures{ours.cpu, base.cpu, floor.cpu}, cpu)
	if len(river.rate) > 0 {
		b.report.add(names[3], "1/s", figures{ours.rate, base.rate, river.rate}, ratioAtLeast(3))
	}
}

// beforeDefences against strangers there was this commit: what they cost a call is
// measured beside it. The other goals are set against 4da3f11.
const beforeDefences = "d4ffaad"

// accepted in each round: per second, in milliseconds, in microseconds of the process's
// CPU time, what follows from a call meanwhile included.
type accepted struct{ rate, p99, cpu []float64 }

// mostAccepts per second that are prepared for; a faster machine runs out and stops early.
const mostAccepts = 10_000

// accept from that many clients, each of whom has one request under way; into nil: to warm up.
func (b *bench) accept(p *process, path string, clients int, window time.Duration, into *accepted) {
	b.t.Helper()
	requests := make(chan []byte, int(window.Seconds()*mostAccepts))
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
	took := make([][]float64, clients)
	var wg sync.WaitGroup
	began, before := time.Now(), p.cpu()
	for i, c := range callers {
		wg.Go(func() {
			for r := range requests {
				sent := time.Now()
				if sent.Sub(began) > window {
					return
				}
				if err := c.send(r); err != nil {
					b.t.Errorf("%s: %v", path, err)
					return
				}
				took[i] = append(took[i], time.Since(sent).Seconds()*1e3)
			}
		})
	}
	wg.Wait()
	lasted, cpu := time.Since(began), p.cpu()-before
	if into == nil {
		return
	}
	all := slices.Concat(took...)
	into.rate = append(into.rate, float64(len(all))/lasted.Seconds())
	into.p99 = append(into.p99, percentile(all, 99))
	into.cpu = append(into.cpu, float64(cpu.Microseconds())/float64(max(len(all), 1)))
}
