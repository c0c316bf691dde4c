package transport

import (
	"net/http"
	"testing"
	"time"
)

func TestClock(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 30, 0, 900_000_000, time.UTC)
	for name, c := range map[string]struct {
		theirs time.Time
		took   time.Duration
		want   time.Duration
	}{
		"the same second":            {at, 0, 0},
		"a slow answer":              {at.Add(9 * time.Second), 10 * time.Second, 0},
		"ahead":                      {at.Add(2 * time.Minute), time.Second, 2*time.Minute - 1900*time.Millisecond},
		"behind":                     {at.Add(-2 * time.Minute), time.Second, -2*time.Minute + 100*time.Millisecond},
		"a slow answer, and far off": {at.Add(-time.Hour), 30 * time.Second, -time.Hour + 100*time.Millisecond},
	} {
		clock := &Clock{}
		clock.hear(http.Header{"Date": {c.theirs.Format(http.TimeFormat)}}, at, at.Add(c.took))
		if got, told := clock.Ahead(); !told || got != c.want {
			t.Errorf("%s: %v %t, want %v", name, got, told, c.want)
		}
	}
	silent := &Clock{}
	silent.hear(http.Header{"Date": {"noon"}}, at, at)
	if _, told := silent.Ahead(); told {
		t.Error("it heard what was not said")
	}
}
