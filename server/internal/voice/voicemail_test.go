package voice_test

import (
	"slices"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/twilio/twiliotest"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/server/internal/voice"
	"github.com/deskside/deskside/templates"
)

// newVoicemailRig takes messages, and records nothing else.
func newVoicemailRig(t *testing.T) *rig {
	r := newRig(t)
	r.records()
	r.recording.On = false
	r.voicemail = true
	return r
}

// speaks waits until a caller is taken down.
func (r *rig) speaks(sid string) {
	r.t.Helper()
	r.heals("the tone", func() bool { c, _ := r.sim.State(sid); return c.Listens == "record" })
}

// isOver checks that a call is over for us, whoever is still on the line.
func (r *rig) isOver(id interaction.ID, outcome interaction.CallOutcome, by string) {
	r.t.Helper()
	if c := r.state(id).Call; c.Phase != interaction.Ended || c.Outcome != outcome || c.EndedBy != by {
		r.t.Errorf("%s, ended %s by %s, want %s by %s\n%s", c.Phase, c.Outcome, c.EndedBy, outcome, by, r.log(id))
	}
}

// isLeft checks that a message has become a file.
func (r *rig) isLeft(id interaction.ID) {
	r.t.Helper()
	r.heals("the message", func() bool { return len(r.files(id)) > 0 })
	all := r.files(id)
	if len(all) != 1 || all[0].From != "voicemail" || all[0].File.Name != "voicemail.wav" || all[0].File.ContentType != "audio/wav" {
		r.t.Errorf("%+v", all)
	}
	r.lands(id)
	r.heals("an end of Twilio's copy", func() bool { return r.sim.Recordings()[0].Status == "deleted" })
	r.heals("its record", func() bool { return r.state(id).Recordings.All[0].Deleted })
	r.pass(time.Minute)
	if n := r.tells(id, "recording_kept"); n != 1 {
		r.t.Errorf("it was kept %d times", n)
	}
}

// Who chooses it in the menu leaves a message for the option's queue; nothing rings.
func TestVoicemailInTheMenu(t *testing.T) {
	r := newVoicemailRig(t)
	r.voicemail = false // it is for those who wait
	r.menus = acme()
	r.menus[0].Options = append(r.menus[0].Options, voice.Option{Digit: "5", Label: "a message", Say: voice.Words{Text: "a message"}, Queue: "repairs", Voicemail: true, Issue: []string{"Message"}})
	r.start()
	sid := r.arrives(street)
	r.presses(sid, 0, "25")
	r.speaks(sid)
	id := r.of(sid)
	r.isOver(id, interaction.OutcomeVoicemail, interaction.EndedByVoicemail)
	if heard := r.heard(sid); !slices.Contains(heard, r.words.Say(templates.PromptVoicemail, "ja", templates.Values{}).Text) {
		t.Errorf("%q", heard)
	}
	r.pass(20 * time.Second)
	if err := r.sim.Press(sid, "1#"); err != nil {
		t.Fatal(err)
	}
	r.hears(sid, r.words.Say(templates.PromptThanks, "ja", templates.Values{}).Text)
	r.heals("the end of the call", r.isGone(sid))
	r.isLeft(id)
	s := r.state(id)
	if !s.Opened || s.Queue != "repairs" || s.CloseReason != interaction.CloseVoicemail || s.Assignments.Current().N != 0 || !slices.Equal(s.IssuePath, []string{"Message"}) {
		t.Errorf("%+v", s.Contact)
	}
	if d := s.Recordings.All[0].Duration; d < 20*time.Second || d > 25*time.Second {
		t.Errorf("it lasts %v", d)
	}
}

