package twilio_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

const (
	accountSID = "AC0123456789abcdef0123456789abcdef"
	keySID     = "SK0123456789abcdef0123456789abcdef"
	appSID     = "AP0123456789abcdef0123456789abcdef"
	authToken  = "authtoken1"
	ours       = "+15005550006"
	caller     = "+14155550100"
	callee     = "+14155550199"
)

// testAccount is the product as Twilio sees it: webhooks that check signatures and
// answer TwiML, and the client that acts.
type testAccount struct {
	t      *testing.T
	sim    *twiliotest.Server
	api    *httptest.Server
	hooks  *httptest.Server
	client *twilio.Client

	mu          sync.Mutex
	voice       []twilio.VoiceRequest
	calls       []twilio.CallEvent
	conferences []twilio.ConferenceEvent
	bad         []string // webhooks refused
	twiml       func(twilio.VoiceRequest) string
}

func newTestAccount(t *testing.T) *testAccount {
	t.Helper()
	d := &testAccount{t: t}
	d.hooks = httptest.NewServer(http.HandlerFunc(d.serve))
	voice := twilio.WithRetries(d.url("/twilio/voice"), twilio.TwiMLRetries)
	opt := twiliotest.Options{
		AccountSID: accountSID, AuthToken: authToken, APIKeySID: keySID, APIKeySecret: "keysecret", Virtual: true, CallsPerSecond: 1000, OpenAPI: spec(t),
		Numbers:      []twiliotest.Number{{PhoneNumber: ours, VoiceURL: voice, StatusCallback: d.url("/twilio/voice/status")}},
		Applications: []twiliotest.Application{{SID: appSID, VoiceURL: voice, StatusCallback: d.url("/twilio/voice/status")}},
	}
	d.sim = twiliotest.New(opt)
	d.api = httptest.NewServer(d.sim.Handler())
	client, err := twilio.New(twilio.Config{AccountSID: accountSID, AuthTokens: []string{authToken}, APIKeySID: keySID, APIKeySecret: "keysecret",
		TwiMLAppSID: appSID, APIURL: d.api.URL, Numbers: []string{ours}}, twilio.WithTransport(&transport.Chain{Timeout: 5 * time.Second}))
	if err != nil {
		t.Fatal(err)
	}
	d.client = client
	d.twiml = func(v twilio.VoiceRequest) string {
		if v.Client != "" {
			return d.join("agent", true, false)
		}
		return d.join("customer", false, true)
	}
	t.Cleanup(func() {
		d.sim.Close()
		d.api.Close()
		d.hooks.Close()
		if wrong := d.sim.Wrong(); len(wrong) > 0 {
			t.Errorf("against Twilio's description: %s", strings.Join(wrong, "\n"))
		}
		for _, b := range d.bad {
			t.Errorf("refused webhook: %s", b)
		}
	})
	return d
}

var loadSpec = sync.OnceValues(func() (*twiliotest.Spec, error) {
	return twiliotest.LoadSpec(filepath.Join("..", "..", "..", "shared", "specs", "twilio_api_v2010.json"))
})

// spec is nil where Twilio's description is not at hand: the flows are tested all the same.
func spec(t *testing.T) *twiliotest.Spec {
	s, err := loadSpec()
	if os.IsNotExist(err) {
		t.Log("Twilio's OpenAPI description is not there; requests are not checked against it")
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (d *testAccount) url(path string) string { return d.hooks.URL + path }

func (d *testAccount) join(label string, start, end bool) string {
	return twilio.JoinConference{Conference: "c_1", Label: label, StartOnEnter: start, EndOnExit: end, WaitURL: d.url("/wait"),
		StatusCallback: twilio.WithRetries(d.url("/twilio/conference"), twilio.EventRetries), Action: d.url("/done"), TimeLimit: time.Hour}.TwiML()
}

func (d *testAccount) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if _, err := d.client.Verifier().Verify(r.Method, d.hooks.URL+r.URL.RequestURI(), r.Header, body); err != nil {
		d.mu.Lock()
		d.bad = append(d.bad, r.URL.Path+": "+err.Error())
		d.mu.Unlock()
		http.Error(w, "", http.StatusForbidden)
		return
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || r.Header.Get("I-Twilio-Idempotency-Token") == "" || r.Header.Get("User-Agent") != "TwilioProxy/1.1" {
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	switch r.URL.Path {
	case "/twilio/voice":
		v, _ := twilio.ParseVoice(form)
		d.voice = append(d.voice, v)
		_, _ = io.WriteString(w, d.twiml(v))
	case "/wait":
		_, _ = io.WriteString(w, twilio.Wait(twilio.Prompt{Text: "Please hold"}, twilio.Prompt{Pause: 5 * time.Second}))
	case "/done":
		_, _ = io.WriteString(w, twilio.Hangup())
	case "/twilio/voice/status":
		e, _ := twilio.ParseCallStatus(form)
		d.calls = append(d.calls, e)
	case "/twilio/conference":
		e, _ := twilio.ParseConference(form)
		d.conferences = append(d.conferences, e)
	}
}

func (d *testAccount) await(what string, cond func() bool) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), 10*time.Second)
	defer cancel()
	if err := d.sim.Await(ctx, cond); err != nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.t.Fatalf("waiting for %s: %v\nrooms %+v\ncalls %+v\nalerts %+v", what, err, d.conferences, d.calls, d.sim.Alerts())
	}
}

func (d *testAccount) statuses(callSID string) []twilio.Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []twilio.Status
	for _, e := range d.calls {
		if e.CallSID == callSID {
			out = append(out, e.Status)
		}
	}
	return out
}

func (d *testAccount) event(kind twilio.ConferenceEventType, label string) (twilio.ConferenceEvent, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range d.conferences {
		if e.Type == kind && (label == "" || e.Label == label) {
			return e, true
		}
	}
	return twilio.ConferenceEvent{}, false
}

func (d *testAccount) awaitEvent(kind twilio.ConferenceEventType, label string) twilio.ConferenceEvent {
	d.t.Helper()
	d.await(string(kind)+" "+label, func() bool { _, ok := d.event(kind, label); return ok })
	e, _ := d.event(kind, label)
	return e
}

func (d *testAccount) dialsIn() string {
	d.t.Helper()
	sid, err := d.sim.PhoneCall(caller, ours)
	if err != nil {
		d.t.Fatal(err)
	}
	d.awaitEvent(twilio.Joined, "customer")
	return sid
}

func (d *testAccount) agentConnects() string {
	d.t.Helper()
	token, err := d.client.AccessToken("agent_7", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), time.Hour)
	if err != nil {
		d.t.Fatal(err)
	}
	sid, err := d.sim.Connect(token, map[string]string{"ticket": "one-time", "CallSid": "forged"})
	if err != nil {
		d.t.Fatal(err)
	}
	d.awaitEvent(twilio.Joined, "agent")
	return sid
}

func (d *testAccount) dial(label string) twilio.Leg {
	d.t.Helper()
	leg, err := d.client.Dial(d.t.Context(), twilio.Dial{Conference: "c_1", To: callee, From: ours, Label: label, Timeout: 20 * time.Second, EarlyMedia: true, TimeLimit: time.Hour,
		EndConferenceOnExit: true, StatusCallback: twilio.WithRetries(d.url("/twilio/voice/status"), twilio.EventRetries),
		ConferenceCallback: twilio.WithRetries(d.url("/twilio/conference"), twilio.EventRetries), WaitURL: d.url("/wait")})
	if err != nil {
		d.t.Fatal(err)
	}
	return leg
}
