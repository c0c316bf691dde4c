package twiliotest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// An answer that comes late is waited for; one that comes too late is none.
func TestSlowDocument(t *testing.T) {
	for slow, want := range map[int]string{12_000: "Hello", 16_000: "An application error has occurred. Goodbye."} {
		m := newMenu(t, Options{}, map[string]string{"/voice": `<Say>Hello</Say>`})
		m.must(m.Break(Fault{Kind: SlowWebhook, DelayMS: slow, Match: "/voice"}))
		sid := m.calls(street)
		m.pass(11 * time.Second)
		if got := m.heard(sid); len(got) > 0 {
			t.Fatalf("%v before it has come", got)
		}
		m.pass(4 * time.Second)
		if got := m.heard(sid); !slices.Equal(got, []string{want}) {
			t.Errorf("after %d ms: %v", slow, got)
		}
	}
}

// Who hangs up while the product is asked has hung up; what it answers is not heard.
func TestHangUpWhileAsked(t *testing.T) {
	for _, kind := range []FaultKind{HangUpAsked, HangUpAnswered} {
		m := newMenu(t, Options{}, map[string]string{"/voice": `<Gather numDigits="1" action="/chosen"/>`, "/chosen": `<Say>Chosen</Say>`})
		m.must(m.Break(Fault{Kind: kind, Match: "/chosen"}))
		sid := m.calls(street)
		m.must(m.Press(sid, "1"))
		m.pass(time.Second)
		is(t, m.once("/chosen"), map[string]string{"Digits": "1"})
		if st, _ := m.State(sid); st.Status != "completed" || len(st.Heard) > 0 {
			t.Errorf("%s: %+v", kind, st)
		}
	}
}

// A recording may not be found at first, and then be somewhere else.
func TestMediaThatMoves(t *testing.T) {
	for _, status := range []int{302, 307} {
		m := newMenu(t, Options{Unknowns: Unknowns{MediaStatus: status}}, map[string]string{"/voice": voicemail})
		web := httptest.NewServer(m.Handler())
		t.Cleanup(web.Close)
		sid := m.calls(street)
		m.pass(12 * time.Second)
		m.must(m.HangUp(sid))
		m.pass(2 * time.Second)
		m.must(m.Break(Fault{Kind: Media404, Times: 2}))
		m.must(m.Break(Fault{Kind: MediaMoved}))
		address := m.Recordings()[0].SID
		get := func(u string, as string) *http.Response {
			t.Helper()
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, u, nil)
			m.must(err)
			if as != "" {
				r.SetBasicAuth(as, m.opt.AuthToken)
			}
			answer, err := (&http.Client{Transport: web.Client().Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
			m.must(err)
			t.Cleanup(func() { _ = answer.Body.Close() })
			return answer
		}
		u := web.URL + "/2010-04-01/Accounts/" + m.opt.AccountSID + "/Recordings/" + address
		for _, want := range []int{404, 404, status} {
			if got := get(u, m.opt.AccountSID); got.StatusCode != want {
				t.Fatalf("%d, want %d", got.StatusCode, want)
			} else if want == status {
				u = got.Header.Get("Location")
			}
		}
		if got := get(u, m.opt.AccountSID); got.StatusCode != 400 {
			t.Errorf("with our credentials: %d", got.StatusCode)
		}
		body, err := io.ReadAll(get(u, "").Body)
		if err != nil || !strings.HasPrefix(string(body), "RIFF") {
			t.Errorf("%v %.4q", err, body)
		}
	}
}

// The debugger shows what Twilio numbers, and the fallback is told.
func TestWarnings(t *testing.T) {
	for doc, code := range map[string]int{
		`<Gather><Dial>+14155550100</Dial></Gather>`: 13320, `<Enqueue></Enqueue>`: 14204, `<Enqueue>` + strings.Repeat("x", 65) + `</Enqueue>`: 14205,
		`<Dial><Conference></Conference></Dial>`: 13237, `<Dial><Queue></Queue></Dial>`: 14212, `<Dial><Sip>sip:a@b</Sip></Dial>`: 13215,
		`<Dial>` + strings.Repeat(`<Client>a</Client>`, 11) + `</Dial>`: 13215, `<Pause length="long"/>`: 13910, `<Say loop="x">a</Say>`: 13510,
		`<Dial timeLimit="0">` + desk + `</Dial>`: 13216, `<Dial timeout="x">` + desk + `</Dial>`: 13212, `<Dial>12</Dial>`: 13223,
		`<Record maxLength="x"/>`: 13612, `<Record timeout="x"/>`: 13611, `<Record finishOnKey="x"/>`: 13613, `<Record playBeep="x"/>`: 13616,
		`<Dial><Conference muted="x">c</Conference></Dial>`: 13230, `<Dial><Conference waitUrl="/hold">c</Conference></Dial>`: 13238,
	} {
		m := newMenu(t, Options{}, map[string]string{"/voice": doc, "/hold": `<Gather/>`})
		m.calls(street)
		if !warned(m.Server, code) {
			t.Errorf("%s: %+v, want %d", doc, m.Alerts(), code)
		}
	}
	p := newProduct(t, func(path string, _ int) (int, string) {
		return map[string]int{"/voice": 200, "/fallback": 200, "/status": 500}[path], `<Response><Enqueue/></Response>`
	})
	s := start(t, Options{CallsPerSecond: 10, Numbers: []Number{{PhoneNumber: ours, VoiceURL: p.URL + "/voice", FallbackURL: p.URL + "/fallback", StatusCallback: p.URL + "/status"}}})
	sid := callIn(t, s)
	await(t, s, "the end", func() bool { return closed(s, sid)() && s.Quiet() && p.count("/status") == 1 })
	p.mu.Lock()
	defer p.mu.Unlock()
	if f := p.forms[1]; f.Get("ErrorCode") != "14204" {
		t.Errorf("%v", f)
	}
	if !warned(s, 15003) {
		t.Errorf("%+v", s.Alerts())
	}
	var problem struct{ Code int }
	for field, code := range map[string]int{"StatusCallback": 21609, "Twiml": 32018} {
		f := url.Values{"From": {ours}, "To": {desk}, "Twiml": {"<Response/>"}}
		f.Set(field, "http://my_host/"+strings.Repeat("x", 4000))
		if status := rest(t, s, "POST", "/Calls.json", f, &problem); status != 400 || problem.Code != code {
			t.Errorf("%s: %d %+v", field, status, problem)
		}
	}
}
