package soundtest_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/golang-jwt/jwt/v5"

	"github.com/deskside/deskside/connectors/twilio/soundtest"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

const (
	account = "AC00000000000000000000000000000001"
	app     = "AP00000000000000000000000000000001"
	key     = "SK00000000000000000000000000000001"
	secret  = "of the key"
	ours    = "+15005550006"

	customerTone = 440 // Hz; what a microphone hears
	agentTone    = 880
	coachTone    = 1500
)

// network is the stand-in, and a page with Twilio's own SDK.
type network struct {
	*twiliotest.Server
	t   *testing.T
	web *httptest.Server
}

// sdkPage has the unchanged SDK in it. It asks for wss, which needs a certificate; the stand-in
// is plain.
const sdkPage = `<!doctype html><title>SDK</title>
<script>
const Plain = WebSocket;
window.WebSocket = class extends Plain { constructor(to, protocols) { super(String(to).replace("wss://" + location.host + "/", "ws://" + location.host + "/"), protocols); } };
</script>
<script src="/sdk.js"></script>
<script src="/page.js"></script>`

func newNetwork(t *testing.T) *network {
	bundle := filepath.Join("..", "..", "realclients", "node_modules", "@twilio", "voice-sdk", "dist", "twilio.min.js")
	if _, err := os.Stat(bundle); err != nil {
		lacks(t, "needs `npm ci --ignore-scripts` in connectors/realclients")
	}
	n := &network{t: t}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /voice", func(w http.ResponseWriter, r *http.Request) {
		who := r.FormValue("who")
		w.Header().Set("Content-Type", "text/xml")
		if r.FormValue("Direction") == "inbound" && r.FormValue("To") == ours {
			_, _ = io.WriteString(w, `<Response><Dial><Client><Identity>agent</Identity><Parameter name="order" value="7"/></Client></Dial></Response>`)
			return
		}
		_, _ = fmt.Fprintf(w, `<Response><Dial><Conference beep="false" participantLabel="%s" startConferenceOnEnter="%t">c_1</Conference></Dial></Response>`, who, who == "agent")
	})
	mux.HandleFunc("GET /sdk.js", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, bundle) })
	mux.HandleFunc("GET /page.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join("testdata", "page.js"))
	})
	mux.HandleFunc("GET /silence.wav", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "audio/wav")
		_, _ = w.Write(tone(0, 50*time.Millisecond))
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, sdkPage)
	})
	n.web = httptest.NewServer(mux)
	t.Cleanup(n.web.Close)
	n.Server = twiliotest.New(twiliotest.Options{
		AccountSID: account, AuthToken: "token", APIKeySID: key, APIKeySecret: secret, CallsPerSecond: 100, Virtual: true,
		Numbers:      []twiliotest.Number{{PhoneNumber: ours, VoiceURL: n.web.URL + "/voice"}},
		Applications: []twiliotest.Application{{SID: app, VoiceURL: n.web.URL + "/voice"}}, Media: soundtest.New,
	})
	t.Cleanup(n.Close)
	mux.Handle("/", n.Handler())
	return n
}

// lacks skips a test for want of something, where it is not required.
func lacks(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" || os.Getenv("DESKSIDE_REQUIRE_ALL") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// browser starts a browser whose microphone hears one tone.
func browser(t *testing.T, hz float64) context.Context {
	t.Helper()
	path := os.Getenv("CHROMIUM")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path == "" {
			path, _ = exec.LookPath(name)
		}
	}
	if path == "" {
		lacks(t, "there is no Chromium: install it, or name it in $CHROMIUM")
	}
	dir := t.TempDir()
	microphone := filepath.Join(dir, "microphone.wav")
	if err := os.WriteFile(microphone, tone(hz, time.Minute), 0o600); err != nil {
		t.Fatal(err)
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.UserDataDir(filepath.Join(dir, "browser")), chromedp.NoFirstRun, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WSURLReadTimeout(time.Minute), // a busy machine, a cold disk
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-backgrounding-occluded-windows", true),
		chromedp.Flag("disable-renderer-backgrounding", true), chromedp.Flag("autoplay-policy", "no-user-gesture-required"),
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("use-file-for-fake-audio-capture", microphone),
	)
	ctx, stop := chromedp.NewContext(alloc, chromedp.WithErrorf(func(string, ...any) {})) // the protocol's newest words are not in the library
	t.Cleanup(func() { stop(); stopAlloc() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// tone is a WAV file of 48,000 samples a second, as browsers record.
func tone(hz float64, length time.Duration) []byte {
	const rate = 48_000
	n := int(length.Seconds() * rate)
	b := make([]byte, 0, 44+2*n)
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(36+2*n))
	b = append(b, "WAVEfmt "...)
	for _, v := range []uint32{16, 1 | 1<<16, rate, 2 * rate, 2 | 16<<16} { // PCM, one channel, 16 bits
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(2*n))
	for i := range n {
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(9000*math.Sin(2*math.Pi*hz*float64(i)/rate))))
	}
	return b
}

