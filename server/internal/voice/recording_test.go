package voice_test

import (
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/media"
	"github.com/deskside/deskside/server/internal/voice"
	"github.com/deskside/deskside/templates"
)

// records makes the rig record calls.
func (r *rig) records() *media.Store {
	r.t.Helper()
	files, err := media.Open(filepath.Join(r.t.TempDir(), "media"), media.Options{})
	if err != nil {
		r.t.Fatal(err)
	}
	r.recording = voice.Recording{On: true, Announce: true, Twilio: r.client, Files: files}
	return files
}

// isTold: a caller hears that the call is recorded, and then waits in the conference.
func (r *rig) isTold(from string) (interaction.ID, string) {
	r.t.Helper()
	sid, err := r.sim.PhoneCall(from, ours)
	if err != nil {
		r.t.Fatal(err)
	}
	r.heals("the caller in the room", func() bool { c, _ := r.sim.State(sid); return c.InRoom })
	id, err := r.store.ByRef(r.t.Context(), "call:"+sid)
	if err != nil {
		r.t.Fatal(err)
	}
	return id, sid
}

// recordings are the states of those of an interaction.
func (r *rig) recordings(id interaction.ID) string {
	var out []string
	for _, one := range r.state(id).Recordings.All {
		out = append(out, string(one.State))
	}
	return strings.Join(out, " ")
}

func (r *rig) recordedAs(id interaction.ID, want interaction.RecordingState) func() bool {
	return func() bool { return r.recordings(id) == string(want) }
}

// lands brings everything of an interaction into its ticket.
func (r *rig) lands(id interaction.ID) {
	r.t.Helper()
	land := interaction.Land{Ticket: "35", Receipts: map[string]string{}, At: r.clock.Now()}
	for _, it := range r.state(id).Items.All() {
		land.Receipts[it.Key] = "r"
	}
	r.do(id, land)
}

// files of an interaction.
func (r *rig) files(id interaction.ID) (out []interaction.Item) {
	for _, it := range r.state(id).Items.All() {
		if it.File != nil {
			out = append(out, it)
		}
	}
	return out
}

// tells is how often a call's log tells of an event.
func (r *rig) tells(id interaction.ID, event string) int {
	return len(slices.DeleteFunc(strings.Fields(r.log(id)), func(name string) bool { return name != event }))
}

// A call is recorded from when the two are on the line; its recording becomes one file, and
// Twilio's copy goes when it is in the ticket.
func TestRecorded(t *testing.T) {
	r := newRig(t)
	files := r.records()
	r.start()
	id, caller := r.isTold(street)
	if c, _ := r.sim.State(caller); len(c.Heard) == 0 || c.Heard[0] != r.spoken(templates.PromptRecorded) {
		t.Errorf("the caller has heard %q", c.Heard)
	}
	r.pass(20 * time.Second)
	if all := r.sim.Recordings(); len(all) > 0 {
		t.Errorf("it is recorded while they wait: %+v", all)
	}
	r.answers(id, mia)
	r.await("the recording's beginning", r.recordedAs(id, interaction.Recorded))
	r.pass(30 * time.Second)
	r.hangsUp(caller)
	r.heals("the file", r.recordedAs(id, interaction.RecordingFetched))
	all := r.files(id)
	if len(all) != 1 || all[0].From != "recording" || all[0].File.Name != "recording.wav" || all[0].File.ContentType != "audio/wav" {
		t.Fatalf("%+v", all)
	}
	if it := r.sim.Recordings(); len(it) != 1 || it[0].Status != "completed" || it[0].SID != all[0].File.ID {
		t.Errorf("before it is in the ticket: %+v", it)
	}
	from, size, err := files.Open(all[0].File.SHA256)
	if err != nil || size < 30*16000 || size > 34*16000 {
		t.Fatal(size, err)
	}
	head := make([]byte, 12)
	if _, err := io.ReadFull(from, head); err != nil || string(head[:4]) != "RIFF" {
		t.Errorf("%q %v", head, err)
	}
	_ = from.Close()
	r.lands(id)
	r.heals("an end of Twilio's copy", func() bool { return r.sim.Recordings()[0].Status == "deleted" })
	r.heals("its record", func() bool { return r.state(id).Recordings.All[0].Deleted })
	r.pass(time.Minute)
	if n := r.tells(id, "recording_kept"); n != 1 {
		t.Errorf("it was kept %d times", n)
	}
}

