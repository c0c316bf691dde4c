package api_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
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
