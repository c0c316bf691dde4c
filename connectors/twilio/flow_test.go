package twilio_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

// A customer calls, waits, an agent's browser joins, the agent hangs up, then the customer.
func TestIncomingCall(t *testing.T) {
	d := newTestAccount(t)
	customer := d.dialsIn()
	d.await("the waiting prompt", func() bool { s, _ := d.sim.State(customer); return slices.Contains(s.Heard, "Please hold") })
	room, found, err := d.client.Conference(t.Context(), "c_1")
	if err != nil || !found || room.Status != "init" {
		t.Fatalf("%+v %v %v", room, found, err)
	}
	agent := d.agentConnects()
	d.awaitEvent("conference-start", "")
	if v := d.voice[1]; v.Client != "agent_7" || v.Params["ticket"] != "one-time" || v.CallSID != agent {
		t.Errorf("browser's request: %+v", v)
	}
	room, _, err = d.client.Conference(t.Context(), "c_1")
	if err != nil || room.Status != "in-progress" || len(room.Participants) != 2 {
		t.Fatalf("%+v %v", room, err)
	}
	if p, ok := room.ByLabel("agent"); !ok || p.CallSID != agent || p.Status != "connected" {
		t.Errorf("%+v", p)
	}
	if s, _ := d.sim.State(customer); !slices.Equal(s.With, []string{"agent"}) || s.Waiting {
		t.Errorf("customer's phone: %+v", s)
	}

	d.sim.Advance(90 * time.Second)
	if err := d.client.Hangup(t.Context(), agent); err != nil {
		t.Fatal(err)
	}
	if e := d.awaitEvent(twilio.Left, "agent"); e.Reason != "participant_hung_up" || e.NeverJoined() {
		t.Errorf("%+v", e)
	}
	if s, _ := d.sim.State(customer); s.Status != "in-progress" || !s.InRoom {
		t.Errorf("the customer must stay when an agent leaves: %+v", s)
	}
	if err := d.sim.HangUp(customer); err != nil {
		t.Fatal(err)
	}
	if e := d.awaitEvent(twilio.ConferenceEnded, ""); e.Reason != "participant-with-end-conference-on-exit-left" || e.Label != "customer" || e.CallSID != customer {
		t.Errorf("%+v", e)
	}
	d.await("the customer's last status", func() bool { return slices.Contains(d.statuses(customer), twilio.Completed) })
	if e := d.calls[len(d.calls)-1]; e.Duration != 90*time.Second || e.Sequence != 0 {
		t.Errorf("last status %+v", e)
	}
	call, found, err := d.client.Call(t.Context(), customer)
	if err != nil || !found || call.Status != twilio.Completed || call.Duration != 90*time.Second || call.From != caller || call.Direction != "inbound" || call.EndTime.IsZero() {
		t.Errorf("%+v %v %v", call, found, err)
	}
	room, found, err = d.client.Conference(t.Context(), "c_1")
	if err != nil || !found || !room.Ended() {
		t.Errorf("%+v %v %v", room, found, err)
	}
}

// The customer's end ends the conference for the agent too, whose call goes to its action and is over.
func TestCustomerHangsUpFirst(t *testing.T) {
	d := newTestAccount(t)
	customer, agent := d.dialsIn(), d.agentConnects()
	if err := d.sim.HangUp(customer); err != nil {
		t.Fatal(err)
	}
	if e := d.awaitEvent(twilio.Left, "agent"); e.Reason != "moderator_ended_conference" {
		t.Errorf("%+v", e)
	}
	d.await("the agent's call to end", func() bool { s, _ := d.sim.State(agent); return s.State == "closed" })
}