// Outside the hours a caller is told so, and may leave a message; what was said before
// they hang up counts, whether Twilio tells of it or not, and whoever has been away meanwhile.
func TestVoicemailOutsideTheHours(t *testing.T) {
	for name, trouble := range map[string]func(r *rig){
		"none":       func(*rig) {},
		"not told":   func(r *rig) { r.breaks(twiliotest.Drop, -1, voice.RecordingPath) },
		"told twice": func(r *rig) { r.breaks(twiliotest.Duplicate, -1, voice.RecordingPath) },
		"away":       func(r *rig) { r.crash() },
	} {
		r := newVoicemailRig(t)
		r.closed = func(string, time.Time) bool { return true }
		r.start()
		sid := r.arrives(street)
		r.speaks(sid)
		for _, p := range []templates.Prompt{templates.PromptClosed, templates.PromptVoicemail} {
			if heard := r.heard(sid); !slices.Contains(heard, r.spoken(p)) {
				t.Errorf("%s: %q", name, heard)
			}
		}
		id := r.of(sid)
		r.isOver(id, interaction.OutcomeClosed, interaction.EndedByHours)
		r.pass(10 * time.Second)
		trouble(r)
		r.hangsUp(sid)
		if name == "away" {
			r.start()
		}
		r.isLeft(id)
	}
}

// Whom nobody has answered may leave a message as well.
func TestVoicemailInPlaceOfWaiting(t *testing.T) {
	r := newVoicemailRig(t)
	r.deciding.Policy.LongestWait = 2 * time.Minute
	r.start()
	id, caller := r.callsIn(street)
	r.pass(2*time.Minute + time.Second)
	r.speaks(caller)
	if heard := r.heard(caller); !slices.Contains(heard, r.spoken(templates.PromptNobody)) || !slices.Contains(heard, r.spoken(templates.PromptVoicemail)) {
		t.Errorf("%q", heard)
	}
	r.isOver(id, interaction.OutcomeNoAnswer, interaction.EndedByWait)
	r.pass(5 * time.Second)
	r.hangsUp(caller)
	r.isLeft(id)
}

// Who says nothing leaves no message, and is not waited for any longer.
func TestVoicemailOfNothing(t *testing.T) {
	r := newVoicemailRig(t)
	r.closed = func(string, time.Time) bool { return true }
	r.start()
	sid := r.arrives(street)
	r.hears(sid, r.spoken(templates.PromptClosed))
	if err := r.sim.Hush(sid); err != nil {
		t.Fatal(err)
	}
	r.heals("the end of the call", r.isGone(sid))
	id := r.of(sid)
	r.pass(15 * time.Minute)
	if n := len(r.files(id)); n > 0 || slices.Contains(r.heard(sid), r.spoken(templates.PromptThanks)) || r.tells(id, "recording_lost") > 0 {
		t.Errorf("%d files, heard %q, %s", n, r.heard(sid), r.log(id))
	}
	asked := len(r.sim.Requests())
	r.pass(15 * time.Minute)
	if again := len(r.sim.Requests()); again > asked {
		t.Errorf("Twilio is asked on: %d and %d", asked, again)
	}
}

// Without the setting there is a sentence and no tone; nor is there one for a page, which
// takes a message itself.
func TestNoVoicemail(t *testing.T) {
	r := newVoicemailRig(t)
	r.closed = func(string, time.Time) bool { return true }
	r.voicemail = false
	r.start()
	sid := r.arrives(street)
	r.heals("the end of the call", r.isGone(sid))
	if heard := r.heard(sid); slices.Contains(heard, r.spoken(templates.PromptVoicemail)) {
		t.Errorf("%q", heard)
	}
	r.voicemail = true
	r.deciding.Policy.LongestWait = 2 * time.Minute
	r.crash()
	r.start()
	id, page := r.awaitsApp()
	customer := r.connect(page)
	r.inRoom(customer)
	r.pass(2*time.Minute + time.Second)
	r.heals("the end of the page's call", r.isGone(customer))
	if heard := r.heard(customer); slices.Contains(heard, r.spoken(templates.PromptVoicemail)) {
		t.Errorf("a page's customer heard %q", heard)
	}
	if n := len(r.sim.Recordings()); n > 0 {
		t.Errorf("%d recordings of %s", n, id)
	}
}
