package twiliotest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/golang-jwt/jwt/v5"
)

const (
	testApp    = "AP00000000000000000000000000000001"
	testKey    = "SK00000000000000000000000000000001"
	testSecret = "of the key"
)

// fakeBrowser is sound without WebRTC: its answer names the offer.
type fakeBrowser struct {
	*speaker
	pressed func(byte)
}

func (b *fakeBrowser) Answer(offer string) (string, error) { return "answer to " + offer, nil }

func (b *fakeBrowser) Offer() (string, error) { return "an offer", nil }

func (b *fakeBrowser) Accept(string) error { return nil }

// gateway is a stand-in with one application, and a way to its gateway.
type gateway struct {
	*Server
	t       *testing.T
	web     *httptest.Server
	product *product
	made    chan *fakeBrowser
}

func newGateway(t *testing.T, lost time.Duration, twiml string) *gateway {
	g := &gateway{t: t, made: make(chan *fakeBrowser, 8)}
	g.product = newProduct(t, func(path string, _ int) (int, string) {
		if path == "/voice" {
			return 200, twiml
		}
		return 204, ""
	})
	g.Server = start(t, Options{
		APIKeySID: testKey, APIKeySecret: testSecret, Lost: lost,
		Applications: []Application{{SID: testApp, VoiceURL: g.product.URL + "/voice", StatusCallback: g.product.URL + "/status"}},
		Media: func(pressed func(byte)) (Browser, error) {
			b := &fakeBrowser{newSpeaker(agentTone), pressed}
			select {
			case g.made <- b:
			case <-t.Context().Done(): // nobody wants it any more, and the server's end waits for this
			}
			return b, nil
		},
	})
	g.web = httptest.NewServer(g.Handler())
	t.Cleanup(g.web.Close)
	return g
}

// token as the product mints it, but for what change makes of it.
func (g *gateway) token(change func(*accessToken)) string {
	g.t.Helper()
	var c accessToken
	now := g.clock.Now()
	c.Issuer, c.Subject, c.ExpiresAt = testKey, g.opt.AccountSID, jwt.NewNumericDate(now.Add(time.Hour))
	c.Grants.Identity, c.Grants.Voice.Outgoing.ApplicationSID = "agent_7", testApp
	if change != nil {
		change(&c)
	}
	token := jwt.NewWithClaims(jwt.SigningMethodHS256, c)
	token.Header["cty"] = "twilio-fpa;v=1"
	signed, err := token.SignedString([]byte(testSecret))
	if err != nil {
		g.t.Fatal(err)
	}
	return signed
}

// sdk is a browser's end of a socket.
type sdk struct {
	t      *testing.T
	socket *websocket.Conn
}

func (g *gateway) dial() *sdk {
	g.t.Helper()
	socket, _, err := websocket.Dial(g.t.Context(), strings.Replace(g.web.URL, "http", "ws", 1)+"/signal", nil)
	if err != nil {
		g.t.Fatal(err)
	}
	g.t.Cleanup(func() { _ = socket.CloseNow() })
	return &sdk{g.t, socket}
}

// listening is a socket whose token is good.
func (g *gateway) listening() *sdk {
	g.t.Helper()
	b := g.dial()
	b.say("listen", map[string]any{"token": g.token(nil), "reconnectTimeout": 0})
	b.hears("connected")
	return b
}

func (b *sdk) say(kind string, payload map[string]any) {
	b.t.Helper()
	body, err := json.Marshal(map[string]any{"type": kind, "payload": payload, "version": "1.6"})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.socket.Write(b.t.Context(), websocket.MessageText, body); err != nil {
		b.t.Fatal(err)
	}
}

// hears waits for the next message, which must be of that kind.
func (b *sdk) hears(kind string) signalPayload {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 10*time.Second)
	defer cancel()
	for {
		_, body, err := b.socket.Read(ctx)
		if err != nil {
			b.t.Fatalf("waiting for %s: %v", kind, err)
		}
		if string(body) == "\n" {
			continue
		}
		var m signal
		if err := json.Unmarshal(body, &m); err != nil {
			b.t.Fatal(err)
		}
		if m.Type != kind || m.Version != "1.6" {
			b.t.Fatalf("%s, want %s", body, kind)
		}
		return m.Payload
	}
}

func (b *sdk) invite(offer string, fields map[string]any) {
	b.t.Helper()
	payload := map[string]any{"callsid": "TJ1", "sdp": offer, "twilio": map[string]any{"params": "ticket=once&CallSid=forged&To=%2B14155550199"}}
	for k, v := range fields {
		payload[k] = v
	}
	b.say("invite", payload)
}

const (
	stays = `<Response><Dial><Conference participantLabel="agent" waitUrl="">c_1</Conference></Dial></Response>`
	offer = "v=0\r\na=ice-ufrag:one\r\na=fingerprint:sha-256 AA\r\n"
)

