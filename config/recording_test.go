package config_test

import (
	"strings"
	"testing"

	"github.com/deskside/deskside/config"
)

// Nothing is recorded unless somebody has asked for it, and then the customer is told.
func TestRecording(t *testing.T) {
	for doc, want := range map[string]config.Recording{
		"":                       {Mode: "off", Store: "file", Announce: true},
		"recording: {mode: on}":  {Mode: "on", Store: "file", Announce: true},
		"recording: {mode: off}": {Mode: "off", Store: "file", Announce: true},
		"recording: {mode: \"on\", store: file, announce: false}": {Mode: "on", Store: "file"},
	} {
		got := load(t, smallest+doc+"\n").Recording
		if got != want || got.On() != (want.Mode == "on") {
			t.Errorf("%s: %+v", doc, got)
		}
	}
	for doc, want := range map[string]string{
		"recording: {mode: always}":    `deskside.yaml:5: recording.mode: "always" must be one of: off, on`,
		"recording: {mode: ask}":       `recording.mode: "ask" must be one of: off, on`,
		"recording: {store: drive}":    `recording.store: "drive" must be one of: file`,
		"recording: {announce: maybe}": "recording.announce",
		"recording: {modus: on}":       "recording.modus",
	} {
		if got := problems(t, smallest+doc+"\n"); !strings.Contains(got, want) {
			t.Errorf("%s: %s\nwant %s", doc, got, want)
		}
	}
}
