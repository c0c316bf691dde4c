package app

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Each hold counts once, when it is over, for as long as it was.
func TestHoldsAreCounted(t *testing.T) {
	times := newCallTimes()
	begun := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	free := interaction.State{Contact: interaction.Contact{Account: "support"}, OnHold: interaction.OnHold{Total: time.Minute}}
	held, after := free, free
	held.OnHold.Since = begun
	after.OnHold.Total += 9 * time.Second
	for _, c := range [][2]interaction.State{{free, held}, {held, held}, {held, after}, {after, after}} {
		times.changed(c[0], c[1])
	}
	r := prometheus.NewRegistry()
	r.MustRegister(times.onHold)
	got, err := r.Gather()
	if err != nil || len(got) != 1 {
		t.Fatal(err, got)
	}
	h := got[0].GetMetric()[0].GetHistogram()
	if got[0].GetName() != "deskside_hold_seconds" || h.GetSampleCount() != 1 || h.GetSampleSum() != 9 {
		t.Errorf("%v", got)
	}
}
