package api_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/deskside/deskside/server/internal/api"
	"github.com/deskside/deskside/server/internal/interaction"
)

// recorder stands between the edge and Twilio.
type recorder struct {
	api.Telephony
	fails atomic.Bool
	asked atomic.Int64
}

func (r *recorder) PauseRecording(context.Context, interaction.ID) error {
	r.asked.Add(1)
	if r.fails.Load() {
		return errors.New("Twilio does not answer")
	}
	return nil
}

// A recording is paused by who talks with the customer, and by nobody else; that it is
// paused is said when Twilio has obeyed, and not before.
func TestRecordingOverTheWire(t *testing.T) {
	tw := &recorder{}
	e := open(t, func(c *api.Config) { tw.Telephony, c.Voice = c.Voice, tw })
	ann, ben := e.agent("support", "ann"), e.agent("support", "ben")
	id := e.ring(callSID(1), "+15550101234")
	at := "/v1/interactions/" + id + "/recording"
	both := func(token, code string) {
		t.Helper()
		for _, path := range []string{at + "/pause", at + "/resume"} {
			e.want(e.send(request{method: "POST", path: path, token: token}), http.StatusConflict, code)
		}
	}
	tell := func(status string) {
		t.Helper()
		form := url.Values{"RecordingSid": {"RE00000000000000000000000000000001"}, "ConferenceSid": {"CF00000000000000000000000000000001"}, "RecordingStatus": {status}, "RecordingDuration": {"12"}}
		e.want(e.webhook("/twilio/recording?conference=c_"+id, form), http.StatusNoContent, "")
	}
	type seen struct {
		Call struct {
			Recording *struct {
				PausedAt string `json:"paused_at"`
				PausedBy *struct{ Name string }
			}
		}
	}
	both(ann, "not_connected")
	w := e.widget(ann, "tab-00001")
	w.rings(id)
	e.ask(http.StatusOK, "POST", "/v1/interactions/"+id+"/accept", ann, map[string]any{"offer": 1, "tab": w.tab}, nil)
	e.join(id, callSID(9))
	both(ann, "not_recorded")
	for range 2 {
		tell("in-progress")
	}
	both(ben, "not_your_call")
	var v seen
	e.ask(http.StatusOK, "GET", "/v1/interactions/"+id, ann, nil, &v)
	if v.Call.Recording == nil || v.Call.Recording.PausedAt != "" {
		t.Fatalf("%+v", v)
	}
	tw.fails.Store(true)
	e.want(e.send(request{method: "POST", path: at + "/pause", token: ann}), http.StatusBadGateway, "recording_goes_on")
	if e.state(id).Recordings.Paused() {
		t.Error("it counts as paused, and Twilio has not obeyed")
	}
	tw.fails.Store(false)
	for range 2 {
		v = seen{}
		e.ask(http.StatusOK, "POST", at+"/pause", ann, nil, &v)
	}
	if r := v.Call.Recording; r == nil || r.PausedAt == "" || tw.asked.Load() != 2 {
		t.Errorf("%+v, asked %d times", v, tw.asked.Load())
	}
	for range 2 {
		v = seen{}
		e.ask(http.StatusOK, "POST", at+"/resume", ann, nil, &v)
	}
	if r := v.Call.Recording; r == nil || r.PausedAt != "" {
		t.Errorf("%+v", v)
	}
	e.gone(callSID(1))
	both(ann, "call_ended")
	for _, status := range []string{"completed", "in-progress", "completed", "absent"} { // late, twice, out of order
		tell(status)
	}
	if all := e.state(id).Recordings.All; len(all) != 1 || all[0].State != interaction.RecordingReady || all[0].Duration.Seconds() != 12 {
		t.Errorf("%+v", all)
	}
}

// A sensitive ask is made when Twilio records nothing any more, and not otherwise; the answer
// is for who has asked, and in nobody's view. When it is over the recording goes on.
func TestSensitiveAskOverTheWire(t *testing.T) {
	tw := &recorder{}
	e := open(t, func(c *api.Config) { tw.Telephony, c.Voice = c.Voice, tw })
	ann, ben := e.agent("support", "ann"), e.agent("support", "ben")
	c := e.contact("voice")
	at := "/v1/interactions/" + c.Interaction
	id := interaction.ID(c.Interaction)
	do := func(commands ...interaction.Command) {
		t.Helper()
		for _, cmd := range commands {
			_, err := e.config.Decider.Update(t.Context(), e.config.Store, id, cmd)
			e.must(err)
		}
	}
	do(interaction.Arrive{CallSID: callSID(1)})
	do(interaction.Accept{Offer: 1, Agent: interaction.Agent{ID: "support/ann", Name: "ANN"}, Tab: "tab-00001"}, interaction.JoinAgent{Offer: 1, CallSID: callSID(9)}, interaction.StartRecording{SID: "RE1"})
	ask := map[string]any{"id": "ask-0001", "type": "text", "label": "Card number", "sensitive": true}
	tw.fails.Store(true)
	e.want(e.send(request{method: "POST", path: at + "/asks", token: ann, body: ask}), http.StatusBadGateway, "recording_goes_on")
	if len(e.state(c.Interaction).Asks.All()) > 0 {
		t.Fatal("it is asked, and recorded")
	}
	tw.fails.Store(false)
	for range 2 {
		e.ask(http.StatusOK, "POST", at+"/asks", ann, ask, nil)
	}
	paused := func() bool { _, _, paused := e.state(c.Interaction).Unrecorded(); return paused }
	if !paused() || tw.asked.Load() != 2 {
		t.Errorf("paused: %t; Twilio was asked %d times", paused(), tw.asked.Load())
	}
	e.want(e.send(request{method: "POST", path: at + "/recording/resume", token: ann}), http.StatusConflict, "sensitive_ask")
	see := func(token, ask string) answer {
		return e.send(request{method: "GET", path: at + "/asks/" + ask + "/answer", token: token})
	}
	e.want(see(ann, "ask-0001"), http.StatusConflict, "nothing_given")
	e.want(e.send(request{method: "POST", path: "/v1/contact/asks/ask-0001", token: c.Token, body: map[string]any{"text": "4242 4242"}}), http.StatusOK, "")
	e.ask(http.StatusOK, "POST", at+"/asks", ann, ask, nil) // once more, and late
	if paused() || tw.asked.Load() != 2 {
		t.Errorf("paused: %t; Twilio was asked %d times", paused(), tw.asked.Load())
	}
	if a := see(ann, "ask-0001"); !strings.Contains(string(a.body), "4242 4242") {
		t.Errorf("%s", a.body)
	}
	e.want(see(ben, "ask-0001"), http.StatusConflict, "not_your_ask")
	e.want(see(ann, "ask-0002"), http.StatusConflict, "unknown_ask")
	for _, token := range []string{ann, ben, e.admin()} {
		if a := e.send(request{method: "GET", path: at, token: token}); strings.Contains(string(a.body), "4242") || !strings.Contains(string(a.body), `"sensitive":true`) {
			t.Errorf("%s", a.body)
		}
	}
	e.want(e.send(request{method: "POST", path: at + "/asks", token: ann, body: map[string]any{"id": "ask-0003", "type": "photo", "label": "Your card", "sensitive": true}}), http.StatusConflict, "not_sensitive")
	do(interaction.DisconnectCustomer{CallSID: callSID(1), At: e.clock.Now()}, interaction.SaveWrapUp{Agent: interaction.Agent{ID: "support/ann", Name: "ANN"}, Disposition: "Resolved"})
	e.want(see(ann, "ask-0001"), http.StatusConflict, "closed")
}
