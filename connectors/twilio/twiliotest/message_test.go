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

// TestSegments: the figures of Twilio's own calculator.
func TestSegments(t *testing.T) {
	for _, c := range []struct {
		body     string
		parts    int
		encoding string
	}{
		{strings.Repeat("a", 160), 1, "GSM-7"}, {strings.Repeat("a", 161), 2, "GSM-7"}, {strings.Repeat("a", 306), 2, "GSM-7"}, {strings.Repeat("a", 307), 3, "GSM-7"},
		{strings.Repeat("€", 80), 1, "GSM-7"}, {strings.Repeat("€", 81), 2, "GSM-7"},
		{strings.Repeat("あ", 70), 1, "UCS-2"}, {strings.Repeat("あ", 71), 2, "UCS-2"}, {strings.Repeat("あ", 134), 2, "UCS-2"}, {strings.Repeat("あ", 135), 3, "UCS-2"},
		{strings.Repeat("😀", 35), 1, "UCS-2"}, {strings.Repeat("😀", 36), 2, "UCS-2"}, {strings.Repeat("a", 66) + "😀😀😀", 2, "UCS-2"},
		{"café Ç É ñ", 1, "GSM-7"}, {"ç", 1, "UCS-2"}, {"a\u0300", 1, "UCS-2"}, {"", 1, "GSM-7"},
	} {
		if parts, encoding := Segments(c.body); parts != c.parts || encoding != c.encoding {
			t.Errorf("%.20q: %d %s, want %d %s", c.body, parts, encoding, c.parts, c.encoding)
		}
	}
}

const textsPath = "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json"

// sends a text by the API, and gives status and answer.
func sends(t *testing.T, s *Server, to, body, callback string) (int, string) {
	t.Helper()
	f := url.Values{"From": {ours}, "To": {to}, "Body": {body}}
	if callback != "" {
		f.Set("StatusCallback", callback)
	}
	r := httptest.NewRequest(http.MethodPost, textsPath, strings.NewReader(f.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(s.opt.AccountSID, s.opt.AuthToken)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	answer, _ := io.ReadAll(w.Body)
	return w.Code, string(answer)
}

// TestTextsOfOneNumberWait: a long code sends one part a second, and its queue has an end.
func TestTextsOfOneNumberWait(t *testing.T) {
	s := start(t, Options{Numbers: []Number{{PhoneNumber: ours}}})
	for _, body := range []string{"one", strings.Repeat("two", 100), "three"} {
		if status, answer := sends(t, s, street, body, ""); status != 201 || !strings.Contains(answer, `"status":"queued"`) {
			t.Fatal(status, answer)
		}
	}
	left := func() (n int) {
		for _, m := range s.Messages() {
			if m.Status != "queued" {
				n++
			}
		}
		return n
	}
	for _, want := range []int{1, 2, 2, 3} {
		if err := s.Pass(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		if got := left(); got != want {
			t.Errorf("%d have left, want %d", got, want)
		}
		if err := s.Pass(t.Context(), time.Second); err != nil {
			t.Fatal(err)
		}
	}
	s.mu.Lock()
	s.outbox[ours].free = s.clock.Now().Add(longestQueue + time.Second)
	s.mu.Unlock()
	if status, answer := sends(t, s, street, "late", ""); status != 400 || !strings.Contains(answer, "21611") {
		t.Error(status, answer)
	}
}

// TestReceiptsOfTexts: the first status is told by the answer alone, and each later one by a callback.
func TestReceiptsOfTexts(t *testing.T) {
	p := newProduct(t, func(string, int) (int, string) { return 204, "" })
	for end, want := range map[string][]string{
		"delivered": {"sent", "delivered"}, "undelivered": {"sent", "undelivered"}, "failed": {"failed"}, "sent": {"sent"},
	} {
		s := start(t, Options{Numbers: []Number{{PhoneNumber: ours}}})
		if err := s.Texts(street, Texting{Ends: end, Code: 30003}); err != nil {
			t.Fatal(err)
		}
		if status, answer := sends(t, s, street, "Hello", p.URL+"/"+end); status != 201 {
			t.Fatal(status, answer)
		}
		if err := s.Pass(t.Context(), time.Minute); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range s.Deliveries() {
			got = append(got, d.Event())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: told %q, want %q", end, got, want)
		}
	}
}

// TestStop: Twilio itself refuses texts to who has said STOP to that number, answers them, and
// tells the webhook all the same.
func TestStop(t *testing.T) {
	p := newProduct(t, func(string, int) (int, string) { return 204, "" })
	s := start(t, Options{Numbers: []Number{{PhoneNumber: ours, SMSURL: p.URL + "/texts"}, {PhoneNumber: "+15005550007", SMSURL: p.URL + "/texts"}}})
	says := func(body string) {
		t.Helper()
		if _, err := s.PhoneText(street, ours, body); err != nil {
			t.Fatal(err)
		}
		if err := s.Pass(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
	}
	says(" Stop ")
	if status, answer := sends(t, s, street, "Hello", ""); status != 400 || !strings.Contains(answer, "21610") {
		t.Error(status, answer)
	}
	if got := s.Phone(street); len(got) != 2 || got[1].Direction != "outbound-reply" {
		t.Errorf("%+v", got)
	}
	says("unstop")
	if status, answer := sends(t, s, street, "Hello", ""); status != 201 {
		t.Error(status, answer)
	}
	if n := p.count("/texts"); n != 2 {
		t.Errorf("told %d times", n)
	}
	for _, f := range p.forms {
		if f.Get("OptOutType") != "" || f.Get("SmsStatus") != "received" {
			t.Errorf("%v", f)
		}
	}
}
