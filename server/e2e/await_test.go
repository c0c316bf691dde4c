package e2e

import (
	"fmt"
	"testing"
	"time"
)

// patience is how long anything may take that has no deadline of its own. The
// race detector, two cores and a browser on them are slow.
const patience = 30 * time.Second

// look is how often a condition is looked at.
const look = 30 * time.Millisecond

// await returns when ok does not complain any more; its last complaint is what a failure says.
func await(t *testing.T, within time.Duration, what string, ok func() error) {
	t.Helper()
	deadline := time.NewTimer(within)
	defer deadline.Stop()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		err := ok()
		if err == nil {
			return
		}
		select {
		case <-deadline.C:
			t.Fatalf("%s: not within %s: %v", what, within, err)
		case <-tick.C:
		}
	}
}

func complain(format string, args ...any) error { return fmt.Errorf(format, args...) }
