package twiliotest

import (
	"net/url"
	"slices"
	"testing"
	"time"
)

const (
	enqueued = `<Enqueue waitUrl="/wait" action="/left">support</Enqueue><Say>After</Say>`
	waitMenu = `<Gather numDigits="1" action="/key" timeout="10"><Say>Please wait</Say></Gather>`
)

func (m *menu) queue() QueueState {
	m.t.Helper()
	q, ok := m.Queue("support")
	if !ok {
		m.t.Fatalf("no queue; alerts %+v", m.Alerts())
	}
	return q
}

// Who waits hears a document again and again, which is told how they stand.
func TestWaitingInAQueue(t *testing.T) {
	m := newMenu(t, Options{}, map[string]string{"/voice": enqueued, "/wait": waitMenu})
	first := m.calls(a)
	m.pass(20 * time.Second)
	second := m.calls(b)
	q := m.queue()
	if !slices.Equal(q.Calls, []string{first, second}) {
		t.Fatalf("%+v", q)
	}
	all := m.asked("/wait")
	is(t, all[0], map[string]string{"CallSid": first, "QueueSid": q.SID, "QueuePosition": "1", "QueueTime": "0", "AvgQueueTime": "0", "CurrentQueueSize": "1", "MaxQueueSize": "1000"})
	is(t, all[1], map[string]string{"CallSid": first, "QueueTime": "11"}) // the prompt has two words: 1.8 s, and 10 s for keys
	is(t, all[2], map[string]string{"CallSid": second, "QueuePosition": "2", "QueueTime": "0", "AvgQueueTime": "10", "CurrentQueueSize": "2"})
	if st, _ := m.State(second); st.Queue != "support" || st.Place != 2 || st.Listens != "gather" {
		t.Errorf("%+v", st)
	}
	list := m.rest("GET", "/Queues.json", nil, 200)["queues"].([]any)
	got := list[0].(map[string]any)
	if len(list) != 1 || got["sid"] != q.SID || got["current_size"] != 2.0 || got["average_wait_time"] != 10.0 {
		t.Errorf("%v", list)
	}
	members := m.rest("GET", "/Queues/"+q.SID+"/Members.json", nil, 200)["queue_members"].([]any)
	if got := members[1].(map[string]any); len(members) != 2 || got["call_sid"] != second || got["position"] != 2.0 || got["wait_time"] != 0.0 {
		t.Errorf("%v", members)
	}
}

// A stay in a queue ends in many ways, each of which the action is told.
func TestQueueResults(t *testing.T) {
	for name, c := range map[string]struct {
		does   func(m *menu, sid string)
		result string
		heard  string // afterwards; "": the call is over
	}{
		"leave":      {func(m *menu, sid string) { m.must(m.Press(sid, "1")) }, "leave", "Left"},
		"hangup":     {func(m *menu, sid string) { m.must(m.HangUp(sid)) }, "hangup", ""},
		"redirected": {func(m *menu, sid string) { m.update(sid) }, "redirected", "Moved"},
		"dequeued": {func(m *menu, _ string) {
			m.rest("POST", "/Queues/"+m.queue().SID+"/Members/Front.json", url.Values{"Url": {m.URL + "/moved"}}, 200)
		}, "redirected", "Moved"},
		"taken": {func(m *menu, sid string) {
			agent := m.calls(b)
			if st, _ := m.State(sid); !slices.Equal(st.With, []string{b}) {
				m.t.Errorf("the caller talks with %v", st.With)
			}
			if n := len(m.asked("/left")); n > 0 {
				m.t.Errorf("the action is asked before they have talked")
			}
			m.pass(time.Minute)
			m.must(m.HangUp(agent))
		}, "bridged", "Left"},
		"hung up after being taken": {func(m *menu, sid string) { m.calls(b); m.must(m.HangUp(sid)) }, "bridged", ""},
		"moved after being taken":   {func(m *menu, sid string) { m.calls(b); m.update(sid) }, "redirected-from-bridged", "Moved"},
		"queue-full": {func(m *menu, _ string) {
			m.rest("POST", "/Queues/"+m.queue().SID+".json", url.Values{"MaxSize": {"1"}}, 200)
			m.calls(c)
		}, "queue-full", "Left"},
	} {
		t.Run(name, func(t *testing.T) {
			documents := map[string]string{"/voice": enqueued, "/wait": waitMenu, "/key": `<Leave/>`, "/left": `<Say>Left</Say>`, "/moved": `<Say>Moved</Say>`,
				"/agent": `<Dial action="/dialled"><Queue>support</Queue></Dial>`, "/dialled": `<Hangup/>`}
			m := newMenu(t, Options{}, documents)
			m.product.answer = func(path string, n int) (int, string) {
				if path == "/voice" && n == 2 && name != "queue-full" {
					path = "/agent"
				}
				return 200, "<Response>" + documents[path] + "</Response>"
			}
			sid := m.calls(a)
			m.pass(30 * time.Second)
			c.does(m, sid)
			m.pass(time.Second / 10)
			want := map[string]string{"QueueResult": c.result, "QueueTime": "30", "CallSid": sid}
			if name == "queue-full" {
				want["QueueTime"] = "0"
				all := m.Calls()
				sid = all[len(all)-1].CallSID
				want["CallSid"] = sid
			}
			is(t, m.once("/left"), want)
			st, _ := m.State(sid)
			switch {
			case c.heard == "" && st.State != "closed":
				t.Errorf("%+v", st)
			case c.heard != "" && st.Heard[len(st.Heard)-1] != c.heard:
				t.Errorf("heard %v", st.Heard)
			}
			if name != "queue-full" && len(m.queue().Calls) > 0 {
				t.Errorf("%+v", m.queue())
			}
		})
	}
}

