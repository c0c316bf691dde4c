package app

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/deskside/deskside/server/internal/interaction"
)

// callTimes are what calls took of their customers' time. Each server counts what it has
// itself decided, so that on several of them nothing is counted twice.
type callTimes struct{ onHold *prometheus.HistogramVec }

func newCallTimes() *callTimes {
	return &callTimes{prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "deskside_hold_seconds",
		Help:    "For how long a customer was on hold, each time, by account.",
		Buckets: []float64{5, 10, 20, 30, 60, 120, 300, 600, 1800},
	}, []string{"account"})}
}

// changed is told of every change.
func (t *callTimes) changed(before, after interaction.State) {
	if before.OnHold.On() && !after.OnHold.On() {
		t.onHold.WithLabelValues(after.Account).Observe((after.OnHold.Total - before.OnHold.Total).Seconds())
	}
}
