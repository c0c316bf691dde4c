package view

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/deskside/deskside/server/internal/api/contract"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/interaction/interactiontest"
	"github.com/deskside/deskside/templates/words"
)

// TestChangesAddUpToTheWhole: for any two moments of every golden log, whoever has the
// interaction as it was and puts the change on top has it as it is.
func TestChangesAddUpToTheWhole(t *testing.T) {
	logs, err := filepath.Glob("../../interaction/testdata/golden/*/*.jsonl")
	if err != nil || len(logs) == 0 {
		t.Fatal("no golden logs", err)
	}
	partly := 0
	for _, log := range logs {
		states := goldenStates(t, log)
		var wholes []contract.Interaction
		for _, s := range states {
			wholes = append(wholes, Interaction(s, words.Lexicon{}))
		}
		for i, before := range states {
			had := wholes[i]
			for j, after := range states[i:] {
				if j > 6 && j%7 != 0 && i+j != len(states)-1 {
					continue // all of them take a minute
				}
				change := Change(after, before.Version, words.Lexicon{})
				if change.Since != nil {
					partly++
				}
				if whole, merged := wholes[i+j], onTop(had, change); !reflect.DeepEqual(whole, merged) {
					t.Fatalf("%s, from version %d to %d (-whole +merged):\n%s", log, before.Version, after.Version, cmp.Diff(whole, merged))
				}
			}
		}
	}
	if partly == 0 {
		t.Error("every change was the whole")
	}
}

// onTop puts a change on what was there, as the contract says.
func onTop(had, change contract.Interaction) contract.Interaction {
	if change.Since == nil {
		return change
	}
	merged := change
	merged.Since = nil
	merged.Items = slices.Clone(had.Items)
	for _, it := range change.Items {
		at := slices.IndexFunc(merged.Items, func(o contract.Item) bool { return o.Key == it.Key })
		if at < 0 {
			merged.Items = append(merged.Items, it)
		} else {
			merged.Items[at] = it
		}
	}
	merged.Timeline = append(slices.Clone(had.Timeline), change.Timeline...)
	if merged.Texts == nil { // none of them has changed
		merged.Texts = had.Texts
	}
	return merged
}

// goldenStates after every event of a log.
func goldenStates(t *testing.T, path string) []interaction.State {
	t.Helper()
	var known struct{ ID interaction.ID }
	facts, err := os.ReadFile(strings.TrimSuffix(path, ".jsonl") + ".facts.json")
	if err == nil {
		err = json.Unmarshal(facts, &known)
	}
	if err != nil {
		t.Fatal(err)
	}
	state := interaction.State{ID: known.ID}
	var states []interaction.State
	for _, e := range interactiontest.GoldenLog(t, path) {
		state = state.Apply(e)
		states = append(states, state)
	}
	return states
}

// TestAChangeCostsWhatHasChanged: a note more is told as such, whatever was there before.
func TestAChangeCostsWhatHasChanged(t *testing.T) {
	size := func(notes int) int {
		s := interaction.State{ID: "01jq0000000000000000000001"}
		add := func(d interaction.Data) {
			s = s.Apply(interaction.Event{N: s.Version + 1, At: time.Unix(1_700_000_000, 0).UTC(), Data: d})
		}
		add(interaction.Started{Account: "support", Channel: interaction.Voice, Direction: interaction.Inbound})
		for range notes {
			add(interaction.NoteAdded{Note: "note-0001", Agent: interaction.Agent{ID: "support/7", Name: "Mia"}, Text: "It is the second time."})
		}
		change := Change(s, s.Version-1, words.Lexicon{})
		if len(change.Items) != 1 || len(change.Timeline) != 1 {
			t.Errorf("after %d notes: %d items and %d entries", notes, len(change.Items), len(change.Timeline))
		}
		b, err := json.Marshal(change)
		if err != nil {
			t.Fatal(err)
		}
		return len(b)
	}
	if few, many := size(10), size(5000); many > few+few/5 {
		t.Errorf("%d bytes after 5,000 notes, %d after ten", many, few)
	}
}
