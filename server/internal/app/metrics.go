package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/deskside/deskside/server/internal/store"
)

// metrics are read from the store at each scrape: they are right after a crash,
// and the same on every replica. What a replica has in hand itself is its own.
func (a *App) metricsOf(requests *requestTimes, refused *refusals, calls *callTimes) http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &stock{a}, requests.vec, refused.vec, &onCalls{a}, calls.onHold, calls.ring, calls.answer, calls.wrapUp, calls.settled)
	dropped := a.opts.LogDropped
	if dropped == nil {
		dropped = func() int { return 0 }
	}
	r.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "deskside_log_lines_dropped_total", Help: "Lines of the log that were dropped because nobody read it.",
	}, func() float64 { return float64(dropped()) }))
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}

// publicMetrics are those that everybody may read; nil: they are served at admin_listen.
func (a *App) publicMetrics() http.Handler {
	if a.cfg.AdminListen != "" {
		return nil
	}
	return a.metrics
}

// watch serves those who watch the server, at an address of their own if there is one.
// They are served until stop is called, which is after everything else has ended.
func (a *App) watch() (stop func(), err error) {
	if a.cfg.AdminListen == "" {
		return func() {}, nil
	}
	l, err := listen(a.cfg.AdminListen)
	if err != nil {
		return nil, fmt.Errorf("admin_%w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.metrics)
	mux.Handle("GET /healthz", a.handler)
	mux.Handle("GET /readyz", a.handler)
	server := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			a.log.Error("those who watch the server are not served any more", "err", err)
		}
	})
	a.log.Info("metrics and health are served at an address of their own", "admin_listen", l.Addr().String())
	return func() {
		_ = server.Close()
		wg.Wait()
	}, nil
}

var (
	writesDesc = prometheus.NewDesc("deskside_writes", "Writes by account and state: waiting, sending, held, landed.", []string{"account", "state"}, nil)
	activeDesc = prometheus.NewDesc("deskside_interactions_active", "Interactions that still need a customer, an agent or a timer.", []string{"account"}, nil)
	usedDesc   = prometheus.NewDesc("deskside_crm_budget_used", "Calls to the CRM used in its window, as it told last.", []string{"account", "window"}, nil)
	limitDesc  = prometheus.NewDesc("deskside_crm_budget_limit", "Calls to the CRM allowed in its window.", []string{"account", "window"}, nil)
	costDesc   = prometheus.NewDesc("deskside_crm_calls_per_contact", "Calls to the CRM that a contact costs, moving average.", []string{"account"}, nil)
	loopDesc   = prometheus.NewDesc("deskside_reconcile", "Interactions that the loop has in hand for one of its users: running, due (it is their turn next), later.", []string{"user", "state"}, nil)
	lagDesc    = prometheus.NewDesc("deskside_feed_lag", "Events that are committed and that the loop of this server has not read yet.", nil, nil)
	stuckDesc  = prometheus.NewDesc("deskside_reconcile_trouble", "1: the loop cannot read what is committed.", nil, nil)
	oldestDesc = prometheus.NewDesc("deskside_oldest_write_seconds", "Age of the oldest write that has not been sent and that no person has to look at; 0: none waits.", []string{"account"}, nil)
	removeDesc = prometheus.NewDesc("deskside_interactions_removed_total", "Closed interactions that this server has taken out of the store (retention.interactions).", nil, nil)
	blockDesc  = prometheus.NewDesc("deskside_calls_blocked_total", "Calls of blocked numbers that this server has refused.", nil, nil)
	gateDesc   = prometheus.NewDesc("deskside_account_closed_seconds", "How much longer an account is not written to; 0: it is.", []string{"account"}, nil)
)

type stock struct{ *App }

func (s *stock) Describe(ch chan<- *prometheus.Desc) {
	ch <- writesDesc
	ch <- activeDesc
	ch <- gateDesc
	ch <- oldestDesc
	ch <- loopDesc
	ch <- stuckDesc
	ch <- lagDesc
	ch <- usedDesc
	ch <- limitDesc
	ch <- costDesc
	ch <- removeDesc
	ch <- blockDesc
}

func (s *stock) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	s.inHand(ctx, ch)
	ch <- prometheus.MustNewConstMetric(blockDesc, prometheus.CounterValue, float64(s.voice.Refused()))
	if s.lifetime != nil {
		ch <- prometheus.MustNewConstMetric(removeDesc, prometheus.CounterValue, float64(s.lifetime.removed.Load()))
	}
	for _, a := range s.cfg.Accounts {
		counts, err := s.store.Counts(ctx, a.Name)
		if err != nil {
			ch <- prometheus.NewInvalidMetric(writesDesc, err)
			return
		}
		for _, state := range []store.WriteState{store.Waiting, store.Sending, store.Held, store.Landed} {
			ch <- prometheus.MustNewConstMetric(writesDesc, prometheus.GaugeValue, float64(counts[state]), a.Name, string(state))
		}
		ids, err := s.store.List(ctx, store.Filter{Account: a.Name, Active: true, Limit: 10_000})
		if err != nil {
			ch <- prometheus.NewInvalidMetric(activeDesc, err)
			return
		}
		ch <- prometheus.MustNewConstMetric(activeDesc, prometheus.GaugeValue, float64(len(ids)), a.Name)
		age := 0.0
		oldest, found, err := s.oldestUnsent(ctx, a.Name, "")
		if err != nil {
			ch <- prometheus.NewInvalidMetric(oldestDesc, err)
			return
		}
		if found {
			age = max(time.Since(oldest.CreatedAt), 0).Seconds()
		}
		ch <- prometheus.MustNewConstMetric(oldestDesc, prometheus.GaugeValue, age, a.Name)
		closed := max(time.Until(s.delivery.Pause(a.Name).Until), 0)
		ch <- prometheus.MustNewConstMetric(gateDesc, prometheus.GaugeValue, closed.Seconds(), a.Name)
		if b, ok := s.delivery.Budget(a.Name); ok && b.Limit > 0 {
			window := b.Window.String()
			ch <- prometheus.MustNewConstMetric(usedDesc, prometheus.GaugeValue, float64(b.Used), a.Name, window)
			ch <- prometheus.MustNewConstMetric(limitDesc, prometheus.GaugeValue, float64(b.Limit), a.Name, window)
			ch <- prometheus.MustNewConstMetric(costDesc, prometheus.GaugeValue, b.CallsPerContact, a.Name)
		}
	}
}

// inHand is what the loop is at.
func (s *stock) inHand(ctx context.Context, ch chan<- prometheus.Metric) {
	load := s.loop.Load() // before the head: what is committed in between has not been read
	if head, err := s.store.Head(ctx); err != nil {
		ch <- prometheus.NewInvalidMetric(lagDesc, err)
	} else {
		ch <- prometheus.MustNewConstMetric(lagDesc, prometheus.GaugeValue, float64(max(head-load.ReadTo, 0)))
	}
	for _, u := range load.Users {
		for state, n := range map[string]int{"running": u.Running, "due": u.Due, "later": u.Later} {
			ch <- prometheus.MustNewConstMetric(loopDesc, prometheus.GaugeValue, float64(n), u.Name, state)
		}
	}
	trouble := 0.0
	if load.Trouble {
		trouble = 1
	}
	ch <- prometheus.MustNewConstMetric(stuckDesc, prometheus.GaugeValue, trouble)
}