func TestTokensAtTheGateway(t *testing.T) {
	g := newGateway(t, 0, stays)
	b := g.dial()
	for name, c := range map[string]struct {
		token string
		code  int
	}{
		"none":               {"", 31201},
		"nonsense":           {"a.b.c", 31204},
		"expired":            {g.token(func(c *accessToken) { c.ExpiresAt = jwt.NewNumericDate(g.clock.Now().Add(-time.Minute)) }), 31205},
		"of another account": {g.token(func(c *accessToken) { c.Subject = "AC" + strings.Repeat("9", 32) }), 31204},
		"good for two days": {g.token(func(c *accessToken) {
			c.NotBefore, c.ExpiresAt = jwt.NewNumericDate(g.clock.Now()), jwt.NewNumericDate(g.clock.Now().Add(48*time.Hour))
		}), 31207},
	} {
		b.say("listen", map[string]any{"token": c.token})
		if got := b.hears("error"); got.Error == nil || got.Error.Code != c.code {
			t.Errorf("%s: %+v, want %d", name, got.Error, c.code)
		}
		b.say("register", map[string]any{"media": map[string]any{"audio": true}})
		if got := b.hears("error"); got.Error.Code != 31204 {
			t.Errorf("%s: registered: %+v", name, got)
		}
		b.invite(offer, nil)
		if got := b.hears("hangup"); got.CallSID != "TJ1" || got.Error.Code != 31204 {
			t.Errorf("%s: connected: %+v", name, got)
		}
		await(t, g.Server, "its sound to be closed", (<-g.made).closed)
	}
	if n := g.product.count("/voice"); n != 0 {
		t.Errorf("the product was asked %d times", n)
	}

	b.say("listen", map[string]any{"token": g.token(nil)})
	said := b.hears("connected")
	if token, _ := said.Token.(map[string]any); token["identity"] != "agent_7" || token["ttl"] != 3600.0 {
		t.Errorf("%+v", said)
	}
	b.say("register", map[string]any{"media": map[string]any{"audio": true}})
	if got := b.hears("error"); got.Error.Code != 31201 {
		t.Errorf("registered without a grant: %+v", got.Error)
	}
	b.say("listen", map[string]any{"token": g.token(func(c *accessToken) { c.Grants.Voice.Incoming.Allow = true })})
	b.hears("connected")
	b.say("register", map[string]any{"media": map[string]any{"audio": true}})
	b.hears("ready")
	b.say("register", map[string]any{"media": map[string]any{"audio": false}})
	b.hears("offline")
	g.Advance(time.Hour)
	if got := b.hears("error"); got.Error.Code != 31205 {
		t.Errorf("an hour later: %+v", got.Error)
	}
}

// A call as the SDK places it: the webhook, ringing, the answer, keys, and either end hangs up.
func TestBrowserCalls(t *testing.T) {
	g := newGateway(t, 0, stays)
	b := g.listening()
	b.invite(offer, nil)
	ringing := b.hears("ringing")
	answer := b.hears("answer")
	sid := ringing.CallSID
	if !strings.HasPrefix(sid, "CA") || answer.CallSID != sid || answer.SDP != "answer to "+offer || answer.Reconnect == "" {
		t.Errorf("%+v %+v", ringing, answer)
	}
	g.product.mu.Lock()
	form := g.product.forms[0]
	g.product.mu.Unlock()
	want := url.Values{"From": {"client:agent_7"}, "To": {"+14155550199"}, "CallSid": {sid}, "ticket": {"once"}, "ApplicationSid": {testApp}, "Direction": {"inbound"}}
	for k := range want {
		if form.Get(k) != want.Get(k) {
			t.Errorf("%s is %q, want %q", k, form.Get(k), want.Get(k))
		}
	}
	sound := <-g.made
	sound.pressed('1')
	b.say("dtmf", map[string]any{"callsid": sid, "dtmf": "2#"})
	await(t, g.Server, "keys", func() bool { st, _ := g.State(sid); return st.Digits == "12#" && st.Sound && st.InRoom })

	b.say("hangup", map[string]any{"callsid": "TJ1"})
	await(t, g.Server, "the end", func() bool { st, _ := g.State(sid); return st.Status == "completed" })
	await(t, g.Server, "its sound to be closed", sound.closed)

	b.invite(offer, map[string]any{"callsid": "TJ2"})
	second := b.hears("ringing").CallSID
	b.hears("answer")
	if err := g.HangUp(second); err != nil {
		t.Fatal(err)
	}
	if got := b.hears("hangup"); got.CallSID != second || got.Error != nil {
		t.Errorf("%+v", got)
	}
}

func TestBrowserIsRefused(t *testing.T) {
	g := newGateway(t, 0, `<Response><Reject/></Response>`)
	b := g.listening()
	b.invite(offer, nil)
	sid := b.hears("ringing").CallSID
	if got := b.hears("hangup"); got.CallSID != sid || got.Error.Code != 31486 {
		t.Errorf("%+v", got)
	}
	b.invite(offer, map[string]any{"twilio": map[string]any{"params": "%"}})
	if got := b.hears("hangup"); got.CallSID != "TJ1" || got.Error.Code != 31000 {
		t.Errorf("%+v", got)
	}
	for _, kind := range []string{"invite", "reinvite"} {
		b.say(kind, map[string]any{"callsid": "CA1", "sdp": offer, "reconnect": "guessed"})
		if got := b.hears("hangup"); got.CallSID != "CA1" {
			t.Errorf("%s: %+v", kind, got)
		}
	}
}

