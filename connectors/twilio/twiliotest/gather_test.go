package twiliotest

import (
	"slices"
	"testing"
	"time"
)

func TestGather(t *testing.T) {
	for name, c := range map[string]struct {
		verb  string
		does  func(*menu, string) // after the prompt has begun
		asked map[string]string   // of the action; nil: it is not asked
	}{
		"digits as many as wanted": {
			`numDigits="2"`, func(m *menu, sid string) { m.must(m.Press(sid, "12")) }, map[string]string{"Digits": "12"},
		},
		"the key that finishes is no digit": {
			``, func(m *menu, sid string) { m.must(m.Press(sid, "*4#")) }, map[string]string{"Digits": "*4"},
		},
		"it finishes nothing alone": {
			``, func(m *menu, sid string) { m.must(m.Press(sid, "#")); m.pass(time.Minute) }, nil,
		},
		"another key finishes": {
			`finishOnKey="*"`, func(m *menu, sid string) { m.must(m.Press(sid, "1#*")) }, map[string]string{"Digits": "1#"},
		},
		"no key finishes": {
			`finishOnKey="" timeout="3"`, func(m *menu, sid string) { m.must(m.Press(sid, "1#")); m.pass(3 * time.Second) }, map[string]string{"Digits": "1#"},
		},
		"the time ends it": {
			`timeout="3"`, func(m *menu, sid string) { m.must(m.Press(sid, "7")); m.pass(3 * time.Second) }, map[string]string{"Digits": "7"},
		},
		"each digit has the time to itself": {
			`timeout="3"`, func(m *menu, sid string) {
				for _, k := range []string{"1", "2", "3"} {
					m.must(m.Press(sid, k))
					m.pass(2 * time.Second)
				}
				m.pass(time.Second)
			}, map[string]string{"Digits": "123"},
		},
		"silence falls through": {
			``, func(m *menu, _ string) { m.pass(time.Minute) }, nil,
		},
		"silence is told where that is wanted": {
			`actionOnEmptyResult="true"`, func(m *menu, _ string) { m.pass(7 * time.Second) }, map[string]string{"Digits": ""},
		},
		"speech": {
			`input="speech"`, func(m *menu, sid string) { m.must(m.Speak(sid, "a return", 0.9)) },
			map[string]string{"SpeechResult": "a return", "Confidence": "0.9"},
		},
		"speech where keys are wanted": {
			``, func(m *menu, sid string) { m.must(m.Speak(sid, "a return", 0.9)); m.pass(time.Minute) }, nil,
		},
		"keys where speech is wanted": {
			`input="speech"`, func(m *menu, sid string) { m.must(m.Press(sid, "1")); m.pass(time.Minute) }, nil,
		},
		"either": {
			`input="dtmf speech" numDigits="1"`, func(m *menu, sid string) { m.must(m.Press(sid, "1")) }, map[string]string{"Digits": "1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMenu(t, Options{}, map[string]string{
				"/voice": `<Gather action="/chosen" ` + c.verb + `><Say>Choose</Say></Gather><Say>Nothing</Say>`, "/chosen": `<Say>Chosen</Say>`,
			})
			sid := m.calls(street)
			if st, _ := m.State(sid); st.Listens != "gather" || !slices.Equal(st.Heard, []string{"Choose"}) {
				t.Fatalf("%+v", st)
			}
			c.does(m, sid)
			m.pass(time.Second / 10)
			if c.asked == nil {
				if len(m.asked("/chosen")) > 0 || !slices.Contains(m.heard(sid), "Nothing") {
					t.Errorf("%v, heard %v", m.asked("/chosen"), m.heard(sid))
				}
				return
			}
			is(t, m.once("/chosen"), c.asked)
			if slices.Contains(m.heard(sid), "Nothing") || !slices.Contains(m.heard(sid), "Chosen") {
				t.Errorf("heard %v", m.heard(sid))
			}
		})
	}
}

