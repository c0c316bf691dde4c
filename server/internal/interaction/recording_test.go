package interaction_test

import (
	"errors"
	"testing"
	"time"

	. "github.com/deskside/deskside/server/internal/interaction"
)

// A recording is told of in any order and as often as the carrier likes, and becomes one file.
func TestRecordings(t *testing.T) {
	talk := []Command{inbound, arrives, accepts, joins}
	with := func(more ...Command) []Command { return append(append([]Command{}, talk...), more...) }
	begins, pauses, resumes := StartRecording{SID: "REa"}, PauseRecording{Agent: mia}, ResumeRecording{Agent: mia}
	done := FinishRecording{SID: "REa", Duration: time.Minute}
	kept := KeepRecording{SID: "REa", File: File{ID: "REa"}}
	for _, c := range []struct {
		name string
		way  []Command
		cmd  Command
		want string
	}{
		{"begins", talk, begins, "recording_started"},
		{"begins twice", with(begins), begins, ""},
		{"begins after its end", with(done), begins, ""},
		{"of a message", []Command{message}, begins, "!not_recorded"},
		{"paused", with(begins), pauses, "recording_paused"},
		{"paused twice", with(begins, pauses), pauses, ""},
		{"paused by another", with(begins), PauseRecording{Agent: ben}, "!not_your_call"},
		{"paused, and nothing is recorded", talk, pauses, "!not_recorded"},
		{"paused, and it is over", with(begins, done), pauses, "!not_recorded"},
		{"paused before anybody is there", []Command{inbound, arrives}, pauses, "!not_connected"},
		{"paused after the call", with(begins, goes), pauses, "!call_ended"},
		{"goes on", with(begins, pauses), resumes, "recording_resumed"},
		{"goes on, and was not paused", with(begins), resumes, ""},
		{"ends", with(begins), done, "recording_finished"},
		{"ends twice", with(done), FinishRecording{SID: "REa", Duration: time.Hour}, ""},
		{"ends, and its beginning was not told", with(goes), done, "recording_finished"},
		{"nothing was said", with(begins), FinishRecording{SID: "REa", Silent: true}, "recording_was_silent"},
		{"of a message, ended", []Command{message}, done, "!not_recorded"},
		{"fetched", with(done), kept, "recording_kept"},
		{"fetched twice", with(done, kept), KeepRecording{SID: "REa", File: File{ID: "x"}}, ""},
		{"fetched, and is unknown", talk, kept, ""},
		{"lost", with(done), LoseRecording{SID: "REa"}, "recording_lost"},
		{"lost, and is here", with(done, kept), LoseRecording{SID: "REa"}, ""},
		{"deleted, and is not in the ticket", with(done, kept), DeleteRecording{SID: "REa"}, ""},
		{"announced", talk, AnnounceRecording{}, "recording_announced"},
		{"announced twice", with(AnnounceRecording{}), AnnounceRecording{}, ""},
		{"announced after the call", with(goes), AnnounceRecording{}, ""},
	} {
		s := through(t, c.way...)
		d, err := s.Decide(c.cmd, s.At, policy)
		got := names(d.Events)
		if refusal, ok := errors.AsType[*Refusal](err); ok {
			got = "!" + refusal.Code
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	s := through(t, with(begins, done, kept)...)
	it := s.Items.At(s.Items.Len() - 1)
	if it.Type != ItemFile || it.From != "recording" || it.File.ID != "REa" || s.RecordingLanded("REa") {
		t.Errorf("%+v", it)
	}
	s = through(t, with(begins, done, kept, Land{Ticket: "35", Receipts: map[string]string{it.Key: "r"}, At: t0})...)
	if d, err := s.Decide(DeleteRecording{SID: "REa"}, s.At, policy); err != nil || names(d.Events) != "recording_deleted" {
		t.Errorf("in the ticket: %s, %v", names(d.Events), err)
	}
	if s = through(t, with(begins, pauses, goes)...); s.Recordings.Paused() {
		t.Error("paused after the end")
	}
}

// through gives what commands lead to, one a second.
func through(t *testing.T, way ...Command) State {
	t.Helper()
	s, at := State{ID: "01c"}, t0
	for _, cmd := range way {
		d, err := s.Decide(cmd, at, policy)
		if err != nil {
			t.Fatalf("%T: %v", cmd, err)
		}
		s, at = d.State, at.Add(time.Second)
	}
	return s
}
