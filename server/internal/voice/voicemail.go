package voice

import (
	"time"

	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/server/internal/interaction"
	"github.com/deskside/deskside/templates"
)

// VoicemailPath is where a caller goes on who has left a message.
const VoicemailPath = "/twilio/voice/voicemail"

// longestVoicemail is how long a caller may speak.
const longestVoicemail = 3 * time.Minute

// leavesMessage reports whether a caller by phone, whose call is over for us, speaks to a
// machine, or has. What they say is a recording like any other.
func (v *Voice) leavesMessage(s interaction.State) bool {
	switch {
	case v.Recording.Twilio == nil, s.App != "", s.Direction != interaction.Inbound, s.Call.CustomerSID() == "":
		return false
	case s.Call.EndedBy == interaction.EndedByVoicemail:
		return true
	}
	return toldGoodbye(s) && v.Voicemail != nil && v.Voicemail(s.Queue)
}

// takesMessage is what a caller hears who may leave one.
func (v *Voice) takesMessage(s interaction.State, before ...templates.Prompt) string {
	m := twilio.Voicemail{Action: v.twimlURL(VoicemailPath), Told: v.toldOfRecordings(s.ID), Longest: longestVoicemail}
	for _, p := range append(before, templates.PromptVoicemail) {
		said := v.say(s, p)
		m.Say = append(m.Say, twilio.Prompt{Text: said.Text, Language: said.Language})
	}
	if l := v.languageOf(s); l != "" {
		m.Action = v.twimlURL(VoicemailPath + "?language=" + l)
	}
	return m.TwiML()
}

// Thanks is what a caller hears who has left a message, in a language.
func (v *Voice) Thanks(language string) (string, error) {
	said := v.Prompts.Say(templates.PromptThanks, language, templates.Values{})
	return twilio.SayAndHangup(said.Text, said.Language), nil
}
