package twiliotest

import (
	"net/url"
	"testing"
	"time"
)

// rings dials agent_7's pages from a caller's document, and gives the pages that ring.
func (g *gateway) rings(pages int) (caller string, ringing []*sdk) {
	g.t.Helper()
	for range pages {
		b := g.dial()
		b.say("listen", map[string]any{"token": g.token(func(c *accessToken) { c.Grants.Voice.Incoming.Allow = true })})
		b.hears("connected")
		b.say("register", map[string]any{"media": map[string]any{"audio": true}})
		b.hears("ready")
		ringing = append(ringing, b)
	}
	g.SetNumber(Number{PhoneNumber: ours, VoiceURL: g.product.URL + "/voice"})
	return from(g.t, g.Server, street), ringing
}

const dialsClient = `<Response><Dial action="/dialled" timeout="20"><Client><Identity>agent_7</Identity><Parameter name="order" value="7 &amp; 8"/></Client></Dial></Response>`

func (g *gateway) dialled() url.Values {
	g.t.Helper()
	await(g.t, g.Server, "the action", func() bool { return g.product.count("/dialled") == 1 })
	g.product.mu.Lock()
	defer g.product.mu.Unlock()
	for i, r := range g.product.got {
		if r.URL.Path == "/dialled" {
			return g.product.forms[i]
		}
	}
	return nil
}

// Every page rings; the first to answer has the call, with its sound and what it is told of it.
func TestClientRings(t *testing.T) {
	g := newGateway(t, 0, dialsClient)
	caller, pages := g.rings(2)
	invite := pages[0].hears("invite")
	pages[1].hears("invite")
	params, err := url.ParseQuery(invite.Parameters["Params"])
	if err != nil || params.Get("order") != "7 & 8" || invite.Parameters["From"] != street || invite.Parameters["To"] != "client:agent_7" || invite.SDP != "an offer" {
		t.Errorf("%+v", invite)
	}
	pages[0].say("answer", map[string]any{"callsid": invite.CallSID, "sdp": offer})
	if got := pages[1].hears("cancel"); got.CallSID != invite.CallSID {
		t.Errorf("%+v", got)
	}
	await(t, g.Server, "both to talk", func() bool { st, _ := g.State(caller); return len(st.With) == 1 })
	phone := newSpeaker(customerTone)
	if err := g.Attach(caller, phone); err != nil {
		t.Fatal(err)
	}
	hears(t, "the caller", phone, agentTone)
	pages[0].say("hangup", map[string]any{"callsid": invite.CallSID})
	is(t, g.dialled(), map[string]string{"DialCallStatus": "completed", "DialCallSid": invite.CallSID})
	for range pages {
		await(t, g.Server, "the sounds to be closed", (<-g.made).closed)
	}
}

// One page's no is the no of all.
func TestClientRejects(t *testing.T) {
	g := newGateway(t, 0, dialsClient)
	_, pages := g.rings(2)
	invite := pages[0].hears("invite")
	pages[1].hears("invite")
	pages[1].say("reject", map[string]any{"callsid": invite.CallSID})
	pages[0].hears("cancel")
	pages[1].hears("cancel")
	is(t, g.dialled(), map[string]string{"DialCallStatus": "busy"})
	pages[0].say("answer", map[string]any{"callsid": invite.CallSID, "sdp": offer}) // too late
	pages[0].hears("cancel")
}

// A page that is closed rings no more; nobody answers, and the caller goes on.
func TestClientIsGone(t *testing.T) {
	g := newGateway(t, 0, dialsClient)
	_, pages := g.rings(1)
	pages[0].hears("invite")
	_ = pages[0].socket.CloseNow()
	await(t, g.Server, "the page to be gone", func() bool { return g.Registered("agent_7") == 0 })
	g.Advance(25 * time.Second)
	is(t, g.dialled(), map[string]string{"DialCallStatus": "no-answer"})
}

// Nobody knows how a call to nobody's page ends: it is one of two.
func TestClientIsNotRegistered(t *testing.T) {
	for _, status := range []string{"no-answer", "failed"} {
		g := newGateway(t, 0, dialsClient)
		g.opt.Unknowns.Unregistered = status
		g.rings(0)
		is(t, g.dialled(), map[string]string{"DialCallStatus": status})
	}
}

// Ten pages ring; the eleventh takes the place of the first.
func TestTooManyPages(t *testing.T) {
	g := newGateway(t, 0, dialsClient)
	g.rings(mostRegistered + 1)
	if n := g.Registered("agent_7"); n != mostRegistered {
		t.Errorf("%d ring", n)
	}
}