// A socket that is lost takes its call along, as soon as Twilio notices; how soon is not known.
func TestLostSockets(t *testing.T) {
	for name, lost := range map[string]time.Duration{"after a while": 30 * time.Second, "at once": -1} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, lost, stays)
			b := g.listening()
			b.invite(offer, nil)
			b.hears("ringing")
			was := b.hears("answer")
			g.DropSockets()
			if lost < 0 {
				await(t, g.Server, "the end", closed(g.Server, was.CallSID))
				return
			}
			await(t, g.Server, "the loss", func() bool {
				g.mu.Lock()
				defer g.mu.Unlock()
				return len(g.clients) == 0
			})
			g.Advance(29 * time.Second)

			// The page comes back: with the sound it had, with another way to it, or as another page.
			b = g.listening()
			for _, again := range []struct{ offer, answer string }{
				{offer, was.SDP},
				{strings.Replace(offer, "one", "two", 1), "answer to " + strings.Replace(offer, "one", "two", 1)},
				{strings.NewReplacer("one", "three", "AA", "BB").Replace(offer), "answer to " + strings.NewReplacer("one", "three", "AA", "BB").Replace(offer)},
			} {
				b.say("invite", map[string]any{"callsid": was.CallSID, "sdp": again.offer, "reconnect": was.Reconnect, "twilio": map[string]any{}})
				if got := b.hears("answer"); got.CallSID != was.CallSID || got.SDP != again.answer {
					t.Errorf("%+v, want %q", got, again.answer)
				}
			}
			await(t, g.Server, "its sound to be closed", (<-g.made).closed) // of the first page
			g.Advance(time.Hour - 29*time.Second - time.Minute)
			if st, _ := g.State(was.CallSID); st.State != "open" {
				t.Errorf("%+v", st)
			}
			b.say("reinvite", map[string]any{"callsid": "TJ1", "sdp": offer})
			b.hears("answer")
			other := g.listening()
			other.say("invite", map[string]any{"callsid": was.CallSID, "sdp": offer, "reconnect": was.Reconnect, "twilio": map[string]any{}})
			other.hears("answer")
			if got := b.hears("hangup"); got.CallSID != was.CallSID {
				t.Errorf("%+v", got)
			}
		})
	}
}

// A page can be the microphone and speaker of a telephone, as long as its call goes on.
func TestPhoneSound(t *testing.T) {
	g := newGateway(t, 0, stays)
	g.SetNumber(Number{PhoneNumber: ours, VoiceURL: g.product.URL + "/voice"})
	sid, err := g.PhoneCall(street, ours)
	if err != nil {
		t.Fatal(err)
	}
	await(t, g.Server, "the conference", func() bool { st, _ := g.State(sid); return st.InRoom })
	ask := func(sid string) (int, string) {
		t.Helper()
		answer, err := http.Post(g.web.URL+"/_sandbox/phone/calls/"+sid+"/sound", "application/json", strings.NewReader(`{"sdp":"an offer"}`))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		var out struct{ SDP string }
		_ = json.NewDecoder(answer.Body).Decode(&out)
		return answer.StatusCode, out.SDP
	}
	if status, sdp := ask(sid); status != 200 || sdp != "answer to an offer" {
		t.Errorf("%d %q", status, sdp)
	}
	phone := <-g.made
	hears(t, "the phone", phone.speaker, music)
	phone.pressed('5')
	await(t, g.Server, "the key", func() bool { st, _ := g.State(sid); return st.Digits == "5" && st.Sound })
	if err := g.HangUp(sid); err != nil {
		t.Fatal(err)
	}
	await(t, g.Server, "its sound to be closed", phone.closed)
	for sid, want := range map[string]int{sid: 200, "CA0": 409} {
		if status, sdp := ask(sid); status != want || sdp != "" {
			t.Errorf("%s: %d %q", sid, status, sdp)
		}
		await(t, g.Server, "the other sound to be closed", (<-g.made).closed)
	}
}

func TestGatewayIsForThisMachine(t *testing.T) {
	g := newGateway(t, 0, stays)
	for origin, ok := range map[string]bool{"http://localhost:5173": true, "http://127.0.0.1:9": true, "https://evil.example": false} {
		socket, answer, err := websocket.Dial(t.Context(), strings.Replace(g.web.URL, "http", "ws", 1)+"/signal",
			&websocket.DialOptions{HTTPHeader: http.Header{"Origin": {origin}}})
		if (err == nil) != ok {
			t.Errorf("%s: %v", origin, err)
		}
		if err == nil {
			_ = socket.CloseNow()
		} else if answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s", origin, answer.Status)
		}
	}
	silent := start(t, Options{})
	w := httptest.NewRecorder()
	silent.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/signal", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("a stand-in without sound: %d", w.Code)
	}
}
