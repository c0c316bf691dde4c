package app

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/deskside/deskside/server/internal/interaction"
)

// Each hold counts once, when it is over, for as long as it was.
func TestHoldsAreCounted(t *testing.T) {
	times := newCallTimes(nil)
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

// A call counts once, by the queue that it came to: how long it rang, when it was answered,
// and how long it took to wrap it up; or that its customer left. A queue that the
// configuration does not have is no label.
func TestCallsAreTimed(t *testing.T) {
	begun := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	mia := interaction.Agent{ID: "support/7", Name: "Mia"}
	policy := interaction.Policy{OpenOn: interaction.OnArrival, ClaimLease: time.Minute, ConnectBy: time.Minute, WrapUp: time.Hour}
	times := newCallTimes([]string{"orders"})
	now := begun
	do := func(s interaction.State, wait time.Duration, cmd interaction.Command) interaction.State {
		t.Helper()
		now = now.Add(wait)
		d, err := s.Decide(cmd, now, policy)
		if err != nil {
			t.Fatalf("%T: %v", cmd, err)
		}
		after := s.Advance(d.Events)
		times.changed(s, after)
		return after
	}
	call := func(id interaction.ID, queue string) interaction.State {
		s := do(interaction.State{ID: id}, 0, interaction.Start{Started: interaction.Started{Account: "support", Queue: queue, Channel: interaction.Voice, Direction: interaction.Inbound, OpenOn: interaction.OnArrival}})
		return do(s, 0, interaction.Arrive{CallSID: "CA" + string(id)})
	}
	s := call("01a", "orders")
	s = do(s, 4*time.Second, interaction.Accept{Offer: 1, Agent: mia, Tab: "tab"})
	s = do(s, 2*time.Second, interaction.JoinAgent{Offer: 1, CallSID: "CAagent", At: now.Add(2 * time.Second)})
	s = do(s, time.Minute, interaction.DisconnectCustomer{CallSID: "CA01a", At: now.Add(time.Minute)})
	do(s, 40*time.Second, interaction.SaveWrapUp{Agent: mia, Disposition: "Resolved"})
	lost := call("01b", "what nobody has configured")
	do(lost, 9*time.Second, interaction.DisconnectCustomer{CallSID: "CA01b", At: now.Add(9 * time.Second)})
	r := prometheus.NewRegistry()
	r.MustRegister(times.ring, times.answer, times.wrapUp, times.settled)
	families, err := r.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range families {
		for _, m := range f.GetMetric() {
			line := f.GetName()
			for _, l := range m.GetLabel() {
				line += " " + l.GetValue()
			}
			if h := m.GetHistogram(); h != nil {
				line += fmt.Sprintf(": %d, %v", h.GetSampleCount(), h.GetSampleSum())
			} else {
				line += fmt.Sprintf(": %v", m.GetCounter().GetValue())
			}
			got = append(got, line)
		}
	}
	want := []string{
		"deskside_answer_seconds support orders: 1, 6", "deskside_calls_total support answered orders: 1", "deskside_calls_total support abandoned other: 1",
		"deskside_ring_seconds support orders: 1, 4", "deskside_wrap_up_seconds support: 1, 40",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
