package twilio

import (
	"strconv"
	"strings"
	"time"
)

// Gather lets a caller choose by one key, or by what they say.
type Gather struct {
	Say     []Prompt
	Address string // of the TwiML that follows, whether or not something was heard
	// Language in which speech is expected, BCP 47; empty: Twilio's default.
	Language string
	Hints    []string // what they may say; none: speech is not listened to
	Timeout  time.Duration
}

// longestHints is how many characters of hints Twilio takes.
const longestHints = 1000

// TwiML listens while the prompts are heard and for a while after. Silence leads to the same
// address as an answer, without one.
func (g Gather) TwiML() string {
	gather := verb{name: "Gather", inner: verbs(g.Say), attrs: []attr{
		{"input", "dtmf"}, {"numDigits", "1"}, {"timeout", strconv.Itoa(seconds(g.Timeout))},
		{"action", g.Address}, {"method", "POST"},
	}}
	if hints := g.hints(); hints != "" {
		gather.attrs[0].value = "dtmf speech"
		gather.attrs = append(gather.attrs, attr{"language", voiceOf(g.Language)}, attr{"hints", hints}, attr{"speechTimeout", "auto"})
	}
	return render(gather, verb{name: "Redirect", text: g.Address, attrs: []attr{{"method", "POST"}}})
}

// hints are words with commas between them.
func (g Gather) hints() string {
	var out strings.Builder
	for _, h := range g.Hints {
		h = strings.ReplaceAll(h, ",", " ")
		if out.Len()+len(h) >= longestHints {
			break
		}
		if out.Len() > 0 {
			out.WriteByte(',')
		}
		out.WriteString(h)
	}
	return out.String()
}
