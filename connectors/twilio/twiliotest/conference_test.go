package twiliotest

import (
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"
)

// conferenceTwiML answers each caller with a place in one conference, by the caller's number.
func conferenceTwiML(places map[string]string) func(f url.Values, path string) string {
	return func(f url.Values, path string) string {
		if path == "/done" {
			return "<Response><Say>Goodbye</Say></Response>"
		}
		return `<Response><Dial action="/done"><Conference waitUrl="/wait" statusCallback="/conf" statusCallbackEvent="start end join leave mute hold modify" ` +
			places[f.Get("From")] + `>c_1</Conference></Dial></Response>`
	}
}

func conferenceServer(t *testing.T, seed uint64, wait string, places map[string]string) (*Server, *product) {
	answer := conferenceTwiML(places)
	var p *product
	p = newProduct(t, func(path string, _ int) (int, string) {
		switch path {
		case "/conf":
			return 204, ""
		case "/wait":
			return 200, wait
		}
		p.mu.Lock()
		f := p.forms[len(p.forms)-1]
		for i := len(p.got) - 1; i >= 0; i-- {
			if p.got[i].URL.Path == path {
				f = p.forms[i]
				break
			}
		}
		p.mu.Unlock()
		return 200, answer(f, path)
	})
	s := start(t, Options{Seed: seed, CallsPerSecond: 100, Numbers: []Number{{PhoneNumber: ours, VoiceURL: p.URL + "/voice"}}})
	return s, p
}

func (p *product) events() []url.Values {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []url.Values
	for i, r := range p.got {
		if r.URL.Path == "/conf" {
			out = append(out, p.forms[i])
		}
	}
	return out
}

func (p *product) has(event, label, reason string) func() bool {
	return func() bool {
		return slices.ContainsFunc(p.events(), func(f url.Values) bool {
			return f.Get("StatusCallbackEvent") == event && (label == "" || f.Get("ParticipantLabel") == label) &&
				(reason == "" || f.Get("ReasonParticipantLeft") == reason || f.Get("ReasonConferenceEnded") == reason)
		})
	}
}

func from(t *testing.T, s *Server, number string) string {
	t.Helper()
	sid, err := s.PhoneCall(number, ours)
	if err != nil {
		t.Fatal(err)
	}
	return sid
}

const a, b, c = "+14155550101", "+14155550102", "+14155550103"

func TestRoomStartsWithTwoAndAStarter(t *testing.T) {
	wait := `<Response><Say>Hold</Say><Redirect/></Response>`
	s, p := conferenceServer(t, 0, wait, map[string]string{
		a: `participantLabel="a" startConferenceOnEnter="false"`, b: `participantLabel="b" startConferenceOnEnter="false"`, c: `participantLabel="c"`})
	first := from(t, s, a)
	await(t, s, "a", p.has("participant-join", "a", ""))
	from(t, s, b)
	await(t, s, "b", p.has("participant-join", "b", ""))
	if r, _ := s.Conference("c_1"); r.Status != "init" {
		t.Errorf("started without a starter: %+v", r)
	}
	await(t, s, "waiting prompt", func() bool { st, _ := s.State(first); return slices.Contains(st.Heard, "Hold") && st.Waiting })
	from(t, s, c)
	await(t, s, "start", p.has("conference-start", "", ""))
	if r, _ := s.Conference("c_1"); r.Status != "in-progress" || len(r.Labels) != 3 {
		t.Errorf("%+v", r)
	}
}

func TestLabelsAreUnique(t *testing.T) {
	s, p := conferenceServer(t, 0, `<Response><Pause length="60"/></Response>`, map[string]string{a: `participantLabel="same"`, b: `participantLabel="same"`})
	from(t, s, a)
	await(t, s, "a", p.has("participant-join", "same", ""))
	second := from(t, s, b)
	await(t, s, "the TwiML to go on", func() bool { st, _ := s.State(second); return slices.Contains(st.Heard, "Goodbye") })
	if al := s.Alerts(); len(al) != 1 || al[0].Code != 16025 {
		t.Errorf("%+v", al)
	}
}

