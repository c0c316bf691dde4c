package interaction_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	. "github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/interaction/interactiontest"
)

// goldenPolicy is what the deadlines in golden facts were derived with.
var goldenPolicy = Policy{OpenOn: OnArrival, ClaimLease: 15 * time.Second, ConnectBy: time.Minute, WrapUp: 10 * time.Minute}

// golden facts, as NAME.facts.json holds them.
type golden struct {
	ID    ID     `json:"id"`
	Facts facts  `json:"facts"`
	Steps []step `json:"steps"`
}

// TestGolden: what an older version wrote is read for ever. It decodes, encodes to
// the same bytes, and adds up to what that version made of it, after every event.
func TestGolden(t *testing.T) {
	logs, err := filepath.Glob("testdata/golden/*/*.jsonl")
	if err != nil || len(logs) == 0 {
		t.Fatal("no golden logs", err)
	}
	for _, path := range logs {
		name := strings.TrimSuffix(path, ".jsonl")
		t.Run(strings.TrimPrefix(name, "testdata/golden/"), func(t *testing.T) {
			t.Parallel()
			var want golden
			raw, err := os.ReadFile(name + ".facts.json")
			if err == nil {
				d := json.NewDecoder(bytes.NewReader(raw))
				d.DisallowUnknownFields() // every fact is looked at
				err = d.Decode(&want)
			}
			if err != nil {
				t.Fatal(err)
			}
			events := interactiontest.GoldenLog(t, path)
			got := golden{ID: want.ID, Facts: factsOf(Fold(want.ID, events)), Steps: stepsOf(want.ID, events)}
			if diff := cmp.Diff(want, got, byAgent); diff != "" {
				t.Errorf("the log is understood otherwise (-then +now):\n%s", diff)
			}
		})
	}
}

// byAgent: in which order agents have missed an offer says nothing.
var byAgent = cmpopts.SortSlices(func(a, b missFacts) bool { return a.Agent < b.Agent })
