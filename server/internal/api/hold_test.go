package api_test

import (
	"net/http"
	"testing"
)

// A customer is put on hold by who talks with them, as often as it is asked for, and by
// nobody else; before and after the call there is nobody to hold.
func TestHoldOverTheWire(t *testing.T) {
	e := open(t, nil)
	ann, ben := e.agent("support", "ann"), e.agent("support", "ben")
	id := e.ring(callSID(1), "+15550101234")
	at := "/v1/interactions/" + id
	both := func(token, code string) {
		t.Helper()
		for _, path := range []string{at + "/hold", at + "/resume"} {
			e.want(e.send(request{method: "POST", path: path, token: token}), http.StatusConflict, code)
		}
	}
	both(ann, "not_connected")
	w := e.widget(ann, "tab-00001")
	w.rings(id)
	e.ask(http.StatusOK, "POST", at+"/accept", ann, map[string]any{"offer": 1, "tab": w.tab}, nil)
	e.join(id, callSID(9))
	both(ben, "not_your_call")
	for range 2 {
		e.ask(http.StatusOK, "POST", at+"/hold", ann, nil, nil)
	}
	if s := e.state(id); !s.OnHold.On() || s.OnHold.By.Name == "" {
		t.Errorf("%+v", s.OnHold)
	}
	e.clock.Advance(1)
	for range 2 {
		e.ask(http.StatusOK, "POST", at+"/resume", ann, nil, nil)
	}
	if s := e.state(id); s.OnHold.On() || s.OnHold.Total != 1 {
		t.Errorf("%+v", s.OnHold)
	}
	e.gone(callSID(1))
	both(ann, "call_ended")
}