// Without the setting nothing is recorded, and nobody is told that it is.
func TestNotRecorded(t *testing.T) {
	r := newRig(t)
	r.records()
	r.recording.On = false
	r.start()
	id, caller := r.isTold(street)
	r.answers(id, mia)
	r.pass(10 * time.Second)
	r.hangsUp(caller)
	r.pass(2 * time.Minute)
	if all, c := r.sim.Recordings(), r.log(id); len(all) > 0 || strings.Contains(c, "recording") {
		t.Errorf("%+v %s", all, c)
	}
	if c, _ := r.sim.State(caller); slices.Contains(c.Heard, r.spoken(templates.PromptRecorded)) {
		t.Errorf("%q", c.Heard)
	}
}

// Who is called is told as soon as they have picked up, in their language.
func TestCalledAndRecorded(t *testing.T) {
	r := newRig(t)
	r.records()
	r.language = "ja"
	r.start()
	id, _, customer := r.talking()
	want := r.spoken(templates.PromptRecorded)
	r.heals("the announcement", func() bool {
		c, _ := r.sim.State(customer)
		return slices.Contains(c.Heard, want) && r.tells(id, "recording_announced") == 1
	})
	r.heals("a recording", r.recordedAs(id, interaction.Recorded))
	r.pass(time.Minute)
	c, _ := r.sim.State(customer)
	if n := len(slices.DeleteFunc(c.Heard, func(h string) bool { return h != want })); n != 1 {
		t.Errorf("it was said %d times", n)
	}
	r.hangsUp(customer)
	r.heals("the file", r.recordedAs(id, interaction.RecordingFetched))
}

// recordedCall is one from the street that mia has answered.
func recordedCall(t *testing.T) (r *rig, id interaction.ID, caller string) {
	t.Helper()
	r = newRig(t)
	r.records()
	r.start()
	id, caller = r.isTold(street)
	r.answers(id, mia)
	return r, id, caller
}

// What is said in a pause is not in the file, and what is said is so: an agent is told that it
// is paused when Twilio has obeyed.
func TestRecordingPaused(t *testing.T) {
	r, id, caller := recordedCall(t)
	r.await("the recording's beginning", r.recordedAs(id, interaction.Recorded))
	r.pass(10 * time.Second)
	r.breaks(twiliotest.REST500, 1, "Twilio.CURRENT")
	v := r.room.Load()
	if err := v.PauseRecording(t.Context(), id); err == nil || r.sim.Recordings()[0].Status != "in-progress" {
		t.Fatal(err)
	}
	if err := v.PauseRecording(t.Context(), id); err != nil || r.sim.Recordings()[0].Status != "paused" {
		t.Fatal(err)
	}
	r.do(id, interaction.PauseRecording{Agent: mia})
	r.pass(40 * time.Second)
	if s := r.sim.Recordings()[0].Status; s != "paused" {
		t.Fatal(s)
	}
	r.breaks(twiliotest.REST500, 1, "Twilio.CURRENT")
	r.do(id, interaction.ResumeRecording{Agent: mia})
	r.heals("a recording that goes on", func() bool { return r.sim.Recordings()[0].Status == "in-progress" })
	r.pass(10 * time.Second)
	r.hangsUp(caller)
	r.heals("the file", r.recordedAs(id, interaction.RecordingFetched))
	if d := r.state(id).Recordings.All[0].Duration; d < 18*time.Second || d > 30*time.Second {
		t.Errorf("it lasts %v", d)
	}
}