func TestOutgoingCallAnswered(t *testing.T) {
	d := newTestAccount(t)
	d.agentConnects()
	leg := d.dial("customer")
	d.await("ringing", func() bool { return len(d.sim.Ringing(callee)) == 1 })
	room, _, err := d.client.Conference(t.Context(), "c_1")
	if p, ok := room.ByLabel("customer"); err != nil || !ok || p.Status != "ringing" || p.CallSID != leg.CallSID || room.SID != leg.ConferenceSID {
		t.Errorf("%+v %v", room, err)
	}
	if err := d.sim.Pick(leg.CallSID); err != nil {
		t.Fatal(err)
	}
	d.awaitEvent(twilio.Joined, "customer")
	d.awaitEvent("conference-start", "")
	d.sim.Advance(49 * time.Second)
	if err := d.client.EndConference(t.Context(), "c_1"); err != nil {
		t.Fatal(err)
	}
	if e := d.awaitEvent(twilio.ConferenceEnded, ""); e.Reason != "conference-ended-via-api" {
		t.Errorf("%+v", e)
	}
	d.await("all statuses", func() bool { return len(d.statuses(leg.CallSID)) == 4 })
	if got := d.statuses(leg.CallSID); !slices.Equal(got, []twilio.Status{twilio.Initiated, twilio.Ringing, twilio.InProgress, twilio.Completed}) {
		t.Errorf("%v", got)
	}
	if err := d.client.EndConference(t.Context(), "c_1"); err != nil {
		t.Errorf("ending an ended room: %v", err)
	}
	if err := d.client.EndConference(t.Context(), "c_never"); err != nil {
		t.Errorf("ending a room that never was: %v", err)
	}
}

func TestOutgoingCallNotAnswered(t *testing.T) {
	for _, c := range []struct {
		name string
		does twiliotest.Doing
		act  func(*testAccount, string)
		want twilio.Status
	}{
		{"busy", twiliotest.Busy, nil, twilio.Busy},
		{"unreachable", twiliotest.Unreachable, nil, twilio.Failed},
		{"rings out", twiliotest.NoAnswer, func(d *testAccount, sid string) { d.sim.Advance(25 * time.Second) }, twilio.NoAnswer},
		{"declined", twiliotest.Manual, func(d *testAccount, sid string) { _ = d.sim.Decline(sid) }, twilio.Busy},
		{"cancelled by us", twiliotest.Manual, func(d *testAccount, sid string) { _ = d.client.Hangup(d.t.Context(), sid) }, twilio.Canceled},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newTestAccount(t)
			d.agentConnects()
			if err := d.sim.Behave(callee, twiliotest.Behaviour{Does: c.does}); err != nil {
				t.Fatal(err)
			}
			leg := d.dial("customer")
			if c.act != nil {
				d.await("ringing", func() bool { return len(d.sim.Ringing(callee)) == 1 })
				c.act(d, leg.CallSID)
			}
			e := d.awaitEvent(twilio.Left, "customer")
			if !e.NeverJoined() || e.CallStatus != c.want {
				t.Errorf("%+v", e)
			}
			d.await("the last status", func() bool { return slices.Contains(d.statuses(leg.CallSID), c.want) })
			if _, joined := d.event(twilio.Joined, "customer"); joined {
				t.Error("joined without answering")
			}
			if err := d.client.Hangup(t.Context(), leg.CallSID); err != nil {
				t.Errorf("hanging up what has ended: %v", err)
			}
		})
	}
}

func TestHangupIsGoodNatured(t *testing.T) {
	d := newTestAccount(t)
	if err := d.client.Hangup(t.Context(), "CA"+strings.Repeat("f", 32)); err != nil {
		t.Errorf("unknown call: %v", err)
	}
	// Answered between our look and our "canceled".
	leg := d.dial("customer")
	d.await("ringing", func() bool { return len(d.sim.Ringing(callee)) == 1 })
	race := &pickUpBeforeUpdate{pick: func() { _ = d.sim.Pick(leg.CallSID) }}
	client, err := twilio.New(twilio.Config{AccountSID: accountSID, AuthTokens: []string{authToken}, APIURL: d.api.URL}, twilio.WithTransport(&transport.Chain{Base: race}))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Hangup(t.Context(), leg.CallSID); err != nil {
		t.Fatal(err)
	}
	if s, _ := d.sim.State(leg.CallSID); s.Status != "completed" {
		t.Errorf("still %s", s.Status)
	}
}

