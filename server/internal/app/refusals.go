package app

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
)

// refusals are counted by the reason that was given. Reasons are codes of the
// contract, so there are few of them, whatever strangers send.
type refusals struct{ vec *prometheus.CounterVec }

func newRefusals() *refusals {
	return &refusals{prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "deskside_refused_total",
		Help: "Requests that were answered with an error, by status and code of the answer.",
	}, []string{"status", "code"})}
}

func (r *refusals) count(status int, code string) {
	r.vec.WithLabelValues(strconv.Itoa(status), code).Inc()
}
