package config_test

import (
	"testing"
	"time"
)

// When a queue is open, in its own zone, over midnight and the end of the week, and when
// the clocks change.
func TestHours(t *testing.T) {
	const office, night = `hours: ["mon-fri 09:00-17:00", "sat 10:00-14:00"]`, `hours: ["fri-sat 22:00-02:00"]`
	for _, c := range []struct {
		queue, at string // UTC
		open      bool
	}{
		{"", "2026-03-01T03:00:00Z", true},
		{office, "2026-03-02T08:00:00Z", true}, // a Monday, nine in Berlin
		{office, "2026-03-02T07:59:59Z", false},
		{office, "2026-03-02T16:00:00Z", false},
		{office, "2026-03-07T09:00:00Z", true}, // Saturday
		{office, "2026-03-08T09:00:00Z", false},
		{office, "2026-03-30T07:00:00Z", true}, // summer time since yesterday
		{office + ", timezone: Asia/Tokyo", "2026-03-02T00:00:00Z", true},
		{office + ", timezone: Asia/Tokyo", "2026-03-02T08:30:00Z", false},
		{night, "2026-03-06T21:30:00Z", true},
		{night, "2026-03-07T00:30:00Z", true}, // still Friday's
		{night, "2026-03-07T01:30:00Z", false},
		{night, "2026-03-08T00:30:00Z", true}, // Saturday's
		{night, "2026-03-06T00:30:00Z", false},
		{night + `, holidays: [2026-03-06]`, "2026-03-07T00:30:00Z", false},
		{night + `, holidays: [2026-03-07]`, "2026-03-07T00:30:00Z", true},
		{office + `, holidays: ["12-25"]`, "2029-12-25T12:00:00Z", false},
		{`holidays: ["12-25"]`, "2029-12-24T22:59:00Z", true},
		{`holidays: ["12-25"]`, "2029-12-24T23:00:00Z", false},
		{`hours: ["mon 00:00-24:00"]`, "2026-03-02T22:59:59Z", true},
		{`hours: ["sat-mon 08:00-12:00"]`, "2026-03-08T08:00:00Z", true},
		{`hours: ["sat-mon 08:00-12:00"]`, "2026-03-10T08:00:00Z", false},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		doc := smallest + "timezone: Europe/Berlin\nqueues: [{name: a"
		if c.queue != "" {
			doc += ", " + c.queue
		}
		if open := load(t, doc+"}]\n").Queues[0].Open(at); open != c.open {
			t.Errorf("%s at %s: %t", c.queue, c.at, open)
		}
	}
}