// One recording goes through a consultation and the transfer that follows; only who has the call
// can pause it, and a pause stays.
func TestRecordingThroughATransfer(t *testing.T) {
	r, id, caller := recordedCall(t)
	r.await("the recording's beginning", r.recordedAs(id, interaction.Recorded))
	r.pass(10 * time.Second)
	r.do(id, interaction.BeginTransfer{Agent: mia, To: interaction.TransferTo{Queue: "orders"}, Warm: true})
	r.do(id, interaction.Ring{Offer: 2, Rule: interaction.RingOne, Rung: 1, Whom: interaction.Whom{Agent: &ben}})
	colleague := r.connect(r.accept(id, ben))
	r.heals("the colleague to be there", func() bool { return r.state(id).Call.ColleagueSID() == colleague })
	if err := r.state(id).MayPauseRecording(ben); err == nil {
		t.Error("who is consulted may pause")
	}
	if err := r.room.Load().PauseRecording(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	r.do(id, interaction.PauseRecording{Agent: mia})
	r.pass(20 * time.Second)
	r.do(id, interaction.CompleteTransfer{Agent: mia})
	r.heals("the colleague to have the caller", r.with(caller, "agent-2"))
	r.pass(20 * time.Second)
	if s := r.sim.Recordings()[0].Status; s != "paused" || !r.state(id).Recordings.Paused() {
		t.Errorf("the pause is over: %s", s)
	}
	if err := r.state(id).MayPauseRecording(mia); err == nil {
		t.Error("who has handed it over may pause")
	}
	r.do(id, interaction.ResumeRecording{Agent: ben})
	r.heals("a recording that goes on", func() bool { return r.sim.Recordings()[0].Status == "in-progress" })
	r.pass(10 * time.Second)
	r.hangsUp(caller)
	r.heals("the file", r.recordedAs(id, interaction.RecordingFetched))
	if d := r.state(id).Recordings.All[0].Duration; d < 18*time.Second || d > 35*time.Second {
		t.Errorf("it lasts %v", d)
	}
	if all := r.files(id); len(all) != 1 {
		t.Errorf("%+v", all)
	}
}

// A server that was killed between Twilio's obeying and the log says that it is recorded; so it is.
func TestRecordingPausedAndTheServerIsKilled(t *testing.T) {
	r := newRig(t)
	r.records()
	r.start()
	id, _ := r.isTold(street)
	r.answers(id, mia)
	r.await("the recording's beginning", r.recordedAs(id, interaction.Recorded))
	if err := r.room.Load().PauseRecording(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	r.crash()
	r.clock.Advance(time.Second)
	r.start()
	r.heals("a recording that goes on", func() bool { return r.sim.Recordings()[0].Status == "in-progress" })
}

// What Twilio tells of a recording may be lost, come twice and in any order; the recording
// may be not there at first, broken off, elsewhere, or Twilio away for hours. It is one file.
func TestRecordingThroughTrouble(t *testing.T) {
	hook := voice.RecordingPath
	for name, c := range map[string]struct {
		faults  []twiliotest.Fault
		mended  time.Duration // after so long; 0: they wear off
		patient bool
	}{
		"every callback is lost":     {faults: []twiliotest.Fault{{Kind: twiliotest.Drop, Times: -1, Match: hook}}},
		"every callback comes twice": {faults: []twiliotest.Fault{{Kind: twiliotest.Duplicate, Times: -1, Match: hook}}},
		"the first comes last":       {faults: []twiliotest.Fault{{Kind: twiliotest.Reorder, Times: 1, Match: hook}}},
		"a callback is not answered": {faults: []twiliotest.Fault{{Kind: twiliotest.Webhook500, Times: 1, Match: hook}}},
		"it is not there at first":   {faults: []twiliotest.Fault{{Kind: twiliotest.Media404, Times: 3}}},
		"it breaks off":              {faults: []twiliotest.Fault{{Kind: twiliotest.MediaCut, Times: 2}}},
		"it lies elsewhere":          {faults: []twiliotest.Fault{{Kind: twiliotest.MediaMoved, Times: -1}}},
		"Twilio fails":               {faults: []twiliotest.Fault{{Kind: twiliotest.REST500, Times: 4, Match: "/Recordings/RE"}}},
		"Twilio is away for long":    {faults: []twiliotest.Fault{{Kind: twiliotest.REST500, Times: -1, Match: "/Recordings/RE"}}, mended: 4 * time.Minute},
		"too many requests":          {faults: []twiliotest.Fault{{Kind: twiliotest.REST429, Times: 2, Match: "/Recordings/RE"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.records()
			r.start()
			id, caller := r.isTold(street)
			for _, f := range c.faults {
				if err := r.sim.Break(f); err != nil {
					t.Fatal(err)
				}
			}
			r.answers(id, mia)
			r.pass(20 * time.Second)
			r.hangsUp(caller)
			if c.mended > 0 {
				r.pass(c.mended)
				if got := r.recordings(id); got != "ready" {
					t.Errorf("while Twilio is away: %s", got)
				}
				r.sim.Mend()
			}
			r.heals("the file", r.recordedAs(id, interaction.RecordingFetched))
			r.sim.Mend()
			r.lands(id)
			r.heals("an end of Twilio's copy", func() bool { return r.sim.Recordings()[0].Status == "deleted" })
			if n := len(r.files(id)); n != 1 {
				t.Errorf("%d files", n)
			}
		})
	}
}

// A server that is killed between the callback and the fetch finds the recording again, when
// the contact has long been closed.
func TestRecordingAfterARestart(t *testing.T) {
	r, id, caller := recordedCall(t)
	r.pass(20 * time.Second)
	r.breaks(twiliotest.REST500, -1, "/Recordings/RE")
	r.hangsUp(caller)
	r.heals("an end", r.recordedAs(id, interaction.RecordingReady))
	r.do(id, interaction.SaveWrapUp{Agent: mia, Disposition: "solved"})
	r.crash()
	if r.state(id).Active() {
		t.Fatal("the contact is still open")
	}
	r.sim.Mend()
	r.clock.Advance(6 * time.Hour)
	r.start()
	r.pass(5 * time.Second)
	loop := r.loop.Load()
	if err := r.room.Load().FindRecordings(t.Context(), func(id interaction.ID) { loop.Wake(voice.RecordingName, id) }); err != nil {
		t.Fatal(err)
	}
	r.heals("the file", r.recordedAs(id, interaction.RecordingFetched))
}

// A recording that Twilio has no more is given up after a day, and said so.
func TestRecordingLost(t *testing.T) {
	r, id, caller := recordedCall(t)
	r.pass(20 * time.Second)
	r.breaks(twiliotest.Media404, -1, "")
	r.hangsUp(caller)
	r.heals("an end", r.recordedAs(id, interaction.RecordingReady))
	r.clock.Advance(25 * time.Hour)
	r.heals("a word", r.recordedAs(id, interaction.RecordingMissing))
}

// What is told of recordings that are not ours is answered, and changes nothing.
func TestStrangeRecordings(t *testing.T) {
	r := newRig(t)
	r.records()
	r.start()
	id, caller := r.isTold(street)
	before := r.state(id).Version
	v := r.room.Load()
	form := func(pairs ...string) url.Values {
		f := url.Values{"RecordingSid": {"RE0123456789abcdef0123456789abcdef"}, "RecordingStatus": {"completed"}, "RecordingDuration": {"5"}}
		for i := 0; i+1 < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
		return f
	}
	for _, c := range []struct {
		form       url.Values
		conference string
	}{
		{url.Values{}, ""},
		{form(), ""},
		{form(), "c_01jq9999999999999999999999"},
		{form(), "lobby"},
		{form("CallSid", "CA0123456789abcdef0123456789abcdef"), ""},
		{form("ConferenceSid", "CF0123456789abcdef0123456789abcdef"), ""},
		{form("RecordingSid", "../x"), id.Conference()},
		{form("RecordingStatus", "processing"), id.Conference()},
	} {
		if err := v.RecordingForm(t.Context(), c.form, c.conference); err != nil {
			t.Errorf("%v: %v", c.form, err)
		}
	}
	if now := r.state(id).Version; now != before {
		t.Error(r.log(id))
	}
	// One that others have begun is taken as well, by the leg or by the conference.
	if err := v.RecordingForm(t.Context(), form("CallSid", caller), ""); err != nil || r.tells(id, "recording_finished") != 1 {
		t.Error(err, r.log(id))
	}
	room, _, err := r.client.Conference(t.Context(), id.Conference())
	if err != nil {
		t.Fatal(err)
	}
	other := form("ConferenceSid", room.SID, "RecordingSid", "RE1123456789abcdef0123456789abcdef", "RecordingStatus", "absent")
	if err := v.RecordingForm(t.Context(), other, ""); err != nil || r.tells(id, "recording_was_silent") != 1 {
		t.Error(err, r.log(id))
	}
}

// While something sensitive is asked Twilio records nothing, and goes on by itself afterwards;
// what an agent has paused stays so.
func TestRecordingPausedByAnAsk(t *testing.T) {
	r := newRig(t)
	r.records()
	r.start()
	id, ticket := r.awaitsApp()
	caller := r.connect(ticket)
	r.heals("the customer in the room", func() bool { c, _ := r.sim.State(caller); return c.InRoom })
	r.answers(id, mia)
	r.await("the recording's beginning", r.recordedAs(id, interaction.Recorded))
	status := func(want string) func() bool {
		return func() bool { return r.sim.Recordings()[0].Status == want }
	}
	ask := func(name string) {
		r.do(id, interaction.MakeAsk{Ask: name, Type: interaction.AskText, Label: "Card number", Agent: mia, Sensitive: true})
	}
	r.breaks(twiliotest.REST500, 1, "Twilio.CURRENT")
	ask("ask-0001")
	r.heals("a pause", status("paused"))
	r.do(id, interaction.AnswerAsk{Ask: "ask-0001", Text: "4242 4242"})
	r.heals("a recording that goes on", status("in-progress"))
	ask("ask-0002")
	r.heals("a pause", status("paused"))
	r.do(id, interaction.PauseRecording{Agent: mia})
	r.do(id, interaction.DeclineAsk{Ask: "ask-0002"})
	r.pass(30 * time.Second)
	if !status("paused")() {
		t.Error("an agent's pause ended with an ask")
	}
	r.do(id, interaction.ResumeRecording{Agent: mia})
	r.heals("a recording that goes on", status("in-progress"))
	r.hangsUp(caller)
}