// A key cuts the prompt short; without one, the prompt is heard to its end and the time begins then.
func TestGatherPrompt(t *testing.T) {
	m := newMenu(t, Options{}, map[string]string{
		"/voice": `<Gather timeout="5" numDigits="2" action="/chosen"><Say>One</Say><Pause length="2"/><Say>Two</Say></Gather><Say>Nothing</Say>`,
	})
	quiet, early := m.calls(a), m.calls(b)
	m.must(m.Press(early, "1"))
	m.pass(5 * time.Second)
	is(t, m.once("/chosen"), map[string]string{"Digits": "1", "CallSid": early})
	if got := m.heard(early); slices.Contains(got, "Two") {
		t.Errorf("the prompt went on: %v", got)
	}
	m.pass(4 * time.Second) // 1.4 + 2 + 1.4 + 5 in all
	if got := m.heard(quiet); !slices.Equal(got, []string{"One", "Two"}) {
		t.Errorf("%v", got)
	}
	m.pass(time.Second)
	if got := m.heard(quiet); !slices.Contains(got, "Nothing") {
		t.Errorf("%v", got)
	}
}

// Keys pressed before are not a later Gather's; and without an action the same document is asked.
func TestGatherAsksItsOwnDocument(t *testing.T) {
	m := newMenu(t, Options{}, map[string]string{"/voice": `<Say>Hello</Say><Gather numDigits="1"/><Say>Bye</Say>`})
	sid := m.calls(street)
	m.must(m.Press(sid, "9"))
	m.pass(2 * time.Second)
	if n := len(m.asked("/voice")); n != 1 {
		t.Fatalf("asked %d times", n)
	}
	m.must(m.Press(sid, "4"))
	m.pass(0)
	all := m.asked("/voice")
	if len(all) != 2 {
		t.Fatalf("%v", all)
	}
	is(t, all[1], map[string]string{"Digits": "4", "CallStatus": "in-progress"})
}

// Who hangs up in a menu has chosen nothing.
func TestHangUpInGather(t *testing.T) {
	m := newMenu(t, Options{}, map[string]string{"/voice": `<Gather action="/chosen"><Say>Choose</Say></Gather>`})
	sid := m.calls(street)
	m.must(m.Press(sid, "1"))
	m.must(m.HangUp(sid))
	m.pass(time.Minute)
	if len(m.asked("/chosen")) > 0 {
		t.Errorf("%v", m.asked("/chosen"))
	}
	if err := m.Press(sid, "1"); err == nil {
		t.Error("a key was pressed in a call that is over")
	}
}

// What makes no sense is a warning, and as if it were not there.
func TestGatherWarnings(t *testing.T) {
	for attr, code := range map[string]int{`timeout="soon"`: 13313, `numDigits="0"`: 13314, `finishOnKey="x"`: 13310, `finishOnKey="##"`: 13311, `method="PUT"`: 13312} {
		m := newMenu(t, Options{}, map[string]string{"/voice": `<Gather action="/chosen" ` + attr + `/>`})
		sid := m.calls(street)
		m.must(m.Press(sid, "1#"))
		m.pass(0)
		is(t, m.once("/chosen"), map[string]string{"Digits": "1"})
		if !warned(m.Server, code) {
			t.Errorf("%s: %+v", attr, m.Alerts())
		}
	}
}

// A document that came with a REST request has no address: its actions name theirs in full.
func TestRelativeActionWithoutDocument(t *testing.T) {
	m := newMenu(t, Options{}, map[string]string{"/voice": `<Pause length="60"/>`})
	sid := m.calls(street)
	m.rest("POST", "/Calls/"+sid+".json", map[string][]string{"Twiml": {`<Response><Gather action="/chosen" numDigits="1"/></Response>`}}, 200)
	m.pass(0)
	m.must(m.Press(sid, "1"))
	m.pass(0)
	if st, _ := m.State(sid); st.State != "closed" || !warned(m.Server, 11100) || len(m.asked("/chosen")) > 0 {
		t.Errorf("%+v %+v", st, m.Alerts())
	}
}