func TestWaitingRoomRefusesVerbs(t *testing.T) {
	s, p := conferenceServer(t, 0, `<Response><Hangup/></Response>`, map[string]string{a: `participantLabel="a"`})
	sid := from(t, s, a)
	await(t, s, "leave", p.has("participant-leave", "a", "participant_add_failed"))
	await(t, s, "the action", func() bool { st, _ := s.State(sid); return slices.Contains(st.Heard, "Goodbye") })
}

// The order of the end and the last leaves is not promised: both are seen.
func TestModeratorEndsTheRoom(t *testing.T) {
	orders := map[bool]bool{}
	for seed := range uint64(8) {
		s, p := conferenceServer(t, seed, `<Response><Pause length="60"/></Response>`,
			map[string]string{a: `participantLabel="a" endConferenceOnExit="true"`, b: `participantLabel="b"`})
		first := from(t, s, a)
		await(t, s, "a", p.has("participant-join", "a", ""))
		second := from(t, s, b)
		await(t, s, "start", p.has("conference-start", "", ""))
		if err := s.HangUp(first); err != nil {
			t.Fatal(err)
		}
		await(t, s, "b's leave", p.has("participant-leave", "b", "moderator_ended_conference"))
		await(t, s, "the end", p.has("conference-end", "", "participant-with-end-conference-on-exit-left"))
		await(t, s, "b to go on", func() bool { st, _ := s.State(second); return slices.Contains(st.Heard, "Goodbye") })
		events := p.events()
		at := func(event, label string) int {
			return slices.IndexFunc(events, func(f url.Values) bool {
				return f.Get("StatusCallbackEvent") == event && f.Get("ParticipantLabel") == label
			})
		}
		orders[at("conference-end", "") < at("participant-leave", "b")] = true
		seq := map[string]bool{}
		for _, f := range events {
			seq[f.Get("SequenceNumber")] = true
		}
		if len(seq) != len(events) {
			t.Errorf("sequence numbers repeat: %v", seq)
		}
	}
	if len(orders) != 2 {
		t.Error("only one order was ever seen")
	}
}

func TestHoldMuteKick(t *testing.T) {
	s, p := conferenceServer(t, 0, `<Response><Pause length="60"/></Response>`, map[string]string{a: `participantLabel="a"`, b: `participantLabel="b"`})
	first, second := from(t, s, a), from(t, s, b)
	await(t, s, "start", p.has("conference-start", "", ""))
	r, _ := s.Conference("c_1")
	path := "/Conferences/" + r.SID + "/Participants/"
	var leg struct {
		Hold, Muted bool
		EndOnExit   bool `json:"end_conference_on_exit"`
	}
	if status := rest(t, s, "POST", path+"a.json", url.Values{"Hold": {"true"}, "Muted": {"true"}}, &leg); status != 200 || !leg.Hold || !leg.Muted {
		t.Errorf("%d %+v", status, leg)
	}
	await(t, s, "hold", p.has("participant-hold", "a", ""))
	await(t, s, "mute", p.has("participant-mute", "a", ""))
	if rest(t, s, "POST", path+first+".json", url.Values{"EndConferenceOnExit": {"true"}}, &leg); leg.EndOnExit {
		t.Error("took effect while on hold")
	}
	if status := rest(t, s, "DELETE", path+second+".json", nil, nil); status != 204 {
		t.Errorf("%d", status)
	}
	await(t, s, "leave", p.has("participant-leave", "b", "participant_updated_via_api"))
	await(t, s, "b to go on with its TwiML", func() bool { st, _ := s.State(second); return slices.Contains(st.Heard, "Goodbye") })
	if status := rest(t, s, "GET", path+second+".json", nil, nil); status != 404 {
		t.Errorf("%d", status)
	}
}

func TestGhostRingAfterTheRoomEnded(t *testing.T) {
	s, p := conferenceServer(t, 0, `<Response><Pause length="60"/></Response>`, map[string]string{a: `participantLabel="a" endConferenceOnExit="true"`})
	first := from(t, s, a)
	await(t, s, "a", p.has("participant-join", "a", ""))
	sid := dialled(t, s, nil)
	await(t, s, "ringing", func() bool { return len(s.Ringing(street)) == 1 })
	if err := s.HangUp(first); err != nil {
		t.Fatal(err)
	}
	await(t, s, "the end", p.has("conference-end", "", ""))
	if len(s.Ringing(street)) != 1 {
		t.Error("the phone should ring on")
	}
	if err := s.Pick(sid); err != nil {
		t.Fatal(err)
	}
	if !closed(s, sid)() {
		t.Error("nobody is there")
	}
}