type pickUpBeforeUpdate struct {
	once sync.Once
	pick func()
}

func (p *pickUpBeforeUpdate) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost {
		p.once.Do(p.pick)
	}
	return http.DefaultTransport.RoundTrip(r)
}

func TestLostAnswerIsFoundByLookingFirst(t *testing.T) {
	for _, fault := range []twiliotest.FaultKind{twiliotest.LoseAnswer, twiliotest.Late500} {
		t.Run(string(fault), func(t *testing.T) {
			d := newTestAccount(t)
			if err := d.sim.Break(twiliotest.Fault{Kind: fault, Match: "/Participants.json"}); err != nil {
				t.Fatal(err)
			}
			start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
			_, err := d.client.Dial(t.Context(), twilio.Dial{Conference: "c_1", To: callee, From: ours, Label: "ext-1"})
			if connectors.KindOf(err) != connectors.Unknown {
				t.Fatalf("%v, want unknown", err)
			}
			room, found, err := d.client.Conference(t.Context(), "c_1")
			if err != nil || !found {
				t.Fatal(found, err)
			}
			p, ok := room.ByLabel("ext-1")
			if !ok {
				t.Fatalf("leg is not in the room: %+v", room)
			}
			// Once it has ended it is no longer in the conference, and still among the calls to the number.
			if err := d.client.Hangup(t.Context(), p.CallSID); err != nil {
				t.Fatal(err)
			}
			calls, err := d.client.CallsTo(t.Context(), callee, start)
			if err != nil || len(calls) != 1 || calls[0].SID != p.CallSID || !calls[0].Status.Final() {
				t.Errorf("%+v %v", calls, err)
			}
			if later, err := d.client.CallsTo(t.Context(), callee, start.Add(time.Minute)); err != nil || len(later) != 0 {
				t.Errorf("%+v %v", later, err)
			}
		})
	}
}

func TestDialAsSent(t *testing.T) {
	d := newTestAccount(t)
	d.dial("customer")
	got := d.sim.Requests()[0]
	for field, want := range map[string][]string{
		"To": {callee}, "From": {ours}, "Label": {"customer"}, "Beep": {"false"}, "Timeout": {"20"}, "TimeLimit": {"3600"},
		"EndConferenceOnExit": {"true"}, "EarlyMedia": {"true"}, "StatusCallbackEvent": {"initiated", "ringing", "answered", "completed"},
		"StatusCallback":           {d.url("/twilio/voice/status#rc=5&rp=ct,rt,5xx&rt=4000&tt=15000")},
		"ConferenceStatusCallback": {d.url("/twilio/conference#rc=5&rp=ct,rt,5xx&rt=4000&tt=15000")},
		"WaitUrl":                  {d.url("/wait")}, "WaitMethod": {"POST"},
	} {
		if !slices.Equal(got.Form[field], want) {
			t.Errorf("%s: %q, want %q", field, got.Form[field], want)
		}
	}
	if !strings.HasSuffix(got.Path, "/Conferences/c_1/Participants.json") {
		t.Error(got.Path)
	}
}

// Twilio would let a phone ring for a conference that is no more.
func TestEndRoomStopsTheRinging(t *testing.T) {
	d := newTestAccount(t)
	d.agentConnects()
	leg := d.dial("customer")
	d.await("ringing", func() bool { return len(d.sim.Ringing(callee)) == 1 })
	if err := d.client.EndConference(t.Context(), "c_1"); err != nil {
		t.Fatal(err)
	}
	if s, _ := d.sim.State(leg.CallSID); s.Status != "canceled" {
		t.Errorf("the phone is %s", s.Status)
	}
	d.awaitEvent(twilio.ConferenceEnded, "")
}

// Twilio may tell of a call before the request that placed it is answered.
func TestEventsBeforeTheAnswer(t *testing.T) {
	d := newTestAccount(t)
	if err := d.sim.Break(twiliotest.Fault{Kind: twiliotest.EarlyEvents, Match: "/Participants.json"}); err != nil {
		t.Fatal(err)
	}
	leg := d.dial("customer")
	if got := d.statuses(leg.CallSID); !slices.Equal(got, []twilio.Status{twilio.Initiated, twilio.Ringing}) {
		t.Errorf("told before the answer: %v", got)
	}
}

