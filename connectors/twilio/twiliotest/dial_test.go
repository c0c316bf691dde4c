package twiliotest

import (
	"slices"
	"testing"
	"time"
)

const (
	desk  = "+14155550200"
	other = "+14155550201"
)

// dials is a caller whose document dials, and whose action is told.
func dials(t *testing.T, opt Options, dial string) (m *menu, caller string) {
	m = newMenu(t, opt, map[string]string{"/voice": dial, "/dialled": `<Say>Back</Say>`, "/whisper": `<Gather numDigits="1" action="/pressed" timeout="5"><Say>Press 1</Say></Gather><Hangup/>`, "/pressed": ``})
	return m, m.calls(street)
}

func (m *menu) ringing(to string) string {
	m.t.Helper()
	all := m.Ringing(to)
	if len(all) != 1 {
		m.t.Fatalf("at %s ring %+v; alerts %+v", to, all, m.Alerts())
	}
	return all[0].CallSID
}

// A number is rung, answers, and hears the caller; the action is told how it went.
func TestDialNumber(t *testing.T) {
	m, caller := dials(t, Options{}, `<Dial action="/dialled" callerId="`+ours+`"><Number statusCallback="/status" statusCallbackEvent="ringing answered completed">`+desk+`</Number></Dial>`)
	m.pass(5 * time.Second)
	callee := m.ringing(desk)
	if st, _ := m.State(callee); st.From != ours || st.Direction != "outbound-dial" {
		t.Errorf("%+v", st)
	}
	m.must(m.Pick(callee))
	m.pass(30 * time.Second)
	if st, _ := m.State(caller); !slices.Equal(st.With, []string{desk}) {
		t.Errorf("%+v", st)
	}
	one, two := newSpeaker(customerTone), newSpeaker(agentTone)
	m.must(m.Attach(caller, one))
	m.must(m.Attach(callee, two))
	hears(t, "the caller", one, agentTone)
	hears(t, "the callee", two, customerTone)
	m.must(m.HangUp(callee))
	m.pass(time.Second)
	is(t, m.once("/dialled"), map[string]string{"DialCallStatus": "completed", "DialCallSid": callee, "DialCallDuration": "30", "DialBridged": "true"})
	if got := m.heard(caller); got[len(got)-1] != "Back" {
		t.Errorf("%v", got)
	}
	told := m.asked("/status")
	if len(told) != 3 {
		t.Fatalf("%v", told)
	}
	is(t, told[2], map[string]string{"CallStatus": "completed", "ParentCallSid": caller, "CallSid": callee, "CallDuration": "30"})
}

func TestDialOutcomes(t *testing.T) {
	for name, c := range map[string]struct {
		dial   string
		does   func(m *menu)
		status string
	}{
		"busy":                         {`<Dial action="/dialled">` + desk + `</Dial>`, func(m *menu) { m.must(m.Decline(m.ringing(desk))) }, "busy"},
		"nobody":                       {`<Dial action="/dialled" timeout="20">` + desk + `</Dial>`, func(m *menu) { m.pass(26 * time.Second) }, "no-answer"},
		"nonsense":                     {`<Dial action="/dialled">12</Dial>`, func(*menu) {}, "failed"},
		"the time":                     {`<Dial action="/dialled" timeLimit="10">` + desk + `</Dial>`, func(m *menu) { m.must(m.Pick(m.ringing(desk))); m.pass(11 * time.Second) }, "completed"},
		"a caller ID that is not ours": {`<Dial action="/dialled" callerId="+14155559999">` + desk + `</Dial>`, func(*menu) {}, "failed"},
		"whoever is first": {`<Dial action="/dialled"><Number>` + desk + `</Number><Client>agent_7</Client></Dial>`, func(m *menu) {
			m.must(m.Pick(m.ringing("client:agent_7")))
			m.pass(0)
			if all := m.Ringing(""); len(all) > 0 {
				m.t.Errorf("rings on: %+v", all)
			}
			m.must(m.HangUp(m.Calls()[2].CallSID))
		}, "completed"},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := dials(t, Options{}, c.dial)
			c.does(m)
			m.pass(0)
			is(t, m.once("/dialled"), map[string]string{"DialCallStatus": c.status})
		})
	}
}

// Who hangs up while phones ring leaves nobody ringing, and no action is asked.
func TestCallerGivesUp(t *testing.T) {
	m, caller := dials(t, Options{}, `<Dial action="/dialled"><Number>`+desk+`</Number><Number>`+other+`</Number></Dial>`)
	m.must(m.HangUp(caller))
	m.pass(0)
	if all := m.Ringing(""); len(all) > 0 || len(m.asked("/dialled")) > 0 {
		t.Errorf("%+v", all)
	}
}

// A whisper is heard by the callee alone, who is put through when it has come to its end.
func TestWhisper(t *testing.T) {
	for _, pressed := range []bool{true, false} {
		m, caller := dials(t, Options{}, `<Dial action="/dialled"><Number url="/whisper">`+desk+`</Number></Dial>`)
		callee := m.ringing(desk)
		m.must(m.Pick(callee))
		m.pass(time.Second)
		if st, _ := m.State(caller); len(st.With) > 0 || slices.Contains(st.Heard, "Press 1") {
			t.Fatalf("%+v", st)
		}
		if pressed {
			m.must(m.Press(callee, "1"))
			m.pass(0)
			is(t, m.once("/pressed"), map[string]string{"Digits": "1", "CallSid": callee})
			if st, _ := m.State(caller); !slices.Equal(st.With, []string{desk}) {
				t.Errorf("%+v", st)
			}
			continue
		}
		m.pass(10 * time.Second)
		is(t, m.once("/dialled"), map[string]string{"DialBridged": "false", "DialCallSid": callee})
		if st, _ := m.State(callee); st.State != "closed" {
			t.Errorf("%+v", st)
		}
	}
}
