package twiliotest

import (
	"encoding/binary"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

const voicemail = `<Say>Leave a word</Say><Record action="/taken" maxLength="60" timeout="4" recordingStatusCallback="/recording"/><Say>After</Say>`

// sound fetches a recording.
func (m *menu) sound(address string, as ...string) *httptest.ResponseRecorder {
	m.t.Helper()
	u, err := url.Parse(address)
	m.must(err)
	r := httptest.NewRequest("GET", u.Path, nil)
	if len(as) == 0 {
		as = []string{m.opt.AccountSID, m.opt.AuthToken}
	}
	r.SetBasicAuth(as[0], as[1])
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, r)
	return w
}

func TestRecord(t *testing.T) {
	for name, c := range map[string]struct {
		does     func(m *menu, sid string)
		digits   string
		duration string
	}{
		"a key":            {func(m *menu, sid string) { m.pass(7 * time.Second); m.must(m.Press(sid, "5")) }, "5", "7"},
		"the longest time": {func(m *menu, _ string) { m.pass(60 * time.Second) }, "", "60"},
		"silence":          {func(m *menu, sid string) { m.pass(3 * time.Second); m.must(m.Hush(sid)); m.pass(4 * time.Second) }, "", "7"},
		"a pause in between": {func(m *menu, sid string) {
			m.must(m.Hush(sid))
			m.pass(3 * time.Second)
			m.must(m.Speak(sid, "well", 1))
			m.pass(9 * time.Second)
			m.must(m.Press(sid, "#"))
		}, "#", "12"},
		"a hang-up": {func(m *menu, sid string) { m.pass(5 * time.Second); m.must(m.HangUp(sid)) }, "hangup", "5"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMenu(t, Options{}, map[string]string{"/voice": voicemail, "/taken": `<Say>Thanks</Say>`})
			sid := m.calls(street)
			m.pass(2200*time.Millisecond + time.Second/2) // the words, and the beep
			if st, _ := m.State(sid); st.Listens != "record" || !slices.Contains(st.Heard, "(beep)") {
				t.Fatalf("%+v", st)
			}
			c.does(m, sid)
			m.pass(0)
			taken := m.once("/taken")
			is(t, taken, map[string]string{"Digits": c.digits, "RecordingDuration": c.duration, "CallSid": sid})
			address := taken.Get("RecordingUrl")
			if w := m.sound(address); w.Code != 404 {
				t.Errorf("there before it is completed: %d", w.Code)
			}
			m.pass(2 * time.Second)
			is(t, m.once("/recording"), map[string]string{"RecordingStatus": "completed", "RecordingUrl": address, "RecordingSid": taken.Get("RecordingSid"),
				"RecordingDuration": c.duration, "RecordingSource": "RecordVerb", "RecordingChannels": "1", "CallSid": sid, "AccountSid": m.opt.AccountSID})
			if w := m.sound(address); w.Code != 200 || w.Header().Get("Content-Type") != "audio/x-wav" {
				t.Errorf("%d %v", w.Code, w.Header())
			}
		})
	}
}

// A caller who says nothing leaves no voicemail, and hears what follows.
func TestRecordNothing(t *testing.T) {
	m := newMenu(t, Options{}, map[string]string{"/voice": voicemail})
	sid := m.calls(street)
	m.must(m.Hush(sid))
	m.pass(10 * time.Second)
	if got := m.heard(sid); got[len(got)-1] != "After" || len(m.asked("/taken")) > 0 || len(m.asked("/recording")) > 0 {
		t.Errorf("%v %v", got, m.asked("/taken"))
	}
	if r := m.Recordings(); len(r) != 1 || r[0].Status != "absent" {
		t.Errorf("%+v", r)
	}
}

// The file is a real one, only for the account's own, and gone when it is deleted.
func TestRecordingFile(t *testing.T) {
	m := newMenu(t, Options{APIKeySID: "SK1", APIKeySecret: "secret"}, map[string]string{"/voice": voicemail})
	sid := m.calls(street)
	m.pass(12 * time.Second)
	m.must(m.HangUp(sid))
	m.pass(2 * time.Second)
	re := m.Recordings()[0]
	path := "https://api.twilio.com/2010-04-01/Accounts/" + m.opt.AccountSID + "/Recordings/" + re.SID
	if got := m.once("/recording").Get("RecordingUrl"); got != path {
		t.Errorf("%s", got)
	}
	wav := m.sound(path+".wav", "SK1", "secret").Body.Bytes()
	if len(wav) < 44 || string(wav[:4]) != "RIFF" || binary.LittleEndian.Uint32(wav[24:]) != SampleRate || int(binary.LittleEndian.Uint32(wav[40:])) != len(wav)-44 {
		t.Fatalf("%d bytes: % x", len(wav), wav[:min(len(wav), 44)])
	}
	if seconds := float64(len(wav)-44) / 2 / SampleRate; seconds != re.Length.Seconds() {
		t.Errorf("%v s of sound in a recording of %v", seconds, re.Length)
	}
	if w := m.sound(path + ".mp3"); w.Header().Get("Content-Type") != "audio/mpeg" || w.Body.Bytes()[0] != 0xff || w.Header().Get("Content-Length") == "" {
		t.Errorf("%v", w.Header())
	}
	if w := m.sound(path, "SK1", m.opt.AuthToken); w.Code != 401 {
		t.Errorf("a mix of credentials: %d", w.Code)
	}
	one := m.rest("GET", "/Recordings/"+re.SID+".json", nil, 200)
	if one["status"] != "completed" || one["source"] != "RecordVerb" || one["channels"] != 1.0 || one["duration"] != "9" || one["call_sid"] != sid {
		t.Errorf("%v", one)
	}
	if list := m.rest("GET", "/Recordings.json", url.Values{"CallSid": {sid}}, 200)["recordings"].([]any); len(list) != 1 {
		t.Errorf("%v", list)
	}
	m.rest("DELETE", "/Recordings/"+re.SID+".json", nil, 204)
	if w := m.sound(path); w.Code != 404 {
		t.Errorf("deleted: %d", w.Code)
	}
	m.rest("GET", "/Recordings/"+re.SID+".json", nil, 404)
}

// What is said into a voicemail is what is heard in it.
func TestRecordingHasTheSound(t *testing.T) {
	m := newMenu(t, Options{}, map[string]string{"/voice": strings.Replace(voicemail, "<Say>Leave a word</Say>", "", 1)})
	sid := m.calls(street)
	caller := newSpeaker(customerTone)
	m.must(m.Attach(sid, caller))
	m.pass(time.Second)
	await(t, m.Server, "the beginning", func() bool { st, _ := m.State(sid); return st.Listens == "record" })
	for taken := 0; taken < len(Frame{}); {
		select {
		case <-caller.news:
		case <-t.Context().Done():
			t.Fatal("nothing is mixed")
		}
		m.locked(func() { taken = len(m.recordings[0].sound) })
	}
	m.pass(time.Second)
	m.must(m.HangUp(sid))
	m.pass(2 * time.Second)
	var sound []int16
	m.locked(func() { sound = slices.Clone(m.recordings[0].sound) })
	if len(sound) < len(Frame{}) || level(sound[len(sound)-len(Frame{}):], customerTone) < 1000 {
		t.Errorf("%d samples do not hold the caller's tone", len(sound))
	}
}