func TestCallsPerSecond(t *testing.T) {
	s := start(t, Options{CallsPerSecond: 1, Numbers: []Number{{PhoneNumber: ours}}})
	for i := range 3 {
		var leg struct {
			QueueTime string `json:"queue_time"`
			Status    string
		}
		rest(t, s, "POST", "/Conferences/c_1/Participants.json", url.Values{"From": {ours}, "To": {street}}, &leg)
		if leg.QueueTime != fmt.Sprint(i*1000) || leg.Status != "queued" {
			t.Errorf("%+v", leg)
		}
	}
	for i := 1; i <= 3; i++ {
		await(t, s, "ringing", func() bool { return len(s.Ringing(street)) == i })
		s.Advance(time.Second)
	}
}

// A call that is canceled while it waits for its turn is told to nobody.
func TestCanceledWhileQueued(t *testing.T) {
	p := newProduct(t, func(string, int) (int, string) { return 204, "" })
	s := start(t, Options{CallsPerSecond: 1, Numbers: []Number{{PhoneNumber: ours}}})
	first := dialled(t, s, url.Values{"StatusCallback": {p.URL + "/status"}})
	second := dialled(t, s, url.Values{"StatusCallback": {p.URL + "/status"}})
	if status := rest(t, s, "POST", "/Calls/"+second+".json", url.Values{"Status": {"canceled"}}, nil); status != 200 {
		t.Fatal(status)
	}
	s.Advance(2 * time.Minute)
	await(t, s, "the first to ring", func() bool { return s.settled() && p.count("/status") >= 2 })
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.forms {
		if f.Get("CallSid") != first {
			t.Errorf("told of the other call: %v", f)
		}
	}
}

func TestPaging(t *testing.T) {
	s := start(t, Options{CallsPerSecond: 1000, Numbers: []Number{{PhoneNumber: ours}}})
	for range 5 {
		dialled(t, s, nil)
	}
	var list struct {
		Calls []struct{ SID string }
		Next  *string `json:"next_page_uri"`
	}
	seen := map[string]bool{}
	for n := 0; n == 0 || list.Next != nil; n++ {
		list.Next, list.Calls = nil, nil
		rest(t, s, "GET", "/Calls.json", url.Values{"PageSize": {"2"}, "Page": {fmt.Sprint(n)}, "To": {street}}, &list)
		for _, c := range list.Calls {
			seen[c.SID] = true
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d calls", len(seen))
	}
}

func TestUpdateCall(t *testing.T) {
	s, p := conferenceServer(t, 0, `<Response><Pause length="60"/></Response>`, map[string]string{a: `participantLabel="a"`})
	sid := from(t, s, a)
	await(t, s, "a", p.has("participant-join", "a", ""))
	if status := rest(t, s, "POST", "/Calls/"+sid+".json", url.Values{"Twiml": {"<Response><Say>Moved</Say><Pause length='60'/></Response>"}}, nil); status != 200 {
		t.Fatal(status)
	}
	await(t, s, "leave", p.has("participant-leave", "a", "participant_updated_via_api"))
	await(t, s, "the new document", func() bool { st, _ := s.State(sid); return slices.Contains(st.Heard, "Moved") })
	if status := rest(t, s, "POST", "/Calls/"+sid+".json", url.Values{"Status": {"completed"}}, nil); status != 200 {
		t.Fatal(status)
	}
	var problem struct {
		Code, Status int
		MoreInfo     string `json:"more_info"`
	}
	if status := rest(t, s, "POST", "/Calls/"+sid+".json", url.Values{"Status": {"completed"}}, &problem); status != 400 || problem.Code != 21220 || problem.Status != 400 || problem.MoreInfo == "" {
		t.Errorf("%d %+v", status, problem)
	}
}
