package twilio

import (
	"strconv"
	"time"

	"golang.org/x/text/language"
)

// Prompt is something a caller hears. One of its fields is set; a Text may have
// a Language.
type Prompt struct {
	Text     string        // spoken
	Language string        // of Text, BCP 47; empty: Twilio's default
	Play     string        // address of a sound file
	Pause    time.Duration // silence, in whole seconds
}

// JoinConference is what a leg is told that enters a conference.
type JoinConference struct {
	Conference   string
	Label        string // unique in the conference: a second leg of the same label is not let in
	StartOnEnter bool   // the conference starts once this leg and one more are in it
	EndOnExit    bool   // the conference ends when this leg leaves
	WaitURL      string // TwiML heard until the conference starts; empty: Twilio's music
	// StatusCallback is told of the conference's events. Twilio keeps the one of the
	// leg that comes first, so every leg gives the same.
	StatusCallback  string
	Action          string        // TwiML for the leg when it has left; empty: it is hung up
	TimeLimit       time.Duration // of the leg's stay; 0: Twilio's 4 h
	MaxParticipants int           // 0: Twilio's 250
	First           []Prompt      // heard before entering
	// Recorded is told of the recording of the conference, which begins when two are in it
	// and hears no music; empty: it is not recorded. As with StatusCallback, every leg gives
	// the same.
	Recorded string
}

// TwiML puts the leg into the conference, without a beep.
func (j JoinConference) TwiML() string {
	conference := verb{name: "Conference", text: j.Conference, attrs: []attr{
		{"participantLabel", j.Label},
		{"startConferenceOnEnter", strconv.FormatBool(j.StartOnEnter)},
		{"endConferenceOnExit", strconv.FormatBool(j.EndOnExit)},
		{"beep", "false"},
	}}
	if j.WaitURL != "" {
		conference.attrs = append(conference.attrs, attr{"waitUrl", j.WaitURL}, attr{"waitMethod", "POST"})
	}
	if j.StatusCallback != "" {
		conference.attrs = append(conference.attrs, attr{"statusCallback", j.StatusCallback}, attr{"statusCallbackMethod", "POST"},
			attr{"statusCallbackEvent", conferenceEvents})
	}
	if j.Recorded != "" {
		conference.attrs = append(conference.attrs, attr{"record", "record-from-start"}, attr{"recordingStatusCallback", j.Recorded},
			attr{"recordingStatusCallbackMethod", "POST"}, attr{"recordingStatusCallbackEvent", recordingEvents})
	}
	if j.MaxParticipants > 0 {
		conference.attrs = append(conference.attrs, attr{"maxParticipants", strconv.Itoa(j.MaxParticipants)})
	}
	dial := verb{name: "Dial", inner: []verb{conference}}
	if j.Action != "" {
		dial.attrs = append(dial.attrs, attr{"action", j.Action}, attr{"method", "POST"})
	}
	if j.TimeLimit > 0 {
		dial.attrs = append(dial.attrs, attr{"timeLimit", strconv.Itoa(seconds(j.TimeLimit))})
	}
	return render(append(verbs(j.First), dial)...)
}

// idleWait is the silence of a waiting conference without prompts, per turn.
const idleWait = 30 * time.Second

// Wait is the document of a waiting conference: the prompts, then the same address
// again, so that it never falls silent for good. Twilio allows nothing but
// speech, sound and silence here.
func Wait(prompts ...Prompt) string {
	if len(prompts) == 0 {
		prompts = []Prompt{{Pause: idleWait}}
	}
	return render(append(verbs(prompts), verb{name: "Redirect"})...)
}

// Say speaks text.
func Say(text, language string) string {
	return render(verbs([]Prompt{{Text: text, Language: language}})...)
}

// SayAndHangup speaks text and ends the call.
func SayAndHangup(text, language string) string {
	return render(append(verbs([]Prompt{{Text: text, Language: language}}), verb{name: "Hangup"})...)
}

// Reject turns a call away without answering it, which costs nothing.
func Reject() string { return render(verb{name: "Reject"}) }

// Hangup ends the call.
func Hangup() string { return render(verb{name: "Hangup"}) }

func verbs(prompts []Prompt) []verb {
	var out []verb
	for _, p := range prompts {
		switch {
		case p.Play != "":
			out = append(out, verb{name: "Play", text: p.Play})
		case p.Text != "":
			out = append(out, verb{name: "Say", text: p.Text, attrs: []attr{{"language", voiceOf(p.Language)}}})
		case p.Pause > 0:
			out = append(out, verb{name: "Pause", attrs: []attr{{"length", strconv.Itoa(max(seconds(p.Pause), 1))}}})
		}
	}
	return out
}

// voice of a language, as Twilio names it: ja-JP for ja. One of no language, or of one that
// is spoken nowhere in particular, is Twilio's default.
func voiceOf(tag string) string {
	if tag == "" {
		return ""
	}
	parsed, err := language.Parse(tag)
	if err != nil {
		return ""
	}
	base, _ := parsed.Base()
	region, sure := parsed.Region() // where it is spoken mostly, if it does not say
	if sure == language.No || !region.IsCountry() {
		return ""
	}
	return base.String() + "-" + region.String()
}
