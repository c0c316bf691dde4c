package twiliotest

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestControlRoutes(t *testing.T) {
	p := newProduct(t, func(string, int) (int, string) {
		return 200, `<Response><Say>Hello</Say><Pause length="60"/></Response>`
	})
	s := start(t, Options{CallsPerSecond: 100, Numbers: []Number{{PhoneNumber: ours, VoiceURL: p.URL + "/voice"}}})
	web := httptest.NewServer(s.Handler())
	defer web.Close()
	do := func(method, path, body string, into any) int {
		t.Helper()
		r, err := http.NewRequest(method, web.URL+"/_sandbox"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if into != nil {
			if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
				t.Fatal(err)
			}
		}
		return resp.StatusCode
	}
	var st CallState
	if status := do("POST", "/phone/calls", `{"from":"`+street+`","to":"`+ours+`"}`, &st); status != 201 || st.Status != "ringing" && st.Status != "in-progress" {
		t.Fatalf("%d %+v", status, st)
	}
	sid := st.CallSID
	stream, err := http.Get(web.URL + "/_sandbox/phone/calls/" + sid + "/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	await(t, s, "the greeting", func() bool { st, _ := s.State(sid); return slices.Contains(st.Heard, "Hello") })
	if status := do("DELETE", "/phone/calls/"+sid, "", nil); status != 204 {
		t.Error(status)
	}
	var states []string
	for lines := bufio.NewScanner(stream.Body); lines.Scan(); {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			var st CallState
			if err := json.Unmarshal([]byte(data), &st); err != nil {
				t.Fatal(err)
			}
			states = append(states, st.State)
		}
	}
	if len(states) == 0 || states[len(states)-1] != "closed" {
		t.Errorf("the stream must end with the call: %v", states)
	}

	if status := do("PUT", "/phone/numbers/"+street, `{"behaviour":"manual"}`, nil); status != 204 {
		t.Error(status)
	}
	out := dialled(t, s, nil)
	await(t, s, "ringing", func() bool { return len(s.Ringing("")) == 1 })
	var ringing []CallState
	if do("GET", "/phone/ringing?to=%2B14155550100", "", &ringing); len(ringing) != 1 || ringing[0].CallSID != out {
		t.Errorf("%+v", ringing)
	}
	if status := do("POST", "/phone/calls/"+out+"/answer", "", nil); status != 204 {
		t.Error(status)
	}
	if status := do("POST", "/phone/calls/"+out+"/decline", "", nil); status != 409 {
		t.Errorf("declined what was answered: %d", status)
	}
	for _, c := range []struct {
		method, path, body string
		want               int
	}{
		{"POST", "/faults", `{"fault":"drop","times":2,"match":"ringing"}`, 204},
		{"POST", "/faults", `{"fault":"earthquake"}`, 409},
		{"DELETE", "/faults", "", 204},
		{"PUT", "/phone/numbers/" + street, `{"behaviour":"sings"}`, 409},
		{"POST", "/phone/calls", `{"from":"x","to":"+1999"}`, 422},
		{"POST", "/phone/calls", `{`, 400},
		{"GET", "/clients/calls/CA0", "", 404},
		{"POST", "/clients/connect", `{"token":"nonsense"}`, 422},
	} {
		if status := do(c.method, c.path, c.body, nil); status != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, status, c.want)
		}
	}
}

func TestPagesOfThisMachineOnly(t *testing.T) {
	s := start(t, Options{})
	for origin, want := range map[string]string{
		"http://localhost:5173": "http://localhost:5173", "http://127.0.0.1:9": "http://127.0.0.1:9", "http://[::1]:9": "http://[::1]:9",
		"https://evil.example": "", "http://127.0.0.1.evil.example": "", "null": "",
	} {
		r := httptest.NewRequest("OPTIONS", "/_sandbox/phone/calls", nil)
		r.Header.Set("Origin", origin)
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != want {
			t.Errorf("%s: %q", origin, got)
		}
	}
}

func TestRESTAuthentication(t *testing.T) {
	s := start(t, Options{APIKeySID: "SK" + strings.Repeat("1", 32), APIKeySecret: "secret"})
	for who, want := range map[[2]string]int{
		{s.opt.AccountSID, "token"}: 200, {s.opt.APIKeySID, "secret"}: 200, {s.opt.APIKeySID, "token"}: 401, {s.opt.AccountSID, "secret"}: 401, {"", ""}: 401,
	} {
		r := httptest.NewRequest("GET", "/2010-04-01/Accounts/"+s.opt.AccountSID+".json", nil)
		r.SetBasicAuth(who[0], who[1])
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%v: %d", who, w.Code)
		}
		if body, _ := io.ReadAll(w.Body); want == 401 && !strings.Contains(string(body), `"code":20003`) {
			t.Errorf("%s", body)
		}
	}
}
