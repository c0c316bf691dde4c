package twilio_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskside/deskside/connectors"
	"github.com/deskside/deskside/connectors/channeltest"
	"github.com/deskside/deskside/connectors/transport"
	"github.com/deskside/deskside/connectors/twilio"
	"github.com/deskside/deskside/connectors/twilio/twiliotest"
)

// sms is a stand-in, its channel, and a webhook that checks signatures.
type sms struct {
	t       *testing.T
	cloud   *twiliotest.Server
	channel *twilio.SMS
	client  *twilio.Client
	door    *httptest.Server

	mu   sync.Mutex
	told []connectors.Hook
}

const (
	smsOurs     = "+15005550006"
	smsCustomer = "+14155550123"
	smsAnother  = "+14155550124"
)

func newSMS(t *testing.T, change ...func(*twiliotest.Options)) *sms {
	s := &sms{t: t}
	verify := twilio.NewVerifier(authToken)
	s.door = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, err := verify.Verify(r.Method, s.door.URL+r.URL.String(), r.Header, body)
		if err != nil {
			t.Errorf("%s: %v", r.URL, err)
		}
		s.mu.Lock()
		s.told = append(s.told, connectors.Hook{Query: r.URL.Query(), Form: form})
		s.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(s.door.Close)
	opt := twiliotest.Options{
		AccountSID: "AC" + strings.Repeat("0", 32), AuthToken: authToken, Virtual: true, OpenAPI: spec(t),
		Numbers: []twiliotest.Number{{PhoneNumber: smsOurs, SMSURL: s.door.URL + "/twilio/messages"}},
	}
	for _, c := range change {
		c(&opt)
	}
	s.cloud = twiliotest.New(opt)
	t.Cleanup(s.cloud.Close)
	api := httptest.NewServer(s.cloud.Handler())
	t.Cleanup(api.Close)
	client, err := twilio.New(twilio.Config{AccountSID: opt.AccountSID, AuthTokens: []string{authToken}, APIURL: api.URL, Numbers: []string{smsOurs}},
		twilio.WithTransport(&transport.Chain{Timeout: 5 * time.Second}))
	if err != nil {
		t.Fatal(err)
	}
	s.client, s.channel = client, client.SMS()
	t.Cleanup(func() {
		if wrong := s.cloud.Wrong(); len(wrong) > 0 {
			t.Errorf("against Twilio's description: %q", wrong)
		}
	})
	return s
}

func (s *sms) Channel() connectors.Channel { return s.channel }
func (s *sms) Ours() string                { return smsOurs }
func (s *sms) Customer() string            { return smsCustomer }
func (s *sms) Another() string             { return smsAnother }
func (s *sms) Nobody() string              { return "+123" }
func (s *sms) Receipts() string            { return s.door.URL + "/twilio/messages/status" }

func (s *sms) Told() []connectors.Hook {
	s.t.Helper()
	if err := s.cloud.Pass(s.t.Context(), time.Minute); err != nil {
		s.t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.told)
}

func (s *sms) Again(h connectors.Hook) connectors.Hook {
	s.t.Helper()
	before := len(s.Told())
	if status, err := s.cloud.Send(context.WithoutCancel(s.t.Context()), s.door.URL+"/twilio/messages", h.Form, "again"); err != nil || status != http.StatusNoContent {
		s.t.Fatal(status, err)
	}
	return s.Told()[before]
}

func (s *sms) Write(body string, media int) {
	s.t.Helper()
	var pictures []twiliotest.TextMedia
	for range media {
		pictures = append(pictures, twiliotest.TextMedia{URL: "https://api.twilio.com/picture", ContentType: "image/jpeg"})
	}
	if _, err := s.cloud.PhoneText(smsCustomer, smsOurs, body, pictures...); err != nil {
		s.t.Fatal(err)
	}
}

func (s *sms) Shown(address string) (out []string) {
	s.Told()
	for _, m := range s.cloud.Phone(address) {
		if m.Direction == "outbound-api" {
			out = append(out, m.Body)
		}
	}
	return out
}

func (s *sms) Lose(address, why string) {
	code := map[string]int{connectors.TextOff: 30003, connectors.TextNoNumber: 30005, connectors.TextFiltered: 30007}[why]
	if err := s.cloud.Texts(address, twiliotest.Texting{Ends: "undelivered", Code: code}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *sms) Break(f channeltest.Fault) {
	kind := map[channeltest.Fault]twiliotest.FaultKind{
		channeltest.AnswerLost: twiliotest.LoseAnswer, channeltest.AnswerWrong: twiliotest.Late500, channeltest.NoEffect: twiliotest.REST500, channeltest.TooMany: twiliotest.REST429,
	}[f]
	if err := s.cloud.Break(twiliotest.Fault{Kind: kind, Match: "POST "}); err != nil {
		s.t.Fatal(err)
	}
}

func TestSMSConforms(t *testing.T) {
	t.Parallel()
	for name, advanced := range map[string]bool{"usual words": false, "advanced opt-out": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			channeltest.Run(t, func(t *testing.T) channeltest.Harness {
				return newSMS(t, func(o *twiliotest.Options) { o.AdvancedOptOut = advanced })
			})
		})
	}
}

