package store

import "github.com/deskside/deskside/server/internal/interaction"

// RowChange is what an event does to rows of writes.
type RowChange struct {
	Key   string
	State WriteState
}

// Project returns what events do to the rows, in order. Landed rows never change.
// Every change clears the batch and NextAt.
//
// A change to Waiting is a person's wish for another try. A row that was held waits
// again, with no attempts counted. One that waits already or is being sent keeps its
// batch, since a batch that was sent must be looked up before it is sent again. In
// both cases whatever of its lane is not held loses its NextAt, for the row cannot
// go before them.
func Project(events []interaction.Event) []RowChange {
	var out []RowChange
	for _, e := range events {
		switch d := e.Data.(type) {
		case interaction.WriteLanded:
			out = append(out, RowChange{Key: d.Key, State: Landed})
		case interaction.WriteHeld:
			out = append(out, RowChange{Key: d.Key, State: Held})
		case interaction.WriteDropped:
			out = append(out, RowChange{Key: d.Key, State: Dropped})
		case interaction.WriteRetried:
			out = append(out, RowChange{Key: d.Key, State: Waiting})
		}
	}
	return out
}