func (m *menu) update(sid string) {
	m.rest("POST", "/Calls/"+sid+".json", url.Values{"Url": {m.URL + "/moved"}}, 200)
}

// Without an action, the verb after the Enqueue is next; without a waitUrl, there is music.
func TestLeaveGoesOn(t *testing.T) {
	m := newMenu(t, Options{}, map[string]string{"/voice": `<Enqueue waitUrl="/wait">q</Enqueue><Say>After</Say>`, "/wait": `<Say>Closed</Say><Leave/>`})
	sid := m.calls(street)
	m.pass(2 * time.Second)
	if got := m.heard(sid); !slices.Equal(got, []string{"Closed", "After"}) {
		t.Errorf("%v", got)
	}
	m = newMenu(t, Options{}, map[string]string{"/voice": `<Enqueue>q</Enqueue>`})
	sid = m.calls(street)
	if got := m.heard(sid); !slices.Equal(got, []string{"(music)"}) {
		t.Errorf("%v", got)
	}
}

// A document that fails, or says what is not said in a queue, ends the stay; a Hangup the call.
func TestWaitDocumentThatFails(t *testing.T) {
	for wait, result := range map[string]string{`<Dial>+14155550100</Dial>`: "error", `<Hangup/>`: "hangup"} {
		m := newMenu(t, Options{}, map[string]string{"/voice": enqueued, "/wait": wait, "/left": `<Say>Left</Say>`})
		m.calls(street)
		is(t, m.once("/left"), map[string]string{"QueueResult": result})
	}
}

// Somebody who dials an empty queue waits for a caller, who hears a word before.
func TestDialAnEmptyQueue(t *testing.T) {
	m := newMenu(t, Options{}, nil)
	m.product.answer = func(path string, n int) (int, string) {
		doc := map[string]string{"/wait": waitMenu, "/before": `<Say>Your turn</Say>`}[path]
		if path == "/voice" {
			doc = enqueued
			if n == 1 {
				doc = `<Dial action="/dialled" timeLimit="60"><Queue url="/before">support</Queue></Dial>`
			}
		}
		return 200, "<Response>" + doc + "</Response>"
	}
	m.rest("POST", "/Queues.json", url.Values{"FriendlyName": {"support"}, "MaxSize": {"5"}}, 201)
	m.rest("POST", "/Queues.json", url.Values{"FriendlyName": {"support"}}, 400)
	agent := m.calls(a)
	m.pass(10 * time.Second)
	customer := m.calls(b)
	m.pass(5 * time.Second)
	is(t, m.once("/before"), map[string]string{"CallSid": customer, "DequeingCallSid": agent, "QueueSid": m.queue().SID, "QueueTime": "0"})
	if st, _ := m.State(customer); !slices.Equal(st.With, []string{a}) || !slices.Contains(st.Heard, "Your turn") {
		t.Errorf("%+v", st)
	}
	m.pass(time.Minute)
	is(t, m.once("/dialled"), map[string]string{"DialCallStatus": "completed", "DialCallSid": customer, "DialCallDuration": "60", "DialBridged": "true"})
	is(t, m.once("/left"), map[string]string{"QueueResult": "bridged"})

	// nobody comes
	m.calls(c)
	if q := m.queue(); len(q.Calls) != 1 {
		t.Fatalf("%+v", q)
	}
	m.rest("DELETE", "/Queues/"+m.queue().SID+".json", nil, 400)
}