// TestCodesOfTexts: each of Twilio's codes is a reason of ours, whether it comes at once or later.
func TestCodesOfTexts(t *testing.T) {
	t.Parallel()
	s := newSMS(t)
	one := connectors.Text{ID: "one", From: smsOurs, To: smsCustomer, Body: "Hello", Receipts: s.Receipts()}
	for code, want := range map[int]string{21211: "twilio_number_invalid", 21408: "text_country", 21612: "text_no_route", 21614: "text_not_mobile"} {
		_ = s.cloud.Texts(smsCustomer, twiliotest.Texting{Refused: code})
		_, err := s.channel.Send(t.Context(), one)
		if e, ok := errors.AsType[*connectors.Error](err); !ok || e.Kind != connectors.Rejected || e.Reason.Code != want {
			t.Errorf("%d: %v", code, err)
		}
	}
	for code, want := range map[string]string{
		"30003": "text_phone_off", "30004": "text_blocked", "30005": "text_no_number", "30006": "text_not_mobile", "30007": "text_filtered",
		"30008": "text_carrier", "30034": "text_unregistered", "": "text_carrier", "99999": "text_undelivered", "x; DROP": "text_carrier",
	} {
		got := s.channel.Parse(connectors.Hook{Form: url.Values{"MessageSid": {"SM" + strings.Repeat("a", 32)}, "MessageStatus": {"undelivered"}, "ErrorCode": {code}}})
		if len(got.Receipts) != 1 || got.Receipts[0].State != connectors.TextFailed || got.Receipts[0].Why.Code != want {
			t.Errorf("%q: %+v", code, got)
		}
	}
}

// TestFullQueue: a number with ten hours of texts waiting takes no more for a while, whichever
// way Twilio says so.
func TestFullQueue(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 429} {
		s := newSMS(t, func(o *twiliotest.Options) { o.Unknowns.QueueFullStatus = status })
		_ = s.cloud.Texts(smsCustomer, twiliotest.Texting{Refused: 21611})
		_, err := s.channel.Send(t.Context(), connectors.Text{From: smsOurs, To: smsCustomer, Body: "Hello"})
		if e, ok := errors.AsType[*connectors.Error](err); !ok || e.Kind != connectors.Throttled || e.Reason.Code != connectors.TextLater || e.RetryAfter < time.Minute {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// TestWithheldSender: nobody can be answered, and the text is there all the same.
func TestWithheldSender(t *testing.T) {
	t.Parallel()
	s := newSMS(t)
	for from, want := range map[string]string{"anonymous": "", "": "", "+266696687": "", "12345": "12345", "ACME Co": "ACME Co", smsCustomer: smsCustomer} {
		if _, err := s.cloud.PhoneText(from, smsOurs, "Hello"); err != nil {
			t.Fatal(err)
		}
		told := s.Told()
		got := s.channel.Parse(told[len(told)-1])
		if len(got.Texts) != 1 || got.Texts[0].From != want || got.Texts[0].Body != "Hello" {
			t.Errorf("%q: %+v", from, got)
		}
	}
}

// TestTextsThatLeadElsewhere: an admin is told of a number whose texts do not come here, or are
// told once and no more.
func TestTextsThatLeadElsewhere(t *testing.T) {
	t.Parallel()
	const here = "https://desk.example.com/twilio/messages"
	for address, want := range map[string]string{
		here + "#rc=5&rp=5xx": "Texts to numbers that take them come here.", here: "Twilio gives up on a text to " + smsOurs + " at the first error.",
		"https://elsewhere.example.com/": "Texts to " + smsOurs + " do not come here.", "": "Texts to numbers that take them come here.",
	} {
		s := newSMS(t, func(o *twiliotest.Options) { o.Numbers[0].SMSURL = address })
		found := false
		for _, check := range s.client.Examine(t.Context(), "https://desk.example.com/twilio/voice", "https://desk.example.com/twilio/voice/status", here) {
			found = found || check.Subject == "texts" && check.Text == want
		}
		if !found {
			t.Errorf("%q: nothing says %q", address, want)
		}
	}
}
