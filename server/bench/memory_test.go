package bench

import "time"

// idle servers, to whom nobody is connected.
func (b *bench) idle() {
	w := b.newWorld(realLimits)
	defer w.close()
	var f figures
	for range b.size.rounds {
		b.atOnce(func(start func(*process, *[]float64)) {
			start(b.startServer(w, b.ours.server, b.place()), &f.ours)
			if b.base != nil {
				start(b.startServer(w, b.base.server, b.place()), &f.base)
			}
		}, func(p *process) float64 { return p.memory("RssAnon") / 1e6 })
	}
	b.report.add("idle_rss_anon", "MB", f, baseAtMost(1))
}

// sockets: growth of the process by a widget that is connected and rests.
func (b *bench) sockets() {
	w := b.newWorld(realLimits)
	defer w.close()
	var f figures
	grown := func(p *process) float64 {
		path, token := livePath, func(int) string { return centrifugeToken }
		if p.peer {
			path = "/socket?n=%d"
		} else {
			tokens := p.client().signInAll(b.size.sockets)
			token = func(i int) string { return tokens[i] }
		}
		idle := p.memory("VmRSS")
		ws := b.connect(p, b.size.sockets, path, token)
		defer ws.leave()
		time.Sleep(b.size.settle)
		return max(p.memory("VmRSS")-idle, 0) / 1e3 / float64(b.size.sockets)
	}
	for range b.size.rounds {
		b.atOnce(func(start func(*process, *[]float64)) {
			start(b.startServer(w, b.ours.sandbox, b.place()), &f.ours)
			if b.base != nil {
				start(b.startServer(w, b.base.sandbox, b.place()), &f.base)
			}
			if b.peers {
				start(b.startPeer("centrifuge", b.place()), &f.baseline)
			}
		}, grown)
	}
	b.report.add("socket_rss_vs_centrifuge", "KB", f, ratioAtMost(0.7))
}

// atOnce starts processes and looks at all of them after they have settled, each in a
// goroutine of its own: what memory they take depends on no clock.
func (b *bench) atOnce(begin func(start func(*process, *[]float64)), look func(*process) float64) {
	b.t.Helper()
	type one struct {
		p    *process
		into *[]float64
		seen chan float64
	}
	var all []one
	begin(func(p *process, into *[]float64) { all = append(all, one{p, into, make(chan float64, 1)}) })
	time.Sleep(b.size.settle)
	for _, o := range all {
		go func() { o.seen <- look(o.p) }()
	}
	for _, o := range all {
		*o.into = append(*o.into, <-o.seen)
		o.p.discard()
	}
}
