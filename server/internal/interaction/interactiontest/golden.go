// Package interactiontest reads the logs that older versions have written, for tests of
// whoever shows or keeps interactions. A line of such a log is an event as it was stored.
package interactiontest

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/deskside/deskside/server/internal/interaction"
)

// GoldenLog reads a log, and holds it to being written again as it was.
func GoldenLog(t testing.TB, path string) []interaction.Event {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var events []interaction.Event
	for line := range bytes.Lines(raw) {
		var l struct {
			N    int
			At   int64 // nanoseconds since 1970
			Name string
			Data json.RawMessage
		}
		if err := json.Unmarshal(line, &l); err != nil {
			t.Fatal(err)
		}
		data, err := interaction.Decode(l.Name, l.Data)
		if err != nil {
			t.Fatal(err)
		}
		name, again, err := interaction.Encode(data)
		if err != nil || name != l.Name || !bytes.Equal(again, l.Data) {
			t.Errorf("event %d: written again as %s %s, %v\nwas %s %s", l.N, name, again, err, l.Name, l.Data)
		}
		events = append(events, interaction.Event{N: l.N, At: time.Unix(0, l.At).UTC(), Data: data})
	}
	return events
}
