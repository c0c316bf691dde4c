package twiliotest

import (
	"net/url"
	"testing"
	"time"
)

// on sends a request about the recordings of a call or of a conference.
func (m *menu) on(whose, which string, status int, fields ...string) map[string]any {
	m.t.Helper()
	f := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	return m.rest("POST", "/"+whose+"/Recordings"+which+".json", f, status)
}

// A call is recorded on demand; a pause leaves a silence or no trace.
func TestRecordCallOnDemand(t *testing.T) {
	for behaviour, want := range map[string]string{"skip": "20", "silence": "50"} {
		m := newMenu(t, Options{}, map[string]string{"/voice": `<Pause length="600"/>`})
		sid := m.calls(street)
		re := m.on("Calls/"+sid, "", 201, "RecordingChannels", "dual", "RecordingStatusCallback", m.URL+"/recording", "RecordingStatusCallbackEvent", "in-progress completed")
		if re["status"] != "in-progress" || re["channels"] != 2.0 || re["source"] != "StartCallRecordingAPI" || re["call_sid"] != sid || re["duration"] != nil {
			t.Errorf("%v", re)
		}
		m.pass(10 * time.Second)
		if re = m.on("Calls/"+sid, "/Twilio.CURRENT", 200, "Status", "paused", "PauseBehavior", behaviour); re["status"] != "paused" {
			t.Errorf("%v", re)
		}
		m.pass(30 * time.Second)
		m.on("Calls/"+sid, "/"+re["sid"].(string), 200, "Status", "in-progress")
		m.pass(10 * time.Second)
		if re = m.on("Calls/"+sid, "/Twilio.CURRENT", 200, "Status", "stopped"); re["status"] != "processing" || re["duration"] != want {
			t.Errorf("%v", re)
		}
		if re = m.on("Calls/"+sid, "/Twilio.CURRENT", 400, "Status", "paused"); re["code"] != 21220.0 {
			t.Errorf("%v", re)
		}
		m.pass(2 * time.Second)
		told := m.asked("/recording")
		if len(told) != 2 {
			t.Fatalf("%v", told)
		}
		is(t, told[0], map[string]string{"RecordingStatus": "in-progress"})
		tokens := map[string]bool{}
		for _, d := range m.Deliveries() {
			tokens[d.Token] = true
		}
		if len(tokens) != len(m.Deliveries()) {
			t.Errorf("%d tokens for %d requests", len(tokens), len(m.Deliveries()))
		}
		is(t, told[1], map[string]string{"RecordingStatus": "completed", "RecordingDuration": want, "RecordingChannels": "2"})
		if w := m.sound(told[1].Get("RecordingUrl")); w.Body.Len() < 44 || w.Body.Bytes()[22] != 2 {
			t.Errorf("%d bytes", w.Body.Len())
		}
		m.must(m.HangUp(sid))
		if re = m.on("Calls/"+sid, "", 400); re["code"] != 21220.0 {
			t.Errorf("%v", re)
		}
	}
}

// A conference is recorded from the moment two are in it until it ends.
func TestRecordConference(t *testing.T) {
	m := newMenu(t, Options{}, map[string]string{"/voice": `<Dial><Conference endConferenceOnExit="true" record="record-from-start"
		recordingStatusCallback="/recording" recordingStatusCallbackEvent="in-progress completed">c_1</Conference></Dial>`})
	first := m.calls(a)
	m.pass(time.Minute)
	if all := m.Recordings(); len(all) > 0 {
		t.Fatalf("music is recorded: %+v", all)
	}
	m.calls(b)
	m.pass(20 * time.Second)
	r, _ := m.Conference("c_1")
	if re := m.on("Conferences/"+r.SID, "/Twilio.CURRENT", 200, "Status", "paused", "PauseBehavior", "skip"); re["conference_sid"] != r.SID || re["source"] != "Conference" {
		t.Errorf("%v", re)
	}
	m.pass(30 * time.Second)
	m.on("Conferences/"+r.SID, "/Twilio.CURRENT", 200, "Status", "in-progress")
	m.must(m.HangUp(first))
	m.pass(2 * time.Second)
	told := m.asked("/recording")
	if len(told) != 2 {
		t.Fatalf("%v", told)
	}
	is(t, told[1], map[string]string{"RecordingStatus": "completed", "RecordingDuration": "20", "ConferenceSid": r.SID, "RecordingSource": "Conference"})
	list := m.rest("GET", "/Conferences/"+r.SID+"/Recordings.json", nil, 200)["recordings"].([]any)
	if len(list) != 1 {
		t.Errorf("%v", list)
	}
}

// A leg that the API places is recorded from its answer on.
func TestRecordPlacedLeg(t *testing.T) {
	m := newMenu(t, Options{}, nil)
	sid := dialled(t, m.Server, url.Values{"Record": {"true"}, "RecordingStatusCallback": {m.URL + "/recording"}})
	m.pass(10 * time.Second)
	m.must(m.Pick(sid))
	m.pass(5 * time.Second)
	m.must(m.HangUp(sid))
	m.pass(2 * time.Second)
	is(t, m.once("/recording"), map[string]string{"CallSid": sid, "RecordingDuration": "5", "RecordingSource": "OutboundAPI"})
}
