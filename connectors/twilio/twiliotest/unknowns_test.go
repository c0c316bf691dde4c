package twiliotest

import (
	"net/url"
	"slices"
	"testing"
	"time"
)

const lobby = `<Dial action="/done"><Conference waitUrl="/wait">c_1</Conference></Dial>`

// A participant who is deleted goes on with their TwiML, or does not.
func TestKick(t *testing.T) {
	for _, ends := range []bool{false, true} {
		m := newMenu(t, Options{Unknowns: Unknowns{KickEndsCall: ends}}, map[string]string{"/voice": lobby, "/done": `<Say>Goodbye</Say>`, "/wait": `<Pause length="60"/>`})
		sid := m.calls(a)
		m.calls(b)
		r, _ := m.Conference("c_1")
		m.rest("DELETE", "/Conferences/"+r.SID+"/Participants/"+sid+".json", nil, 204)
		m.pass(0)
		if st, _ := m.State(sid); (st.State == "closed") != ends || slices.Contains(st.Heard, "Goodbye") == ends {
			t.Errorf("%v: %+v", ends, st)
		}
	}
}

// Who is left alone hears nothing, or the waiting music until somebody comes.
func TestAlone(t *testing.T) {
	for _, music := range []bool{false, true} {
		m := newMenu(t, Options{Unknowns: Unknowns{LoneMusic: music}}, map[string]string{"/voice": lobby, "/wait": `<Say>Wait</Say><Pause length="60"/>`})
		first, second := m.calls(a), m.calls(b)
		before := len(m.heard(first))
		m.must(m.HangUp(second))
		m.pass(time.Second)
		if again := len(m.heard(first)) > before; again != music {
			t.Errorf("%v: heard %v", music, m.heard(first))
		}
		phone, agent := newSpeaker(customerTone), newSpeaker(agentTone)
		m.must(m.Attach(first, phone))
		m.must(m.Attach(m.calls(c), agent))
		hears(t, "who was alone", phone, agentTone)
	}
}

// A browser's fields stand beside Twilio's own, or before them; who it is, is never its own to say.
func TestParamsShadow(t *testing.T) {
	for _, shadow := range []bool{false, true} {
		g := newGateway(t, 0, stays)
		g.opt.Unknowns.ParamsShadow = shadow
		sid, err := g.Connect(g.token(nil), map[string]string{"Direction": "outbound-api", "From": "client:boss", "CallSid": "CA1", "Caller": "client:boss"})
		if err != nil {
			t.Fatal(err)
		}
		await(t, g.Server, "the webhook", func() bool { return g.product.count("/voice") == 1 })
		want := map[string]string{"From": "client:agent_7", "Caller": "client:agent_7", "CallSid": sid, "Direction": "inbound"}
		if shadow {
			want["Direction"] = "outbound-api"
		}
		g.product.mu.Lock()
		is(t, g.product.forms[0], want)
		g.product.mu.Unlock()
	}
}

func TestTooManyParams(t *testing.T) {
	g := newGateway(t, 0, stays)
	g.opt.Unknowns.MaxParams = 20
	b := g.listening()
	b.invite(offer, nil)
	if got := b.hears("hangup"); got.Error == nil || got.Error.Code != 31103 {
		t.Errorf("%+v", got)
	}
}

// What is set on hold takes effect, or does not.
func TestExitWhileHeld(t *testing.T) {
	for _, holds := range []bool{false, true} {
		m := newMenu(t, Options{Unknowns: Unknowns{HeldExitHolds: holds}}, map[string]string{"/voice": lobby, "/wait": `<Pause length="60"/>`})
		sid := m.calls(a)
		r, _ := m.Conference("c_1")
		path := "/Conferences/" + r.SID + "/Participants/" + sid + ".json"
		m.rest("POST", path, url.Values{"Hold": {"true"}}, 200)
		if got := m.rest("POST", path, url.Values{"EndConferenceOnExit": {"true"}}, 200); got["end_conference_on_exit"] != holds {
			t.Errorf("%v: %v", holds, got)
		}
	}
}
