package delivery

import (
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/transport"
)

func TestWidthFollowsLatencyAndLimit(t *testing.T) {
	none := transport.Usage{}
	aMinute := func(calls int) transport.Usage { return transport.Usage{Limit: calls, Window: time.Minute} }
	for _, c := range []struct {
		visit time.Duration
		usage transport.Usage
		want  int
	}{
		{0, none, narrow},                              // not seen yet
		{5 * time.Millisecond, none, narrow},           // so fast that few are enough
		{60 * time.Millisecond, none, 48},              // Little's law
		{300 * time.Millisecond, none, wide},           // bounded
		{300 * time.Millisecond, aMinute(200), narrow}, // Zendesk Team
		{300 * time.Millisecond, aMinute(2500), 25},    // with the high volume add-on
		{8 * time.Second, none, narrow},                // more at once would make it slower
		{60 * time.Millisecond, transport.Usage{Limit: 100_000, Window: 24 * time.Hour}, 48}, // a day's budget paces nothing
	} {
		if got := widthFor(c.visit, c.usage); got != c.want {
			t.Errorf("%v and %+v: %d lanes, want %d", c.visit, c.usage, got, c.want)
		}
	}
}

// TestOneAccountLeavesRoom: an account that is slow takes its own lanes only.
func TestOneAccountLeavesRoom(t *testing.T) {
	w := widths{m: map[string]*width{}}
	for range narrow {
		if !w.enter("slow", transport.Urgent, transport.Usage{}, false) {
			t.Fatal("no room")
		}
	}
	if w.enter("slow", transport.Urgent, transport.Usage{}, false) {
		t.Error("more lanes than its width")
	}
	if !w.enter("other", transport.Urgent, transport.Usage{}, false) {
		t.Error("no room for another account")
	}
	w.leave("slow", transport.Urgent)
	w.visited("slow", 60*time.Millisecond)
	for range 48 - narrow + 1 {
		if !w.enter("slow", transport.Urgent, transport.Usage{}, false) {
			t.Fatal("it does not widen")
		}
	}
	for range 100 {
		w.visited("slow", 10*time.Second)
	}
	if w.enter("slow", transport.Urgent, transport.Usage{}, false) {
		t.Error("it does not narrow")
	}
}