// party is a page with the SDK in it.
type party struct {
	t    *testing.T
	name string
	tab  context.Context
}

// open loads the page and gives it a device.
func (n *network) open(in context.Context, name string) *party {
	n.t.Helper()
	tab, stop := chromedp.NewContext(in)
	n.t.Cleanup(stop)
	if err := chromedp.Do(tab, chromedp.Navigate(n.web.URL+"/")); err != nil {
		n.t.Fatalf("%s: %v", name, err)
	}
	p := &party{n.t, name, tab}
	p.run("device", n.token(name))
	return p
}

func (n *network) token(identity string) string {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) // where the stand-in's time stands still
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
		"iss": key, "sub": account, "exp": now.Add(time.Hour).Unix(),
		"grants": map[string]any{"identity": identity, "voice": map[string]any{"incoming": map[string]any{"allow": true}, "outgoing": map[string]any{"application_sid": app}}},
	})
	t.Header["cty"] = "twilio-fpa;v=1"
	signed, err := t.SignedString([]byte(secret))
	if err != nil {
		n.t.Fatal(err)
	}
	return signed
}

// run calls one of the page's functions, and waits for it.
func (p *party) run(function string, given ...any) string {
	p.t.Helper()
	args, err := json.Marshal(append([]any{}, given...))
	if err != nil {
		p.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(p.tab, time.Minute)
	defer cancel()
	said, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf("%s(...%s).then(String)", function, args), chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %s: %v", p.name, function, err)
	}
	return said
}

// hears waits until the page plays these tones and no others; "music" is any of its notes.
func (p *party) hears(what string, tones ...any) {
	p.t.Helper()
	if tones == nil {
		tones = []any{}
	}
	if got := p.run("hears", tones); got != "" {
		p.t.Fatalf("%s: %s: wanted %v, heard %s", p.name, what, tones, got)
	}
}

// update changes a leg over the REST API.
func (n *network) update(label string, fields ...string) {
	n.t.Helper()
	f := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	r, err := http.NewRequestWithContext(n.t.Context(), http.MethodPost,
		n.web.URL+"/2010-04-01/Accounts/"+account+"/Conferences/c_1/Participants/"+label+".json", strings.NewReader(f.Encode()))
	if err != nil {
		n.t.Fatal(err)
	}
	r.SetBasicAuth(account, "token")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		n.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if body, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusOK {
		n.t.Fatalf("%s %v: %s %s", label, fields, answer.Status, bytes.TrimSpace(body))
	}
}

func (n *network) await(what string, cond func() bool) {
	n.t.Helper()
	ctx, cancel := context.WithTimeout(n.t.Context(), 30*time.Second)
	defer cancel()
	if err := n.Await(ctx, cond); err != nil {
		n.t.Fatalf("waiting for %s: %v; %+v", what, err, n.Calls())
	}
}

