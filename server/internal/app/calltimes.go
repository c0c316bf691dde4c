package app

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/deskside/deskside/server/internal/figures"
	"github.com/deskside/deskside/server/internal/interaction"
)

// otherQueue in metrics is any that the configuration does not have, or has no more: what
// labels there are is up to it alone.
const otherQueue = "other"

// callTimes are what calls took of people's time, and what they came to. Each server counts
// what it has itself decided, so that on several of them nothing is counted twice.
type callTimes struct {
	queues  []string
	onHold  *prometheus.HistogramVec
	ring    *prometheus.HistogramVec
	answer  *prometheus.HistogramVec
	wrapUp  *prometheus.HistogramVec
	settled *prometheus.CounterVec
}

func newCallTimes(queues []string) *callTimes {
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
	}
	return &callTimes{
		queues: queues,
		onHold: histogram("deskside_hold_seconds", "For how long a customer was on hold, each time, by account.",
			[]float64{5, 10, 20, 30, 60, 120, 300, 600, 1800}, "account"),
		ring: histogram("deskside_ring_seconds", "For how long an offer was made until an agent accepted it, by account and queue.",
			[]float64{1, 2, 5, 10, 20, 30, 60, 120, 300, 600}, "account", "queue"),
		answer: histogram("deskside_answer_seconds", "How long a caller waited in a queue until an agent was on the line, by account and queue.",
			[]float64{5, 10, 15, 20, 30, 45, 60, 120, 300, 600, 1800}, "account", "queue"),
		wrapUp: histogram("deskside_wrap_up_seconds", "From the end of a call until it was wrapped up, or closed without, by account.",
			[]float64{5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600}, "account"),
		settled: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "deskside_calls_total", Help: "Calls that came in to a queue, by account, queue and what came of them: answered, abandoned.",
		}, []string{"account", "queue", "outcome"}),
	}
}

func (t *callTimes) queue(name string) string {
	if slices.Contains(t.queues, name) {
		return name
	}
	return otherQueue
}

// changed is told of every change.
func (t *callTimes) changed(before, after interaction.State) {
	if before.OnHold.On() && !after.OnHold.On() {
		t.onHold.WithLabelValues(after.Account).Observe((after.OnHold.Total - before.OnHold.Total).Seconds())
	}
	if after.Channel != interaction.Voice {
		return
	}
	was, is := before.Call.Phase, after.Call.Phase
	if one := after.Assignments.Current(); was == interaction.Ringing && is == interaction.Claimed && one.Claim != nil {
		t.ring.WithLabelValues(after.Account, t.queue(after.Queue)).Observe(max(one.Claim.At.Sub(one.MadeAt), 0).Seconds())
	}
	if was == interaction.Ended && before.Active() && !after.Active() {
		t.wrapUp.WithLabelValues(after.Account).Observe(max(after.ClosedAt.Sub(after.Call.OverAt), 0).Seconds())
	}
	if was == is {
		return
	}
	if _, already := figures.SettledOf(before); already {
		return
	}
	s, ok := figures.SettledOf(after)
	switch {
	case !ok:
	case s.Answered:
		t.settled.WithLabelValues(s.Account, t.queue(s.Queue), "answered").Inc()
		t.answer.WithLabelValues(s.Account, t.queue(s.Queue)).Observe(s.Wait.Seconds())
	default:
		t.settled.WithLabelValues(s.Account, t.queue(s.Queue), "abandoned").Inc()
	}
}
