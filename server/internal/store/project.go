package store

import (
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// RowChange is what an event does to rows of writes.
type RowChange struct {
	Keys  []string
	State WriteState
	Until time.Time // Waiting only
}

// Project returns what events do to the rows, in order. Landed rows never change.
// A change to Waiting or Held clears the batch.
func Project(events []interaction.Event) []RowChange {
	var out []RowChange
	for _, e := range events {
		switch d := e.Data.(type) {
		case interaction.WriteLanded:
			out = append(out, RowChange{Keys: []string{d.Key}, State: Landed})
		case interaction.WriteHeld:
			out = append(out, RowChange{Keys: []string{d.Key}, State: Held})
		case interaction.WriteRetried:
			out = append(out, RowChange{Keys: []string{d.Key}, State: Waiting})
		}
	}
	return out
}
