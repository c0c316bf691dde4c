package twilio

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/deskside/deskside/connectors"
)

// SMS is the channel of texts from and to our numbers.
type SMS struct{ client *Client }

// SMS of the account.
func (c *Client) SMS() *SMS { return &SMS{c} }

// longestBody is what Twilio takes at once.
const longestBody = 1600

// Capabilities implements connectors.Channel.
func (s *SMS) Capabilities() connectors.Capabilities {
	return connectors.Capabilities{
		Longest: longestBody, Delivered: true, OptOut: true,
		Alphabets: []connectors.Alphabet{{Name: "gsm7", Single: 160, Part: 153}, {Name: "ucs2", Single: 70, Part: 67}},
	}
}

// textParam is the parameter of a status callback's address that says whose text it is
// about: it is signed, and there even where the answer to our request was never heard.
const textParam = "text"

// Send implements connectors.Channel.
func (s *SMS) Send(ctx context.Context, t connectors.Text) (connectors.Sent, error) {
	const op = "send text"
	if code := unsendable(t); code != "" {
		return connectors.Sent{}, &connectors.Error{Kind: connectors.Rejected, Op: "twilio: " + op, Reason: connectors.Because(code)}
	}
	p := &api.CreateMessageParams{}
	p.SetFrom(t.From).SetTo(t.To).SetBody(t.Body)
	if t.Receipts != "" {
		p.SetStatusCallback(WithRetries(t.Receipts+"?"+url.Values{textParam: {t.ID}}.Encode(), EventRetries))
	}
	got, err := s.client.service(ctx, op).CreateMessage(p)
	if err := failed(op, true, err); err != nil {
		return connectors.Sent{}, err
	}
	if !messageSID.MatchString(text(got.Sid)) {
		return connectors.Sent{}, &connectors.Error{Kind: connectors.Unknown, Op: "twilio: " + op, Reason: connectors.Because("twilio_unreadable")}
	}
	return sentOf(got), nil
}

// unsendable is why a text is not worth a request; empty: it is.
func unsendable(t connectors.Text) string {
	switch {
	case strings.TrimSpace(t.Body) == "":
		return connectors.TextNoContent
	case len(utf16.Encode([]rune(t.Body))) > longestBody:
		return connectors.TextTooLong
	case !e164.MatchString(t.To):
		return connectors.TextNoNumber
	}
	return ""
}

var (
	messageSID = regexp.MustCompile(`^(SM|MM)[0-9a-f]{32}$`)
	e164       = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)
)

// messagesLooked bounds Recover to one page: texts to one number within minutes.
const messagesLooked = 50

// clocksDiffer is how much earlier than by our clock Twilio may say that a text was made.
const clocksDiffer = 5 * time.Second

// Recover implements connectors.Channel. It does not ask by date: a text that waits to be
// sent has none by which Twilio would find it.
func (s *SMS) Recover(ctx context.Context, t connectors.Text, since time.Time) ([]connectors.Sent, error) {
	const op = "list texts"
	p := &api.ListMessageParams{}
	got, err := s.client.service(ctx, op).ListMessage(p.SetTo(t.To).SetPageSize(messagesLooked).SetLimit(messagesLooked))
	if err := failed(op, false, err); err != nil {
		return nil, err
	}
	var out []connectors.Sent
	for i := range slices.Backward(got) { // the newest come first
		m := &got[i]
		if text(m.Direction) == "outbound-api" && text(m.From) == t.From && text(m.To) == t.To && sameWords(text(m.Body), t.Body) &&
			!date(text(m.DateCreated)).Before(since.Add(-clocksDiffer)) {
			out = append(out, sentOf(m))
		}
	}
	return out, nil
}

// sameWords: white space at the ends may get lost on the way.
func sameWords(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }

func sentOf(m *api.ApiV2010Message) connectors.Sent {
	sent := connectors.Sent{Ref: text(m.Sid), State: textState(text(m.Status))}
	if sent.State == connectors.TextFailed {
		code := ""
		if m.ErrorCode != nil {
			code = strconv.Itoa(*m.ErrorCode)
		}
		sent.Why = whyFailed(code)
	}
	if sent.State == "" { // a word of later years, of one that Twilio has all the same
		sent.State = connectors.TextSent
	}
	return sent
}

