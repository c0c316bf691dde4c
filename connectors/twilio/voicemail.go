package twilio

import (
	"strconv"
	"time"
)

// Voicemail takes down what a caller says.
type Voicemail struct {
	Say     []Prompt      // before the tone
	Action  string        // TwiML for a caller who has said something, and is still there
	Told    string        // is told of the recording
	Longest time.Duration // Twilio's 1 h; 0: that
}

const (
	// finishKey ends a voicemail. Others are sounds of it.
	finishKey = "#"
	// voicemailSilence is how long a caller may think. Twilio's five seconds are short for
	// somebody who looks for a number.
	voicemailSilence = 8 * time.Second
)

// TwiML records after a tone. Of a caller who says nothing there is no recording, and they are
// hung up on.
func (v Voicemail) TwiML() string {
	record := verb{name: "Record", attrs: []attr{
		{"action", v.Action}, {"method", "POST"}, {"playBeep", "true"}, {"finishOnKey", finishKey},
		{"timeout", strconv.Itoa(seconds(voicemailSilence))}, {"trim", "do-not-trim"},
		{"recordingStatusCallback", v.Told}, {"recordingStatusCallbackMethod", "POST"}, {"recordingStatusCallbackEvent", recordingEvents},
	}}
	if v.Longest > 0 {
		record.attrs = append(record.attrs, attr{"maxLength", strconv.Itoa(seconds(v.Longest))})
	}
	return render(append(verbs(v.Say), record, verb{name: "Hangup"})...)
}