// With Twilio's own SDK in a real browser: a tone that goes in on one side comes out on the
// other; a muted leg and one on hold are not heard; music is heard on hold; a coach is heard by
// the agent alone. The stand-in's own time stands still all the while.
func TestConferenceWithTwiliosSDK(t *testing.T) {
	n := newNetwork(t)
	one, two := browser(t, customerTone), browser(t, agentTone)
	customer, agent, coach := n.open(one, "customer"), n.open(two, "agent"), n.open(one, "coach")

	customer.run("connect")
	customer.hears("while alone", "music")
	agentSID := agent.run("connect")
	customer.hears("with an agent", agentTone)
	agent.hears("with a customer", customerTone)

	n.update("customer", "Hold", "true")
	customer.hears("on hold", "music")
	agent.hears("of a customer on hold")
	n.update("customer", "Hold", "false")
	customer.hears("after the hold", agentTone)

	n.update("agent", "Muted", "true")
	customer.hears("of an agent whom the conference mutes")
	agent.hears("muted", customerTone)
	n.update("agent", "Muted", "false")
	customer.hears("of the agent again", agentTone)
	agent.run("mute", true)
	customer.hears("of an agent who mutes in the page")
	agent.run("mute", false)
	customer.hears("of the agent once more", agentTone)

	coach.run("connect", coachTone)
	n.update("coach", "Coaching", "true", "CallSidToCoach", agentSID)
	customer.hears("with a coach", agentTone)
	agent.hears("with a coach", customerTone, coachTone)
	coach.hears("coaching", customerTone, agentTone)
	n.update("coach", "Coaching", "false")
	customer.hears("of three", agentTone, coachTone)

	agent.run("press", "1*#")
	n.await("the keys", func() bool { st, _ := n.State(agentSID); return st.Digits == "1*#" })

	n.DropSockets()
	agent.run("next", "reconnected")
	customer.hears("after the sockets were lost", agentTone, coachTone)

	agent.run("hangUp")
	n.await("the agent to be gone", func() bool { st, _ := n.State(agentSID); return st.Status == "completed" })
	customer.hears("of who is left", coachTone)
	for _, c := range n.Calls() {
		if c.State != "closed" {
			if err := n.HangUp(c.CallSID); err != nil {
				t.Error(err)
			}
		}
	}
	customer.run("next", "disconnect")
}

// A call that comes to a page of the SDK is heard on both sides; its keys arrive, and a page
// that rejects is busy.
func TestCallToTwiliosSDK(t *testing.T) {
	n := newNetwork(t)
	one := browser(t, agentTone)
	agent := n.open(one, "agent")
	agent.run("register")
	calls := func() (caller, callee string) {
		t.Helper()
		caller, err := n.PhoneCall("+14155550100", ours)
		if err != nil {
			t.Fatal(err)
		}
		n.await("the page to ring", func() bool { return len(n.Ringing("client:agent")) == 1 })
		return caller, n.Ringing("client:agent")[0].CallSID
	}
	caller, callee := calls()
	if err := n.Attach(caller, &oscillator{hz: customerTone}); err != nil {
		t.Fatal(err)
	}
	if got := agent.run("take"); got != `{"order":"7"}` {
		t.Errorf("the page was told %s", got)
	}
	agent.hears("of who calls", customerTone)
	agent.run("press", "12#")
	n.await("the keys", func() bool { st, _ := n.State(callee); return st.Digits == "12#" })
	agent.run("hangUp")
	n.await("the end", func() bool { st, _ := n.State(caller); return st.State == "closed" })

	_, callee = calls()
	agent.run("reject")
	n.await("busy", func() bool { st, _ := n.State(callee); return st.Status == "busy" })
}

// oscillator is a telephone with a tone in it.
type oscillator struct {
	hz float64
	at int
}

func (o *oscillator) Said(f *twiliotest.Frame) bool {
	for i := range f {
		f[i] = int16(8000 * math.Sin(2*math.Pi*o.hz*float64(o.at)/twiliotest.SampleRate))
		o.at++
	}
	return true
}

func (*oscillator) Hears(*twiliotest.Frame) {}

func (*oscillator) Close() {}

// The SDK understands what the gateway says of tokens.
func TestTokensWithTwiliosSDK(t *testing.T) {
	n := newNetwork(t)
	p := n.open(browser(t, customerTone), "customer")
	p.run("connect")
	p.run("willExpire") // a second after it was taken: the page asks to be told that long before
	p.run("renew", n.token("customer"))
	p.run("willExpire")
	n.Advance(time.Hour)
	if got := p.run("failed"); got != "20104" {
		t.Errorf("of an expired token the SDK says %s", got)
	}
	p.run("renew", "nonsense")
	if got := p.run("failed"); got != "20101" {
		t.Errorf("of nonsense the SDK says %s", got)
	}
	p.hears("all the while", "music")
}