// textState of Twilio's word; empty: it says nothing that we know.
func textState(status string) connectors.TextState {
	switch status {
	case "accepted", "scheduled", "queued", "sending", "sent":
		return connectors.TextSent
	case "delivered", "partially_delivered":
		return connectors.TextDelivered
	case "read":
		return connectors.TextRead
	case "undelivered", "failed", "canceled":
		return connectors.TextFailed
	}
	return ""
}

// undelivered are reasons by Twilio's code, of texts that it has taken and that did not arrive.
var undelivered = map[string]string{
	"30001": connectors.TextLater, "30002": "twilio_suspended", "30003": connectors.TextOff, "30004": connectors.TextBlocked,
	"30005": connectors.TextNoNumber, "30006": connectors.TextNotMobile, "30007": connectors.TextFiltered, "30008": connectors.TextCarrier,
	"30024": connectors.TextRegister, "30032": connectors.TextRegister, "30034": connectors.TextRegister, "30036": connectors.TextTooOld,
	"30450": connectors.TextFiltered, "21610": connectors.TextOptedOut, "21611": connectors.TextLater, "21614": connectors.TextNotMobile,
	"21408": connectors.TextCountry, "21612": connectors.TextRoute,
}

// whyFailed is a reason with Twilio's code in it, which an admin finds in Twilio's pages.
func whyFailed(code string) connectors.Reason {
	if reason, known := undelivered[code]; known {
		return connectors.Because(reason)
	}
	if _, err := strconv.Atoi(code); err != nil {
		return connectors.Because(connectors.TextCarrier)
	}
	return connectors.Because("text_undelivered", "code", code)
}

// Parse implements connectors.Channel.
func (s *SMS) Parse(h connectors.Hook) connectors.Heard {
	ref := h.Form.Get("MessageSid")
	if !messageSID.MatchString(ref) {
		return connectors.Heard{}
	}
	status := h.Form.Get("MessageStatus")
	if status == "" && h.Form.Get("SmsStatus") == "received" {
		return connectors.Heard{Texts: []connectors.Incoming{s.incoming(ref, h.Form)}}
	}
	r := connectors.TextReceipt{ID: h.Query.Get(textParam), Ref: ref, State: textState(status)}
	if r.State == "" {
		return connectors.Heard{}
	}
	if r.State == connectors.TextFailed {
		r.Why = whyFailed(h.Form.Get("ErrorCode"))
	}
	return connectors.Heard{Receipts: []connectors.TextReceipt{r}}
}

// mostMedia that one message brings.
const mostMedia = 10

func (s *SMS) incoming(ref string, form url.Values) connectors.Incoming {
	in := connectors.Incoming{Ref: ref, To: form.Get("To"), Body: strings.ToValidUTF8(form.Get("Body"), "\uFFFD")}
	if from := form.Get("From"); !withheld[strings.ToLower(strings.TrimSpace(from))] {
		in.From = strings.TrimSpace(from)
	}
	for i := range min(number(form, "NumMedia", 0), mostMedia) {
		n := strconv.Itoa(i)
		in.Media = append(in.Media, connectors.IncomingMedia{URL: form.Get("MediaUrl" + n), ContentType: form.Get("MediaContentType" + n)})
	}
	in.OptOut = optOut(form.Get("OptOutType"), in.Body)
	return in
}

// keywords by which Twilio stops and starts texts to a number, as whole messages.
var keywords = map[string]connectors.OptOut{
	"STOP": connectors.OptOutStop, "STOPALL": connectors.OptOutStop, "UNSUBSCRIBE": connectors.OptOutStop, "END": connectors.OptOutStop,
	"QUIT": connectors.OptOutStop, "CANCEL": connectors.OptOutStop, "REVOKE": connectors.OptOutStop, "OPTOUT": connectors.OptOutStop,
	"START": connectors.OptOutStart, "YES": connectors.OptOutStart, "UNSTOP": connectors.OptOutStart,
	"HELP": connectors.OptOutHelp, "INFO": connectors.OptOutHelp,
}

// optOut that a text means. Twilio says so only where a company has chosen words of its own
// (Advanced Opt-Out); of its usual ones it says nothing and acts all the same.
func optOut(told, body string) connectors.OptOut {
	switch o := connectors.OptOut(strings.ToLower(told)); o {
	case connectors.OptOutStop, connectors.OptOutStart, connectors.OptOutHelp:
		return o
	}
	return keywords[strings.ToUpper(strings.TrimSpace(body))]
}
