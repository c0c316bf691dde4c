package twilio

import (
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// canonical parses a document and prints it with sorted attributes: their order means
// nothing.
func canonical(t *testing.T, doc string) string {
	t.Helper()
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(doc))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatalf("%v in %s", err, doc)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			attr := map[string]string{}
			for _, a := range tok.Attr {
				attr[a.Name.Local] = a.Value
			}
			b.WriteString("<" + tok.Name.Local)
			for _, k := range slices.Sorted(maps.Keys(attr)) {
				b.WriteString(" " + k + "=" + attr[k])
			}
			b.WriteString(">")
		case xml.EndElement:
			b.WriteString("</>")
		case xml.CharData:
			b.Write(tok)
		}
	}
}

func TestTwiML(t *testing.T) {
	join := JoinConference{Conference: "c_01", Label: "customer", EndOnExit: true, WaitURL: "https://h/w", StatusCallback: "https://h/c#rc=5&rp=5xx",
		Action: "https://h/d", TimeLimit: 4 * time.Hour, MaxParticipants: 10, First: []Prompt{{Text: "Welcome", Language: "en-GB"}}}
	for name, c := range map[string]struct{ got, want string }{
		"join": {join.TwiML(), "<Response><Say language=en-GB>Welcome</><Dial action=https://h/d method=POST timeLimit=14400>" +
			"<Conference beep=false endConferenceOnExit=true maxParticipants=10 participantLabel=customer startConferenceOnEnter=false " +
			"statusCallback=https://h/c#rc=5&rp=5xx statusCallbackEvent=start end join leave mute hold modify statusCallbackMethod=POST " +
			"waitMethod=POST waitUrl=https://h/w>c_01</></></>"},
		"join, least": {JoinConference{Conference: "c_01", StartOnEnter: true}.TwiML(),
			"<Response><Dial><Conference beep=false endConferenceOnExit=false startConferenceOnEnter=true>c_01</></></>"},
		"wait": {Wait(Prompt{Text: "Hold on"}, Prompt{Play: "https://h/m.mp3"}, Prompt{Pause: 1500 * time.Millisecond}, Prompt{}),
			"<Response><Say>Hold on</><Play>https://h/m.mp3</><Pause length=1></><Redirect></></>"},
		"wait, silent": {Wait(), "<Response><Pause length=30></><Redirect></></>"},
		"reject":       {Reject(), "<Response><Reject></></>"},
		"mostly":       {SayAndHangup("Sorry", "ja"), "<Response><Say language=ja-JP>Sorry</><Hangup></></>"},
		"nowhere":      {SayAndHangup("Sorry", "x!"), "<Response><Say>Sorry</><Hangup></></>"},
		"say":          {SayAndHangup("Sorry", "de-DE"), "<Response><Say language=de-DE>Sorry</><Hangup></></>"},
		"hostile":      {SayAndHangup("</Say><Dial>+1</Dial>&\x00\u202e", ""), "<Response><Say></Say><Dial>+1</Dial>&\uFFFD\u202e</><Hangup></></>"},
		"hangup":       {Hangup(), "<Response><Hangup></></>"},
	} {
		if got := canonical(t, c.got); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}
