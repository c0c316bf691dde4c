package live_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/deskside/deskside/server/internal/interaction"
)

// BenchmarkFanOut: from a commit until every one of the sockets has read the view
// of it, over loopback.
func BenchmarkFanOut(b *testing.B) {
	for _, sockets := range []int{1, 100, 1000} {
		b.Run(fmt.Sprint(sockets), func(b *testing.B) {
			d := open(b, nil)
			heard := make(chan struct{}, sockets)
			var wg sync.WaitGroup
			pages := make([]*page, sockets)
			for i := range pages {
				p := d.connect(agentOf("support"))
				p.expectCaughtUp(0)
				pages[i] = p
				wg.Go(func() {
					for {
						m, err := p.read()
						if err != nil {
							return
						}
						if m.Kind == "interaction" {
							heard <- struct{}{}
						}
					}
				})
			}
			for b.Loop() {
				d.store.commit("support", interaction.ID("a"))
				for range pages {
					<-heard
				}
				d.store.forget()
			}
			b.ReportMetric(float64(b.N*sockets)/b.Elapsed().Seconds(), "messages/s")
			b.StopTimer()
			for _, p := range pages {
				p.drop()
			}
			wg.Wait()
		})
	}
}

// forget all but the first event, so that a round costs the same as any other.
func (m *memory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id := range m.logs {
		m.logs[id] = m.logs[id][:1]
	}
}
