package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/deskside/deskside/server/internal/figures"
	"github.com/deskside/deskside/server/internal/routing"
)

var (
	waitingDesc  = prometheus.NewDesc("deskside_queue_waiting", "Callers whom nobody has answered yet, by account and queue.", []string{"account", "queue"}, nil)
	longestDesc  = prometheus.NewDesc("deskside_queue_longest_wait_seconds", "For how long the first of those who wait has waited; 0: nobody waits.", []string{"account", "queue"}, nil)
	talkingDesc  = prometheus.NewDesc("deskside_queue_talking", "Calls with an agent, by account and queue.", []string{"account", "queue"}, nil)
	holdingDesc  = prometheus.NewDesc("deskside_queue_on_hold", "Of these, calls whose customer is on hold.", []string{"account", "queue"}, nil)
	agentsDesc   = prometheus.NewDesc("deskside_agents", "Agents who have been here within a day, by account and state.", []string{"account", "state"}, nil)
	levelDesc    = prometheus.NewDesc("deskside_service_level", "Share of the calls that were settled in the window (hour, today) that were answered within service_level; missing: there were none.", []string{"account", "queue", "window"}, nil)
	answeredDesc = prometheus.NewDesc("deskside_calls_answered", "Calls that came in and were answered, in the window.", []string{"account", "queue", "window"}, nil)
	leftDesc     = prometheus.NewDesc("deskside_calls_abandoned", "Calls that came in to a queue and left without an answer, in the window.", []string{"account", "queue", "window"}, nil)
	speedDesc    = prometheus.NewDesc("deskside_answer_speed_seconds", "Average speed of answer in the window; missing: none was answered.", []string{"account", "queue", "window"}, nil)
)

// onCalls is what supervisors see live, the same on every server: queues of the
// configuration, agents by their states, and what calls came to. It names no person.
type onCalls struct{ *App }

func (o *onCalls) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{waitingDesc, longestDesc, talkingDesc, holdingDesc, agentsDesc, levelDesc, answeredDesc, leftDesc, speedDesc} {
		ch <- d
	}
}

func (o *onCalls) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	names := queues(o.cfg)
	for _, a := range accountNames(o.cfg) {
		now, _, err := o.routing.Queues(ctx, a)
		if err != nil {
			ch <- prometheus.NewInvalidMetric(waitingDesc, err)
			return
		}
		lately, err := o.figures.Service(ctx, a)
		if err != nil {
			ch <- prometheus.NewInvalidMetric(levelDesc, err)
			return
		}
		for _, name := range names {
			gauge := func(d *prometheus.Desc, v float64) {
				ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, a, name)
			}
			q, longest := now[name], 0.0
			if !q.Oldest.IsZero() {
				longest = max(time.Since(q.Oldest), 0).Seconds()
			}
			gauge(waitingDesc, float64(q.Waiting))
			gauge(longestDesc, longest)
			gauge(talkingDesc, float64(q.Talking))
			gauge(holdingDesc, float64(q.OnHold))
			if lately != nil { // else they are still being counted
				within(ch, a, name, "hour", lately.Queues[name].Hour)
				within(ch, a, name, "today", lately.Queues[name].Today)
			}
		}
		states := map[routing.State]int{routing.Available: 0, routing.Away: 0, routing.Busy: 0, routing.WrapUp: 0, routing.Unreachable: 0}
		for _, agent := range o.routing.Agents(a) {
			states[agent.Status.State]++
		}
		for state, n := range states {
			ch <- prometheus.MustNewConstMetric(agentsDesc, prometheus.GaugeValue, float64(n), a, string(state))
		}
	}
}

// within a window, what calls came to.
func within(ch chan<- prometheus.Metric, account, queue, window string, c figures.Counts) {
	gauge := func(d *prometheus.Desc, v float64) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, account, queue, window)
	}
	gauge(answeredDesc, float64(c.Answered))
	gauge(leftDesc, float64(c.Abandoned))
	if level, ok := c.Level(); ok {
		gauge(levelDesc, level)
	}
	if speed, ok := c.Speed(); ok {
		gauge(speedDesc, speed.Seconds())
	}
}