func TestRefusalsHaveNoEffect(t *testing.T) {
	d := newTestAccount(t)
	dial := twilio.Dial{Conference: "c_1", To: callee, From: ours, Label: "ext-1"}
	for fault, want := range map[twiliotest.FaultKind]connectors.Kind{twiliotest.REST429: connectors.Throttled, twiliotest.REST500: connectors.Unknown} {
		if err := d.sim.Break(twiliotest.Fault{Kind: fault, DelayMS: 3000}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.client.Dial(t.Context(), dial); connectors.KindOf(err) != want {
			t.Errorf("%s: %v", fault, err)
		}
	}
	if err := d.sim.Behave(callee, twiliotest.Behaviour{Does: twiliotest.Invalid}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.client.Dial(t.Context(), dial); connectors.KindOf(err) != connectors.Rejected {
		t.Error(err)
	}
	dial.From = caller
	if _, err := d.client.Dial(t.Context(), dial); connectors.KindOf(err) != connectors.Rejected {
		t.Error(err)
	}
	if _, found, err := d.client.Conference(t.Context(), "c_1"); found || err != nil {
		t.Errorf("a refused call left a room behind: %v", err)
	}
}

func TestProbe(t *testing.T) {
	d := newTestAccount(t)
	codes := func() []string {
		h, err := d.client.Probe(t.Context(), d.url("/twilio/voice"))
		if err != nil {
			t.Fatal(err)
		}
		out := []string{}
		for _, f := range h.Findings {
			out = append(out, f.Code)
		}
		return out
	}
	if got := codes(); len(got) != 0 {
		t.Errorf("all is well, and yet %v", got)
	}
	d.sim.SetNumber(twiliotest.Number{PhoneNumber: ours, VoiceURL: d.url("/twilio/voice")})
	if got := codes(); !slices.Equal(got, []string{"no_retries"}) {
		t.Errorf("%v", got)
	}
	d.sim.SetNumber(twiliotest.Number{PhoneNumber: ours, VoiceURL: "https://elsewhere.example/voice"})
	d.sim.SetApplication(twiliotest.Application{SID: appSID, VoiceURL: d.url("/twilio/voice/")})
	if got := codes(); !slices.Equal(got, []string{"number_elsewhere", "application_elsewhere"}) {
		t.Errorf("%v", got)
	}
	cfg := twilio.Config{AccountSID: accountSID, AuthTokens: []string{"wrong"}, APIKeySID: keySID, APIKeySecret: "keysecret", APIURL: d.api.URL, Numbers: []string{callee}}
	c, err := twilio.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	h, err := c.Probe(t.Context(), d.url("/twilio/voice"))
	if err != nil || len(h.Findings) != 3 || h.Findings[0].Code != "auth_token_wrong" || h.Findings[1].Code != "number_not_ours" || h.Findings[2].Code != "no_browser_calls" {
		t.Errorf("%+v %v", h, err)
	}
	cfg.APIKeySecret = "wrong"
	if c, err = twilio.New(cfg); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Probe(t.Context(), d.url("/twilio/voice")); connectors.KindOf(err) != connectors.Unauthorized {
		t.Errorf("%v", err)
	}
}

func TestTokenLifetime(t *testing.T) {
	d := newTestAccount(t)
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for name, c := range map[string]struct {
		minted time.Time
		ttl    time.Duration
		ok     bool
	}{
		"our clock is 20 s ahead": {now.Add(20 * time.Second), time.Minute, true},
		"our clock is far ahead":  {now.Add(2 * time.Minute), time.Minute, false},
		"expired":                 {now.Add(-11 * time.Minute), 10 * time.Minute, false}, // not stretched to an hour
		"a day":                   {now, 24 * time.Hour, true},
	} {
		token, err := d.client.AccessToken("agent_7", c.minted, c.ttl)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.sim.Connect(token, nil); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
