package app

import (
	"context"
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/deskside/deskside/clock"
	"github.com/deskside/deskside/connectors/transport"
)

// requestTimes are how long the CRMs take to answer, from the moment a request has its
// turn: what it waits for that at the account's limit is the lanes' business.
type requestTimes struct {
	clock clock.Clock
	vec   *prometheus.HistogramVec
}

func newRequestTimes(c clock.Clock) *requestTimes {
	return &requestTimes{clock: c, vec: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "deskside_crm_request_seconds",
		Help:    "Time until a CRM began to answer a request, by account and answer: 2xx, 3xx, 4xx, 429, 5xx, none.",
		Buckets: []float64{.025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
	}, []string{"account", "answer"})}
}

// through gives an account's limiter, whose requests are timed.
func (t *requestTimes) through(account string, l transport.Limiter) transport.Limiter {
	return &timed{Limiter: l, times: t, account: account}
}

type timed struct {
	transport.Limiter
	times   *requestTimes
	account string
}

func (t *timed) Wait(ctx context.Context, r *http.Request) (func(status int, header http.Header), error) {
	heard, err := t.Limiter.Wait(ctx, r)
	if err != nil {
		return nil, err
	}
	begun := t.times.clock.Now()
	return func(status int, header http.Header) {
		t.times.vec.WithLabelValues(t.account, answer(status)).Observe(t.times.clock.Now().Sub(begun).Seconds())
		heard(status, header)
	}, nil
}

// answer is a status as it is counted: 429 is the one that an admin can do something about.
func answer(status int) string {
	switch {
	case status == 0:
		return "none"
	case status == http.StatusTooManyRequests:
		return "429"
	}
	return strconv.Itoa(status/100) + "xx"
}
